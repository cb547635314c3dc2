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
  PERHAPS_UNSEEN,
  removed,
  restOf,
  unreadable,
  vanishedOf,
} from './gaps.ts';
import { type Place, type Position, TAIL_LENGTH, tailSum } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, isNew, type Survey, type SurveyedFile } from './survey.ts';

/**
 * Returns what to report when a step of the plan starts. The end of a generation is reported after its last
 * line.
 */
export const notesAt = ({ steps, notes }: ResumePlan, index: number): readonly ResumeNote[] =>
  notes.filter(note => {
    const isBehind = note.kind === 'rotated' || note.kind === 'truncated';
    if (isBehind) return steps[index]!.kind === 'follow';
    return index === (note.kind === 'gap' ? Math.min(note.step, steps.length - 1) : 0);
  });

export interface ResumeOptions {
  /** The output differs from the file's bytes, so it is unknown how many of those it covers. */
  readonly filtered: boolean;
}

/** Decides how to resume from a position, given the files on the host now. Pure; see docs/following.md. */
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
    // New files while we are at the same place appeared between a survey and its steps: late, but not lost. A
    // file that starts like ours is a copy made before a truncation.
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
  // If no successor was seen, it is unknown what came in between.
  const tookAll = old === null && rest === 0 && position.next.length > 0;
  if ((position.finished || tookAll) && !hasGrown(old, position)) {
    const isThere =
      position.successor === null ||
      [current, ...rotated].some(file => isSuccessor(file, position) || mayBeYoung(file, position));
    const rotation: ResumeNote = { kind: 'rotated', how: old === null ? 'recreated' : 'renamed' };
    const perhapsUnseen = position.hidden && !isUnbroken(newer);
    const hole = old !== null && hasHole(old, rotated, position) ? [HOLE] : [];
    const gaps =
      vanished.length > 0
        ? [removed(position, vanished, 0)]
        : !isThere
          ? [PASSED_UNSEEN]
          : perhapsUnseen
            ? [PERHAPS_UNSEEN]
            : hole;
    return resume(passed, [...gaps, rotation]);
  }
  if (old !== null) {
    const note: ResumeNote = truncated === null ? { kind: 'rotated', how: 'renamed' } : { kind: 'truncated' };
    // Only the inode of an empty file is known, which may now have later content after a copy.
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

/**
 * The same for a follower that stays with its file even if it is renamed (`tail -f`), for which later
 * generations do not matter.
 */
export const planDescriptor = (position: Position, { current, rotated }: Survey): ResumePlan => {
  const file = [current, ...rotated].find(one => one !== null && one.size !== null && isAt(one, position));
  if (!file) return { steps: [], notes: [] };
  return { steps: [{ file, position, kind: 'follow' }], notes: [] };
};

/** A process wrote to the rotated file after it had been left as quiet. */
const hasGrown = (file: SurveyedFile | null, { extent }: Position): boolean =>
  file !== null && file.size !== null && extent !== null && file.size > extent;

/**
 * Returns our place in a file that was shortened but not rewritten: its end is what we had consumed up to
 * there. Null if that is unknown or most of the file is gone, which counts as a truncation.
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

/** Returns the file that we were in, which now has other content; null if there is none. */
const truncatedFile = ({ generation }: Position, { current, rotated }: Survey): SurveyedFile | null =>
  [current, ...rotated].find(
    file => file?.inode === generation.inode && file.known !== generation.head.crc,
  ) ?? null;

/**
 * Returns true if the file starts like the successor when it was seen; the inode alone says little, because a
 * deleted file's inode is reused.
 */
const isSuccessor = (file: SurveyedFile | null, { successor, ahead }: Position): boolean => {
  if (file === null || successor === null) return false;
  const { inode, head } = successor;
  // Files have been compared with the content ahead, or there is nothing to compare with yet.
  if (ahead !== null || head.length === 0) return file.inode === inode;
  return file.knownLater === head.crc;
};

const countOlder = (files: readonly DraftStep[], { modified }: SurveyedFile): number =>
  files.filter(({ file }) => file.modified <= modified).length;

/**
 * Returns true if the file is the generation we were in, and its output up to the position matches what we
 * consumed.
 */
const isAt = (file: SurveyedFile, position: Position): boolean => {
  const { generation, delivered } = position;
  // Only the inode of an empty file is known until it has output.
  if (generation.head.length === 0 && delivered === 0 && file.inode !== generation.inode) return false;
  if (file.known !== generation.head.crc) return false;
  // Nothing is known about output that was only skipped.
  return delivered === 0 || position.recent.length === 0 || file.tail === tailSum(position).crc;
};

/**
 * The copy of our file is finished from the place of the truncation; its output up to there was not surveyed,
 * so its head must identify it.
 */
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
