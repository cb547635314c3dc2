import type { ByteString } from '../../bytes.ts';
import { ANY_TIME_FORMATS } from '../tables/timeFormats.ts';
import { HeadAutomaton, type HeadNode, NO_ROW, UNSURE } from './headAutomaton.ts';
import { compileShape, EXIT } from './shape.ts';

/** The number of lines for which trying each format is cheaper than building the automaton. */
const READ_WITHOUT = 50;

let asked = 0;
let automaton: HeadAutomaton | null = null;

const made = (): HeadAutomaton => {
  const children = ANY_TIME_FORMATS.map(({ compiled }, row): HeadNode => {
    return { shape: compileShape(compiled.look), wordEnd: false, children: [], row, best: row };
  });
  const start = { takes: [], follow: [], start: [EXIT] };
  return new HeadAutomaton({ shape: start, wordEnd: false, children, row: NO_ROW, best: 0 });
};

/**
 * Returns the index in ANY_TIME_FORMATS of the first format that may match at `at`, or -1. Most candidates are numbers
 * or names, which are rejected after a few bytes; trying each format would take a hundred times as long.
 */
export const firstTimeFormat = (text: ByteString, at: number, end: number): number => {
  if (automaton === null) {
    if (++asked < READ_WITHOUT) return 0;
    automaton = made();
  }
  const row = automaton.firstRow(text, at, end);
  return row === UNSURE ? 0 : row;
};
