import type { ByteString } from '../../core/bytes.ts';
import { compilePattern, type Pattern, patternAwkText } from '../../core/pattern/pattern.ts';
import { requiredTexts } from '../../core/pattern/required.ts';
import type { RecordStart } from '../../core/query.ts';

/** What some line of a group must match for the group to be of interest: all of `includes` and none of `excludes`. */
export interface LineCondition {
  /** Several patterns in one list: any of them. */
  readonly includes: readonly (readonly Pattern[])[];
  readonly excludes: readonly Pattern[];
  /** For people, in place of the patterns where they are many: what they look for. */
  readonly says?: string;
}

/**
 * Writes patterns as tests of an awk program; what is not plain text goes through the environment.
 *
 * mawk is slow where a pattern begins with any of many characters, and quick at `index`: it looks first for texts that a matching
 * line must have. The others take all alternatives at once where they are one pattern.
 */
export class AwkPatterns {
  readonly env: Record<string, ByteString> = {};
  /** True once a pattern was met that not every awk can be given. */
  failed = false;
  readonly #mawk: boolean;
  #count = 0;

  constructor(mawk: boolean) {
    this.#mawk = mawk;
  }

  /** The test whether `subject`, an awk expression, matches any of the patterns. */
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
    // BusyBox compiles a pattern that is no literal again for each line.
    if (PLAIN.test(text)) return `${subject}~/${text.replace(BARE_SLASH, '$1\\/')}/`;
    const name = `R${this.#count++}`;
    this.env[name] = text;
    return `${subject}~${name.toLowerCase()}`;
  }

  /** The test whether a record surely begins with the line. */
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

  /** Reads the environment into variables, which processes no escapes. */
  get begin(): string {
    return Object.keys(this.env)
      .map(name => `${name.toLowerCase()}=ENVIRON["${name}"];`)
      .join('');
  }
}

/** The variable with the line in lower case. */
const LOWERED = 'lc';

interface RequiredWords {
  readonly words: readonly ByteString[];
  /** They are in lower case, whatever the line's. */
  readonly lower: boolean;
}

/** What is worth looking for before the pattern; at a line's start the pattern itself is as quick. */
const requiredWords = ({ root, ignoreCase }: Pattern): RequiredWords | null => {
  if (root.kind === 'sequence' && root.parts[0]?.kind === 'anchor') return null;
  const words = requiredTexts(root, ignoreCase);
  if (words === null || !words.every(word => PRINTABLE.test(word))) return null;
  return { words, lower: ignoreCase };
};

const SENSITIVE = { fixed: false, ignoreCase: false };
const PRINTABLE = /^[\x20-\x7e]*$/;
const PLAIN = /^[\t\r\x20-\x7e]*$/;
const BARE_SLASH = /((?:^|[^\\])(?:\\\\)*)\//g;
