import type { ByteString } from '../bytes.ts';
import { bracketText } from './ereText.ts';
import { type BytesNode, canBeEmpty, foldCase, literalByte, type PatternNode } from './syntax.ts';

/** If expanded repeats are longer than this, filtering locally is better. */
const LONGEST = 4096;

/**
 * Returns the pattern as a dynamic regular expression that every awk interprets alike (gawk, mawk, BusyBox,
 * bwk), passed through ENVIRON, where no string escapes are processed. Repeat counts are expanded and `-i` is
 * folded into the sets, because mawk supports neither. Null if awks differ: word anchors, line anchors in the
 * middle, repeats of possibly empty parts, very long repeats. For a pattern that matches the empty string
 * everywhere, the result may be empty, which selects every line.
 */
export const awkText = (node: PatternNode, ignoreCase: boolean): ByteString | null => {
  const branches = node.kind === 'choice' ? node.branches : [node];
  const texts = branches.map(branch => branchText(branch, ignoreCase));
  if (texts.some(text => text === null)) return null;
  if (texts.includes('')) return '';
  const text = texts.join('|');
  return text.length <= LONGEST ? text : null;
};

/**
 * Returns the text of a whole branch: the only place where line anchors have the same meaning in all awks.
 */
const branchText = (node: PatternNode, ignoreCase: boolean): ByteString | null => {
  const parts = node.kind === 'sequence' ? [...node.parts] : [node];
  let start = '';
  let end = '';
  while (isAnchor(parts[0], 'line-start')) {
    parts.shift();
    start = '^';
  }
  while (isAnchor(parts.at(-1), 'line-end')) {
    parts.pop();
    end = '$';
  }
  const body = sequenceText(parts, ignoreCase);
  return body === null ? null : `${start}${body}${end}`;
};

const isAnchor = (node: PatternNode | undefined, at: 'line-start' | 'line-end'): boolean =>
  node?.kind === 'anchor' && node.at === at;

const sequenceText = (parts: readonly PatternNode[], ignoreCase: boolean): ByteString | null => {
  let text = '';
  for (const part of parts) {
    const inner = part.kind === 'choice' ? atomText(part, ignoreCase) : innerText(part, ignoreCase);
    if (inner === null || text.length > LONGEST) return null;
    text += inner;
  }
  return text;
};

const innerText = (node: PatternNode, ignoreCase: boolean): ByteString | null => {
  switch (node.kind) {
    case 'bytes':
      return setText(ignoreCase ? { ...node, set: foldCase(node.set) } : node);
    case 'anchor':
      return null;
    case 'sequence':
      return sequenceText(node.parts, ignoreCase);
    case 'choice':
      return choiceText(node.branches, ignoreCase);
    case 'repeat':
      return repeatText(node.node, node.min, node.max, ignoreCase);
  }
};

/** Awks do not accept an empty branch: `(a|)` becomes `(a)?`. */
const choiceText = (branches: readonly PatternNode[], ignoreCase: boolean): ByteString | null => {
  const texts = branches.map(branch => innerText(branch, ignoreCase));
  if (texts.some(text => text === null)) return null;
  const written = texts.filter(text => text !== '');
  if (written.length === 0) return '';
  return written.length === texts.length ? written.join('|') : `(${written.join('|')})?`;
};

/** Returns the node as one atom, or empty if it matches only the empty string. */
const atomText = (node: PatternNode, ignoreCase: boolean): ByteString | null => {
  const text = innerText(node, ignoreCase);
  return text === null || text === '' || node.kind === 'bytes' ? text : `(${text})`;
};

const repeatText = (
  node: PatternNode,
  min: number,
  max: number | null,
  ignoreCase: boolean,
): ByteString | null => {
  const atom = atomText(node, ignoreCase);
  if (atom === null || atom === '') return atom;
  // mawk 1.3.4 hangs on some of these.
  if (canBeEmpty(node) && max !== 1) return null;
  if ((atom.length + 3) * Math.max(min, max ?? 0) > LONGEST) return null;
  if (max === null) return min === 0 ? `${atom}*` : `${atom.repeat(min - 1)}${atom}+`;
  // Nested: side by side, options can be skipped in 2^N ways, and mawk tries them all.
  const optional = max - min;
  return optional === 1
    ? `${atom.repeat(min)}${atom}?`
    : `${atom.repeat(min)}${`(${atom}`.repeat(optional)}${')?'.repeat(optional)}`;
};

const setText = (node: BytesNode): ByteString => {
  if (node.negated && node.set.size === 0) return '.';
  const byte = literalByte(node);
  // Unlike in grep, a backslash escapes inside brackets in awk.
  if (byte === null) return bracketText(node.set, node.negated).replaceAll('\\', '\\\\');
  const char = String.fromCharCode(byte);
  // A brace may or may not open an interval, escaped or not: only in brackets is it always literal.
  if (char === '{' || char === '}') return `[${char}]`;
  return char.replace(/[\\^$.[|()*+?/]/, '\\$&');
};
