import type { PatternNode } from './syntax.ts';

/**
 * Returns how many nodes a tool creates for the counted repeats of a pattern, which tools expand: `[0-9]{3}`
 * is 3, `(a{1,9}b){5}` 90. Nested repeats multiply, and so does the cost of matching: `((x{255}){255}){255}`
 * is 16 million.
 */
export const repeatedNodes = (node: PatternNode): number => {
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return 0;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + repeatedNodes(part), 0);
    case 'choice':
      return node.branches.reduce((sum, branch) => sum + repeatedNodes(branch), 0);
    case 'repeat':
      return isCounted(node) ? nodesOf(node) : repeatedNodes(node.node);
  }
};

const isCounted = ({ min, max }: { readonly min: number; readonly max: number | null }): boolean =>
  Math.max(min, max ?? 0) > 1;

/** Returns the number of nodes of a pattern with its counted repeats expanded. */
const nodesOf = (node: PatternNode): number => {
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return 1;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + nodesOf(part), 0);
    case 'choice':
      return node.branches.reduce((sum, branch) => sum + nodesOf(branch), 1);
    case 'repeat': {
      const { min, max } = node;
      const once = nodesOf(node.node);
      return max === null ? once * Math.max(1, min) + 1 : once * max + (max - min);
    }
  }
};

/**
 * Returns the number of ways to match a node at one place, which backtracking may have to try in turn. An
 * unbounded repeat counts as `unbounded` ways; if it repeats more than one byte, as infinitely many.
 */
export const waysOf = (node: PatternNode, unbounded: number): number => {
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return 1;
    case 'sequence':
      return node.parts.reduce((ways, part) => ways * waysOf(part, unbounded), 1);
    case 'choice':
      return node.branches.reduce((ways, branch) => ways + waysOf(branch, unbounded), 0);
    case 'repeat': {
      if (node.max === null) return node.node.kind === 'bytes' ? unbounded : Number.POSITIVE_INFINITY;
      const ways = waysOf(node.node, unbounded);
      let all = 0;
      for (let times = node.min; times <= node.max; times++) all += ways ** times;
      return all;
    }
  }
};

/**
 * Returns the nesting depth of options once counted repeats are expanded: `a{1,4}` as `a(a(a(a)?)?)?` is 3
 * deep.
 */
export const optionDepth = (node: PatternNode): number => {
  switch (node.kind) {
    case 'bytes':
    case 'anchor':
      return 0;
    case 'sequence':
      return Math.max(0, ...node.parts.map(optionDepth));
    case 'choice':
      return Math.max(0, ...node.branches.map(optionDepth));
    case 'repeat':
      return optionDepth(node.node) + (node.max === null ? 1 : Math.max(1, node.max - node.min));
  }
};
