import type { Position } from './position.ts';
import type { SurveyedFile } from './survey.ts';

/** A later content that output was taken of already, over a truncation heard recently. */
interface Crossing {
  readonly file: SurveyedFile;
  /** How many of the bytes taken last are its. */
  readonly bytes: number;
}

/**
 * Returns the later content that output was taken of, and how much: as tail's own offset told, or where its first output is found
 * in what was taken last, the newest first.
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

/** The file starts as the generation we were in does. */
export const isSame = (file: SurveyedFile, { generation }: Position): boolean =>
  generation.head.length > 0 && file.known === generation.head.crc;

/** How much of the output taken last starts with this head; it may have been taken before the head was whole. */
const crossedBytes = (recent: Buffer, head: Buffer): number | null => {
  for (let length = head.length; length > 0; length = lineEndBefore(head, length)) {
    const at = recent.lastIndexOf(head.subarray(0, length));
    if (at !== -1 && (length === head.length || at + length === recent.length)) return recent.length - at;
  }
  return null;
};

const lineEndBefore = (bytes: Buffer, length: number): number =>
  length < 2 ? 0 : Math.max(bytes.lastIndexOf(10, length - 2), bytes.lastIndexOf(0, length - 2)) + 1;

/** What was taken of the later content, as a place in it. */
export const aheadBy = ({ file, bytes }: Crossing, { recent }: Position): NonNullable<Position['ahead']> => ({
  generation: { inode: file.inode, head: file.head },
  base: 0,
  delivered: bytes,
  recent: recent.subarray(Math.max(0, recent.length - bytes)),
});
