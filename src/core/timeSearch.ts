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

/** Places where reading may begin and end, a margin off the stretches in which the bounds lie. */
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

/** A place to be a margin off, and the margin, negative for the way back. */
interface Place {
  readonly at: number;
  readonly step: number;
}

/** Whether a sample is about a margin off a place: from one to four margins. */
const isMarked = ({ samples }: TimeSearch, { at, step }: Place): boolean =>
  samples.some(({ offset }) => (offset - at) / step >= 1 && (offset - at) / step <= 4);

/**
 * Byte offsets to look at next, about `most` of them: evenly over the stretches in which the bounds lie, and where the
 * margins end. None: the search has come as near as it pays.
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

/** What has to be read of the file, margins included, as far as the samples tell. */
export const spanOf = (search: TimeSearch): ByteSpan => {
  const { before, after } = margins(search);
  const offsets = search.samples.map(({ offset }) => offset);
  const starts = before === null ? [] : offsets.filter(offset => offset <= before.at - MARGIN.bytes);
  const ends = after === null ? [] : offsets.filter(offset => offset >= after.at + MARGIN.bytes);
  return { start: Math.max(0, ...starts), end: ends.length === 0 ? null : Math.min(...ends) };
};
