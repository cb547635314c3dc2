import type { ByteString } from '../bytes.ts';
import { literalByte, type PatternNode } from './syntax.ts';

/** Searching for more texts than this takes longer than matching the pattern. */
const MAX_TEXTS = 24;

/** Shorter ones occur in nearly every line. */
const MIN_LENGTH = 2;

/**
 * Returns texts, at least one of which occurs in any line that matches the pattern, or null if none are worth
 * searching for. With `ignoreCase` they are in lower case and stand for any case.
 */
export const requiredTexts = (node: PatternNode, ignoreCase: boolean): readonly ByteString[] | null => {
  const texts = textsOf(node, ignoreCase);
  if (texts === null || shortest(texts) < MIN_LENGTH) return null;
  const needed = texts.filter(
    (text, index) => !texts.some((other, at) => text.includes(other) && (other !== text || at < index)),
  );
  return needed.length <= MAX_TEXTS ? needed : null;
};

const textsOf = (node: PatternNode, ignoreCase: boolean): readonly ByteString[] | null => {
  switch (node.kind) {
    case 'bytes': {
      const char = charOf(node, ignoreCase);
      return char === null ? null : [char];
    }
    case 'anchor':
      return null;
    case 'sequence':
      return sequenceTexts(node.parts, ignoreCase);
    case 'choice': {
      const branches = node.branches.map(branch => textsOf(branch, ignoreCase));
      return branches.includes(null) ? null : branches.flatMap(texts => texts ?? []);
    }
    case 'repeat':
      return node.min === 0 ? null : textsOf(node.node, ignoreCase);
  }
};

/**
 * Returns the most selective part of a sequence: the longest run of single characters, or what another part
 * requires.
 */
const sequenceTexts = (parts: readonly PatternNode[], ignoreCase: boolean): readonly ByteString[] | null => {
  const choices: (readonly ByteString[])[] = [];
  let run = '';
  for (const part of parts) {
    const char = charOf(part, ignoreCase);
    if (char !== null) {
      run += char;
      continue;
    }
    if (run !== '') choices.push([run]);
    run = '';
    const texts = textsOf(part, ignoreCase);
    if (texts !== null) choices.push(texts);
  }
  if (run !== '') choices.push([run]);
  const best = choices.sort((a, b) => shortest(b) - shortest(a) || a.length - b.length);
  return best[0] ?? null;
};

const charOf = (node: PatternNode, ignoreCase: boolean): ByteString | null => {
  const byte = node.kind === 'bytes' ? literalByte(node) : null;
  if (byte === null) return null;
  return String.fromCharCode(ignoreCase && byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);
};

const shortest = (texts: readonly ByteString[]): number => Math.min(...texts.map(text => text.length));
