/** Syntax tree of a layout's pattern that can be matched without backtracking. */
export type PatternTree =
  | { readonly kind: 'byte'; readonly set: Uint8Array }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternTree[] }
  | { readonly kind: 'repeat'; readonly tree: PatternTree; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly group: number; readonly tree: PatternTree }
  /** `$`: matches only the end of the line. */
  | { readonly kind: 'end' };

const TOKEN =
  /\\x[0-9a-f]{2}|\\.|\[(?:\\.|[^\]])*\]|\(\?<\w+>|\(\?:|\(\??[=!<]?|\{\d+(?:,\d*)?\}\??|[*+?]\??|[)|.$^]|./gs;

/** Returns the text that a token stands for, as in a RegExp. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;
  #groups = 0;

  constructor(source: string) {
    this.#tokens = source.match(TOKEN) ?? [];
  }

  /** Throws a Refusal for unsupported syntax, which is left to RegExp. */
  whole(): PatternTree {
    const tree = this.#choice();
    if (this.#at < this.#tokens.length) throw new Refusal();
    return tree;
  }

  #choice(): PatternTree {
    const branches = [this.#sequence()];
    while (this.#tokens[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  }

  #sequence(): PatternTree {
    const parts: PatternTree[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token === '|' || token === ')') break;
      parts.push(this.#repeated(this.#atom(token)));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  #atom(token: string): PatternTree {
    this.#at++;
    if (token === '$') return { kind: 'end' };
    if (token === '(?:' || token.startsWith('(?<')) {
      if (token === '(?<') throw new Refusal();
      const group = token === '(?:' ? 0 : ++this.#groups;
      const tree = this.#choice();
      if (this.#tokens[this.#at++] !== ')') throw new Refusal();
      return group === 0 ? tree : { kind: 'group', group, tree };
    }
    if (/^[(^)*+?{]|^\\[bB1-9]/.test(token)) throw new Refusal();
    return { kind: 'byte', set: setOf(token) };
  }

  #repeated(tree: PatternTree): PatternTree {
    const token = this.#tokens[this.#at];
    if (token === undefined || !/^(?:[*+?]|\{\d)/.test(token)) return tree;
    // Lazy quantifiers are left to RegExp.
    if (/.\?$/.test(token)) throw new Refusal();
    this.#at++;
    if (token === '*') return { kind: 'repeat', tree, min: 0, max: Number.POSITIVE_INFINITY };
    if (token === '+') return { kind: 'repeat', tree, min: 1, max: Number.POSITIVE_INFINITY };
    if (token === '?') return { kind: 'repeat', tree, min: 0, max: 1 };
    const [min, max] = token.slice(1, -1).split(',');
    const most = max === undefined ? Number(min) : max === '' ? Number.POSITIVE_INFINITY : Number(max);
    return { kind: 'repeat', tree, min: Number(min), max: most };
  }
}

export class Refusal extends Error {}

/** Returns the bytes that a character or class of a pattern matches, determined with RegExp itself. */
const setOf = (token: string): Uint8Array => {
  const one = new RegExp(`^${/^[/]$/.test(token) ? '\\/' : token}$`, 's');
  return Uint8Array.from({ length: 256 }, (_, code) => Number(one.test(String.fromCharCode(code))));
};

/** Parses the source of a RegExp with the flag `s`; throws a Refusal for unsupported syntax. */
export const parsePatternTree = (source: string): PatternTree => new Parser(source).whole();
