import { type ByteString, decodeText } from '../bytes.ts';
import { HEAD_LENGTH, type Position, sameGeneration, type Unread } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, isNew, type Survey, type SurveyedFile } from './survey.ts';

/** Upper bound on the bytes left to read after the position; null if the file may have grown unseen. */
export const restOf = ({ extent, base }: Position, delivered: number): number | null =>
  extent === null ? null : Math.max(0, extent - base - delivered);

/**
 * New rotated files that the host lacks the tool to read. One that was already finished may be among them.
 */
export const closedOf = (
  position: Position,
  rotated: readonly SurveyedFile[],
  old: SurveyedFile | null,
): readonly SurveyedFile[] =>
  rotated
    .filter(file => file.lacks !== null && file.modified >= position.since && isNew(file, position))
    .slice(position.finished && old === null ? 1 : 0);

export const unreadable =
  (step: number) =>
  ({ name, lacks }: SurveyedFile): ResumeNote => ({
    ...{ kind: 'gap', bytes: null, step },
    why: `${fileName(name)} cannot be read: the host has no ${lacks}`,
  });

/**
 * Describes why lines after a rotated file's last line may be missing: a tool that read it exited with this
 * status.
 */
export const cutShort = ({ name }: SurveyedFile, status: number): string =>
  `${fileName(name)} could not be read to its end: a tool on the host failed with status ${status}`;

const fileName = (path: ByteString): string => decodeText(path.slice(path.lastIndexOf('/') + 1));

/** Generations that were to be read next but are gone. */
export const vanishedOf = (position: Position, { current, rotated }: Survey): readonly Unread[] =>
  position.next.filter(
    ({ generation }) =>
      ![current, ...rotated].some(
        file =>
          file !== null &&
          (sameGeneration(generation, generationOf(file)) ||
            (generation.head.length < HEAD_LENGTH && mayBeYoung(file, position))),
      ),
  );

/**
 * A new compressed file may be any generation that was seen when it was young: its inode differs, and its
 * head has grown.
 */
export const mayBeYoung = (file: SurveyedFile | null, position: Position): boolean =>
  file !== null && file.size === null && isNew(file, position);

export const removed = (position: Position, vanished: readonly Unread[], step: number): ResumeNote => ({
  kind: 'gap',
  bytes: missing(position, 0, vanished),
  why: 'rotated files were removed from the host before they could be read',
  step,
});

/**
 * Returns an upper bound on the missing bytes; null if unknown, because generations after the last one seen
 * may have come and gone.
 */
export const missing = (
  { next }: Position,
  rest: number | null,
  vanished: readonly Unread[],
): number | null =>
  vanished.length === next.length
    ? null
    : vanished.reduce((sum, { size }) => (sum === null || size === null ? null : sum + size), rest);

/** The file that took the name is gone. Deleted files leave no other trace. */
export const PASSED_UNSEEN: ResumeNote = {
  kind: 'gap',
  bytes: null,
  why: 'a file was created, then deleted or truncated before it could be read',
  step: 0,
};

/** The same, if it is only possible: it is not known that no other file had the name in between. */
export const PERHAPS_UNSEEN: ResumeNote = {
  ...PASSED_UNSEEN,
  why: 'another file may have had the name for a moment: created, then deleted or truncated before it could be read',
};

/**
 * Returns true if renamed files are missing between the one we were in and the newest: `f.2` without an
 * `f.1`.
 */
export const HOLE: ResumeNote = {
  kind: 'gap',
  bytes: null,
  why: 'a rotated file was removed from the host before it could be read',
  step: 0,
};

/**
 * Returns true if rotation numbers newer than the file's are missing. If older files have higher numbers for
 * newer ones, this is unknown.
 */
export const hasHole = (old: SurveyedFile, rotated: readonly SurveyedFile[], position: Position): boolean => {
  const number = rotationNumber(old.name);
  const lower = rotated.filter(file => file.own && file !== old && rotationNumber(file.name) < number);
  const numbered = lower.filter(file => rotationNumber(file.name) > 0);
  const isNewest = numbered.every(file => isNew(file, position) || file.size === 0);
  return isNewest && numbered.length < number - 1;
};

/** Returns true if there are new rotated files numbered consecutively from 1: anything removed was older. */
export const isUnbroken = (newer: readonly SurveyedFile[]): boolean => {
  const numbers = newer.map(({ name }) => rotationNumber(name)).toSorted((a, b) => a - b);
  return numbers.length > 0 && numbers.every((number, index) => number === 0 || number === index + 1);
};

/** Returns the number in `f.3` or `f.3.gz`; 0 if there is none. */
export const rotationNumber = (name: string): number => Number(/\.(\d{1,4})(?:\.\w+)?$/.exec(name)?.[1] ?? 0);
