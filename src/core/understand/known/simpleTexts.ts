import type { ByteString } from '../../bytes.ts';
import { lengthWithoutRow } from '../compile/lineMatcher.ts';
import { isLetter } from '../compile/steps.ts';
import { bytesOf, type TextBytes } from '../compile/textBytes.ts';
import { markBehindKey } from '../structured/keyMark.ts';
import { CONTINUATION_STARTS, exceptionNameEnd } from '../tables/continuationShapes.ts';

/** Longer starts are not remembered. */
const MAX_BYTES = 48;
const PLACES = 1024;
const BLANK = 32;
const COLON = 58;

/** The first bytes of a text, four at a time. */
interface Start {
  readonly words: Int32Array;
  readonly length: number;
  /** The bytes of the last word that belong to it. */
  readonly lastBytes: number;
}

/** By the hash of their first eight bytes. It is shared by all logs, because what a text starts with depends on no log. */
let starts: (Start | undefined)[] | null = null;

const hashOf = (view: DataView, at: number): number => {
  const hash =
    Math.imul(view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(view.getInt32(at + 4, true), 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (PLACES - 2);
};

const isAt = ({ words, lastBytes }: Start, view: DataView, from: number): boolean => {
  const last = words.length - 1;
  for (let index = 0; index < last; index++)
    if (view.getInt32(from + 4 * index, true) !== words[index]) return false;
  return (view.getInt32(from + 4 * last, true) & lastBytes) === words[last];
};

/** What it costs to learn a start, in recognised lines. */
const COST = 2048;
const MAX_CREDIT = 256 * COST;

/**
 * Recognises texts whose first words were found to start nothing but a message: no head follows, and the line neither
 * starts nor continues a trace. Programs print the same few first words again and again.
 */
export class SimpleTexts {
  #credit = MAX_CREDIT;

  /** Returns true if the text is known to be such a message. */
  has({ view }: TextBytes, from: number, end: number): boolean {
    if (starts === null) return false;
    const place = hashOf(view, from);
    const isKnown = isStart(starts[place], view, from, end) || isStart(starts[place + 1], view, from, end);
    if (isKnown && this.#credit < MAX_CREDIT) this.#credit++;
    return isKnown;
  }

  /** Remembers how a message starts, if no text with that start can be anything else. */
  learn(text: ByteString, from: number, end: number): void {
    if (this.#credit < COST) return;
    this.#credit -= COST;
    const length = lengthOfProof(text, from, end);
    if (length === 0) return;
    const { view } = bytesOf(text);
    const lastBytes = length % 4 === 0 ? -1 : (1 << (8 * (length % 4))) - 1;
    const words = Int32Array.from({ length: Math.ceil(length / 4) }, (_, index) =>
      view.getInt32(from + 4 * index, true),
    );
    words[words.length - 1]! &= lastBytes;
    starts ??= new Array(PLACES).fill(undefined);
    const place = hashOf(view, from);
    starts[place + 1] = starts[place];
    starts[place] = { words, length, lastBytes };
  }
}

const isStart = (start: Start | undefined, view: DataView, from: number, end: number): boolean =>
  start !== undefined && start.length <= end - from && isAt(start, view, from);

/**
 * Returns how many bytes of a text prove that it is only a message, whatever follows; 0 if they do not. It starts with a
 * word and another word after one blank, which rules out JSON, fields, brackets and dates; the tables rule out the rest.
 */
const lengthOfProof = (text: ByteString, from: number, end: number): number => {
  const { bytes } = bytesOf(text);
  if (!isLetter(bytes[from]!)) return 0;
  const last = Math.min(end, from + MAX_BYTES);
  let blank = from;
  while (blank < last && bytes[blank]! > BLANK) blank++;
  if (bytes[blank] !== BLANK || !isLetter(bytes[blank + 1]!)) return 0;
  const mark = markBehindKey(bytes, from, blank);
  if (mark !== 0 && !(mark === COLON && bytes.indexOf(COLON, from) === blank - 1)) return 0;
  if (exceptionNameEnd(text, from, end) > 0) return 0;
  const free = lengthWithoutRow(text, from, last);
  const length = Math.max(free, blank + 2 - from, 8);
  if (free === 0 || length > last - from) return 0;
  const start = text.slice(from, from + length);
  return CONTINUATION_STARTS.some(known => known.startsWith(start) || start.startsWith(known)) ? 0 : length;
};
