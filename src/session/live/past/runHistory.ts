import { fromByteString } from '../../../core/bytes.ts';
import type { HistoryPlace } from '../../../core/history/place.ts';
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

/** Maximum number of bytes to search for matches after a given place, and without a filter. */
const FORTH_BYTES = 2 * 1024 * 1024 * 1024;
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
    forth: async (source, from, until, lines, signal) =>
      filtered(source, { from, direction: 'forth', until, lines, bytes: FORTH_BYTES }, signal),
    locate: async (source, moment, signal) => reader().locate(source, moment, signal),
    async around(source, record, lines, signal) {
      if (record.time === null) return null;
      const read: Read = ask => reader().read(source, { ...ask, query: options.plainQuery }, signal);
      const place = await reader().locate(source, momentOf(record), signal);
      const at = place && (await placeOf(record, place, read));
      if (!at) return null;
      const ask = { from: at, until: null, bytes: PLAIN_BYTES };
      const own = record.text.split('\n').length;
      const before = await read({ ...ask, direction: 'back', lines });
      const after = await read({ ...ask, direction: 'forth', lines: lines + own });
      return joined(before, after);
    },
  };
};

type Asked = Omit<HistoryAsk, 'query' | 'keeps'>;

/** Reads a page of one log without filters. */
type Read = (ask: Asked) => Promise<HistoryRecords>;

const joined = (before: HistoryRecords, after: HistoryRecords): PastRead | null => {
  const first = (before.edges ?? after.edges)?.first;
  const last = (after.edges ?? before.edges)?.last;
  if (!first || !last) return null;
  return { records: [...before.records, ...after.records], edges: { first, last }, end: 'enough' };
};

/** Finds the byte at which a record starts, near a place; null if it is not found. */
const placeOf = async (record: LogRecord, start: HistoryPlace, read: Read): Promise<HistoryPlace | null> => {
  const text = fromByteString(record.text);
  let from = start;
  for (let i = 0; i < MAX_SEARCHES; i++) {
    const ask = { from, direction: 'forth', until: null, lines: SEARCHED_LINES, bytes: PLAIN_BYTES } as const;
    const { page, edges, end } = await read(ask);
    for (const span of page.spans) {
      const at = lineIndex(span.lines, text);
      if (at >= 0) return { generation: span.generation, offset: span.from + at };
    }
    if (!edges || end !== 'enough') return null;
    from = edges.last;
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
