import type { LineEnd } from '../lines.ts';
import { type AnchorPlace, type BytesNode, byteRanges, foldCase, type PatternNode } from './syntax.ts';

export interface RegExpOptions {
  /** ASCII letters match their other case. */
  readonly ignoreCase: boolean;
  /** The line terminator: no set matches it, and line anchors match at it. */
  readonly separator: LineEnd;
}

/**
 * Returns the source of a RegExp, without flags, that finds a match exactly where the pattern does. It can be
 * run on one line or on many at once: nothing matches across a separator. (The `m` flag does not work: it
 * treats CR as a line end. Neither does `i`: it folds Latin-1 letters, which are parts of UTF-8 characters
 * here.)
 */
export const regExpSource = (node: PatternNode, options: RegExpOptions): string => {
  switch (node.kind) {
    case 'bytes':
      return setSource(node, options);
    case 'anchor':
      return anchorSource(node.at, options);
    case 'sequence':
      return node.parts.map(part => atomSource(part, options, part.kind !== 'choice')).join('');
    case 'choice': {
      const source = node.branches.map(branch => regExpSource(branch, options)).join('|');
      return node.captured ? `(${source})` : source;
    }
    case 'repeat':
      return `${atomSource(node.node, options, node.node.kind === 'bytes')}${repeatSource(node.min, node.max)}`;
  }
};

const atomSource = (node: PatternNode, options: RegExpOptions, bare: boolean): string => {
  const source = regExpSource(node, options);
  return bare ? source : `(?:${source})`;
};

/** Returns `*`, `+`, `?` or `{min,max}`, which are the same in every dialect we write. */
export const repeatSource = (min: number, max: number | null): string => {
  if (max === null) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
};

const setSource = (node: BytesNode, options: RegExpOptions): string => {
  const set = options.ignoreCase ? foldCase(node.set) : new Set(node.set);
  const separator = options.separator.charCodeAt(0);
  if (node.negated) set.add(separator);
  else set.delete(separator);
  const ranges = byteRanges(set);
  if (ranges.length === 0) return '(?!)';
  if (set.size === 1 && !node.negated) return charSource(ranges[0]![0]);
  const body = ranges.map(([low, high]) =>
    low === high ? charSource(low) : `${charSource(low)}-${charSource(high)}`,
  );
  return `[${node.negated ? '^' : ''}${body.join('')}]`;
};

const charSource = (byte: number): string => {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9 _]/.test(char) ? char : `\\x${byte.toString(16).padStart(2, '0')}`;
};

const anchorSource = (at: AnchorPlace, { separator }: RegExpOptions): string => {
  const notSeparator = separator === '\n' ? '[^\\n]' : '[^\\0]';
  switch (at) {
    case 'line-start':
      return `(?<!${notSeparator})`;
    case 'line-end':
      return `(?!${notSeparator})`;
    case 'word-start':
      return '\\b(?=\\w)';
    case 'word-end':
      return '\\b(?<=\\w)';
    case 'word-edge':
      return '\\b';
    case 'not-word-edge':
      return '\\B';
  }
};
