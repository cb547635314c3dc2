import type { ByteString } from '../../core/bytes.ts';

/** A value in an object's text that is not an object itself. */
export interface JsonLeaf {
  /** Keys from the outermost object on. */
  readonly path: readonly string[];
  readonly isText: boolean;
  /** Without its quotes. */
  readonly raw: ByteString;
}

/**
 * The text of an object, split into its values and the texts between them. `texts` has one more element than
 * `leaves`.
 */
export interface JsonTokens {
  readonly texts: readonly ByteString[];
  readonly leaves: readonly JsonLeaf[];
  /** Paths of the objects within it. */
  readonly objects: readonly (readonly string[])[];
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const STRING = /"([^"\\\x00-\x1f]*)"/y;
const BLANKS = /[ \t]*/y;

/**
 * Splits a line that is one object of strings, numbers and objects, without escapes, arrays or repeated keys;
 * null for anything else.
 */
export const jsonTokens = (line: ByteString): JsonTokens | null => {
  const texts: ByteString[] = [];
  const leaves: JsonLeaf[] = [];
  const objects: string[][] = [];
  let at = 0;
  let from = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const takes = (character: string): boolean => {
    match(BLANKS);
    if (line[at] !== character) return false;
    at++;
    match(BLANKS);
    return true;
  };
  const leaf = (path: readonly string[], isText: boolean, start: number, raw: ByteString): void => {
    texts.push(line.slice(from, start));
    leaves.push({ path, isText, raw });
    from = start + raw.length;
  };
  const value = (path: readonly string[]): boolean => {
    const start = at;
    if (line[at] === '{') {
      objects.push([...path]);
      return object(path);
    }
    const text = match(STRING);
    if (text) leaf(path, true, start + 1, text[1]!);
    else {
      const number = match(NUMBER);
      if (!number) return false;
      leaf(path, false, start, number[0]);
    }
    return true;
  };
  const object = (path: readonly string[]): boolean => {
    const keys = new Set<string>();
    if (path.length > 8 || !takes('{')) return false;
    if (takes('}')) return true;
    do {
      const key = match(STRING)?.[1];
      if (key === undefined || keys.has(key) || !takes(':') || !value([...path, key])) return false;
      keys.add(key);
    } while (takes(','));
    return takes('}');
  };

  if (line[0] !== '{' || !object([]) || at !== line.length) return null;
  return { texts: [...texts, line.slice(from)], leaves, objects };
};
