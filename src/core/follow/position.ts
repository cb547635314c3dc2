import { cksum } from './checksum.ts';

/** Length and `cksum` of a range of bytes. */
export interface Sum {
  readonly length: number;
  readonly crc: number;
}

/** How much of a file's head identifies it, in bytes. */
export const HEAD_LENGTH = 512;

/** How much of the output before the position is compared when resuming, in bytes. */
export const TAIL_LENGTH = 512;

/**
 * How much of the last output is kept to locate a truncation in it, in bytes: as much as a file can deliver
 * between a truncation and its detection.
 */
export const RECENT_LENGTH = 32 * 1024;

/** One content of a log's name: the same inode with a different head is another generation. */
export interface Generation {
  readonly inode: string;
  /** The file's first bytes, at most HEAD_LENGTH; empty if the file was empty. */
  readonly head: Sum;
}

/** The position of a pipeline over one generation. */
export interface Place {
  /** 0-based byte of the file at which the pipeline started. */
  readonly base: number;
  /** Bytes of its output that were consumed, whole lines only. */
  readonly delivered: number;
  /** The last output, at most RECENT_LENGTH bytes, ending here. */
  readonly recent: Buffer;
}

/** A generation to read after the one before it. */
export interface Unread {
  readonly generation: Generation;
  /** Its size in bytes if it no longer grows; null if it may, or if unknown. */
  readonly size: number | null;
}

/**
 * The position in a followed file. The pipeline's output over a generation, started at byte `base` of the
 * file, is deterministic; `delivered` bytes of it were consumed, whole lines only.
 */
export interface Position extends Place {
  readonly generation: Generation;
  /** Rotated generations that are finished, or older than our start. Any other one is new. */
  readonly known: readonly Generation[];
  /**
   * The generation was read to its end after the name went to another: nothing is missing even if the file is
   * deleted.
   */
  readonly finished: boolean;
  /** Others may have had the name after it without leaving a trace, because the file had no name any more. */
  readonly hidden: boolean;
  /** How many of the last consumed bytes belong to a later content of the same file, if known; 0: none. */
  readonly crossed: number;
  /** The other file, once seen, with as much of its head as it had; null until then. */
  readonly successor: Generation | null;
  /** The file's size in bytes if it no longer grows; null while it may, or if unknown. */
  readonly extent: number | null;
  /** Generations seen after this one that are still to be read: if one vanishes, that is a gap. */
  readonly next: readonly Unread[];
  /**
   * When this place was planned, by the host's clock, seconds since the epoch. Files last written before that
   * were already covered.
   */
  readonly since: number;
  /**
   * Output of a later generation that was already consumed, because a truncation was noticed late; null:
   * none.
   */
  readonly ahead: (Place & { readonly generation: Generation }) | null;
}

/**
 * Returns the later generation seen, with which files are compared besides the position's own; null: none.
 */
export const laterOf = ({ ahead, successor }: Position): Generation | null => ahead?.generation ?? successor;

/** Returns the position at the start of a pipeline over a generation. */
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

/** Returns the position after consuming more output. */
export const advance = (position: Position, output: Buffer): Position => ({
  ...position,
  delivered: position.delivered + output.length,
  recent: keepLast(position.recent, output),
});

/** Returns what a host must find just before the position if the file is the one we were in. */
export const tailSum = (position: Position): Sum => {
  const tail = position.recent.subarray(-TAIL_LENGTH);
  return { length: tail.length, crc: cksum(tail) };
};

/**
 * Returns true for the same content: the same head, or the same inode if one of them was too young to have a
 * complete head.
 */
export const sameGeneration = (a: Generation, b: Generation): boolean => {
  if (a.head.length === b.head.length && a.head.crc === b.head.crc && a.head.length > 0) return true;
  return a.inode === b.inode && Math.min(a.head.length, b.head.length) < HEAD_LENGTH;
};

const keepLast = (recent: Buffer, output: Buffer): Buffer => {
  if (output.length >= RECENT_LENGTH) return Buffer.from(output.subarray(-RECENT_LENGTH));
  const kept = recent.subarray(Math.max(0, recent.length + output.length - RECENT_LENGTH));
  return Buffer.concat([kept, output]);
};
