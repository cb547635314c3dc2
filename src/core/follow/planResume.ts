import { cksum } from './checksum.ts';
import { aheadBy, findCrossing, isSame } from './crossing.ts';
import { byAge, type DraftStep, finish, follow, plan, type ResumePlan, toTheName, whole } from './draft.ts';

export type { ResumePlan, ResumeStep } from './draft.ts';

import {
  closedOf,
  HOLE,
  hasHole,
  isUnbroken,
  mayBeYoung,
  missing,
  PASSED_UNSEEN,
  removed,
  restOf,
  unreadable,
  vanishedOf,
} from './gaps.ts';
import { type Place, type Position, TAIL_LENGTH, tailSum } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, isNew, type Survey, type SurveyedFile } from './survey.ts';

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

/** Decides how to continue from a position, given what the host holds now. Pure; see docs/following.md. */
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
    // What is new although we are where we were came and went between a survey and its steps: late, but not lost. A file that
    // starts as ours does is a copy of it, made before it is truncated.
    const late = newer.filter(file => !isSame(file, position));
    if (late.length === 0)
      return plan({ survey, rotated, ahead: null }, [follow(current, position)], closed.map(unreadable(0)));
    const ahead = { ...position, generation: generationOf(current) };
    return plan({ survey, rotated, ahead }, [...late.map(whole), follow(current)], [{ kind: 'late' }]);
  }
  const shrunk = filtered || newer.length > 0 ? null : shrunkPlace(position, current);
  if (shrunk !== null) {
    const bytes = position.delivered - shrunk.delivered;
    return plan({ survey, rotated, ahead: null }, [follow(current!, shrunk)], [{ kind: 'shrunk', bytes }]);
  }
  const resume = (
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
  if ((position.finished || tookAll) && !hasGrown(old, position)) {
    const isThere =
      position.successor === null ||
      [current, ...rotated].some(file => isSuccessor(file, position) || mayBeYoung(file, position));
    const rotation: ResumeNote = { kind: 'rotated', how: old === null ? 'recreated' : 'renamed' };
    const passedUnseen = !isThere || (position.hidden && !isUnbroken(newer));
    const hole = old !== null && hasHole(old, rotated, position) ? [HOLE] : [];
    const gaps =
      vanished.length > 0 ? [removed(position, vanished, 0)] : passedUnseen ? [PASSED_UNSEEN] : hole;
    return resume(passed, [...gaps, rotation]);
  }
  if (old !== null) {
    const note: ResumeNote = truncated === null ? { kind: 'rotated', how: 'renamed' } : { kind: 'truncated' };
    // Of an empty file nothing but the inode is known, which a copy may have left for a later content.
    const knowsNothing = position.generation.head.length === 0 && position.delivered === 0;
    const inOrder = rotated.filter(file => file === old || newer.includes(file));
    const files = knowsNothing ? inOrder.map(whole) : [finish(old, position), ...passed];
    const behind = files.findIndex(({ file }) => file === old) + 1;
    const hole = hasHole(old, rotated, position) ? [{ ...HOLE, step: behind }] : [];
    return resume(files, [...(vanished.length > 0 ? [removed(position, vanished, behind)] : hole), note]);
  }
  const crossing = findCrossing(position, current === null ? newer : [...newer, current]);
  if (crossing !== null) {
    const ahead = aheadBy(crossing, position);
    const notes: ResumeNote[] = [{ kind: 'late' }, { kind: 'truncated' }];
    return resume(finishCopy(position, newer, ahead.delivered), notes, ahead);
  }
  if (closed.length > 0) return resume(passed, []);
  const why =
    truncated === null
      ? 'the file that was being read no longer exists on the host'
      : 'the file was truncated, and no copy of its old content was found';
  return resume(passed, [{ kind: 'gap', bytes: missing(position, rest, vanished), why, step: 0 }]);
};

/** The same for one that stays with its file wherever that is moved (`tail -f`): later generations are none of its business. */
export const planDescriptor = (position: Position, { current, rotated }: Survey): ResumePlan => {
  const file = [current, ...rotated].find(one => one !== null && one.size !== null && isAt(one, position));
  if (!file) return { steps: [], notes: [] };
  return { steps: [{ file, position, kind: 'follow' }], notes: [] };
};

/** Someone wrote to the rotated file after it had been left as quiet. */
const hasGrown = (file: SurveyedFile | null, { extent }: Position): boolean =>
  file !== null && file.size !== null && extent !== null && file.size > extent;

/**
 * Where we are in a file that was cut short without being written again: its end is what we had taken up to there. Null if that
 * cannot be told, or where most of it is gone: then it is a truncation.
 */
const shrunkPlace = (position: Position, file: SurveyedFile | null): Place | null => {
  const { generation, base, delivered, recent } = position;
  if (file === null || file.inode !== generation.inode || file.size === null || file.end === null)
    return null;
  const missing = base + delivered - file.size;
  if (missing <= 0 || missing > Math.min(delivered, file.size)) return null;
  const kept = recent.subarray(0, Math.max(0, recent.length - missing));
  const tail = kept.subarray(-TAIL_LENGTH);
  if (tail.length < file.end.length || file.end.length === 0) return null;
  if (cksum(tail.subarray(-file.end.length)) !== file.end.crc) return null;
  return { base, delivered: delivered - missing, recent: kept };
};

/** The file that we were in, which holds another content now; null if there is none. */
const truncatedFile = ({ generation }: Position, { current, rotated }: Survey): SurveyedFile | null =>
  [current, ...rotated].find(
    file => file?.inode === generation.inode && file.known !== generation.head.crc,
  ) ?? null;

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

/** The file is the generation we were in, and its output reaches the position with what we took before it. */
const isAt = (file: SurveyedFile, position: Position): boolean => {
  const { generation, delivered } = position;
  // Of an empty file nothing but the inode is known, until there is output of it.
  if (generation.head.length === 0 && delivered === 0 && file.inode !== generation.inode) return false;
  if (file.known !== generation.head.crc) return false;
  // Of output that was only passed over nothing is known.
  return delivered === 0 || position.recent.length === 0 || file.tail === tailSum(position).crc;
};

/** The copy of what we were in is finished from the place of the truncation; its output up to there was not asked for, its head must tell it. */
const finishCopy = (position: Position, newer: readonly SurveyedFile[], crossed: number): DraftStep[] => {
  const { base, delivered, recent } = position;
  return newer.map(file =>
    isSame(file, position)
      ? finish(file, {
          base,
          delivered: delivered - crossed,
          recent: recent.subarray(0, Math.max(0, recent.length - crossed)),
        })
      : whole(file),
  );
};
