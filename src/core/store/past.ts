import type { HistoryPlace } from '../history/place.ts';
import { type LogRecord, momentOf, type SourceId } from '../record.ts';
import { entryCost, isRecord, type StoreEntry } from './entry.ts';

/** What is known about a log before its first older entry, or before the buffer if none was read. */
export type PastEdge =
  /**
   * Older lines are on its host. `fileStart`: the file has none, but one that was rotated may. `searched`: bytes of the
   * log that were searched for lines that pass the filter.
   */
  | { readonly kind: 'older'; readonly fileStart?: boolean; readonly searched?: number }
  /** They are being read. `searched`: bytes of the log that were searched for lines that pass the filter. */
  | { readonly kind: 'reading'; readonly searched?: number }
  /** The log starts here: there is nothing older, not even in a rotated file. */
  | { readonly kind: 'start' }
  /** A time range is set, and everything in it was read. */
  | { readonly kind: 'range' }
  /** It cannot be read back; `why` gives the reason in a few words. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** One read of a log's older lines: a number of entries, from one place to another. */
export interface LanePage {
  readonly count: number;
  readonly bytes: number;
  readonly first: HistoryPlace;
  readonly last: HistoryPlace;
  /** Present if it was not read from the host, but moved out of the buffer. */
  readonly taken?: true;
}

/** The older entries read from one log: one contiguous range, in order. */
export interface Lane {
  readonly entries: readonly StoreEntry[];
  /** The pages of entries, oldest first. */
  readonly pages: readonly LanePage[];
  readonly edge: PastEdge;
  /** Where the range starts and ends. */
  readonly first: HistoryPlace;
  readonly last: HistoryPlace;
  /** The buffer follows directly. */
  readonly attached: boolean;
  /** Everything that passes since this time and up to the range's end is in it, if it was read from there on. */
  readonly since?: number | undefined;
  /** The log ended where the range ends, when it was read. */
  readonly ended?: boolean;
  /** Lines after a range that is not attached are being read. */
  readonly readingOn: boolean;
  /**
   * Bytes of the first entry if it is the rest of a record that starts earlier: reading back starts after it, and
   * replaces it. Absent: none.
   */
  readonly torn?: number | undefined;
}

/** Returns a lane without entries, before the buffer or at a place to read from. */
export const emptyLane = (place: HistoryPlace, attached: boolean): Lane => ({
  entries: [],
  pages: [],
  edge: { kind: 'older' },
  first: place,
  last: place,
  attached,
  readingOn: false,
});

/** Returns the time of an entry; for a marker, when it was noticed. */
export const entryMoment = (entry: StoreEntry): number =>
  isRecord(entry) ? momentOf(entry) : entry.marker.at;

/** Returns the place this many bytes later in the same file. */
const placeAfter = (place: HistoryPlace, bytes: number): HistoryPlace => ({
  ...place,
  offset: place.offset + bytes,
});

/** Returns where to read back from: before the first entry, or after it if it is the rest of a record. */
export const placeToReadBack = ({ first, torn = 0 }: Lane): HistoryPlace => placeAfter(first, torn);

/** Returns the lane without the rest of a record at its start, which the page before it contains whole. */
export const withoutTorn = (lane: Lane): Lane => {
  const { torn, ...rest } = lane;
  const [entry, ...entries] = lane.entries;
  const [page, ...pages] = lane.pages;
  if (torn === undefined || entry === undefined || page === undefined) return rest;
  const first = placeAfter(lane.first, torn);
  const less = { ...page, count: page.count - 1, bytes: page.bytes - entryCost(entry), first };
  return { ...rest, entries, pages: [less, ...pages], first };
};

const pageOf = (records: readonly LogRecord[], first: HistoryPlace, last: HistoryPlace): LanePage => ({
  count: records.length,
  bytes: records.reduce((sum, record) => sum + entryCost(record), 0),
  first,
  last,
});

/** The start and end of a read. */
export interface ReadEdges {
  readonly first: HistoryPlace;
  readonly last: HistoryPlace;
}

/** Returns the lane with older records in front, read backwards from its start. */
export const readBack = (lane: Lane, records: readonly LogRecord[], { first, last }: ReadEdges): Lane => ({
  ...lane,
  entries: [...records, ...lane.entries],
  pages: [pageOf(records, first, last), ...lane.pages],
  first,
});

/** Returns the lane with later records appended, read from its end on. */
export const readForth = (lane: Lane, records: readonly LogRecord[], { first, last }: ReadEdges): Lane => ({
  ...lane,
  entries: [...lane.entries, ...records],
  pages: [...lane.pages, pageOf(records, first, last)],
  last,
});

/** Returns the lane with entries appended that were buffered directly after it, up to a place. */
export const withTaken = (lane: Lane, entries: readonly StoreEntry[], last: HistoryPlace): Lane => {
  const bytes = entries.reduce((sum, one) => sum + entryCost(one), 0);
  return {
    ...lane,
    entries: [...lane.entries, ...entries],
    pages: [...lane.pages, { count: entries.length, bytes, first: lane.last, last, taken: true }],
    last,
  };
};

export const laneBytes = ({ pages }: Lane): number => pages.reduce((sum, page) => sum + page.bytes, 0);

/** Returns the lane without its newest page (or its oldest), which can be read again. The last page stays. */
export const withoutPage = (lane: Lane, which: 'newest' | 'oldest'): Lane => {
  if (lane.pages.length < 2) return lane;
  if (which === 'oldest') {
    const [dropped, ...pages] = lane.pages;
    return {
      ...lane,
      pages,
      entries: lane.entries.slice(dropped!.count),
      first: dropped!.last,
      edge: { kind: 'older' },
      since: undefined,
    };
  }
  const pages = lane.pages.slice(0, -1);
  const dropped = lane.pages.at(-1)!;
  const kept = lane.entries.slice(0, lane.entries.length - dropped.count);
  return { ...lane, pages, entries: kept, last: dropped.first, attached: false, ended: false };
};

/**
 * Returns the time up to which every log's older lines are complete: the earliest end of a range that does not adjoin
 * the buffer although there is more. Infinity: there is none.
 */
export const completeTo = (lanes: ReadonlyMap<SourceId, Lane>): number => {
  const ends = [...lanes.values()].flatMap(({ attached, ended, entries }) =>
    attached || ended || entries.length === 0 ? [] : [entryMoment(entries.at(-1)!)],
  );
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
};

interface Placed {
  readonly entry: StoreEntry;
  /** The latest time in its log so far: a log's own order is kept. */
  readonly moment: number;
  readonly source: SourceId;
  readonly index: number;
}

const placedOf = (source: SourceId, lane: Lane): Placed[] => {
  let latest = Number.NEGATIVE_INFINITY;
  return lane.entries.map((entry, index) => {
    latest = Math.max(latest, entryMoment(entry));
    return { entry, moment: latest, source, index };
  });
};

/** Returns all entries of the lanes in time order; each log's own order is kept. */
export const inOrder = (lanes: ReadonlyMap<SourceId, Lane>): StoreEntry[] => {
  const filled = [...lanes].filter(([, lane]) => lane.entries.length > 0);
  if (filled.length === 1) return [...filled[0]![1].entries];
  return filled
    .flatMap(([source, lane]) => placedOf(source, lane))
    .sort((a, b) => a.moment - b.moment || a.source - b.source || a.index - b.index)
    .map(({ entry }) => entry);
};

/**
 * Returns the time from which every log's past is complete, as far as it can be read: the latest start of a
 * range that has more lines before it. For a log with an empty range, that is the start of its buffered
 * lines. Minus infinity: everything has been read.
 */
export const completeFrom = (
  lanes: ReadonlyMap<SourceId, Lane>,
  bufferedFrom: (source: SourceId) => number | null,
): { readonly moment: number; readonly source: SourceId | null } => {
  let moment = Number.NEGATIVE_INFINITY;
  let latest: SourceId | null = null;
  for (const [source, lane] of lanes) {
    if (lane.edge.kind !== 'older' && lane.edge.kind !== 'reading') continue;
    const first = lane.entries[0];
    const from = first ? entryMoment(first) : bufferedFrom(source);
    if (from !== null && from > moment) {
      moment = from;
      latest = source;
    }
  }
  return { moment, source: latest };
};
