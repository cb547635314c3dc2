import { rotationNumber } from './gaps.ts';
import { type Place, type Position, sameGeneration, startPosition, type Unread } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, type Survey, type SurveyedFile } from './survey.ts';

/**
 * How long a rotated file must be quiet before it counts as finished, because writers reopen late. Seconds of
 * the host's clock.
 */
export const SETTLED_AFTER = 2;

/**
 * How long an empty rotated file is kept in the plan: a writer may still have it open. Seconds of the host's
 * clock.
 */
const LATE_WITHIN = 30;

/** One step of a resume: a pipeline over one file, found again by its inode. */
export interface ResumeStep {
  readonly file: SurveyedFile;
  /** Where it starts, and (in `delivered`) how much of its output to skip. */
  readonly position: Position;
  /**
   * `finish`: read to the file's end. `settle`: a rotated file that may still be written; follow it until it
   * is quiet and the name has new content. `follow`: the name itself. `catch-up`: the name's whole lines up
   * to now, before another filter continues after them.
   */
  readonly kind: 'finish' | 'settle' | 'follow' | 'catch-up';
}

export interface ResumePlan {
  /**
   * In order; each starts when the previous one has ended. Empty: no file has the name yet, and nothing is
   * left to finish.
   */
  readonly steps: readonly ResumeStep[];
  readonly notes: readonly ResumeNote[];
}

/** A step before it is known which generations the earlier steps cover. */
export interface DraftStep {
  readonly kind: ResumeStep['kind'];
  readonly file: SurveyedFile;
  /** Where in the generation; null: at its beginning. */
  readonly from: Place | null;
}

export const follow = (file: SurveyedFile, from: Place | null = null): DraftStep => ({
  kind: 'follow',
  file,
  from,
});
export const finish = (file: SurveyedFile, from: Place | null): DraftStep => ({ kind: 'finish', file, from });
export const whole = (file: SurveyedFile): DraftStep => finish(file, null);

/** The inputs for steps: all rotated files, and what was already consumed of a later generation. */
export interface Ground {
  readonly survey: Survey;
  readonly rotated: readonly SurveyedFile[];
  readonly ahead: Position['ahead'];
}

/**
 * Each step knows the rotated generations except those that later steps will read, so a disconnect in between
 * loses none of them.
 */
export const plan = (
  { survey: { current, now }, rotated, ahead }: Ground,
  drafts: readonly DraftStep[],
  notes: readonly ResumeNote[],
): ResumePlan => {
  const reached =
    ahead === null ? -1 : drafts.findIndex(({ file, from }) => from === null && isAhead(file, ahead));
  // Empty ones, whose writer may not have started yet.
  const young = rotated.filter(file => file.own && file.size === 0 && now - file.modified < LATE_WITHIN);
  const steps = drafts.map(({ kind, file, from }, index): ResumeStep => {
    const later = drafts.slice(index + 1).map(draft => draft.file);
    const known = rotated.filter(other => other.size !== 0 && !later.includes(other)).map(generationOf);
    const start = startPosition(generationOf(file), 0, known);
    const taken = index === reached ? ahead : from;
    const place = taken && { base: taken.base, delivered: taken.delivered, recent: taken.recent };
    const [extent, ...next] = drafts.slice(index).map(unread);
    next.push(
      ...young
        .filter(other => other !== file)
        .map(other => ({ generation: generationOf(other), size: null })),
    );
    // The file that has the name while a rotated file is settling comes after it.
    if (current !== null && drafts.at(-1)?.kind === 'settle')
      next.push({ generation: generationOf(current), size: null });
    const behind = { extent: extent!.size, next, since: now, ahead: index < reached ? ahead : null };
    return { kind, file, position: { ...start, ...place, ...behind } };
  });
  return { steps, notes };
};

/** A file that only has to be finished is no longer written. */
const unread = ({ kind, file }: DraftStep): Unread => ({
  generation: generationOf(file),
  size: kind === 'finish' ? file.size : null,
});

/**
 * Returns what comes after the rotated files: the name is followed once the newest of them has settled; until
 * then that one is followed, because its writer may not have reopened the name yet. Copies made before a
 * truncation and compressed files are no longer written.
 */
export const toTheName = (
  files: readonly DraftStep[],
  survey: Survey,
  truncated: SurveyedFile | null,
): DraftStep[] => {
  const last = files.at(-1);
  const isCopy = truncated !== null && truncated === survey.current;
  const isWritten = last !== undefined && last.file.size !== null && !isCopy;
  const settled = !isWritten || isSettled(last.file, survey);
  if (!settled) return [...files.slice(0, -1), { ...last, kind: 'settle' }];
  return survey.current === null ? [...files] : [...files, follow(survey.current)];
};

const isSettled = (file: SurveyedFile, { current, now }: Survey): boolean =>
  current !== null && current.size !== 0 && now - Math.floor(file.modified) >= SETTLED_AFTER;

const isAhead = (file: SurveyedFile, { generation }: NonNullable<Position['ahead']>): boolean =>
  sameGeneration(generationOf(file), generation) ||
  (generation.head.length > 0 && file.knownLater === generation.head.crc);

/**
 * Sorts oldest first. Ties within the resolution of the host's `stat` are resolved by the rotation number: `f.2` is
 * older than `f.1`.
 * Duplicate content (`f.1` and the `f.1.gz` being created from it) counts once, uncompressed.
 */
export const byAge = (files: readonly SurveyedFile[]): SurveyedFile[] => {
  const sorted = files.toSorted(
    (a, b) =>
      a.modified - b.modified ||
      rotationNumber(b.name) - rotationNumber(a.name) ||
      (a.name < b.name ? -1 : 1),
  );
  const hasPlainTwin = (file: SurveyedFile): boolean =>
    sorted.some(
      other =>
        other.size !== null &&
        ((other.head.length > 0 && other.head.crc === file.head.crc) ||
          file.name.startsWith(`${other.name}.`)),
    );
  return sorted.filter(file => file.size !== null || !hasPlainTwin(file));
};
