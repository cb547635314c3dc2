/**
 * The syntax tree of a pattern. Captures are not needed to test whether a line matches, so groups have no
 * node unless requested.
 */
export type PatternNode =
  | BytesNode
  /** A sequence; empty: matches the empty string. */
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | ChoiceNode
  /** `max` null: no upper bound. */
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number | null }
  | AnchorNode;

export interface AnchorNode {
  readonly kind: 'anchor';
  readonly at: AnchorPlace;
}

type LeafNode = BytesNode | AnchorNode;

export interface ChoiceNode {
  readonly kind: 'choice';
  readonly branches: readonly PatternNode[];
  /** A group whose text is needed. */
  readonly captured?: true;
}

/** One byte: in the set, or with `negated` not in it; `.` is the negated empty set. */
export interface BytesNode {
  readonly kind: 'bytes';
  readonly set: ReadonlySet<number>;
  readonly negated: boolean;
}

export type AnchorPlace =
  | 'line-start'
  | 'line-end'
  | 'word-start'
  | 'word-end'
  | 'word-edge'
  | 'not-word-edge';

/** The largest count in `{…}` that every `regcomp` must support (POSIX RE_DUP_MAX). */
export const REPEAT_MAX = 255;

/** A problem with a pattern and its position. */
export interface PatternProblem {
  /** Index of the offending character in the pattern text, 0-based. */
  readonly at: number;
  /** What is wrong, without a full stop: `unmatched (`. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
}

const literals: PatternNode[] = [];

/** Returns the node for one byte, which all patterns share. */
export const literal = (byte: number): PatternNode => {
  literals[byte] ??= { kind: 'bytes', set: new Set([byte]), negated: false };
  return literals[byte];
};

/** Returns the byte of a literal; null if the node is a set. */
export const literalByte = (node: BytesNode): number | null => {
  if (node.negated || node.set.size !== 1) return null;
  for (const byte of node.set) return byte;
  return null;
};

/** Returns the set with both cases of each ASCII letter: what `-i` means in the C locale. */
export const foldCase = (set: ReadonlySet<number>): Set<number> => {
  const folded = new Set(set);
  for (const byte of set) {
    if (byte >= 0x41 && byte <= 0x5a) folded.add(byte + 32);
    if (byte >= 0x61 && byte <= 0x7a) folded.add(byte - 32);
  }
  return folded;
};

/** Returns the pattern with another node in place of each that has no parts. */
export const mapLeaves = (node: PatternNode, map: (leaf: LeafNode) => PatternNode): PatternNode => {
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return map(node);
    case 'sequence':
      return { ...node, parts: node.parts.map(part => mapLeaves(part, map)) };
    case 'choice':
      return { ...node, branches: node.branches.map(branch => mapLeaves(branch, map)) };
    case 'repeat':
      return { ...node, node: mapLeaves(node.node, map) };
  }
};

/** Returns the pattern with both cases of each letter in its sets. */
export const foldNode = (node: PatternNode): PatternNode =>
  mapLeaves(node, leaf => (leaf.kind === 'bytes' ? { ...leaf, set: foldCase(leaf.set) } : leaf));

/** Returns the set as ascending inclusive ranges. */
export const byteRanges = (set: ReadonlySet<number>): [number, number][] => {
  const ranges: [number, number][] = [];
  for (const byte of [...set].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === byte - 1) last[1] = byte;
    else ranges.push([byte, byte]);
  }
  return ranges;
};

/** Returns true if the test accepts any node of the tree. */
export const someNode = (node: PatternNode, test: (node: PatternNode) => boolean): boolean => {
  if (test(node)) return true;
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return false;
    case 'sequence':
      return node.parts.some(part => someNode(part, test));
    case 'choice':
      return node.branches.some(branch => someNode(branch, test));
    case 'repeat':
      return someNode(node.node, test);
  }
};

/** Returns true if the node can match the empty string: repeating it may never advance. */
export const canBeEmpty = (node: PatternNode): boolean => {
  switch (node.kind) {
    case 'bytes':
      return false;
    case 'anchor':
      return true;
    case 'sequence':
      return node.parts.every(canBeEmpty);
    case 'choice':
      return node.branches.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.node);
  }
};
