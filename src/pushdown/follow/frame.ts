import type { ByteString } from '../../core/bytes.ts';
import type { Generation, Sum } from '../../core/follow/position.ts';
import { readWord } from './words.ts';

/** The processes of a live step, as the host's watcher needs to know them. */
export interface LiveProcesses {
  /** Process id of tail. */
  readonly tail: number;
  /** Tail's descriptor of the log. */
  readonly descriptor: number;
  /**
   * Process ids of the script's shell and of the process that reads its stdin: when that ends, GNU tail
   * drains and exits.
   */
  readonly shell: number;
  readonly reader: number;
}

/** The state of a file after tail left it, and what had its name by then. */
export interface LeftFile {
  /** Bytes. */
  readonly size: number;
  /** Number of names that the file still had. */
  readonly links: number;
  /** The watcher found the file quiet and stopped following it. */
  readonly drained: boolean;
  /** The file that had the name; null if none did. Its head is empty if it was already replaced again. */
  readonly successor: Generation | null;
  /** Seconds between the file's last change of status (its removal, if it has no name) and the successor's birth; null if unknown. */
  readonly gapSeconds: number | null;
  /**
   * Seconds between the last write to the file, if it has no name, and the birth of the oldest rotated form written after it; null if
   * there is no such form, infinite if a time is unknown.
   */
  readonly overtakenSeconds: number | null;
}

/**
 * The resume script's in-band control messages, which need no ordering with anything else: see
 * docs/following.md.
 */
export type FollowFrame =
  /** A step of the plan starts: its output extends to the next frame `step` or `end`. */
  | { readonly kind: 'step'; readonly index: number }
  /** Tail has opened the step's file; none of its bytes precede this. */
  | { readonly kind: 'open'; readonly processes: LiveProcesses }
  /** Tail did not open the step's file. */
  | { readonly kind: 'shut' }
  /** Tail's last byte has passed the filter: any unfinished last line precedes this. */
  | { readonly kind: 'torn' }
  /** A file found by the survey is gone or has changed. */
  | { readonly kind: 'gone' }
  /** A catch-up is complete: all whole lines up to this byte of the file were printed. */
  | { readonly kind: 'until'; readonly byte: number }
  /** Tail ended at this byte of its file; printed if tail may have read past a truncation. */
  | { readonly kind: 'stopped'; readonly byte: number }
  /** The name now belongs to another file. */
  | { readonly kind: 'moved'; readonly left: LeftFile }
  /** A signal killed a tool before it had passed on all of the step's file. */
  | { readonly kind: 'killed'; readonly signal: number }
  /** A tool failed on the step's file: its output may be incomplete. */
  | { readonly kind: 'partial'; readonly status: number }
  /** The process given with `--pid` has ended. */
  | { readonly kind: 'over' }
  /** The script has finished. */
  | { readonly kind: 'end' }
  | WatchReport;

/** The watcher's report about one of a host's followed logs. */
export type WatchReport =
  /** The current head of a young file. */
  | { readonly kind: 'head'; readonly head: Sum }
  /** How far tail has read: 0-based byte of the file. */
  | { readonly kind: 'at'; readonly byte: number }
  /**
   * The first file with the name after the one being read, and how many consecutive checks, a second apart,
   * had found no file.
   */
  | { readonly kind: 'next'; readonly inode: string; readonly vacantLooks: number }
  /** The file with the name when tail was told to read the old one to its end, with as much of its head as it had. */
  | { readonly kind: 'successor'; readonly generation: Generation }
  /** A process still writes to the rotated file. */
  | { readonly kind: 'late' }
  /** The file that now has the name was truncated before any of it was read. */
  | { readonly kind: 'cut' }
  /** No file has the name any more, or permission is denied. */
  | { readonly kind: 'absent' | 'denied' };

/** Parses a frame from the words of a line; null for anything else. */
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

/** Parses a watcher's report (`WORD ID VALUE`); null for anything else. */
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
      return isInode(value) ? { kind: 'next', inode: value, vacantLooks: count(more) ?? 0 } : null;
    case 'successor': {
      const head = readWord(more ?? '');
      return head && isInode(value) ? { kind: 'successor', generation: { inode: value, head } } : null;
    }
    case 'at': {
      const byte = count(value);
      return byte === null ? null : { kind: 'at', byte };
    }
    default:
      return null;
  }
};

const isInode = (word: ByteString): boolean => /^\d+$/.test(word);

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
  written,
  ...laterBirths
]: readonly ByteString[]): FollowFrame | null => {
  const [bytes, names] = [count(size), count(links)];
  if (bytes === null || names === null) return null;
  const successor = isInode(inode ?? '')
    ? { inode: inode!, head: readWord(face ?? '') ?? { length: 0, crc: 0 } }
    : null;
  const [left, came] = [time(changed), time(born)];
  const gapSeconds = left === null || came === null ? null : came - left;
  const last = time(written);
  const births = laterBirths.map(birth => time(birth) ?? Number.NaN);
  const overtaken = Math.min(...births) - (last ?? Number.NaN);
  const overtakenSeconds =
    births.length === 0 ? null : Number.isNaN(overtaken) ? Number.POSITIVE_INFINITY : overtaken;
  const file = {
    size: bytes,
    links: names,
    drained: drained === '1',
    successor,
    gapSeconds,
    overtakenSeconds,
  };
  return { kind: 'moved', left: file };
};

/** `stat` prints 0 or `-` if the file system has no birth time. */
const time = (word: ByteString | undefined): number | null =>
  word !== undefined && /^\d{1,12}(\.\d+)?$/.test(word) && Number(word) > 0 ? Number(word) : null;
