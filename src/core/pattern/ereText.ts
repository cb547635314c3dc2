import type { ByteString } from '../bytes.ts';
import { CLASSES } from './classes.ts';
import { repeatSource } from './regExp.ts';
import { type AnchorPlace, type BytesNode, byteRanges, literalByte, type PatternNode } from './syntax.ts';

/**
 * Returns the pattern for `grep -E` under `LC_ALL=C`: canonical, so that tools never see what they interpret
 * differently (`[a-z-9]`, `{x`, `\/`).
 */
export const ereText = (node: PatternNode): ByteString => {
  switch (node.kind) {
    case 'bytes':
      return setText(node);
    case 'anchor':
      return ANCHORS[node.at];
    case 'sequence':
      return node.parts.map(part => (part.kind === 'choice' ? `(${ereText(part)})` : ereText(part))).join('');
    case 'choice':
      return node.branches.map(ereText).join('|');
    case 'repeat': {
      const inner = ereText(node.node);
      return `${node.node.kind === 'bytes' ? inner : `(${inner})`}${repeatSource(node.min, node.max)}`;
    }
  }
};

const ANCHORS: Readonly<Record<AnchorPlace, ByteString>> = {
  'line-start': '^',
  'line-end': '$',
  'word-start': '\\<',
  'word-end': '\\>',
  'word-edge': '\\b',
  'not-word-edge': '\\B',
};

const setText = (node: BytesNode): ByteString => {
  if (node.negated && node.set.size === 0) return '.';
  const byte = literalByte(node);
  if (byte !== null) return String.fromCharCode(byte).replace(/[\\^$.[|()*+?{]/, '\\$&');
  return bracketText(node.set, node.negated);
};

/**
 * Writes a set as a bracket expression: `]` first, `-` last, `^` not first; `[` always comes after `.`, `:`
 * and `=`.
 */
export const bracketText = (set: ReadonlySet<number>, negated: boolean): ByteString => {
  const shown = new Set(set);
  // No pattern can contain a NUL byte, so one in a set comes from this class; arguments cannot contain one
  // either.
  const control = shown.has(0) ? '[:cntrl:]' : '';
  if (control !== '') for (const byte of CLASSES['cntrl']!) shown.delete(byte);
  const first = shown.delete(0x5d) ? ']' : '';
  const last = `${shown.delete(0x5e) ? '^' : ''}${shown.delete(0x2d) ? '-' : ''}`;
  const body = `${first}${control}${byteRanges(shown).map(rangeText).join('')}${last}`;
  if (!negated && body === '^-') return '[-^]';
  return `[${negated ? '^' : ''}${body}]`;
};

const rangeText = ([low, high]: readonly [number, number]): ByteString => {
  const from = String.fromCharCode(low);
  const to = String.fromCharCode(high);
  if (low === high) return from;
  return high === low + 1 ? `${from}${to}` : `${from}-${to}`;
};
