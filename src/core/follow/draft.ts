import { rotationNumber } from './gaps.ts';
import { type Place, type Position, sameGeneration, startPosition, type Unread } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, type Survey, type SurveyedFile } from './survey.ts';

/** How long a rotated file must have been quiet before it is taken as finished: writers reopen late. Seconds of the host's clock. */
export const SETTLED_AFTER = 2;

/** How long a rotated file that is empty is reckoned with: a writer may still have it open. Seconds of the host's clock. */
const LATE_WITHIN = 30;

/** One piece of going on: a pipeline over one file, found again by its inode. */
export interface ResumeStep {
  readonly file: SurveyedFile;
  /** Where it starts, and (in `delivered`) how much of its output is skipped. */
  readonly position: Position;
  /** `finish`: to the file's end. `settle`: a rotated file that may still be written; follow it until it is quiet and the name has new content. `follow`: the name itself. `catch-up`: the name's whole lines up to now, before another filter continues behind them. */
  readonly kind: 'finish' | 'settle' | 'follow' | 'catch-up';
}

export interface ResumePlan {
  /** In order; each starts when the one before has ended. Empty: nothing bears the name yet, and nothing is left to finish. */
  readonly steps: readonly ResumeStep[];
  readonly notes: readonly ResumeNote[];
}

/** A step before it is known which generations the ones before it have dealt with. */
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

/** What steps are made with: all rotated files, and what was taken of a later generation already. */
export interface Ground {
  readonly survey: Survey;
  readonly rotated: readonly SurveyedFile[];
  readonly ahead: Position['ahead'];
}

/** Each step knows the rotated generations but those that the steps after it will read: a break in the middle loses none of them. */
export const plan = (
  { survey: { current, now }, rotated, ahead }: Ground,
  drafts: readonly DraftStep[],
  notes: readonly ResumeNote[],
): ResumePlan => {
  const reached =
    ahead === null ? -1 : drafts.findIndex(({ file, from }) => from === null && isAhead(file, ahead));
  // Empty ones, whose writer may not have begun yet.
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
    // What has the name while a rotated file is waited for comes after that.
    if (current !== null && drafts.at(-1)?.kind === 'settle')
      next.push({ generation: generationOf(current), size: null });
    const behind = { extent: extent!.size, next, since: now, ahead: index < reached ? ahead : null };
    return { kind, file, position: { ...start, ...place, ...behind } };
  });
  return { steps, notes };
};

/** A file that is only finished is written no more. */
const unread = ({ kind, file }: DraftStep): Unread => ({
  generation: generationOf(file),
  size: kind === 'finish' ? file.size : null,
});

/**
 * What comes after the rotated files: the name is followed once the newest of them is settled; until then that one is followed, for its
 * writer may not have reopened the name yet. A copy that a truncation left is written no more, nor is what was compressed.
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
  current !== null && current.size !== 0 && now - file.modified >= SETTLED_AFTER;

const isAhead = (file: SurveyedFile, { generation }: NonNullable<Position['ahead']>): boolean =>
  sameGeneration(generationOf(file), generation) ||
  (generation.head.length > 0 && file.knownLater === generation.head.crc);

/**
 * Oldest first. A second's ties are settled by the rotation's number: `f.2` is older than `f.1`. A content met twice (`f.1` and the
 * `f.1.gz` being made of it) counts once, uncompressed.
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
