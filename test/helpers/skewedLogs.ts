import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/target.ts';
import type { RecordSink } from '../../src/session/events.ts';
import { RecordStage } from '../../src/session/records/recordStage.ts';

/** A host's log: how it writes times, in which zone, and how wrong its clock is. */
interface Writer {
  readonly timezone: string | null;
  /** Its clock minus ours, in milliseconds. */
  readonly skewMs: number;
  /** Returns a line for this instant (as shown by its clock); the precision of its times, in milliseconds. */
  readonly line: (ms: number, text: string) => string;
  readonly finest: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const iso = (ms: number): string => new Date(ms).toISOString();
const HOUR = 3_600_000;

/** Eight kinds of log, in eight zones, with clocks up to a minute off. */
const WRITERS: readonly Writer[] = [
  { timezone: null, skewMs: 0, finest: 1, line: (ms, text) => `${iso(ms)} INFO ${text}` },
  {
    // November: one hour ahead of UTC.
    timezone: 'Europe/Berlin',
    skewMs: 1500,
    finest: 1,
    line: (ms, text) =>
      `${iso(ms + HOUR)
        .replace('T', ' ')
        .replace('.', ',')
        .slice(0, 23)} ERROR [main] x - ${text}`,
  },
  {
    timezone: 'Asia/Shanghai',
    skewMs: -60_000,
    finest: 1000,
    line: (ms, text) => {
      const at = new Date(ms + 8 * HOUR);
      return `${MONTHS[at.getUTCMonth()]} ${`${at.getUTCDate()}`.padStart(2)} ${at.toISOString().slice(11, 19)} h app[7]: ${text}`;
    },
  },
  {
    timezone: 'America/New_York',
    skewMs: 250,
    finest: 1,
    line: (ms, text) => JSON.stringify({ time: ms, level: 30, msg: text }),
  },
  {
    timezone: null,
    skewMs: 59_000,
    finest: 1,
    line: (ms, text) => `ts=${iso(ms + 2 * HOUR).replace('Z', '+02:00')} level=warn msg="${text}"`,
  },
  {
    timezone: 'Asia/Kolkata',
    skewMs: -3,
    finest: 1000,
    line: (ms, text) =>
      `${iso(ms + 5.5 * HOUR)
        .slice(0, 19)
        .replaceAll('-', '/')
        .replace('T', ' ')} [error] 1#1: ${text}`,
  },
  {
    timezone: null,
    skewMs: -999,
    finest: 1,
    line: (ms, text) => `${(ms / 1000).toFixed(3)} 12 10.0.0.9 TCP_MISS/200 ${text}`,
  },
  {
    timezone: 'UTC',
    skewMs: 7,
    finest: 1,
    line: (ms, text) => {
      const [, mm, dd] = iso(ms).slice(0, 10).split('-');
      return `E${mm}${dd} ${iso(ms).slice(11, 23)}000 7 x.go:1] ${text}`;
    },
  },
];

/** A log's text, the source it is read as, and the positions of its records in true order. */
export interface SkewedLog {
  readonly source: Source;
  readonly skewMs: number;
  readonly text: string;
  /**
   * Each record's time by our clock (or that of the latest record before it, if that is later or it has none), in
   * milliseconds.
   */
  readonly places: readonly number[];
}

/** A small pseudo-random generator (mulberry32): the same numbers for the same seed. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const BEGIN = Date.UTC(2026, 10, 20, 6);

/**
 * Returns eight logs of the same hours, each with this many records, some with traces, some out of order within their
 * log. A record's text identifies it: `#SOURCE.NUMBER`.
 */
export const skewedLogs = (records: number, seed: number): SkewedLog[] =>
  WRITERS.map((writer, id) => {
    const random = randomFrom(seed * 31 + id);
    const lines: string[] = [];
    const places: number[] = [];
    let now = BEGIN + Math.floor(random() * 2000);
    let place = Number.NEGATIVE_INFINITY;
    for (let number = 0; number < records; number++) {
      now += Math.floor(random() ** 4 * 200);
      const stray = random() < 0.02 ? Math.floor(random() * 3000) : 0;
      const shown = Math.floor((now - stray + writer.skewMs) / writer.finest) * writer.finest;
      place = Math.max(place, shown - writer.skewMs);
      lines.push(`${writer.line(shown, `#${id}.${number}`)}\n`);
      if (random() < 0.1) lines.push('\tat com.shop.Cart.add(Cart.java:31)\n');
      places.push(place);
    }
    return { source: sourceOf(id, writer.timezone), skewMs: writer.skewMs, text: lines.join(''), places };
  });

const sourceOf = (id: number, timezone: string | null): Source => {
  const login = { address: `h${id}`, port: null, user: null, identities: [], knownHosts: [] };
  return {
    id,
    host: { ...login, name: `h${id}`, team: null, jump: null, kind: 'ssh', timezone },
    log: 'app',
    place: { kind: 'file', path: '/app.log', glob: false },
    format: { format: null, start: null, timezone: null },
  };
};

/** Identifies a record by its text. */
export const markOf = ({ text }: Pick<LogRecord, 'text'>): string => /#\d+\.\d+/.exec(text)?.[0] ?? '?';

/**
 * Returns the records of all logs in the expected order: by position, ties by source, then by their order in the log.
 */
export const referenceOrder = (logs: readonly SkewedLog[]): string[] =>
  logs
    .flatMap(({ places }, source) => places.map((place, number) => ({ place, source, number })))
    .sort((a, b) => a.place - b.place || a.source - b.source || a.number - b.number)
    .map(({ source, number }) => `#${source}.${number}`);

/** Peak of the data received but not yet passed on, in records and bytes. */
export interface Held {
  peakBytes: number;
}

/**
 * Reads logs to their ends through the session's stage, like channels: in chunks of whole lines, each sent only after
 * the stage has accepted the previous one. `pause` varies the order in which the sources proceed.
 */
export const readFinitely = async (
  logs: readonly SkewedLog[],
  sink: RecordSink,
  { chunkBytes, pause }: { readonly chunkBytes: number; readonly pause: () => Promise<void> },
): Promise<Held> => {
  let fed = 0;
  let given = 0;
  const held: Held = { peakBytes: 0 };
  const stage = new RecordStage({
    sink: {
      ...sink,
      records(batch) {
        for (const { text } of batch) given += text.length + 1;
        return sink.records(batch);
      },
    },
    merge: { kind: 'finite' },
    group: true,
    live: false,
    zeroTerminated: false,
    now: () => BEGIN + 12 * HOUR,
    skewMs: source => logs[source.id]!.skewMs,
  });
  for (const { source } of logs) stage.opened(source);
  const read = async ({ source, text }: SkewedLog): Promise<void> => {
    for (let from = 0; from < text.length; ) {
      const to = Math.max(text.lastIndexOf('\n', from + chunkBytes) + 1, text.indexOf('\n', from) + 1);
      await pause();
      fed += to - from;
      held.peakBytes = Math.max(held.peakBytes, fed - given);
      await stage.lines(source, Buffer.from(text.slice(from, to), 'latin1'));
      from = to;
    }
    stage.state(source, { kind: 'done' });
  };
  await Promise.all(logs.map(read));
  await stage.end();
  return held;
};
