import type { Level } from '../level.ts';
import { LEVELS } from '../level.ts';
import { nearest } from '../nearest.ts';
import { parsePattern } from '../pattern/pattern.ts';
import { levelOfWord } from '../understand/findLevelWord.ts';
import type { Comparison, TextTest, WhereNode, WhereResult, WhereValue } from './expression.ts';
import { parseQuantity } from './quantity.ts';
import { type Token, Tokens, WhereSyntax } from './tokens.ts';

/** Longer or deeper expressions, and those with more conditions, are refused: nobody writes them by hand. */
const MAX_LENGTH = 20_000;
const MAX_DEPTH = 100;
const MAX_CONDITIONS = 1000;

const EXAMPLE = "write a comparison, as in status>=500, path~'^/api' or has user";

/**
 * Parses `--where`'s expressions:
 *
 * - `FIELD = VALUE`, `!=`, `<`, `<=`, `>`, `>=`; `FIELD ~ ERE`, `!~`; `FIELD : TEXT` (contains);
 * - `FIELD in (VALUE, FROM..TO)`, `FIELD not in (…)`, `has FIELD`;
 * - `and`, `or`, `not` (also `&&`, `||`, `!`) and parentheses; `not` binds closest, then `and`.
 *
 * Never throws.
 */
export const parseWhere = (text: string): WhereResult => {
  if (text.length > MAX_LENGTH) {
    return {
      ok: false,
      problem: {
        at: MAX_LENGTH,
        message: 'the expression is too long',
        advice: 'use --grep with a pattern instead',
      },
    };
  }
  try {
    return { ok: true, node: new Parser(text).whole() };
  } catch (error) {
    if (error instanceof WhereSyntax) return { ok: false, problem: error.problem };
    throw error;
  }
};

const OPERATORS: Readonly<Record<string, Comparison | TextTest>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '~': '~',
  '=~': '~',
  '!~': '!~',
  ':': ':',
};

const isTextTest = (operator: Comparison | TextTest): operator is TextTest => /[~:]/.test(operator);

class Parser {
  readonly #tokens: Tokens;
  #depth = 0;
  #conditions = 0;

  constructor(text: string) {
    this.#tokens = new Tokens(text);
  }

  whole(): WhereNode {
    if (this.#tokens.peek().kind === 'end') throw new WhereSyntax(0, 'the expression is empty', EXAMPLE);
    const node = this.#either();
    const rest = this.#tokens.next();
    if (rest.kind === 'end') return node;
    if (rest.kind === 'close') throw new WhereSyntax(rest.at, 'unmatched )', 'remove it, or add a (');
    throw new WhereSyntax(
      rest.at,
      `unexpected ${shown(rest)}`,
      'join conditions with and or or, and quote values that contain spaces',
    );
  }

  #either(): WhereNode {
    return this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#negated()));
  }

  #joined(kind: 'and' | 'or', sign: string, part: () => WhereNode): WhereNode {
    const parts = [part()];
    while (this.#takes(kind, sign)) parts.push(part());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  /** Takes the next token if it is this word or sign. */
  #takes(word: string, sign?: string): boolean {
    const token = this.#tokens.peek();
    const is =
      (token.kind === 'word' && token.quote === '' && token.text.toLowerCase() === word) ||
      (token.kind === 'operator' && token.text === sign);
    if (is) this.#tokens.next();
    return is;
  }

  #negated(): WhereNode {
    if (++this.#depth > MAX_DEPTH) {
      throw new WhereSyntax(
        this.#tokens.peek().at,
        'the expression is nested too deeply',
        'use fewer parentheses',
      );
    }
    const node: WhereNode = this.#takes('not', '!')
      ? { kind: 'not', part: this.#negated() }
      : this.#condition();
    this.#depth--;
    return node;
  }

  #condition(): WhereNode {
    const token = this.#tokens.next();
    if (token.kind === 'open') {
      const inside = this.#either();
      const close = this.#tokens.next();
      if (close.kind === 'close') return inside;
      throw new WhereSyntax(token.at, 'this ( is never closed', 'add a ) where the group ends');
    }
    if (token.kind !== 'word' || token.quote === "'" || token.quote === '"') {
      throw new WhereSyntax(token.at, `${shown(token)} where a field name is expected`, EXAMPLE);
    }
    if (++this.#conditions > MAX_CONDITIONS) {
      throw new WhereSyntax(token.at, 'the expression has too many conditions', 'use in (…) or --grep');
    }
    if (token.text.toLowerCase() === 'has' && token.quote === '') return this.#has(token.at);
    return this.#comparison(token.text, token.at);
  }

  #has(at: number): WhereNode {
    const name = this.#tokens.next();
    if (name.kind === 'word' && name.quote !== "'" && name.quote !== '"')
      return { kind: 'has', field: name.text };
    throw new WhereSyntax(at, 'has is not followed by a name', 'write for example: has user');
  }

  #comparison(field: string, at: number): WhereNode {
    if (this.#takes('in')) return this.#list(field);
    if (this.#takes('not')) {
      if (!this.#takes('in'))
        throw new WhereSyntax(
          this.#tokens.peek().at,
          'not must be followed by in',
          `write ${field} not in (…)`,
        );
      return { kind: 'and', parts: [hasNode(field), { kind: 'not', part: this.#list(field) }] };
    }
    const token = this.#tokens.next();
    const operator = token.kind === 'operator' ? OPERATORS[token.text] : undefined;
    if (operator === undefined) {
      throw new WhereSyntax(
        token.kind === 'end' ? at : token.at,
        `no comparison follows ${field}`,
        adviceFor(field, token),
      );
    }
    const value = this.#value(operator);
    return this.#compare(field, operator, value);
  }

  #value(operator: Comparison | TextTest): WhereValue & { readonly at: number } {
    const isPattern = operator === '~' || operator === '!~';
    const token = this.#tokens.value(isPattern);
    if (token.kind === 'word' && token.quote !== '`') {
      return { text: token.text, quoted: token.quote !== '', at: token.at };
    }
    throw new WhereSyntax(
      token.at,
      `${shown(token)} where a value is expected`,
      "quote it if it is text: '…'",
    );
  }

  /** `(a, b, 500..599)`. */
  #list(field: string): WhereNode {
    const open = this.#tokens.next();
    if (open.kind !== 'open')
      throw new WhereSyntax(open.at, 'in is not followed by a list', `write ${field} in (a, b)`);
    const parts: WhereNode[] = [];
    for (;;) {
      parts.push(this.#member(field));
      const token = this.#tokens.next();
      if (token.kind === 'close') break;
      if (token.kind !== 'comma')
        throw new WhereSyntax(
          token.at,
          `${shown(token)} within a list`,
          'separate values with commas, and close the list with )',
        );
    }
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  #member(field: string): WhereNode {
    if (++this.#conditions > MAX_CONDITIONS) {
      throw new WhereSyntax(this.#tokens.peek().at, 'the list is too long', 'use --grep with a pattern');
    }
    const value = this.#value('=');
    const range = value.quoted ? null : /^(.+?)\.\.(.+)$/.exec(value.text);
    if (!range) return this.#compare(field, '=', value);
    const end = (operator: Comparison, text: string): WhereNode =>
      this.#compare(field, operator, { text, quoted: false, at: value.at });
    return { kind: 'and', parts: [end('>=', range[1]!), end('<=', range[2]!)] };
  }

  #compare(
    field: string,
    operator: Comparison | TextTest,
    value: WhereValue & { readonly at: number },
  ): WhereNode {
    const { at, text, quoted } = value;
    if (field === 'time') {
      throw new WhereSyntax(
        at,
        'times are selected with --since and --until',
        'use those; for a field of that name, write fields.time',
      );
    }
    if (field === 'level') {
      if (isTextTest(operator))
        throw new WhereSyntax(at, 'levels can be compared only with =, < and >', 'write level>=warn');
      return { kind: 'level', operator, level: levelNamed(text, at) };
    }
    if (!quoted && isOrder(operator)) checkOrdered(text, at);
    if (operator === '~' || operator === '!~') checkPattern(text, at + (quoted ? 1 : 0));
    return { kind: 'compare', field, operator, value: { text, quoted } };
  }
}

/** What other languages write for comparisons. */
const SPELLINGS: readonly (readonly [words: string, write: string])[] = [
  ['eq equals', 'FIELD=VALUE'],
  ['ne', 'FIELD!=VALUE'],
  ['gt', 'FIELD>VALUE'],
  ['gte ge', 'FIELD>=VALUE'],
  ['lt', 'FIELD<VALUE'],
  ['lte le', 'FIELD<=VALUE'],
  ['is exists', 'has FIELD, not has FIELD, or FIELD=VALUE'],
  ['between', 'FIELD in (FROM..TO)'],
  ['contains includes', 'FIELD:TEXT'],
  ['like ilike rlike regex regexp matches', 'FIELD~PATTERN'],
  ['startswith starts', 'FIELD~^TEXT'],
  ['endswith ends', 'FIELD~TEXT$'],
];

const SIGNS: Readonly<Record<string, string>> = { '≥': '>=', '≤': '<=', '≠': '!=' };

/** Says how to compare a field, given what follows it instead of a comparison. */
const adviceFor = (field: string, token: Token): string => {
  const sign = /[\u2260\u2264\u2265]/.exec(field)?.[0];
  if (sign !== undefined) return `write ${SIGNS[sign]} for ${sign}`;
  if (token.kind === 'end') return `write has ${field}, or ${field}=VALUE`;
  const word = token.kind === 'word' ? token.text.toLowerCase() : '';
  const write = SPELLINGS.find(([words]) => words.split(' ').includes(word))?.[1];
  if (write !== undefined) return `write ${write.replaceAll('FIELD', field)}`;
  return `compare it: ${field}=VALUE`;
};

const isOrder = (operator: Comparison | TextTest): boolean => /^[<>]/.test(operator);

/** Refuses values that were certainly not meant as text: with another comparison in them, or an unknown unit. */
const checkOrdered = (text: string, at: number): void => {
  const sign = /[<>=!~;]/.exec(text);
  if (sign)
    throw new WhereSyntax(
      at + sign.index,
      `unexpected ${sign[0]} in a value`,
      "join comparisons with and, or quote the value if it is text: '…'",
    );
  if (/^[+-]?(?:\d+(?:\.\d*)?[A-Za-z\u00b5\u03bc]+)+$/.test(text) && parseQuantity(text) === null)
    throw new WhereSyntax(
      at,
      `${text} has no known unit`,
      "the units are s, ms, us, ns, m, h, d and kB, MB, GB, KiB, MiB, GiB; quote the value if it is text: '…'",
    );
};

const hasNode = (field: string): WhereNode => ({ kind: 'has', field });

const levelNamed = (text: string, at: number): Level => {
  const level = levelOfWord(text);
  if (level !== null) return level;
  const [near] = nearest(text, LEVELS, 1);
  throw new WhereSyntax(
    at,
    `unknown level ${text}`,
    near === undefined ? `the levels are ${LEVELS.join(', ')}` : `write ${near}`,
  );
};

const checkPattern = (text: string, at: number): void => {
  const parsed = parsePattern(text, { fixed: false, ignoreCase: false });
  if (!parsed.ok)
    throw new WhereSyntax(at + parsed.problem.at, parsed.problem.message, parsed.problem.advice);
};

const shown = (token: Token): string => {
  switch (token.kind) {
    case 'end':
      return 'the end';
    case 'open':
      return '(';
    case 'close':
      return ')';
    case 'comma':
      return 'a comma';
    case 'operator':
      return token.text;
    case 'word':
      return `${token.quote}${token.text}${token.quote}`;
  }
};
