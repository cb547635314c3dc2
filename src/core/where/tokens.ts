import type { WhereProblem } from './expression.ts';

/** A token of an expression. */
export type Token =
  | { readonly kind: 'open' | 'close' | 'comma' | 'end'; readonly at: number }
  | { readonly kind: 'operator'; readonly at: number; readonly text: string }
  /** A bare word; `quoted` by `'…'`, `"…"` or, for a name, by backquotes. */
  | {
      readonly kind: 'word';
      readonly at: number;
      readonly text: string;
      readonly quote: '' | "'" | '"' | '`';
    };

/** A problem, thrown inside the parser. */
export class WhereSyntax extends Error {
  readonly problem: WhereProblem;

  constructor(at: number, message: string, advice: string) {
    super(message);
    this.problem = { at, message, advice };
  }
}

const BLANK = /[ \t\r\n]+/y;
const OPERATOR = /==|=~|!=|!~|<=|>=|<>|&&|\|\||[=<>~:!]/y;
/** Names contain letters, digits, characters that join them, and anything beyond ASCII. */
const NAME = /[\w.@/$[\]#*\x80-\u{10ffff}-]+/uy;
const VALUE = /[^ \t\r\n'"`(),]+/y;

/** Splits an expression into tokens, one at a time, because the characters of a word depend on its place. */
export class Tokens {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the next token where a name, a word such as `and`, or a parenthesis is expected. */
  next(): Token {
    const from = this.#at;
    const token = this.#read(NAME);
    if (token.kind === 'end') this.#at = from;
    return token;
  }

  /** Returns what `next` would return. */
  peek(): Token {
    const from = this.#at;
    const token = this.next();
    this.#at = from;
    return token;
  }

  /** Returns the value after an operator: in quotes, or up to a blank, a comma or a closing parenthesis. */
  value(isPattern: boolean): Token {
    this.#skip();
    const at = this.#at;
    const sign = this.#text[at] ?? '';
    if (isPattern) {
      if (sign === '=' || sign === '~')
        throw new WhereSyntax(
          at,
          `unexpected ${sign}`,
          `write ~ alone, or quote a pattern that starts with ${sign}: '…'`,
        );
      return /['"]/.test(sign) ? this.#read(VALUE) : this.#pattern(at);
    }
    if (!/[<>=!~]/.test(sign)) return this.#read(VALUE);
    const isSwapped = /[<>]/.test(sign) && this.#text[at - 1] === '=';
    throw new WhereSyntax(
      at,
      `unexpected ${sign}`,
      isSwapped ? `write ${sign}=` : "quote a value that starts with it: '…'",
    );
  }

  /** Returns an ERE without quotes, including its own parentheses. */
  #pattern(at: number): Token {
    let depth = 0;
    let to = at;
    for (; to < this.#text.length; to++) {
      const char = this.#text[to]!;
      if (/[ \t\r\n]/.test(char)) break;
      if (char === '\\') to++;
      else if (char === '(') depth++;
      else if (char === ')' && --depth < 0) break;
    }
    if (to === at) return this.#read(VALUE);
    this.#at = Math.min(to, this.#text.length);
    return { kind: 'word', at, text: this.#text.slice(at, this.#at), quote: '' };
  }

  #skip(): void {
    BLANK.lastIndex = this.#at;
    if (BLANK.test(this.#text)) this.#at = BLANK.lastIndex;
  }

  #read(word: RegExp): Token {
    this.#skip();
    const at = this.#at;
    const char = this.#text[at];
    if (char === undefined) return { kind: 'end', at };
    if (char === '(' || char === ')' || char === ',') {
      this.#at++;
      return { kind: char === '(' ? 'open' : char === ')' ? 'close' : 'comma', at };
    }
    if (char === "'" || char === '"' || char === '`') return this.#quoted(at, char);
    const operator = word === NAME ? this.#match(OPERATOR) : null;
    if (operator !== null) return { kind: 'operator', at, text: operator };
    const text = this.#match(word);
    if (text !== null) return { kind: 'word', at, text, quote: '' };
    throw new WhereSyntax(
      at,
      `unexpected ${JSON.stringify(char)}`,
      "quote text and unusual names: '…' or `…`",
    );
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  /** A backslash keeps its meaning for patterns, so a quote is escaped by doubling it. */
  #quoted(at: number, quote: "'" | '"' | '`'): Token {
    let text = '';
    for (let to = at + 1; to < this.#text.length; to++) {
      const char = this.#text[to]!;
      if (char === quote && this.#text[to + 1] !== quote) {
        this.#at = to + 1;
        return { kind: 'word', at, text, quote };
      }
      if (char === quote) to++;
      text += char;
    }
    const advice = `add a ${quote} where the text ends; inside the text, double it: ${quote}${quote}`;
    throw new WhereSyntax(at, `this ${quote} is never closed`, advice);
  }
}
