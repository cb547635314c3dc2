import type { ByteSpan, TimeRange } from './query.ts';

/** A place in a file that was looked at. */
export interface TimeSample {
  /** Byte offset of the start of a line. */
  readonly offset: number;
  /** The first time stated from there on, milliseconds since the epoch; null: none was found near. */
  readonly ms: number | null;
}

/** What is known of a file while it is searched. */
export interface TimeSearch {
  readonly size: number;
  readonly range: TimeRange;
  /** In any order. */
  readonly samples: readonly TimeSample[];
}

/** A line may be so much earlier or later in the file than its time says. */
export const MARGIN = { bytes: 64 * 1024, ms: 1000 } as const;

/** A stretch of a file is searched no further when it is this short: reading it costs less than asking again. */
const SHORT = 64 * 1024;

/** The stretch in which a bound lies, as byte offsets. */
interface Bracket {
  readonly low: number;
  readonly high: number;
}

const timed = ({ samples }: TimeSearch): { offset: number; ms: number }[] =>
  samples
    .flatMap(({ offset, ms }) => (ms === null ? [] : [{ offset, ms }]))
    .sort((a, b) => a.offset - b.offset);

/** Where the first line is that may be late enough: between the first sample that is, and the one before it. */
const sinceBracket = (search: TimeSearch): Bracket | null => {
  const { since } = search.range;
  if (since === null) return null;
  const samples = timed(search);
  const at = samples.findIndex(({ ms }) => ms >= since - MARGIN.ms);
  const before = at < 0 ? samples.at(-1) : samples[at - 1];
  return { low: before?.offset ?? 0, high: samples[at]?.offset ?? search.size };
};

/** Where the last line is that may be early enough: between the last sample that is, and the one after it. */
const untilBracket = (search: TimeSearch): Bracket | null => {
  const { until } = search.range;
  if (until === null) return null;
  const samples = timed(search);
  const at = samples.findLastIndex(({ ms }) => ms <= until + MARGIN.ms);
  return { low: samples[at]?.offset ?? 0, high: samples[at + 1]?.offset ?? search.size };
};

const isOpen = (bracket: Bracket | null): bracket is Bracket =>
  bracket !== null && bracket.high - bracket.low > SHORT;

/**
 * Byte offsets to look at next, at most `most` of them: evenly over the stretches in which the bounds lie, and a little
 * around those, where the margin will end. None: the search has come as near as it pays.
 */
export const nextOffsets = (search: TimeSearch, most: number): number[] => {
  const brackets = [sinceBracket(search), untilBracket(search)].filter(isOpen);
  const count = Math.floor(most / brackets.length);
  const offsets = brackets.flatMap(({ low, high }) => {
    const from = Math.max(0, low - 2 * MARGIN.bytes);
    const to = Math.min(search.size, high + 2 * MARGIN.bytes);
    return Array.from({ length: count }, (_, index) =>
      Math.floor(from + ((to - from) * (index + 1)) / (count + 1)),
    );
  });
  return [...new Set(offsets)];
};

/** What has to be read of the file, margins included, as far as the samples tell. */
export const spanOf = (search: TimeSearch): ByteSpan => {
  const since = sinceBracket(search);
  const until = untilBracket(search);
  const offsets = search.samples.map(({ offset }) => offset);
  const latest = offsets.filter(offset => since !== null && offset <= since.low - MARGIN.bytes);
  const first = offsets.filter(
    offset => until !== null && until.high < search.size && offset >= until.high + MARGIN.bytes,
  );
  return {
    start: latest.length === 0 ? 0 : Math.max(...latest),
    end: first.length === 0 ? null : Math.min(...first),
  };
};
