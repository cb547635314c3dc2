/**
 * Returns the candidates that a misspelt word most likely stands for, the likeliest first, at most `limit`. A
 * candidate is near if the edit distance (optimal string alignment, ignoring case) is at most a third of the
 * longer word, or one word starts with the other.
 */
export const nearest = (word: string, candidates: Iterable<string>, limit = 3): string[] => {
  const wanted = word.toLowerCase();
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const score = distanceScore(wanted, candidate.toLowerCase());
    if (score !== null) scored.push({ candidate, score });
  }
  scored.sort((a, b) => a.score - b.score || compareText(a.candidate, b.candidate));
  return scored.slice(0, limit).map(({ candidate }) => candidate);
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Lower is nearer; null: too far to suggest. */
const distanceScore = (wanted: string, candidate: string): number | null => {
  const distance = editDistance(wanted, candidate);
  const longer = Math.max(wanted.length, candidate.length);
  if (distance <= Math.max(1, Math.floor(longer / 3))) return distance;
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return longer;
  if (candidate.length >= 2 && wanted.startsWith(candidate)) return longer;
  return null;
};

/** Counts the insertions, deletions, substitutions and transpositions that turn `a` into `b`. */
export const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
};
