import { type ByteString, decodeText } from '../bytes.ts';
import { type Captures, captureFinder } from '../pattern/captures.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { isQuickByBacktracking, type Pattern, parsePattern, patternRegExp } from '../pattern/pattern.ts';
import type { PatternProblem } from '../pattern/syntax.ts';
import type { NamedPattern } from '../target.ts';
import { convertNumber } from './convert.ts';

export type OwnPatternResult =
  | ({ readonly ok: true } & NamedPattern)
  | { readonly ok: false; readonly problem: PatternProblem };

const PIECE = /\\.|\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\(\?<([^>]*)>|\(\?|\(/gs;
const NAME = /^[A-Za-z_][\w.]*$/;

/** Reads a pattern with named groups. Never throws. */
export const parseOwnPattern = (text: string): OwnPatternResult => {
  const names: (string | null)[] = [];
  let problem: PatternProblem | null = null;
  const refuse = (at: number, message: string, advice: string): void => {
    problem ??= { at, message, advice };
  };
  const ere = text.replace(PIECE, (piece, name: string | undefined, at: number) => {
    if (piece === '\\d') return '[0-9]';
    if (piece === '\\D') return '[^0-9]';
    if (piece[0] !== '(') return piece;
    if (piece === '(?') refuse(at, 'a group that is neither plain nor named', 'write ( or (?<name>');
    if (name !== undefined && !NAME.test(name)) {
      refuse(at, `${name === '' ? 'no name' : name} for a group`, 'use letters, digits, _ and . for names');
    } else if (name !== undefined && names.includes(name)) {
      refuse(at, `two groups called ${name}`, 'give each a different name');
    }
    names.push(name ?? null);
    return '(';
  });
  if (names.every(name => name === null)) refuse(0, 'no named group', 'name one: (?<message>.*)');
  if (problem !== null) return { ok: false, problem };
  const parsed = parsePattern(ere, { fixed: false, ignoreCase: false, captures: true });
  return parsed.ok ? { ok: true, ere, names } : parsed;
};

/** Returns the groups of a line's match by name; null if it does not match. */
export type OwnGroups = (line: ByteString) => ReadonlyMap<string, ByteString> | null;

/** Finds the named groups of a valid pattern, in time linear in the line. */
export const ownGroups = ({ ere, names }: NamedPattern): OwnGroups => {
  const parsed = parsePattern(ere, { fixed: false, ignoreCase: false, captures: true });
  if (!parsed.ok) return () => null;
  const matcher = patternMatcher(parsed.pattern);
  const find = finder(parsed.pattern);
  return line => {
    if (!matcher.test(line)) return null;
    const places = find(line);
    if (places === null) return null;
    const groups = new Map<string, ByteString>();
    for (const [index, name] of names.entries()) {
      const from = places[2 * index] ?? -1;
      if (name !== null && from >= 0) groups.set(name, line.slice(from, places[2 * index + 1]!));
    }
    return groups;
  };
};

/** Uses RegExp if it tries few alternatives. */
const finder = (pattern: Pattern): ((line: ByteString) => Captures | null) => {
  if (!isQuickByBacktracking(pattern)) return captureFinder(pattern.root);
  const regExp = new RegExp(patternRegExp(pattern).source, 'd');
  return line => {
    const indices = regExp.exec(line)?.indices;
    if (!indices) return null;
    return Int32Array.from(indices.slice(1).flatMap(range => range ?? [-1, -1]));
  };
};

/** Groups for properties of the record itself. */
const OF_RECORD = new Set(['time', 'level']);

/** Returns the field names in a log's own pattern. */
export const ownFieldNames = ({ names }: NamedPattern): string[] =>
  names.filter(name => name !== null && !OF_RECORD.has(name)) as string[];

/** Returns the groups of a match as fields; further lines of the record belong to its message. */
export const ownFields = (
  groups: ReadonlyMap<string, ByteString>,
  more: ByteString,
): Record<string, string | number> =>
  Object.fromEntries(
    [...groups]
      .filter(([name, text]) => !OF_RECORD.has(name) && text !== '')
      .map(([name, text]) => [
        name,
        name === 'message' || name === 'msg' ? decodeText(text + more) : convertNumber(name, text),
      ]),
  );
