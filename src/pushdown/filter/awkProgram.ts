import type { ByteString } from '../../core/bytes.ts';
import { type Stage, stage } from '../script/stage.ts';
import { awkLiteral } from './awkPatterns.ts';

export interface AwkSelection {
  /** Awk regular expressions; empty ones match every line. */
  readonly includes: readonly ByteString[];
  readonly excludes: readonly ByteString[];
  readonly before: number;
  readonly after: number;
  /** Number of matching lines after which it exits (with their context). */
  readonly maxCount: number | null;
  /** Number of printed lines after which it exits. */
  readonly head: number | null;
  /** True if each line is passed on at once. */
  readonly flush: boolean;
  /** With context: true if each line is prefixed with its number, like `grep -n`. */
  readonly numbered?: boolean;
  readonly mawk: boolean;
}

/**
 * Returns one awk stage that does the work of `grep` with several patterns, context and limits: a pipeline of greps
 * cannot handle context, nor can a grep without `--line-buffered` follow a log. Context and `--` are as in GNU grep
 * (see `core/filterSelect`).
 */
export const awkStage = (selection: AwkSelection): Stage => {
  const env: Record<string, ByteString> = {};
  const load = (name: string, text: ByteString): string => {
    const literal = awkLiteral(text, selection.mawk);
    if (literal !== null) return literal;
    env[name] = text;
    return name.toLowerCase();
  };
  // An empty pattern matches every line, but not in every awk.
  const includes = selection.includes.filter(text => text !== '');
  const includeTests = includes.map((text, index) => `$0~${load(`I${index}`, text)}`);
  const excludeTests = selection.excludes.map((text, index) =>
    text === '' ? '0' : `$0!~${load(`X${index}`, text)}`,
  );
  const tests = [...includeTests, ...excludeTests].join('&&');
  const begin = Object.keys(env)
    .map(name => `${name.toLowerCase()}=ENVIRON["${name}"];`)
    .join('');
  const program = [
    begin === '' ? '' : `BEGIN{${begin}}`,
    printFunction(selection),
    selection.before > 0 || selection.after > 0
      ? contextRule(tests || '1', selection)
      : plainRule(tests, selection),
  ].join('');
  const options = selection.mawk && selection.flush ? ['-W', 'interactive'] : [];
  return stage(['awk', ...options, program], { env });
};

/** `p(s)`: prints a line, and exits when enough are printed. */
const printFunction = ({ flush, head }: AwkSelection): string =>
  `function p(s){print s;${flush ? 'fflush();' : ''}${head === null ? '' : `if(++h>=${head})exit`}}`;

const plainRule = (tests: string, { maxCount }: AwkSelection): string =>
  `${tests}{p($0)${maxCount === null ? '' : `;if(++n>=${maxCount})exit`}}`;

/**
 * `l`: number of the last printed line, `t`: context lines still to print, `b`: lines that may precede a
 * match.
 */
const contextRule = (tests: string, { before, after, maxCount, numbered }: AwkSelection): string => {
  const held = before + 1;
  const number = (line: string, mark: string): string => (numbered ? `${line}"${mark}"` : '');
  const here = `${number('NR', '-')}$0`;
  const afterLast = maxCount === null ? '' : `n>=${maxCount}{t--;p(${here});if(t<1)exit;next}`;
  const count = maxCount === null ? '' : `if(++n>=${maxCount}&&t<1)exit;`;
  const leading = `f=NR-${before};if(f<=l)f=l+1;if(l&&f>l+1)p("--");for(;f<NR;f++)p(${number('f', '-')}b[f%${held}]);`;
  return (
    `${afterLast}${tests}{${leading}p(${number('NR', ':')}$0);l=NR;t=${after};${count}next}` +
    `t>0{p(${here});l=NR;t--;next}` +
    `{b[NR%${held}]=$0}`
  );
};
