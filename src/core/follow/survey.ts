import type { ByteString } from '../bytes.ts';
import { type Generation, type Position, type Sum, sameGeneration } from './position.ts';

/** One file that may be, or may have been, the log: as the host saw it. */
export interface SurveyedFile {
  readonly name: ByteString;
  readonly inode: string;
  /** Bytes; of the content, or null for a compressed file. */
  readonly size: number | null;
  /** The tool that the host lacks to expand it; null: it can be read. */
  readonly lacks: string | null;
  /** Last change, the host's clock, seconds since the epoch. */
  readonly modified: number;
  /** When it was made, the host's clock, seconds since the epoch; null if the file system does not know. */
  readonly born: number | null;
  /** The content's head: at most HEAD_LENGTH bytes. */
  readonly head: Sum;
  /** What the host itself says of the head, for it to compare later: opaque here. */
  readonly face: ByteString;
  /** Its name leaves no doubt that it is a rotation of this log: `app-1.log` may be another log. */
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
  /** Its last bytes, at most TAIL_LENGTH. Asked of the file that has the name, where nothing is filtered; null elsewhere. */
  readonly end: Sum | null;
  /** The first output of the pipeline over it from its first byte: at most HEAD_LENGTH bytes. Asked where no file was found to reach the position. */
  readonly outputHead: Buffer;
}

/** What the host holds of a log, at one moment. */
export interface Survey {
  /** The host's clock, seconds since the epoch. */
  readonly now: number;
  /** The file that bears the name; null if there is none. */
  readonly current: SurveyedFile | null;
  /** Its rotated forms, in any order. */
  readonly rotated: readonly SurveyedFile[];
  /** Stands for the names and inodes seen. The live step compares it when it has opened the file: what came and went in between is found by another survey. */
  readonly listing: string;
}

/** The generation that a file holds. */
export const generationOf = ({ inode, head }: SurveyedFile): Generation => ({ inode, head });

/** A rotated file of this log that was not there before, and has content. */
export const isNew = (file: SurveyedFile, position: Position): boolean =>
  file.own &&
  file.size !== 0 &&
  !position.known.some(generation => sameGeneration(generation, generationOf(file)));
