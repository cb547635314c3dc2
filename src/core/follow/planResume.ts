import { aheadBy, findCrossing, isSame } from './crossing.ts';
import {
  closedOf,
  mayBeYoung,
  missing,
  PASSED_UNSEEN,
  removed,
  restOf,
  unreadable,
  vanishedOf,
} from './gaps.ts';
import {
  type Place,
  type Position,
  sameGeneration,
  startPosition,
  tailSum,
  type Unread,
} from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, isNew, type Survey, type SurveyedFile } from './survey.ts';

/** How long a rotated file must have been quiet before it is taken as finished: writers reopen late. Seconds of the host's clock. */
export const SETTLED_AFTER = 2;

/** How long a rotated file that is empty is reckoned with: a writer may still have it open. Seconds of the host's clock. */
const LATE_WITHIN = 30;

/** One piece of going on: a pipeline over one file, found again by its inode. */
export interface ResumeStep {
  readonly file: SurveyedFile;
  /** Where it starts, and (in `delivered`) how much of its output is skipped. */
  readonly position: Position;
  /** `finish`: to the file's end. `settle`: a rotated file that may still be written; follow it until it is quiet and the name has new content. `follow`: the name itself. `catch-up`: the name's whole lines up to now, before another filter goes on behind them. */
  readonly kind: 'finish' | 'settle' | 'follow' | 'catch-up';
}

export interface ResumePlan {
  /** In order; each starts when the one before has ended. Empty: nothing bears the name yet, and nothing is left to finish. */
  readonly steps: readonly ResumeStep[];
  readonly notes: readonly ResumeNote[];
}

/** What is to be said when a step of the plan begins. What ended a generation is said behind its last line, and once it is left. */
export const notesAt = ({ steps, notes }: ResumePlan, index: number): readonly ResumeNote[] =>
  notes.filter(note => {
    const isBehind = note.kind === 'rotated' || note.kind === 'truncated';
    if (isBehind) return steps[index]!.kind === 'follow';
    return index === (note.kind === 'gap' ? Math.min(note.step, steps.length - 1) : 0);
  });

export interface ResumeOptions {
  /** The output is not the file's bytes: how many of those it came from is not known. */
  readonly filtered: boolean;
}

/** Decides how to go on from a position, given what the host holds now. Pure; see docs/following.md. */
export const planResume = (
  position: Position,
  survey: Survey,
  { filtered }: ResumeOptions = { filtered: false },
): ResumePlan => {
  const { current } = survey;
  const rotated = byAge(survey.rotated);
  const old = rotated.find(file => isAt(file, position)) ?? null;
  const newer = rotated.filter(file => file !== old && file.lacks === null && isNew(file, position));
  const truncated = truncatedFile(position, survey);
  const closed = closedOf(position, rotated, old);

  if (current !== null && isAt(current, position)) {
    // What is new although we are where we were came and went between a survey and its steps: late, but not lost.
    if (newer.length === 0)
      return plan({ survey, rotated, ahead: null }, [follow(current, position)], closed.map(unreadable(0)));
    const ahead = { ...position, generation: generationOf(current) };
    return plan({ survey, rotated, ahead }, [...newer.map(whole), follow(current)], [{ kind: 'late' }]);
  }
  const goOn = (
    files: readonly DraftStep[],
    notes: readonly ResumeNote[],
    ahead = position.ahead,
  ): ResumePlan => {
    const gaps = closed.map(file => unreadable(countOlder(files, file))(file));
    return plan({ survey, rotated, ahead }, toTheName(files, survey, truncated), [...gaps, ...notes]);
  };
  const passed = newer.map(whole);
  const vanished = vanishedOf(position, survey);

  const rest = filtered ? restOf(position, 0) : restOf(position, position.delivered);
  // Without a successor that was seen, nobody knows what came in between.
  const tookAll = old === null && rest === 0 && position.next.length > 0;
  if (position.finished || tookAll) {
    const isThere =
      position.successor === null ||
      [current, ...rotated].some(file => isSuccessor(file, position) || mayBeYoung(file, position));
    const rotation: ResumeNote = { kind: 'rotated', how: old === null ? 'recreated' : 'renamed' };
    const gaps = vanished.length > 0 ? [removed(position, vanished, 0)] : isThere ? [] : [PASSED_UNSEEN];
    return goOn(passed, [...gaps, rotation]);
  }
  if (old !== null) {
    const note: ResumeNote = truncated === null ? { kind: 'rotated', how: 'renamed' } : { kind: 'truncated' };
    // Of an empty file nothing but the inode is known, which a copy may have left for a later content.
    const knowsNothing = position.generation.head.length === 0 && position.delivered === 0;
    const inOrder = rotated.filter(file => file === old || newer.includes(file));
    const files = knowsNothing ? inOrder.map(whole) : [finish(old, position), ...passed];
    const behind = files.findIndex(({ file }) => file === old) + 1;
    return goOn(files, vanished.length > 0 ? [removed(position, vanished, behind), note] : [note]);
  }
  const crossing = findCrossing(position, current === null ? newer : [...newer, current]);
  if (crossing !== null) {
    const ahead = aheadBy(crossing, position);
    const notes: ResumeNote[] = [{ kind: 'late' }, { kind: 'truncated' }];
    return goOn(finishCopy(position, newer, ahead.delivered), notes, ahead);
  }
  if (closed.length > 0) return goOn(passed, []);
  const why =
    truncated === null
      ? 'the file that was being read is gone from the host'
      : 'the file was truncated and no copy of what it held was found';
  return goOn(passed, [{ kind: 'gap', bytes: missing(position, rest, vanished), why, step: 0 }]);
};

/** The same for one that stays with its file wherever that is moved (`tail -f`): later generations are none of its business. */
export const planDescriptor = (position: Position, { current, rotated }: Survey): ResumePlan => {
  const file = [current, ...rotated].find(one => one !== null && one.size !== null && isAt(one, position));
  if (!file) return { steps: [], notes: [] };
  return { steps: [{ file, position, kind: 'follow' }], notes: [] };
};

/**
 * What comes after the rotated files: the name is followed once the newest of them is settled; until then that one is followed, for its
 * writer may not have reopened the name yet. A copy that a truncation left is written no more, nor is what was compressed.
 */
const toTheName = (
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

/** The file that we were in, which holds another content now; null where there is none. */
const truncatedFile = ({ generation }: Position, { current, rotated }: Survey): SurveyedFile | null =>
  [current, ...rotated].find(
    file => file?.inode === generation.inode && file.known !== generation.head.crc,
  ) ?? null;

/** A step before it is known which generations the ones before it have dealt with. */
interface DraftStep {
  readonly kind: ResumeStep['kind'];
  readonly file: SurveyedFile;
  /** Where in the generation; null: at its beginning. */
  readonly from: Place | null;
}

const follow = (file: SurveyedFile, from: Place | null = null): DraftStep => ({
  kind: 'follow',
  file,
  from,
});
const finish = (file: SurveyedFile, from: Place | null): DraftStep => ({ kind: 'finish', file, from });
const whole = (file: SurveyedFile): DraftStep => finish(file, null);

/** What steps are made with: all rotated files, and what was taken of a later generation already. */
interface Ground {
  readonly survey: Survey;
  readonly rotated: readonly SurveyedFile[];
  readonly ahead: Position['ahead'];
}

/** Each step knows the rotated generations but those that the steps after it will read: a break in the middle loses none of them. */
const plan = (
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

/** The file begins as the successor did when it was seen; its inode alone says little, for a deleted file's goes to the next one that is made. */
const isSuccessor = (file: SurveyedFile | null, { successor, ahead }: Position): boolean => {
  if (file === null || successor === null) return false;
  const { inode, head } = successor;
  // Files were compared with what is ahead, or there was nothing yet to compare them with.
  if (ahead !== null || head.length === 0) return file.inode === inode;
  return file.knownLater === head.crc;
};

const countOlder = (files: readonly DraftStep[], { modified }: SurveyedFile): number =>
  files.filter(({ file }) => file.modified <= modified).length;

const isAhead = (file: SurveyedFile, { generation }: NonNullable<Position['ahead']>): boolean =>
  sameGeneration(generationOf(file), generation) ||
  (generation.head.length > 0 && file.knownLater === generation.head.crc);

/** The file is the generation we were in, and its output reaches the position with what we took before it. */
const isAt = (file: SurveyedFile, position: Position): boolean => {
  const { generation, delivered } = position;
  // Of an empty file nothing but the inode is known, until there is output of it.
  if (generation.head.length === 0 && delivered === 0 && file.inode !== generation.inode) return false;
  if (file.known !== generation.head.crc) return false;
  return delivered === 0 || file.tail === tailSum(position).crc;
};

/**
 * Oldest first. A second's ties are settled by the rotation's number: `f.2` is older than `f.1`. A content met twice (`f.1` and the
 * `f.1.gz` being made of it) counts once, uncompressed.
 */
const byAge = (files: readonly SurveyedFile[]): SurveyedFile[] => {
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

const rotationNumber = (name: string): number => Number(/\.(\d{1,4})(?:\.\w+)?$/.exec(name)?.[1] ?? 0);

const isSettled = (file: SurveyedFile, { current, now }: Survey): boolean =>
  current !== null && current.size !== 0 && now - file.modified >= SETTLED_AFTER;

/** The copy of what we were in is finished from the place of the truncation; its output up to there was not asked for, its head must tell it. */
const finishCopy = (position: Position, newer: readonly SurveyedFile[], crossed: number): DraftStep[] => {
  const { base, delivered, recent } = position;
  return newer.map(file =>
    isSame(file, position)
      ? finish(file, {
          base,
          delivered: delivered - crossed,
          recent: recent.subarray(0, recent.length - crossed),
        })
      : whole(file),
  );
};
