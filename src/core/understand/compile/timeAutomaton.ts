import type { ByteString } from '../../bytes.ts';
import { ANY_TIME_FORMATS } from '../tables/timeFormats.ts';
import { HeadAutomaton, type HeadNode, NO_ROW, UNSURE } from './headAutomaton.ts';
import { compileShape, EXIT } from './shape.ts';

/** A few lines are read sooner than the automaton is made. */
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
 * The place in ANY_TIME_FORMATS of the first format that a time at `at` may have, or -1. Most of what is asked about is a number
 * or a name and no time at all, which is seen after a few bytes; reading it in each of the formats would take a hundred times as long.
 */
export const firstTimeFormat = (text: ByteString, at: number, end: number): number => {
  if (automaton === null) {
    if (++asked < READ_WITHOUT) return 0;
    automaton = made();
  }
  const row = automaton.firstRow(text, at, end);
  return row === UNSURE ? 0 : row;
};
