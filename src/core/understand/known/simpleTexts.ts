import type { ByteString } from '../../bytes.ts';
import { bytesOf, type TextBytes } from '../compile/textBytes.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';
import { textProof } from './textProof.ts';

/** Longer starts are not remembered; they are looked up by their first eight bytes. */
const MAX_BYTES = 48;
const MIN_BYTES = 8;
const PLACES = 1024;

/** The first bytes of texts, and what they prove. */
export interface SimpleText {
  /** All bytes but the last, four at a time. */
  readonly words: Int32Array;
  /** The bits of the last word that belong to them. */
  readonly lastBits: number;
  /** By value of the last byte: 1 if it proves the same. */
  readonly ends: Uint8Array;
  readonly length: number;
  /** The row of the table that they match, which states a level; null: they have no head. */
  readonly format: LineFormat | null;
  readonly level: number;
}

/** By the hash of their first eight bytes. It is shared by all logs, because what a text starts with depends on no log. */
let texts: (SimpleText | undefined)[] | null = null;

const hashOf = (view: DataView, at: number): number => {
  const hash =
    Math.imul(view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(view.getInt32(at + 4, true), 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (PLACES - 2);
};

/** Returns true if the words of a start are at a place. */
const isBefore = ({ words, lastBits }: SimpleText, view: DataView, from: number): boolean => {
  const last = words.length - 1;
  for (let index = 0; index < last; index++)
    if (view.getInt32(from + 4 * index, true) !== words[index]) return false;
  return (view.getInt32(from + 4 * last, true) & lastBits) === words[last];
};

const isAt = (
  known: SimpleText | undefined,
  { bytes, view }: TextBytes,
  from: number,
  end: number,
): boolean =>
  known !== undefined &&
  known.length <= end - from &&
  known.ends[bytes[from + known.length - 1]!] === 1 &&
  isBefore(known, view, from);

/** What it costs to learn a start, in recognised lines. */
const COST = 2048;
const MAX_CREDIT = 256 * COST;

/**
 * Recognises texts whose first words were found to be only the start of a message, or a level before one: no other head
 * follows, and the line neither starts nor continues a trace. Programs print the same few first words again and again.
 */
export class SimpleTexts {
  #credit = MAX_CREDIT;
  /** By hash: 1 if such a start was seen before. */
  readonly #seen = new Uint8Array(PLACES);

  /** Returns what is known about a text's start; undefined: nothing. */
  find(of: TextBytes, from: number, end: number): SimpleText | undefined {
    if (texts === null) return undefined;
    const place = hashOf(of.view, from);
    let known = texts[place];
    if (!isAt(known, of, from, end)) {
      known = texts[place + 1];
      if (!isAt(known, of, from, end)) return undefined;
    }
    if (this.#credit < MAX_CREDIT) this.#credit++;
    return known;
  }

  /** Remembers how a text starts, if all texts with that start are alike. */
  learn(text: ByteString, from: number, end: number): void {
    if (this.#credit < COST) return;
    this.#credit -= COST;
    const last = Math.min(end, from + MAX_BYTES);
    const proof = textProof(text, from, last);
    if (proof === null) return;
    const length = Math.max(proof.length, MIN_BYTES);
    if (length <= last - from) remember(bytesOf(text), from, length, proof.format, proof.level);
  }

  /** Returns true if a text that starts like this one was asked about before: most starts that occur once never occur again. */
  isSeenAgain({ view }: TextBytes, from: number): boolean {
    const hash = hashOf(view, from);
    const isSeen = this.#seen[hash] === 1;
    this.#seen[hash] = 1;
    return isSeen;
  }
}

const remember = (
  { bytes, view }: TextBytes,
  from: number,
  length: number,
  format: LineFormat | null,
  level: number,
): void => {
  texts ??= new Array(PLACES).fill(undefined);
  const place = hashOf(view, from);
  const before = length - 1;
  const end = bytes[from + before]!;
  for (const known of [texts[place], texts[place + 1]]) {
    const isAlike = known?.length === length && known.format === format && known.level === level;
    if (isAlike && isBefore(known, view, from)) {
      known.ends[end] = 1;
      return;
    }
  }
  const lastBits = before % 4 === 0 ? -1 : (1 << (8 * (before % 4))) - 1;
  const words = Int32Array.from({ length: Math.ceil(before / 4) }, (_, index) =>
    view.getInt32(from + 4 * index, true),
  );
  words[words.length - 1]! &= lastBits;
  const ends = new Uint8Array(256);
  ends[end] = 1;
  texts[place + 1] = texts[place];
  texts[place] = { words, lastBits, ends, length, format, level };
};
