import { fromByteString } from '../../../core/bytes.ts';
import type { HistoryPage, HistoryPlace } from '../../../core/history/place.ts';
import { whyNoPast } from '../../../core/place.ts';
import type { Query } from '../../../core/query.ts';
import { type LogRecord, momentOf } from '../../../core/record.ts';
import type { RecordTest } from '../../../core/store/views.ts';
import type { Source } from '../../../core/target.ts';
import type { HistoryAsk, HistoryReader, HistoryRecords } from '../../history/historyReader.ts';
import type { Run } from '../../run/run.ts';
import type { HistoryControl, PastRead } from './historyControl.ts';

/** Number of lines per read when searching for a record, and the maximum number of attempts. */
const SEARCHED_LINES = 4000;
const MAX_SEARCHES = 4;

export interface RunHistoryOptions {
  /** The run, once it exists. */
  readonly run: () => Run | null;
  readonly sourceOf: (id: number) => Source | undefined;
  readonly lines: number;
  readonly zeroTerminated: boolean;
  /** Returns the current filter of the hosts, including the level; and the same without filters. */
  readonly query: () => Query;
  /** Returns the exact test of this filter; null: everything passes. */
  readonly keeps: () => RecordTest | null;
  readonly plainQuery: Query;
}

/** Maximum number of bytes to read without a filter. */
const PLAIN_BYTES = 128 * 1024 * 1024;

/** Reads older lines of a run's logs from their hosts. */
export const runHistory = (options: RunHistoryOptions): HistoryControl => {
  const reader = (): HistoryReader => {
    const run = options.run();
    if (!run) throw new Error('nothing has been read yet');
    return run.history;
  };
  /** Reads with the current filter. */
  const filtered = (source: Source, ask: Asked, signal: AbortSignal): Promise<HistoryRecords> =>
    reader().read(source, { ...ask, query: options.query(), keeps: options.keeps() }, signal);
  return {
    lines: options.lines,
    start(id) {
      const source = options.sourceOf(id);
      if (!source) return null;
      const why = whyNoPast(source.place);
      if (why !== null) return why;
      if (options.zeroTerminated) return 'its lines end with NUL';
      return options.run()?.start(id) ?? null;
    },
    back: async (source, from, limits, signal) =>
      filtered(source, { from, direction: 'back', until: null, ...limits }, signal),
    forth: async (source, from, until, limits, signal) =>
      filtered(source, { from, direction: 'forth', until, ...limits }, signal),
    locate: async (source, moment, signal) => reader().locate(source, moment, signal),
    async around(source, record, lines, signal) {
      if (record.time === null) return null;
      const read: Read = ask => reader().read(source, { ...ask, query: options.plainQuery }, signal);
      const place = await reader().locate(source, momentOf(record), signal);
      const at = place && (await placeOf(record, place, read));
      return at && readAround(at, lines, record.text.split('\n').length, read);
    },
    async aroundTime(source, moment, lines, signal) {
      const read: Read = ask => reader().read(source, { ...ask, query: options.plainQuery }, signal);
      const place = await reader().locate(source, moment, signal);
      if (place === null) {
        const end = await reader().end(source, signal);
        return end && readAround(end, lines, 0, read);
      }
      const at = await placeAt(moment, place, read);
      return at && readAround(at, lines, 0, read);
    },
  };
};

type Asked = Omit<HistoryAsk, 'query' | 'keeps'>;

/** Reads a page of one log without filters. */
type Read = (ask: Asked) => Promise<HistoryRecords>;

/** Reads lines before and after the start of a line, and `own` more: those of the record that starts there. */
const readAround = async (
  from: HistoryPlace,
  lines: number,
  own: number,
  read: Read,
): Promise<PastRead | null> => {
  const ask = { from, until: null, bytes: PLAIN_BYTES };
  const before = await read({ ...ask, direction: 'back', lines });
  const after = await read({ ...ask, direction: 'forth', lines: lines + own });
  return joined(before, after);
};

const joined = (before: HistoryRecords, after: HistoryRecords): PastRead | null => {
  const first = (before.edges ?? after.edges)?.first;
  const last = (after.edges ?? before.edges)?.last;
  if (!first || !last) return null;
  const records = [...before.records, ...after.records];
  const [isStart, isEnd] = [before.end === 'edge', after.end === 'edge'];
  return { records, edges: { first, last }, end: 'enough', isStart, isEnd };
};

/** Finds the byte at which a record starts, near a place; null if it is not found. */
const placeOf = (record: LogRecord, start: HistoryPlace, read: Read): Promise<HistoryPlace | null> =>
  searchOn(start, read, ({ page }) => placeIn(page, record));

/**
 * Finds the byte at which the first record at a time or later starts, near a place; the log's end if all are earlier.
 * Null if it is not found, or the records have no times.
 */
const placeAt = (moment: number, start: HistoryPlace, read: Read): Promise<HistoryPlace | null> => {
  let isTimed = false;
  return searchOn(start, read, ({ records, page, edges, end }) => {
    isTimed ||= records.some(({ time }) => time !== null);
    if (!isTimed) return null;
    const record = records.find(({ time }) => time !== null && time.ms >= moment);
    if (record) return placeIn(page, record);
    return end === 'edge' ? (edges?.last ?? null) : null;
  });
};

/** Reads page after page from a place until `find` returns a place; null if it returns none. */
const searchOn = async (
  start: HistoryPlace,
  read: Read,
  find: (page: HistoryRecords) => HistoryPlace | null,
): Promise<HistoryPlace | null> => {
  let from = start;
  for (let i = 0; i < MAX_SEARCHES; i++) {
    const ask = { from, direction: 'forth', until: null, lines: SEARCHED_LINES, bytes: PLAIN_BYTES } as const;
    const found = await read(ask);
    const place = find(found);
    if (place !== null) return place;
    if (!found.edges || found.end !== 'enough') return null;
    from = found.edges.last;
  }
  return null;
};

/** Returns the place of a record in a page of all lines; null if it is not there. */
const placeIn = (page: HistoryPage, record: LogRecord): HistoryPlace | null => {
  const text = fromByteString(record.text);
  for (const span of page.spans) {
    const at = lineIndex(span.lines, text);
    if (at >= 0) return { generation: span.generation, offset: span.from + at };
  }
  return null;
};

/** Returns where one text occurs in another as whole lines; -1: nowhere. */
const lineIndex = (lines: Buffer, text: Buffer): number => {
  for (let at = lines.indexOf(text); at >= 0; at = lines.indexOf(text, at + 1)) {
    const end = at + text.length;
    const isStart = at === 0 || lines[at - 1] === 10;
    if (isStart && (end === lines.length || lines[end] === 10)) return at;
  }
  return -1;
};
