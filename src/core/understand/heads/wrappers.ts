import type { ByteString } from '../../bytes.ts';
import { isBlank, isWord } from '../compile/steps.ts';
import { blanksEnd } from '../skipped.ts';

const BLANK = 32;
const AT = 64;
const KERNEL = ' kernel: ';

/** Returns true if the text between two places is the tag of the kernel's messages, or ends with it. */
export const isKernels = (text: ByteString, from: number, to: number): boolean =>
  to - from >= KERNEL.length &&
  text.charCodeAt(to - 3) === 108 &&
  text.startsWith(KERNEL, to - KERNEL.length);

/** Matches a line in JSON that still has its line end, as Docker writes it. */
export const ENDED_LINE = /\\n"\s*[,}]/;

/** Returns where the cookie that marks JSON in a syslog message (CEE) ends, if there is one. */
export const cookieEnd = (text: ByteString, at: number, end: number): number =>
  text.charCodeAt(at) === AT && text.startsWith('@cee:', at) ? blanksEnd(text, at + 5, end) : at;

/** Returns where the host's name at the start of a syslog message without a tag ends. */
export const hostEnd = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  const start = at;
  while (at < end && (isWord(text.charCodeAt(at)) || IS_MARK_OF_HOST.has(text.charCodeAt(at)))) at++;
  return at > start && text.charCodeAt(at) === BLANK ? at : from;
};
const IS_MARK_OF_HOST = new Set([...'.-'].map(char => char.charCodeAt(0)));

/** Compose pads names with two spaces before its bar; `kubectl --prefix` puts them in brackets. */
export const isSurePrefix = (text: ByteString, start: number): boolean =>
  /(?:\S {2,}\||\]|-[a-z0-9]{7,10}-[a-z0-9]{5} \S+) $/.test(text.slice(Math.max(0, start - 40), start));
