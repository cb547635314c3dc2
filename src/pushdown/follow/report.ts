import type { ByteString } from '../../core/bytes.ts';
import type { Generation, Sum } from '../../core/follow/position.ts';
import { readWord } from './words.ts';

/** What the scripts of following say on stderr, besides what every script says. */
export type FollowReport =
  /** Tail has the right file open: its output may be taken. */
  | { readonly kind: 'verified' }
  /** A file that the survey saw is not there any more, or not the same. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'truncated' }
  /** The file's head is another: it was truncated and written again. */
  | { readonly kind: 'changed' }
  /** The young file's head by now. */
  | { readonly kind: 'head'; readonly head: Sum }
  /** How far tail has read: 0-based byte of the file. */
  | { readonly kind: 'at'; readonly byte: number }
  /** The name went to another file (this was the first one), and the one that is read was quiet, and of this size. */
  | { readonly kind: 'moved'; readonly size: number; readonly successor: Generation | null }
  /** Somebody still writes to the rotated file. */
  | { readonly kind: 'late' }
  /** The process that was waited for (`--pid`) has ended. */
  | { readonly kind: 'over' }
  /** All whole lines up to this byte of the file were given: a catch-up is over. */
  | { readonly kind: 'until'; readonly byte: number }
  /** The host lacks a tool for following at the byte. */
  | { readonly kind: 'unfit' };

/** The report in the words of a line; null for words of others. */
export const readFollowReport = (words: readonly ByteString[]): FollowReport | null => {
  const [word, value = '', other = '', face = ''] = words;
  switch (word) {
    case 'verified':
    case 'gone':
    case 'truncated':
    case 'changed':
    case 'late':
    case 'over':
    case 'unfit':
      return { kind: word };
    case 'head': {
      const head = readWord(value);
      return head === null ? null : { kind: 'head', head };
    }
    case 'at':
    case 'until':
      return /^\d{1,15}$/.test(value) ? { kind: word, byte: Number(value) } : null;
    case 'moved':
      return /^\d{1,15}$/.test(value)
        ? { kind: 'moved', size: Number(value), successor: successorOf(other, face) }
        : null;
    default:
      return null;
  }
};

/** Without a head where the name had gone on to yet another file by then. */
const successorOf = (inode: ByteString, face: ByteString): Generation | null =>
  /^\d+$/.test(inode) ? { inode, head: readWord(face) ?? { length: 0, crc: 0 } } : null;
