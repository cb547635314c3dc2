import type { ByteString } from '../../core/bytes.ts';
import { compilePattern, type Pattern, patternAwkText } from '../../core/pattern/pattern.ts';
import { requiredTexts } from '../../core/pattern/required.ts';
import type { RecordStart } from '../../core/query.ts';

/**
 * Returns an awk pattern as a literal; null if it has to be passed as a text. BusyBox recompiles a text for each line: for the
 * pattern of a level, a thousand lines take a second.
 */
export const awkLiteral = (text: ByteString, mawk: boolean): string | null => {
  if (!(mawk ? PLAIN : LITERAL).test(text)) return null;
  // Only in brackets is a slash not escaped yet; there, BusyBox would take the backslash before it literally.
  return `/${text.replace(BARE_SLASH, mawk ? '$1\\/' : '$1\\057')}/`;
};

/** A condition that at least one line of a group must satisfy: all of `includes` and none of `excludes`. */
export interface LineCondition {
  /** Several patterns in one list are alternatives. */
  readonly includes: readonly (readonly Pattern[])[];
  readonly excludes: readonly Pattern[];
  /** A description for people, instead of many patterns. */
  readonly says?: string;
  /** Its patterns are all marks of a level, in any format. */
  readonly isByMarks?: true;
}

/**
 * Writes patterns as tests in an awk program; what a literal cannot contain is passed through the environment.
 *
 * mawk is slow if a pattern can start with many characters, but fast at `index`: it first looks for texts
 * that a matching line must contain. Other awks match all alternatives at once in a single pattern.
 */
export class AwkPatterns {
  readonly env: Record<string, ByteString> = {};
  /** True once a pattern was used that some awks cannot handle. */
  failed = false;
  readonly #mawk: boolean;
  #count = 0;

  constructor(mawk: boolean) {
    this.#mawk = mawk;
  }

  /** Returns a test that `subject`, an awk expression, matches any of the patterns. */
  test(anyOf: readonly Pattern[], subject = '$0'): string {
    const texts = anyOf.map(patternAwkText);
    if (texts.includes(null)) this.failed = true;
    if (texts.includes(null) || texts.includes('')) return '1';
    if (!this.#mawk) return this.#match(texts.join('|'), subject);
    const lowers = anyOf.map(requiredWords).some(required => required?.lower);
    const tests = anyOf.map((pattern, index) => {
      const match = this.#match(texts[index]!, subject);
      const required = requiredWords(pattern);
      if (required === null) return match;
      const within = required.lower ? LOWERED : subject;
      const words = required.words.map(word => `index(${within},"${word.replace(/[\\"]/g, '\\$&')}")`);
      return `(${words.join('||')})&&${match}`;
    });
    return lowers ? `((${LOWERED}=tolower(${subject}))&&0||${tests.join('||')})` : `(${tests.join('||')})`;
  }

  #match(text: ByteString, subject: string): string {
    const literal = awkLiteral(text, this.#mawk);
    if (literal !== null) return `${subject}~${literal}`;
    const name = `R${this.#count++}`;
    this.env[name] = text;
    return `${subject}~${name.toLowerCase()}`;
  }

  /** Returns a test that the line certainly starts a record. */
  startTest({ all, any, none }: RecordStart, subject = '$0'): string {
    const test = (eres: readonly string[]): string =>
      this.test(
        eres.map(ere => compilePattern(ere, SENSITIVE)),
        subject,
      );
    return [
      ...all.map(ere => test([ere])),
      ...(any.length === 0 ? [] : [test(any)]),
      ...(none.length === 0 ? [] : [`!(${test(none)})`]),
    ].join('&&');
  }

  conditionTest({ includes, excludes }: LineCondition, subject = '$0'): string {
    const tests = [
      ...includes.map(anyOf => `(${this.test(anyOf, subject)})`),
      ...excludes.map(pattern => `!(${this.test([pattern], subject)})`),
    ];
    return `(${tests.join('&&') || '1'})`;
  }

  /** Awk code that reads the environment into variables, without processing escapes. */
  get begin(): string {
    return Object.keys(this.env)
      .map(name => `${name.toLowerCase()}=ENVIRON["${name}"];`)
      .join('');
  }
}

/** Returns the variable with the line in lower case. */
const LOWERED = 'lc';

interface RequiredWords {
  readonly words: readonly ByteString[];
  /** True if they are in lower case, whatever the line's case. */
  readonly lower: boolean;
}

/**
 * Returns texts worth searching for before the pattern; at the start of a line, the pattern itself is just as
 * fast.
 */
const requiredWords = ({ root, ignoreCase }: Pattern): RequiredWords | null => {
  if (root.kind === 'sequence' && root.parts[0]?.kind === 'anchor') return null;
  const words = requiredTexts(root, ignoreCase);
  if (words === null || !words.every(word => PRINTABLE.test(word))) return null;
  return { words, lower: ignoreCase };
};

const SENSITIVE = { fixed: false, ignoreCase: false };
const PRINTABLE = /^[\x20-\x7e]*$/;
const PLAIN = /^[\t\r\x20-\x7e]*$/;
/** Of bytes that are more than plain text, those that a literal may contain. */
const LITERAL = /^[\t\r\x1b\x20-\x7e\x80-\xff]*$/;
const BARE_SLASH = /((?:^|[^\\])(?:\\\\)*)\//g;
