import type { ByteString } from '../../bytes.ts';
import { MARKS } from '../../kernels/runs/marks.ts';
import { bytesOf } from '../../understand/compile/textBytes.ts';
import { type Convert, converter, setSum } from '../convert.ts';
import type { FieldList } from '../fieldList.ts';
import type { FieldLayout } from './layout.ts';
import { NextPlace } from './nextPlace.ts';
import { type PatternMatch, patternMatch } from './patternCode.ts';

const PIECE = /\\.|\[(?:\\.|[^\]])*\]|\(\?<(\w+)>|\((?!\?)/gs;

/** The first byte of a pattern, if its source shows it: a class or a mark. */
const LEADING = /^(?:\(\?<\w+>)?(\[[^\]^\\]+\]|[,":])/;

/** By byte: 1 if a match may start with it; null: unknown. */
const leadingOf = (source: string): Uint8Array | null => {
  const leading = LEADING.exec(source)?.[1];
  if (leading === undefined || /^[?*{]/.test(source.slice(source.indexOf(leading) + leading.length)))
    return null;
  return bytesMatching(leading);
};

const MATCHING = new Map<string, Uint8Array>();

/** By byte: 1 if this class or mark of a pattern matches it. Layouts have few different ones. */
export const bytesMatching = (source: string): Uint8Array => {
  const known = MATCHING.get(source);
  if (known) return known;
  const matcher = new RegExp(`^${source}`);
  const matching = new Uint8Array(256);
  for (let code = 0; code < matching.length; code++)
    if (matcher.test(String.fromCharCode(code))) matching[code] = 1;
  MATCHING.set(source, matching);
  return matching;
};

/** What `knownFields` looks for in each line. */
export const ALWAYS_CHECKED = MARKS[0];

/** Whatever in a pattern's source contains digits, but matches none of them or all of them. */
const ALIKE = /\\d|0-9|\\x[0-9a-f]{2}|\{\d+(?:,\d*)?\}|\(\?<\w+>/g;

/** More bytes than any text that is compared at once has. */
const MAX_LITERAL = 64;

const NESTED = /\\.|\[(?:\\.|[^\]])*\]|\([^()]*\)/gs;

/** Returns what is in a pattern before its first unnamed group: whatever it matches starts with that; empty: nothing. */
const startOf = (source: string): string => {
  let outside = source;
  for (let inside = ''; inside !== outside; ) {
    inside = outside;
    outside = outside.replace(NESTED, '');
  }
  const [start] = source.split('(?:', 1);
  return outside.includes('|') || /\((?!\?<\w+>[^()]*\))/.test(start!) ? '' : start!;
};

/** Groups with special handling. */
const READ_APART = new Set(['rest', 'prefix', 't2', 't3']);

/**
 * A compiled layout: a function or, if its pattern needs backtracking, a RegExp with numbered groups
 * (creating an object of named groups takes as long as the rest of a match).
 */
export class CompiledLayout {
  readonly layout: FieldLayout;
  /** The number of the group `rest`; 0: none. */
  readonly rest: number;
  /** The same of PostgreSQL's prefix. */
  readonly prefix: number;
  /** Only after a time as syslog writes it. */
  readonly needsSyslogTime: boolean;
  /** True if lines that differ only in the values of digits either all match or all do not. */
  readonly treatsDigitsAlike: boolean;
  readonly #pattern: RegExp;
  readonly #leading: Uint8Array | null;
  /** Compiled for the first line; null: not possible. */
  #code: PatternMatch | null | undefined;
  /** The same of its start, in a list; null: it has not been requested. */
  #start: readonly (PatternMatch | null)[] | null = null;
  #needed: NextPlace | null = null;
  readonly #places: Int32Array;
  #line: ByteString = '';
  #found: RegExpExecArray | null = null;
  /** The group that decides whether the layout accepts a line. */
  readonly #checked: number;
  readonly #converts: readonly (readonly [group: number, convert: Convert])[];
  readonly #sum: readonly number[] | null;

  constructor(layout: FieldLayout) {
    const names: string[] = [''];
    const source = layout.pattern.source.replace(PIECE, (piece, name: string | undefined) => {
      if (name === undefined && piece === '(') throw new Error(`${layout.name} has a group without a name`);
      if (name === undefined) return piece;
      names.push(name);
      return '(';
    });
    this.layout = layout;
    this.#pattern = new RegExp(source, layout.pattern.flags);
    this.#leading = layout.pattern.ignoreCase ? null : leadingOf(layout.pattern.source);
    this.needsSyslogTime = layout.name === 'syslog' && !names.includes('pid');
    this.#checked = layout.accepts === undefined ? 0 : names.indexOf(layout.accepts[0]);
    this.rest = Math.max(0, names.indexOf('rest'));
    this.prefix = Math.max(0, names.indexOf('prefix'));
    this.#converts = names.flatMap((name, group) =>
      group === 0 || READ_APART.has(name) ? [] : [[group, converter(name)] as const],
    );
    this.#places = new Int32Array(2 * names.length);
    this.treatsDigitsAlike = !/\d/.test(layout.pattern.source.replace(ALIKE, ''));
    this.#sum = names.includes('t1') ? ['t1', 't2', 't3'].map(name => names.indexOf(name)) : null;
  }

  /** Returns true if a line matches from `at` on; `text` then returns its groups. */
  match(line: ByteString, at: number): boolean {
    if (this.#leading !== null && this.#leading[line.charCodeAt(at)] !== 1) return false;
    if (this.#code === undefined) this.#code = patternMatch(this.layout.name, this.layout.pattern);
    const { needs, accepts } = this.layout;
    if (this.#code === null) {
      if (needs !== undefined && !line.includes(needs, at)) return false;
      this.#pattern.lastIndex = at;
      this.#found = this.#pattern.exec(line);
      if (this.#found === null) return false;
    } else {
      if (!this.#code(bytesOf(line).bytes, at, line.length, this.#places)) return false;
      this.#line = line;
    }
    return accepts === undefined || accepts[1](this.text(this.#checked));
  }

  /**
   * Returns how far a line has to be read to see that it does not match from `at` on, whatever follows; -1: unknown. It does
   * not match if it lacks `needs`, so that must be checked in each line.
   */
  rejectedBy(line: ByteString, at: number): number {
    if (this.#leading !== null && this.#leading[line.charCodeAt(at)] !== 1) return at + 1;
    if (this.match(line, at)) return -1;
    if (this.layout.needs === ALWAYS_CHECKED && !this.#code) return at;
    const code = this.#code ?? this.#codeOfStart;
    if (!code) return -1;
    let last = at;
    const bytes = new Proxy(bytesOf(line).bytes, {
      get: (target, place) => {
        last = Math.max(last, Number(place));
        return Number(place) < line.length ? target[Number(place)] : 0;
      },
    });
    // A longer line might match, so its end must not decide.
    return code(bytes, at, line.length + MAX_LITERAL, this.#places) ? -1 : last + 1;
  }

  /**
   * Returns false if the text between two places of a chunk certainly does not match. It does not create strings, nor
   * read the text twice to see whether it has what the layout needs.
   */
  mayMatch(chunk: ByteString, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#leading !== null && this.#leading[bytes[from]!] !== 1) return false;
    if (this.#code === undefined) this.#code = patternMatch(this.layout.name, this.layout.pattern);
    if (this.#code !== null) return this.#code(bytes, from, to, this.#places);
    const start = this.#codeOfStart;
    if (start !== null && !start(bytes, from, to, this.#places)) return false;
    const { needs } = this.layout;
    if (needs === undefined) return true;
    this.#needed ??= new NextPlace(needs);
    return this.#needed.isIn(chunk, from, to);
  }

  /** Returns where the group `rest` starts, if a line matches from `at` on and that is its end; -1 otherwise. */
  restStart(line: ByteString, at: number): number {
    if (this.rest === 0 || !this.match(line, at)) return -1;
    return this.placeAfter(this.rest) === line.length ? line.length - this.text(this.rest)!.length : -1;
  }

  /** Matches the start of the pattern, if that needs no backtracking; null: nothing is certain. */
  get #codeOfStart(): PatternMatch | null {
    const { name, pattern } = this.layout;
    this.#start ??= [startOf(pattern.source)].map(start =>
      start === '' ? null : patternMatch(name, new RegExp(start, pattern.flags)),
    );
    return this.#start[0]!;
  }

  /** Returns a group of the last match; undefined if it did not participate. */
  text(group: number): ByteString | undefined {
    if (this.#code === null) return this.#found![group];
    const from = this.#places[2 * group]!;
    return from < 0 ? undefined : this.#line.slice(from, this.#places[2 * group + 1]);
  }

  /** Returns where a group of the last match ends; -1: it did not participate, or that is unknown. */
  placeAfter(group: number): number {
    return this.#code === null ? -1 : this.#places[2 * group + 1]!;
  }

  /** Sets the fields from the groups. */
  setFields(fields: FieldList): void {
    for (let index = 0; index < this.#converts.length; index++) {
      const [group, convert] = this.#converts[index]!;
      const text = this.text(group);
      if (text !== undefined) convert(text, fields);
    }
    if (this.#sum !== null)
      setSum(
        fields,
        this.#sum.map(group => this.text(group)),
      );
  }
}
