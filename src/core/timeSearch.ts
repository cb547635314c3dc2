import type { ByteSpan, TimeRange } from './query.ts';

/** A sampled place in a file. */
export interface TimeSample {
  /** Byte offset of the start of a line. */
  readonly offset: number;
  /** The first time from there on, milliseconds since the epoch; null: none nearby. */
  readonly ms: number | null;
}

/** What is known about a file during the search. */
export interface TimeSearch {
  readonly size: number;
  readonly range: TimeRange;
  /** In any order. */
  readonly samples: readonly TimeSample[];
}

/** How much earlier or later in the file a line may be than its time suggests. */
export const MARGIN = { bytes: 64 * 1024, ms: 1000 } as const;

/** A range of a file this short is not searched further: reading it costs less than another round trip. */
const SHORT = 64 * 1024;

/** The range that contains a bound, as byte offsets. */
interface Bracket {
  readonly low: number;
  readonly high: number;
}

const timed = ({ samples }: TimeSearch): { offset: number; ms: number }[] =>
  samples
    .flatMap(({ offset, ms }) => (ms === null ? [] : [{ offset, ms }]))
    .sort((a, b) => a.offset - b.offset);

/**
 * Locates the first line that may be late enough: between the first sample that is, and the one before it.
 */
const sinceBracket = (search: TimeSearch): Bracket | null => {
  const { since } = search.range;
  if (since === null) return null;
  const samples = timed(search);
  const at = samples.findIndex(({ ms }) => ms >= since - MARGIN.ms);
  const before = at < 0 ? samples.at(-1) : samples[at - 1];
  return { low: before?.offset ?? 0, high: samples[at]?.offset ?? search.size };
};

/** Locates the last line that may be early enough: between the last sample that is, and the one after it. */
const untilBracket = (search: TimeSearch): Bracket | null => {
  const { until } = search.range;
  if (until === null) return null;
  const samples = timed(search);
  const at = samples.findLastIndex(({ ms }) => ms <= until + MARGIN.ms);
  return { low: samples[at]?.offset ?? 0, high: samples[at + 1]?.offset ?? search.size };
};

const isOpen = (bracket: Bracket | null): bracket is Bracket =>
  bracket !== null && bracket.high - bracket.low > SHORT;

/** Places where reading may start and end: a margin beyond the ranges that contain the bounds. */
const margins = (search: TimeSearch): { readonly before: Place | null; readonly after: Place | null } => {
  const since = sinceBracket(search);
  const until = untilBracket(search);
  return {
    before: since === null || since.low <= 2 * MARGIN.bytes ? null : { at: since.low, step: -MARGIN.bytes },
    after:
      until === null || until.high + 2 * MARGIN.bytes >= search.size
        ? null
        : { at: until.high, step: MARGIN.bytes },
  };
};

/** A place and the margin from it; negative: backwards. */
interface Place {
  readonly at: number;
  readonly step: number;
}

/** Returns true if a sample is about one margin from a place: between one and four margins. */
const isMarked = ({ samples }: TimeSearch, { at, step }: Place): boolean =>
  samples.some(({ offset }) => (offset - at) / step >= 1 && (offset - at) / step <= 4);

/**
 * Returns the byte offsets to probe next, about `most` of them: spread evenly over the ranges that contain
 * the bounds, and at the ends of the margins. Empty: further probing does not pay off.
 */
export const nextOffsets = (search: TimeSearch, most: number): number[] => {
  const brackets = [sinceBracket(search), untilBracket(search)].filter(isOpen);
  const count = Math.floor(most / brackets.length);
  const offsets = brackets.flatMap(({ low, high }) =>
    Array.from({ length: count }, (_, index) => Math.floor(low + ((high - low) * (index + 1)) / (count + 1))),
  );
  const { before, after } = margins(search);
  for (const place of [before, after]) {
    if (place !== null && !isMarked(search, place)) offsets.push(place.at + 2 * place.step);
  }
  return [...new Set(offsets)];
};

/** Returns the part of the file to read, with margins, according to the samples. */
export const spanOf = (search: TimeSearch): ByteSpan => {
  const { before, after } = margins(search);
  const offsets = search.samples.map(({ offset }) => offset);
  const starts = before === null ? [] : offsets.filter(offset => offset <= before.at - MARGIN.bytes);
  const ends = after === null ? [] : offsets.filter(offset => offset >= after.at + MARGIN.bytes);
  return { start: Math.max(0, ...starts), end: ends.length === 0 ? null : Math.min(...ends) };
};
