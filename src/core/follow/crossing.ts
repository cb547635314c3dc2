import type { Position } from './position.ts';
import type { SurveyedFile } from './survey.ts';

/** A later content from which output was already consumed, because a truncation was noticed late. */
interface Crossing {
  readonly file: SurveyedFile;
  /** How many of the last consumed bytes belong to it. */
  readonly bytes: number;
}

/**
 * Returns the later content from which output was consumed, and how much: from tail's own offset, or by
 * finding its first output in the last consumed bytes, the newest first.
 */
export const findCrossing = (position: Position, files: readonly SurveyedFile[]): Crossing | null => {
  const { crossed, generation } = position;
  const truncated = files.find(({ inode }) => inode === generation.inode);
  if (crossed > 0 && truncated) return { file: truncated, bytes: crossed };
  for (const file of files.toReversed()) {
    const bytes = isSame(file, position) ? null : crossedBytes(position.recent, file.outputHead);
    if (bytes !== null) return { file, bytes };
  }
  return null;
};

/** The file starts like the generation we were in. */
export const isSame = (file: SurveyedFile, { generation }: Position): boolean =>
  generation.head.length > 0 && file.known === generation.head.crc;

/**
 * Returns how much of the last output starts with this head; it may have been consumed before the head was
 * complete.
 */
const crossedBytes = (recent: Buffer, head: Buffer): number | null => {
  for (let length = head.length; length > 0; length = lineEndBefore(head, length)) {
    const at = recent.lastIndexOf(head.subarray(0, length));
    if (at !== -1 && (length === head.length || at + length === recent.length)) return recent.length - at;
  }
  return null;
};

const lineEndBefore = (bytes: Buffer, length: number): number =>
  length < 2 ? 0 : Math.max(bytes.lastIndexOf(10, length - 2), bytes.lastIndexOf(0, length - 2)) + 1;

/** Returns what was consumed of the later content, as a place in it. */
export const aheadBy = ({ file, bytes }: Crossing, { recent }: Position): NonNullable<Position['ahead']> => ({
  generation: { inode: file.inode, head: file.head },
  base: 0,
  delivered: bytes,
  recent: recent.subarray(Math.max(0, recent.length - bytes)),
});
