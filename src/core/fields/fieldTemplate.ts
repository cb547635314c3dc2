import type { ByteString } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { isDigit } from '../understand/compile/steps.ts';
import { FieldList } from './fieldList.ts';

/** Reads the fields of a text. */
export type ExtractFields = (text: ByteString) => FieldList | Fields | null;

const ZERO = 48;
const CONSTANT = -1;

/** The fields of lines that start alike: each value is the same in all of them, or a part of the line. */
export class FieldTemplate {
  /** Those of one line. */
  readonly fields: FieldList;
  /** By field: where its value starts in the line; -1: it is the same in all lines. */
  readonly froms: readonly number[];
  readonly tos: readonly number[];
  /** Where numbers start that have more than one digit. */
  readonly #numbers: readonly number[];
  /** Null: all values are the same in all lines. */
  readonly #filled: FieldList | null;

  constructor(fields: FieldList, froms: readonly number[], tos: readonly number[]) {
    this.fields = fields;
    this.froms = froms;
    this.tos = tos;
    this.#numbers = froms.filter(
      (from, field) => typeof fields.values[field] === 'number' && tos[field]! - from > 1,
    );
    this.#filled = froms.every(from => from === CONSTANT) ? null : emptyLike(fields);
  }

  /** Returns true if the numbers in a line are written as JSON writes them: without leading zeros. */
  fits(bytes: Uint8Array, from: number): boolean {
    for (let index = 0; index < this.#numbers.length; index++)
      if (bytes[from + this.#numbers[index]!] === ZERO) return false;
    return true;
  }

  /** Returns true if lines with a zero at a place do not fit. */
  excludesZero(place: number): boolean {
    return this.#numbers.includes(place);
  }

  /** Returns the fields of a line that starts at a place; they are overwritten by those of the next line. */
  fieldsOf(text: ByteString, from: number): FieldList {
    const filled = this.#filled;
    if (filled === null) return this.fields;
    const { froms, tos } = this;
    const { values } = this.fields;
    for (let field = 0; field < froms.length; field++) {
      const at = froms[field]!;
      if (at === CONSTANT) continue;
      const value = text.slice(from + at, from + tos[field]!);
      filled.values[field] = typeof values[field] === 'number' ? Number(value) : value;
    }
    return filled;
  }
}

const emptyLike = ({ names, values, size, messageAt }: FieldList): FieldList => {
  const list = new FieldList();
  for (let at = 0; at < size; at++) list.add(names[at]!, values[at]!);
  list.messageAt = messageAt;
  return list;
};

/** Digits other than 0 that say which place of a text they are at; the last differs from the text's own. */
const BASE = 9;
const SIGNS: readonly ((place: number, digit: number) => number)[] = [
  place => 1 + (place % BASE),
  place => 1 + (Math.floor(place / BASE) % BASE),
  place => 1 + (Math.floor(place / BASE ** 2) % BASE),
  (_, digit) => 1 + (digit % BASE),
];
const MAX_PLACE = BASE ** 3;

/**
 * Returns the fields of all lines that differ from a text only in the values of digits between two places, which no rule about
 * fields tells apart; null if that is not possible. Which digits the values contain is found by reading texts with others.
 */
export const templateOf = (
  text: ByteString,
  fields: FieldList,
  from: number,
  to: number,
  extract: ExtractFields,
): FieldTemplate | null => {
  if (to > MAX_PLACE) return null;
  const { size, values } = fields;
  const isFree = (at: number): boolean => at >= from && at < to && isDigit(text.charCodeAt(at));
  const texts = SIGNS.map(sign => withDigits(text, isFree, sign));
  const variants: string[][] = [];
  for (const other of texts) {
    const found = extract(other);
    if (!(found instanceof FieldList) || !isLike(found, fields)) return null;
    variants.push(found.values.slice(0, size).map(String));
  }
  const froms: number[] = [];
  const tos: number[] = [];
  for (let field = 0; field < size; field++) {
    const value = String(values[field]);
    const others = variants.map(found => found[field]!);
    const at = others.every(other => other === value) ? CONSTANT : placeOf(value, others);
    const end = at + value.length;
    const isThere = (other: string, index: number): boolean => other === texts[index]!.slice(at, end);
    if (at !== CONSTANT && !(text.slice(at, end) === value && others.every(isThere))) return null;
    froms.push(at);
    tos.push(at === CONSTANT ? CONSTANT : end);
  }
  return new FieldTemplate(fields, froms, tos);
};

const withDigits = (
  text: ByteString,
  isFree: (at: number) => boolean,
  sign: (place: number, digit: number) => number,
): ByteString => {
  let other = '';
  for (let at = 0; at < text.length; at++)
    other += isFree(at) ? sign(at, text.charCodeAt(at) - ZERO) : text[at];
  return other;
};

/** Returns true if fields have the same names, and values of the same types, none of which is an object. */
const isLike = (one: FieldList, other: FieldList): boolean =>
  one.size === other.size &&
  one.messageAt === other.messageAt &&
  one.names.slice(0, one.size).every((name, field) => {
    const type = typeof other.values[field];
    return name === other.names[field] && typeof one.values[field] === type && type !== 'object';
  });

/** Returns where a text gets a value from, judged by the first digit that has changed. */
const placeOf = (value: string, [ones, nines, rest, changed]: readonly string[]): number => {
  let at = 0;
  while (at < value.length && changed![at] === value[at]) at++;
  const numbers = [ones!, nines!, rest!].map(other => Number(other[at]) - 1);
  return numbers.reduce((place, number, index) => place + number * BASE ** index, -at);
};
