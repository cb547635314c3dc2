/**
 * The syntax tree of a pattern. A capture is of no use when the question is only whether a line matches, so groups
 * leave no node of their own, unless they were requested.
 */
export type PatternNode =
  | BytesNode
  /** One after the other; empty: matches the empty string. */
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | ChoiceNode
  /** `max` null: no upper bound. */
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number | null }
  | { readonly kind: 'anchor'; readonly at: AnchorPlace };

export interface ChoiceNode {
  readonly kind: 'choice';
  readonly branches: readonly PatternNode[];
  /** It is a group whose text is wanted. */
  readonly captured?: true;
}

/** One byte: in the set, or with `negated` any that is not; `.` is the negated empty set. */
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

/** The largest count in `{…}` that every `regcomp` must take (POSIX RE_DUP_MAX). */
export const REPEAT_MAX = 255;

/** What is wrong with a pattern, and where. */
export interface PatternProblem {
  /** Index of the offending character in the pattern text, 0-based. */
  readonly at: number;
  /** What happened, no trailing stop: `unmatched (`. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
}

export const literal = (byte: number): PatternNode => ({
  kind: 'bytes',
  set: new Set([byte]),
  negated: false,
});

/** The byte that a literal stands for; null if the node is a set. */
export const literalByte = (node: BytesNode): number | null => {
  if (node.negated || node.set.size !== 1) return null;
  for (const byte of node.set) return byte;
  return null;
};

/** The set with the other case of each ASCII letter: what `-i` means in the C locale. */
export const foldCase = (set: ReadonlySet<number>): Set<number> => {
  const folded = new Set(set);
  for (const byte of set) {
    if (byte >= 0x41 && byte <= 0x5a) folded.add(byte + 32);
    if (byte >= 0x61 && byte <= 0x7a) folded.add(byte - 32);
  }
  return folded;
};

/** The same pattern with both cases of each letter in its sets. */
export const foldNode = (node: PatternNode): PatternNode => {
  switch (node.kind) {
    case 'bytes':
      return { ...node, set: foldCase(node.set) };
    case 'anchor':
      return node;
    case 'sequence':
      return { ...node, parts: node.parts.map(foldNode) };
    case 'choice':
      return { ...node, branches: node.branches.map(foldNode) };
    case 'repeat':
      return { ...node, node: foldNode(node.node) };
  }
};

/** The set as runs of neighbours, ascending, ends included. */
export const byteRanges = (set: ReadonlySet<number>): [number, number][] => {
  const ranges: [number, number][] = [];
  for (const byte of [...set].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === byte - 1) last[1] = byte;
    else ranges.push([byte, byte]);
  }
  return ranges;
};

/** True if any part of the tree is one that the test picks. */
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

/** True if the node matches the empty string somewhere: repeating it may go on for ever without getting anywhere. */
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
