import type { HostFacts } from '../../core/facts.ts';
import {
  isLightForLibraries,
  isQuickByBacktracking,
  type Pattern,
  patternAwkText,
  usesWordAnchors,
} from '../../core/pattern/pattern.ts';

/** Returns true if the host's grep interprets the pattern as we do, at a bounded cost. */
export const grepKnows = (pattern: Pattern, { grep }: HostFacts): boolean =>
  grep === 'gnu' || (!usesWordAnchors(pattern) && isLightForLibraries(pattern));

/**
 * Returns true if the host's awk does. mawk backtracks, gawk and the one true awk build automata, BusyBox uses the C
 * library.
 */
export const awkKnows = (pattern: Pattern, { awk }: HostFacts): boolean => {
  if (awk === 'none' || patternAwkText(pattern) === null) return false;
  return awk === 'mawk' ? isQuickByBacktracking(pattern) : awk === 'gawk' || isLightForLibraries(pattern);
};
