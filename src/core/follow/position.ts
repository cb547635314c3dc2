import { cksum } from './checksum.ts';

/** Length and `cksum` of a run of bytes. */
export interface Sum {
  readonly length: number;
  readonly crc: number;
}

/** How much of a file's head tells it from another, in bytes. */
export const HEAD_LENGTH = 512;

/** How much of the output before the position is compared on resuming, in bytes. */
export const TAIL_LENGTH = 512;

/**
 * How much of the output taken last is kept to find the place of a truncation in it, in bytes: what a file can give between its truncation
 * and our hearing of it.
 */
export const RECENT_LENGTH = 32 * 1024;

/** One content that a log's name has held: the same inode with another head is another generation. */
export interface Generation {
  readonly inode: string;
  /** The file's first bytes, at most HEAD_LENGTH; empty while the file was. */
  readonly head: Sum;
}

/** Where a pipeline over one generation stands. */
export interface Place {
  /** 0-based byte of the file at which the pipeline began. */
  readonly base: number;
  /** Bytes of its output that have been taken, whole lines only. */
  readonly delivered: number;
  /** The output taken last, at most RECENT_LENGTH bytes, ending here. */
  readonly recent: Buffer;
}

/** A generation that is to be read when the one before it is. */
export interface Unread {
  readonly generation: Generation;
  /** Bytes, where it will not grow any more; null if it may, or if that is not known. */
  readonly size: number | null;
}

/**
 * Where a followed file stands. The pipeline's output over a generation, begun at byte `base` of the file, is deterministic; `delivered` bytes of it
 * have been taken, whole lines only.
 */
export interface Position extends Place {
  readonly generation: Generation;
  /** Rotated generations that were there before: dealt with, or older than where we began. What is not among them is new. */
  readonly known: readonly Generation[];
  /** The generation was read to its end, and the name had gone to another by then: nothing is missing even if the file is deleted. */
  readonly finished: boolean;
  /** Others may have had the name behind it, and left no trace: the file had no name any more. */
  readonly hidden: boolean;
  /** How many of the bytes taken last are of a later content of the same file, if that is known; 0: none. */
  readonly crossed: number;
  /** The other, where it was seen, with as much of its head as it had; null until then. */
  readonly successor: Generation | null;
  /** The file's size in bytes, where it will not grow any more; null while it may, or if that is not known. */
  readonly extent: number | null;
  /** Generations that were seen behind this one and are still to be read: one that vanishes is a gap. */
  readonly next: readonly Unread[];
  /** When this place was planned: the host's clock, seconds since the epoch. What was written last before that was dealt with by then. */
  readonly since: number;
  /** Output of a later generation that was taken already, over a truncation that was heard recently; null: none. */
  readonly ahead: (Place & { readonly generation: Generation }) | null;
}

/** The later generation that was seen, by which files are compared besides the position's own; null: none. */
export const laterOf = ({ ahead, successor }: Position): Generation | null => ahead?.generation ?? successor;

/** The position at the start of a pipeline over a generation. */
export const startPosition = (
  generation: Generation,
  base: number,
  known: readonly Generation[],
): Position => ({
  generation,
  base,
  delivered: 0,
  recent: Buffer.alloc(0),
  known,
  finished: false,
  hidden: false,
  crossed: 0,
  successor: null,
  extent: null,
  next: [],
  since: 0,
  ahead: null,
});

/** The position after taking more output. */
export const advance = (position: Position, output: Buffer): Position => ({
  ...position,
  delivered: position.delivered + output.length,
  recent: keepLast(position.recent, output),
});

/** What a host must find just before the position if the file is the one we were in. */
export const tailSum = (position: Position): Sum => {
  const tail = position.recent.subarray(-TAIL_LENGTH);
  return { length: tail.length, crc: cksum(tail) };
};

/** The same content: the same head; or the same inode where one of the two was too young to have a whole head. */
export const sameGeneration = (a: Generation, b: Generation): boolean => {
  if (a.head.length === b.head.length && a.head.crc === b.head.crc && a.head.length > 0) return true;
  return a.inode === b.inode && Math.min(a.head.length, b.head.length) < HEAD_LENGTH;
};

const keepLast = (recent: Buffer, output: Buffer): Buffer => {
  if (output.length >= RECENT_LENGTH) return Buffer.from(output.subarray(-RECENT_LENGTH));
  const kept = recent.subarray(Math.max(0, recent.length + output.length - RECENT_LENGTH));
  return Buffer.concat([kept, output]);
};
