import type { ByteString } from '../../core/bytes.ts';
import type { Generation, Sum } from '../../core/follow/position.ts';
import { readWord } from './words.ts';

/** The processes behind a live step: what the host's watcher must know of it. */
export interface LiveProcesses {
  /** Process id of tail. */
  readonly tail: number;
  /** Tail's descriptor of the log. */
  readonly descriptor: number;
  /** Process id of the script's shell, and of the one that reads its stdin: GNU tail drains and ends when that ends. */
  readonly shell: number;
  readonly reader: number;
}

/** How a file looked when tail had left it, and what had its name by then. */
export interface LeftFile {
  /** Bytes. */
  readonly size: number;
  /** Names that the file still had. */
  readonly links: number;
  /** The watcher found the file to be quiet, and ended its following. */
  readonly drained: boolean;
  /** The file that had the name; null where none did. Its head is empty where it was already replaced again. */
  readonly successor: Generation | null;
  /** Seconds between the file's last change of status (its removal, if it has no name) and the successor's birth; null where unknown. */
  readonly gapSeconds: number | null;
}

/**
 * What the resume script says between the bytes of its output, so that it needs no order with anything else: see
 * docs/following.md.
 */
export type FollowFrame =
  /** A step of the plan starts: the bytes up to the next frame `step` or `end` are its output. */
  | { readonly kind: 'step'; readonly index: number }
  /** Tail has the step's file open, and not a byte of it came before this. */
  | { readonly kind: 'open'; readonly processes: LiveProcesses }
  /** Tail could not be got to open the step's file. */
  | { readonly kind: 'shut' }
  /** Tail's last byte has gone through the filter: what came of its last line, without an end, is before this. */
  | { readonly kind: 'torn' }
  /** A file that the survey saw is not there any more, or not the same. */
  | { readonly kind: 'gone' }
  /** All whole lines up to this byte of the file were printed: a catch-up is over. */
  | { readonly kind: 'until'; readonly byte: number }
  /** Tail ended at this byte of its file; printed where tail may have gone past a truncation by itself. */
  | { readonly kind: 'stopped'; readonly byte: number }
  /** The name went to another file. */
  | { readonly kind: 'moved'; readonly left: LeftFile }
  /** A signal ended a tool before it had passed on the step's file to its end. */
  | { readonly kind: 'killed'; readonly signal: number }
  /** A tool failed on the step's file: what came may not be all of it. */
  | { readonly kind: 'partial'; readonly status: number }
  /** The process that was waited for (`--pid`) has ended. */
  | { readonly kind: 'over' }
  /** The script has run to its end. */
  | { readonly kind: 'end' }
  | WatchReport;

/** What the watcher of a host's followed logs reports of one of them. */
export type WatchReport =
  /** The young file's head by now. */
  | { readonly kind: 'head'; readonly head: Sum }
  /** How far tail has read: 0-based byte of the file. */
  | { readonly kind: 'at'; readonly byte: number }
  /** The first file that had the name after the one that is read, and how many looks in a row, a second apart, had found nothing there. */
  | { readonly kind: 'next'; readonly inode: string; readonly vacantLooks: number }
  /** Somebody still writes to the rotated file. */
  | { readonly kind: 'late' }
  /** The file that has the name now was truncated, before anything of it was read. */
  | { readonly kind: 'cut' }
  /** Nothing has the name any more; or it has, but permission is denied. */
  | { readonly kind: 'absent' | 'denied' };

/** Returns the frame in the words of a line; null for words that are none. */
export const readFollowFrame = (words: readonly ByteString[]): FollowFrame | null => {
  const [word, ...values] = words;
  switch (word) {
    case 'shut':
    case 'gone':
    case 'torn':
    case 'over':
    case 'end':
      return { kind: word };
    case 'step': {
      const index = count(values[0]);
      return index === null ? null : { kind: 'step', index };
    }
    case 'until':
    case 'stopped': {
      const byte = count(values[0]);
      return byte === null ? null : { kind: word, byte };
    }
    case 'killed': {
      const signal = count(values[0]);
      return signal === null ? null : { kind: 'killed', signal };
    }
    case 'partial': {
      const status = count(values[0]);
      return status === null ? null : { kind: 'partial', status };
    }
    case 'open': {
      const [tail, descriptor, shell, reader] = values.map(count);
      if (tail == null || descriptor == null || shell == null || reader == null) return null;
      return { kind: 'open', processes: { tail, descriptor, shell, reader } };
    }
    case 'moved':
      return readMoved(values);
    default:
      return readWatchReport(words);
  }
};

/** Returns what the watcher's words report (`WORD ID VALUE`); null for words that are no report. */
export const readWatchReport = ([word, , value = '', more]: readonly ByteString[]): WatchReport | null => {
  switch (word) {
    case 'late':
    case 'cut':
    case 'absent':
    case 'denied':
      return { kind: word };
    case 'head': {
      const head = readWord(value);
      return head && { kind: 'head', head };
    }
    case 'next':
      return /^\d+$/.test(value) ? { kind: 'next', inode: value, vacantLooks: count(more) ?? 0 } : null;
    case 'at': {
      const byte = count(value);
      return byte === null ? null : { kind: 'at', byte };
    }
    default:
      return null;
  }
};

const count = (word: ByteString | undefined): number | null =>
  word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : null;

/** `SIZE LINKS DRAINED CHANGED INODE FACE BORN`: times in seconds, with a fraction where the host has one. */
const readMoved = ([
  size,
  links,
  drained,
  changed,
  inode,
  face,
  born,
]: readonly ByteString[]): FollowFrame | null => {
  const [bytes, names] = [count(size), count(links)];
  if (bytes === null || names === null) return null;
  const successor = /^\d+$/.test(inode ?? '')
    ? { inode: inode!, head: readWord(face ?? '') ?? { length: 0, crc: 0 } }
    : null;
  const [left, came] = [time(changed), time(born)];
  const gapSeconds = left === null || came === null ? null : came - left;
  const file = { size: bytes, links: names, drained: drained === '1', successor, gapSeconds };
  return { kind: 'moved', left: file };
};

/** `stat` prints 0 or `-` where a file system knows no birth. */
const time = (word: ByteString | undefined): number | null =>
  word !== undefined && /^\d{1,12}(\.\d+)?$/.test(word) && Number(word) > 0 ? Number(word) : null;
