import { basename } from 'node:path';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ConfigIssue, ConfigPath, Position } from './issue.ts';
import { PACKAGE_KEY } from './paths.ts';
import { plainJson } from './plainJson.ts';
import type { ConfigSource } from './source.ts';

/** One configuration file: its value, and the position of each part. */
export interface ConfigDocument {
  readonly file: string;
  /**
   * True if reached through an `extends` or a link, so that it may not be a configuration: messages must not quote it.
   */
  readonly discreet: boolean;
  readonly value: unknown;
  /** Returns the position of the key (or list item) at a path, or of its nearest existing parent; null in a program. */
  locate(path: ConfigPath): Position | null;
  /** Why the text is not valid YAML or JSON. */
  readonly issues: readonly ConfigIssue[];
}

/** Parses the bytes of a data file as a document. */
export const dataDocument = ({ file, bytes }: ConfigSource, discreet: boolean): ConfigDocument =>
  readDocument(file, bytes.toString('utf8'), {
    root: basename(file) === 'package.json' ? [PACKAGE_KEY] : [],
    discreet,
  });

interface DocumentOptions {
  readonly root?: ConfigPath;
  readonly discreet?: boolean;
}

/**
 * Parses YAML, of which JSON is a subset. `root` is the path of the configuration in a larger file
 * (`package.json#rtail`).
 */
export const readDocument = (file: string, text: string, options: DocumentOptions = {}): ConfigDocument => {
  try {
    return quicklyParsed(file, text, options) ?? parsed(file, text, options);
  } catch (error) {
    // The parser is recursive.
    if (!(error instanceof RangeError)) throw error;
    const { discreet = false } = options;
    const issue = { file, position: null, path: [], message: TOO_DEEP, advice: null };
    return { file, discreet, value: null, locate: () => null, issues: [issue] };
  }
};

/** Maximum nesting of a configuration: checking and merging are recursive too. */
const MAX_DEPTH = 100;
const TOO_DEEP = `is nested more than ${MAX_DEPTH} deep`;

const isTooDeep = (value: unknown): boolean => {
  const seen = new Set<object>();
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const inside = level.filter(one => typeof one === 'object' && one !== null && !seen.has(one)) as object[];
    for (const one of inside) seen.add(one);
    level = inside.flatMap(one => Object.values(one));
  }
  return false;
};

/** Parses JSON without positions; they are found when one is needed. Null: it is not JSON, or has a fault. */
const quicklyParsed = (file: string, text: string, options: DocumentOptions): ConfigDocument | null => {
  const { root = [], discreet = false } = options;
  const whole = plainJson(text);
  if (whole === undefined || isTooDeep(whole)) return null;
  const value = root.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], whole);
  if (value === undefined) return null;
  let withPositions: ConfigDocument | null = null;
  const locate = (path: ConfigPath): Position | null => {
    withPositions ??= parsed(file, text, options);
    return withPositions.locate(path);
  };
  return { file, discreet, value, locate, issues: [] };
};

const parsed = (
  file: string,
  text: string,
  { root = [], discreet = false }: DocumentOptions,
): ConfigDocument => {
  const lines = new LineCounter();
  // JSON files are parsed strictly: YAML would treat a missing comma as part of a text.
  const isJson = file.endsWith('.json');
  const schema = isJson ? 'json' : 'core';
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    schema,
    uniqueKeys: false,
    // Our own messages report warnings; the library would print them to stderr.
    logLevel: 'error',
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const issues: ConfigIssue[] = (
    document.errors.length > 0 ? document.errors : [...collectionKeys(document), ...repeatedKeys(document)]
  )
    .map(error => ({
      file,
      position: at(error.pos[0]),
      path: [],
      message: discreet ? `is not valid ${isJson ? 'JSON' : 'YAML'} here` : error.message.replace(/\.$/, ''),
      advice: isJson ? 'is a comma, a quote or a bracket missing?' : adviceFor(error.code),
    }))
    .filter(firstOfLine);
  const locate = (path: ConfigPath): Position | null => {
    const offset = find(document, document.contents, [...root, ...path], 0);
    return offset === null ? null : at(offset);
  };
  const { value, problem } = issues.length > 0 ? { value: null, problem: null } : toValue(document, root);
  if (problem !== null) {
    const message = discreet ? 'has an undefined alias, or too many aliases' : problem;
    issues.push({ file, position: null, path: [], message, advice: adviceFor('BAD_ALIAS') });
  }
  return { file, discreet, value, locate, issues };
};

interface Fault {
  readonly pos: readonly [number, number?, number?];
  readonly code: string;
  readonly message: string;
}

/** Returns keys that are maps or lists: we have none, and nested ones take exponential time to format. */
const collectionKeys = (document: Document): readonly Fault[] => {
  const faults: Fault[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      faults.push({ pos: [key.range?.[0] ?? 0], code: 'IMPOSSIBLE', message: 'a key is a map or a list' });
      return visit.SKIP;
    },
  });
  return faults;
};

/** Returns repeated keys of maps. The parser's own check takes quadratic time. */
const repeatedKeys = (document: Document): readonly Fault[] => {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || typeof key.value === 'symbol') continue;
        const name = String(key.value);
        if (seen.has(name) && key.range)
          faults.push({ pos: [key.range[0]], code: 'DUPLICATE_KEY', message: 'Map keys must be unique' });
        seen.add(name);
      }
    },
  });
  return faults;
};

/** Creates the document of a program's result, which has no lines. */
export const programDocument = (file: string, value: unknown, discreet = false): ConfigDocument => ({
  file,
  discreet,
  value,
  locate: () => null,
  issues: [],
});

/** Converts a document; fails on an undefined alias, or on aliases nested so as to blow up the result. */
const toValue = (document: Document, root: ConfigPath): { value: unknown; problem: string | null } => {
  try {
    const whole: unknown = document.toJS();
    if (isTooDeep(whole)) throw new RangeError(TOO_DEEP);
    const value = root.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], whole);
    return { value, problem: null };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { value: null, problem: error instanceof Error ? error.message : String(error) };
  }
};

const adviceFor = (code: string): string | null => {
  switch (code) {
    case 'BAD_ALIAS':
      return "a word that begins with * or & must be quoted: '*web'";
    case 'BAD_SCALAR_START':
      return "a word that begins with @ or % must be quoted: '@web'";
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return "is something not closed? Inside { } and [ ], text that contains brackets must be quoted: 'web-[01-12]'";
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'text that contains a colon and a space must be quoted';
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    default:
      return null;
  }
};

/** Selects the first error on each line: the others are consequences. */
const firstOfLine = (issue: ConfigIssue, index: number, issues: readonly ConfigIssue[]): boolean =>
  issues[index - 1]?.position?.line !== issue.position?.line;

/** Returns the offset of the deepest existing part of `path`. */
const find = (document: Document, node: unknown, path: ConfigPath, around: number): number | null => {
  if (isAlias(node)) return find(document, node.resolve(document), path, around);
  const [key, ...rest] = path;
  if (key === undefined) return around;
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    const offset = offsetOf(item);
    return offset === null ? around : find(document, item, rest, offset);
  }
  if (!isMap(node)) return around;
  const pair = pairOf(document, node, String(key));
  const offset = pair && offsetOf(pair.key);
  return pair && typeof offset === 'number' ? find(document, pair.value, rest, offset) : around;
};

const offsetOf = (node: unknown): number | null =>
  (node as { range?: readonly number[] } | null)?.range?.[0] ?? null;

/** Returns a map's entry, including those merged with `<<`. */
const pairOf = (document: Document, map: YAMLMap, key: string): Pair | null => {
  const merged: Pair[] = [];
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue;
    // The value of a merge key is a symbol, not the literal `<<`.
    if (typeof pair.key.value === 'symbol') merged.push(pair);
    else if (String(pair.key.value) === key) return pair;
  }
  for (const { value } of merged) {
    const from = isSeq(value) ? value.items : [value];
    for (const node of from) {
      const target = isAlias(node) ? node.resolve(document) : node;
      const found = isMap(target) ? pairOf(document, target, key) : null;
      if (found) return found;
    }
  }
  return null;
};
