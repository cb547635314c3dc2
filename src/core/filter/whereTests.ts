import type { ByteString } from '../bytes.ts';
import { fieldReader } from '../fields/readFields.ts';
import type { LogFormat } from '../target.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { parseWhere } from '../where/parse.ts';
import { compileWhere, type Predicate } from '../where/predicate.ts';
import type { LineTests, Verdict } from './step.ts';

const BRACE = 123;

/**
 * Returns a factory of tests on a record's fields (`--where`). Most fields are in the first line, which is
 * judged at once; fields that may be in later lines, and multi-line objects, wait for those. Expressions must
 * be valid.
 */
export const whereTests = (
  expressions: readonly string[],
  format: LogFormat,
  options: { readonly ignoreCase: boolean },
): (() => LineTests) => {
  const predicates = expressions.flatMap(text => {
    const parsed = parseWhere(text);
    return parsed.ok ? [compileWhere(parsed.node, options)] : [];
  });
  const reader = fieldReader(format);
  const asksText = predicates.some(predicate => predicate.asksText);
  const asksLevel = predicates.some(predicate => predicate.asksLevel);
  return () => {
    let lines: ByteString[] = [];

    const isOpen = (level: number): boolean => {
      const [first] = lines;
      if (first === undefined || asksText || (asksLevel && level === NO_LEVEL)) return true;
      return first.charCodeAt(0) === BRACE && reader.fields(first) === null;
    };

    const holds = (predicate: Predicate, text: ByteString, level: number): boolean =>
      predicate.test({ level, text, fields: () => reader.all(text) });

    return {
      begin() {
        lines = [];
      },
      see(line) {
        lines.push(line);
      },
      verdict(complete, level): Verdict {
        if (!complete && isOpen(level)) return 'open';
        const text = lines.length === 1 ? lines[0]! : lines.join('\n');
        return predicates.every(predicate => holds(predicate, text, level)) ? 'match' : 'miss';
      },
    };
  };
};
