import type { ByteString } from '../../bytes.ts';
import { ANY_TIME_FORMATS } from '../tables/timeFormats.ts';
import { HeadAutomaton, type HeadNode, NO_ROW, UNSURE } from './headAutomaton.ts';
import { compileShape, EXIT } from './shape.ts';
import { bytesOf } from './textBytes.ts';

/** The number of lines for which trying each format is cheaper than building the automata. */
const READ_WITHOUT = 50;

let asked = 0;

/** By a text's first byte; null: no format starts with it. */
const automata: (HeadAutomaton | null | undefined)[] = new Array(256);
/** By the formats that they are for: most digits start the same ones. */
const known = new Map<string, HeadAutomaton>();
const nodes = new Map<number, HeadNode>();

/** The parts of a time before its zone suffice, and their shapes are a tenth as large. */
const nodeOf = (row: number): HeadNode => {
  let node = nodes.get(row);
  if (node === undefined) {
    const shape = compileShape(ANY_TIME_FORMATS[row]!.compiled.body);
    node = { shape, wordEnd: false, children: [], row, best: row };
    nodes.set(row, node);
  }
  return node;
};

const madeFor = (byte: number): HeadAutomaton | null => {
  const rows = ANY_TIME_FORMATS.flatMap(({ compiled }, row) => (compiled.begins[byte] === 1 ? [row] : []));
  if (rows.length === 0) return null;
  const key = rows.join();
  let automaton = known.get(key);
  if (automaton === undefined) {
    automaton = automatonOf(rows, false);
    known.set(key, automaton);
  }
  return automaton;
};

const automatonOf = (rows: readonly number[], anyDigit: boolean): HeadAutomaton => {
  const shape = { takes: [], follow: [], start: [EXIT] };
  const root = { shape, wordEnd: false, children: rows.map(nodeOf), row: NO_ROW, best: rows[0]! };
  return new HeadAutomaton(root, anyDigit);
};

/** For texts whose first digit stands for any digit. */
let anyDigits: HeadAutomaton | null = null;

/** Returns an automaton of the formats that start with any digit. */
const ofAnyDigits = (): HeadAutomaton => {
  const rows = ANY_TIME_FORMATS.flatMap(({ compiled: { begins } }, row) =>
    DIGITS.some(digit => begins[digit] === 1) ? [row] : [],
  );
  return automatonOf(rows, true);
};

const DIGITS = Array.from('0123456789', digit => digit.charCodeAt(0));

/**
 * Returns how far a text, which has a digit at `at`, has to be read to see that no time starts there, whatever the values of the digits are and
 * whatever follows; -1: unknown.
 */
export const noTimeTo = (text: ByteString, at: number): number => {
  anyDigits ??= ofAnyDigits();
  const decision = anyDigits.decide(bytesOf(text).bytes, at, text.length);
  return decision !== null && decision.row === NO_ROW ? at + decision.length : -1;
};

/**
 * Returns the index in ANY_TIME_FORMATS of the first format that may match at `at`, or -1. Most candidates are numbers
 * or names, which are rejected after a few bytes; trying each format would take a hundred times as long.
 */
export const firstTimeFormat = (text: ByteString, at: number, end: number): number => {
  if (asked < READ_WITHOUT) {
    asked++;
    return 0;
  }
  if (at >= end) return NO_ROW;
  const byte = bytesOf(text).bytes[at]!;
  let automaton = automata[byte];
  if (automaton === undefined) {
    automaton = madeFor(byte);
    automata[byte] = automaton;
  }
  if (automaton === null) return NO_ROW;
  const row = automaton.firstRow(text, at, end);
  return row === UNSURE ? 0 : row;
};
