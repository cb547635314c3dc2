import type { ByteString } from '../bytes.ts';
import { type Generation, type Position, type Sum, sameGeneration } from './position.ts';

/** One file that is, or may have been, the log, as reported by the host. */
export interface SurveyedFile {
  readonly name: ByteString;
  readonly inode: string;
  /** Size of the content in bytes; null for a compressed file. */
  readonly size: number | null;
  /** The tool that the host lacks to decompress it; null: it can be read. */
  readonly lacks: string | null;
  /** Last modification by the host's clock, seconds since the epoch, with a fraction if its `stat` supports it. */
  readonly modified: number;
  /**
   * Creation time by the host's clock, seconds since the epoch; null if the file system does not record it.
   */
  readonly born: number | null;
  /** The content's head: at most HEAD_LENGTH bytes. */
  readonly head: Sum;
  /** The host's own word for the head, for later comparison on the host; opaque to us. */
  readonly face: ByteString;
  /** Its name can only be a rotated form of this log: `app-1.log` may be another log. */
  readonly own: boolean;
  /** `cksum` of the content's first `position.generation.head.length` bytes, null if it is shorter. */
  readonly known: number | null;
  /** The same for the generation of `laterOf`. */
  readonly knownLater: number | null;
  /**
   * `cksum` of the output's last bytes before the position (of the length of `tailSum`), null if the output over this file ends before it.
   * Asked of files whose `known` agrees.
   */
  readonly tail: number | null;
  /**
   * Its last bytes, at most TAIL_LENGTH. Only for the file with the name, and without a filter; otherwise
   * null.
   */
  readonly end: Sum | null;
  /**
   * The first output of the pipeline over the file from its first byte: at most HEAD_LENGTH bytes. Only if no
   * file reaches the position.
   */
  readonly outputHead: Buffer;
}

/** A log's files on the host at one moment. */
export interface Survey {
  /** The host's clock, seconds since the epoch. */
  readonly now: number;
  /** The file with the name; null if there is none. */
  readonly current: SurveyedFile | null;
  /** Its rotated forms, in any order. */
  readonly rotated: readonly SurveyedFile[];
  /**
   * Identifies the names and inodes seen. The live step compares it after opening the file: if files appeared
   * or vanished in between, another survey follows.
   */
  readonly listing: string;
}

/** Returns the generation in a file. */
export const generationOf = ({ inode, head }: SurveyedFile): Generation => ({ inode, head });

/** Returns true for a new rotated file of this log with content. */
export const isNew = (file: SurveyedFile, position: Position): boolean =>
  file.own &&
  file.size !== 0 &&
  !position.known.some(generation => sameGeneration(generation, generationOf(file)));
