import fc from 'fast-check';
import { LINE_FORMATS } from '../../../src/core/understand/tables/lineFormats.ts';
import { TIME_FORMATS } from '../../../src/core/understand/tables/timeFormats.ts';
import { SOFTWARE_RECORDS } from './softwareLines.ts';

/** The first lines of all known formats and programs. */
export const EXAMPLES = [
  ...LINE_FORMATS.map(({ example }) => example),
  ...SOFTWARE_RECORDS.map(([, text]) => text.split('\n')[0]!),
];
const TIMES = TIME_FORMATS.map(({ example: [text] }) => text);
const WORDS = [
  'ERROR',
  'warn',
  'Info',
  'FATAL:',
  '[error]',
  '<3>',
  'INFOR',
  'e',
  ' - ',
  '  ',
  '[',
  ']',
  '|',
  '\t',
  '\r',
];

type Mutation = 'none' | 'remove' | 'insert' | 'replace' | 'splice' | 'end' | 'prefix';

/** A line that looks real, with pieces cut out, doubled, put in and exchanged with those of others. */
export const mutatedLines = fc
  .record({
    line: fc.constantFrom(...EXAMPLES),
    other: fc.constantFrom(...EXAMPLES),
    piece: fc.oneof(fc.constantFrom(...TIMES), fc.constantFrom(...WORDS), fc.string({ maxLength: 4 })),
    cut: fc.nat(60),
    length: fc.nat(12),
    how: fc.constantFrom<Mutation>('none', 'remove', 'insert', 'replace', 'splice', 'end', 'prefix'),
  })
  .map(({ line, other, piece, cut, length, how }) => {
    const before = line.slice(0, cut);
    const mutated = {
      none: line,
      remove: before + line.slice(cut + length),
      insert: before + piece + line.slice(cut),
      replace: before + piece + line.slice(cut + length),
      splice: before + other.slice(length),
      end: before,
      prefix: `${piece} ${line}`,
    };
    return mutated[how];
  })
  .map(line => Buffer.from(line, 'utf8').toString('latin1'));
