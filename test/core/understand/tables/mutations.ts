import type { Level } from '../../../../src/core/level.ts';
import { compileLayout } from '../../../../src/core/understand/compile/layout.ts';
import { LETTER_LEVELS } from '../../../../src/core/understand/compile/levelPieces.ts';
import { isTitle } from '../../../../src/core/understand/findLevelWord.ts';
import { LineHead } from '../../../../src/core/understand/lineHead.ts';
import { LEVEL_WORDS } from '../../../../src/core/understand/tables/levelWords.ts';
import type { LineFormat } from '../../../../src/core/understand/tables/lineFormats/lineFormat.ts';
import { timeFormat } from '../../../../src/core/understand/tables/timeFormats.ts';
import { written } from './written.ts';

/** A row's example with one part written differently, and how it must be read. */
export interface Mutation {
  readonly line: string;
  /** Undefined: as in the example. */
  readonly level?: Level;
  /** Undefined: as in the example. */
  readonly instant?: number;
  readonly pattern?: string;
}

/** A part of an example, identified by the piece of the layout that reads it. */
interface Part {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Returns the parts of a row's example; empty if its pieces do not read it one by one. */
const partsOf = (row: LineFormat): { readonly parts: readonly Part[]; readonly reading: LineHead } => {
  const reading = new LineHead();
  const parts: Part[] = [];
  let at = 0;
  for (const { key, step } of compileLayout(row.layout)) {
    const to = step(row.example, at, row.example.length, reading);
    if (to < 0) break;
    parts.push({ key, from: at, to });
    at = to;
  }
  return { parts, reading };
};

const upper = (word: string): string => word.toUpperCase();
const title = (word: string): string => upper(word[0]!) + word.slice(1);
const lower = (word: string): string => word;

/** By the piece of a layout that reads levels: which words it accepts, and how they may be written. */
const SPELLINGS: Readonly<Record<string, readonly ((word: string) => string)[]>> = {
  '%l': [lower, upper, title],
  '%L': [upper],
  '%1': [upper],
  '%s': [lower],
  '%A': [title],
};

const words = (key: string): readonly (readonly [text: string, level: Level])[] => {
  const spellings = SPELLINGS[key];
  if (key === '%c') return Object.entries(LETTER_LEVELS);
  if (spellings === undefined) return [];
  return LEVEL_WORDS.filter(([, use]) => use === 'bare' || key === '%l').flatMap(([level, , list]) =>
    list
      .split(' ')
      .filter(word => key !== '%1' || !isTitle(upper(word), 0, word.length))
      .filter(word => key !== '%A' || /^[a-z]+$/.test(word))
      .flatMap(word => spellings.map(spelling => [spelling(word), level] as const)),
  );
};

/** Returns every level that may replace that of the example, in every spelling. */
export const otherLevels = (row: LineFormat): readonly Mutation[] => {
  const { example } = row;
  const { parts } = partsOf(row);
  // Ruby writes its level twice: the word counts.
  const isTwice = parts.some(({ key }) => key === '%L');
  return parts.flatMap(({ key, from, to }) =>
    (isTwice && key === '%c' ? [] : words(key)).map(([word, level]) => ({
      line: example.slice(0, from) + word + example.slice(to),
      level,
    })),
  );
};

/** Single-digit and two-digit days and hours, the ends of days and years, and a fraction with zeros. */
export const INSTANTS = [
  Date.UTC(2026, 10, 20, 14, 2, 11, 204),
  Date.UTC(2026, 10, 9, 3, 4, 5, 6),
  Date.UTC(2026, 9, 31, 23, 59, 59, 999),
  Date.UTC(2026, 0, 1, 0, 0, 0, 0),
  Date.UTC(2026, 6, 13, 12, 30, 0, 50),
];

/** Returns the example at other times, written in its row's notation. */
export const otherTimes = (row: LineFormat): readonly Mutation[] => {
  const { example } = row;
  const { parts, reading } = partsOf(row);
  const part = parts.find(({ key }) => key === '%t' || key.startsWith('%{'));
  if (part === undefined || reading.time === null || parts.some(({ key }) => key === '%f')) return [];
  const { pattern } = timeFormat(reading.time.name);
  const sample = example.slice(part.from, part.to);
  return INSTANTS.map(instant => ({
    line: example.slice(0, part.from) + timeText(pattern, instant, sample) + example.slice(part.to),
    instant,
    pattern,
  }));
};

/** As in the example: with its fraction, in a zone if it names one. */
const timeText = (pattern: string, instant: number, sample: string): string => {
  const zone = /( ?(?:UTC|GMT|Z|[+-]\d\d:?\d\d))$/.exec(sample)?.[1] ?? '';
  const mark = /(?:^\d{10}|:\d\d)([.,])\d/.exec(sample)?.[1];
  const separator = /\d([T_ ])\d/.exec(sample)?.[1] ?? ' ';
  const bare = pattern
    .replace(/z$/, '')
    .replace('~', '\0')
    .replace(/f$/, mark === undefined ? '' : 'f');
  const text = written(bare, instant).replace('\0', separator);
  return (mark === ',' ? text.replace(/\.(\d+)$/, ',$1') : text) + zone.replace(/\d/g, '0');
};

/** Returns the example with more blanks wherever its layout has blanks, like padded columns. */
export const padded = (row: LineFormat): readonly Mutation[] => {
  const { example } = row;
  const { parts } = partsOf(row);
  return (
    parts
      // A pod's name ends at a space.
      .filter(({ key }, place) => key === ' ' && parts[place - 1]?.key !== '%o')
      .flatMap(({ from, to }) =>
        ['  ', '   ', '\t'].map(blanks => ({ line: example.slice(0, from) + blanks + example.slice(to) })),
      )
  );
};
