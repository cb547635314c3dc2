import type { ByteString } from '../bytes.ts';
import { RecordHeads } from '../records/heads.ts';
import type { LogFormat } from '../target.ts';
import { formatEre } from './compile/layout.ts';
import { type LineHead, NO_LEVEL } from './lineHead.ts';
import { UNSAID } from './moment.ts';
import type { LineFormat } from './tables/lineFormats/lineFormat.ts';
import type { TimeFormat } from './tables/timeFormats.ts';

/** How the zone of a log's times was determined. */
export type ZoneOrigin = 'line' | 'configuration' | 'assumed';

/**
 * The form of a log's lines, and how much of them was parsed: for `rtail check`, and for filtering on the
 * host.
 */
export interface LogSurvey {
  readonly lines: number;
  readonly records: number;
  /** Number of records with a time, and with a level. */
  readonly timed: number;
  readonly levelled: number;
  /** The format of most records: a row's name of LINE_FORMATS, `json`, `logfmt`; null if no head is known. */
  readonly format: string | null;
  /** Number of records with that format. */
  readonly ofFormat: number;
  /** The format of its times: a row's name in TIME_FORMATS. */
  readonly timeFormat: string | null;
  /**
   * The zone of its times, and its origin; null if it has no times. `zone` is null if each line has its own.
   */
  readonly zone: { readonly name: string | null; readonly origin: ZoneOrigin } | null;
  /** Its most frequent head, for the host's tools; null if that is not in LINE_FORMATS. */
  readonly head: HeadShape | null;
}

/** A record's first line, in a form that `grep -E` and `awk` can recognise. */
export interface HeadShape {
  /** Matches every line that starts with this head, and few others. Anchored. */
  readonly ere: string;
  /** True if times sort by byte order (within one zone); and where the time starts: 0 is the line's start. */
  readonly timeSorts: boolean;
  readonly timeAt: number | null;
}

/** The number of times each head was seen, and an example of where its time starts. */
interface Tally {
  readonly name: string;
  readonly line: LineFormat | null;
  readonly time: TimeFormat | null;
  timeAt: number;
  count: number;
  ownZone: number;
}

/**
 * Surveys a chunk of whole lines, such as a log's last 1,000. `timezone` is the host's, used where the log's own format
 * sets none.
 */
export const surveyLog = (chunk: ByteString, format: LogFormat, timezone: string | null): LogSurvey => {
  const heads = new RecordHeads({ format, timezone });
  const { reading } = heads;
  const tallies = new Map<string, Tally>();
  const count = { lines: 0, records: 0, timed: 0, levelled: 0 };
  let levelled = false;
  for (let from = 0; from < chunk.length; ) {
    const newline = chunk.indexOf('\n', from);
    const end = newline < 0 ? chunk.length : newline;
    count.lines++;
    if (heads.begins(chunk, from, end)) {
      count.records++;
      levelled = false;
      if (reading.time !== null) count.timed++;
      if (heads.headed) addHead(tallies, reading, from);
    }
    if (!levelled && reading.level !== NO_LEVEL) {
      levelled = true;
      count.levelled++;
    }
    from = end + 1;
  }
  const most = [...tallies.values()].sort((a, b) => b.count - a.count)[0] ?? null;
  const ofFormat = [...tallies.values()].reduce(
    (sum, { name, count: n }) => (name === most?.name ? sum + n : sum),
    0,
  );
  return { ...count, ...describe(most), ofFormat, zone: zoneOf(most, format.timezone ?? null, timezone) };
};

const addHead = (tallies: Map<string, Tally>, reading: LineHead, from: number): void => {
  const { format: line, time, structure, moment } = reading;
  const name = structure ?? line?.name ?? '';
  const key = `${name} ${line?.layout} ${time?.name}`;
  let tally = tallies.get(key);
  if (!tally) {
    tally = {
      name,
      line: structure === null ? line : null,
      time,
      timeAt: reading.timeFrom - from,
      count: 0,
      ownZone: 0,
    };
    tallies.set(key, tally);
  }
  tally.count++;
  if (moment.offset !== UNSAID || moment.zone !== null || moment.epochSeconds !== UNSAID) tally.ownZone++;
};

const describe = (most: Tally | null): Pick<LogSurvey, 'format' | 'timeFormat' | 'head'> => {
  if (most === null) return { format: null, timeFormat: null, head: null };
  const { name, line, time, timeAt } = most;
  const head =
    line === null
      ? null
      : {
          ere: formatEre(line, time),
          timeSorts: time?.sorts === true,
          timeAt: time === null ? null : timeAt,
        };
  return { format: name, timeFormat: time?.name ?? null, head };
};

const zoneOf = (most: Tally | null, log: string | null, host: string | null): LogSurvey['zone'] => {
  if (most === null || most.time === null) return null;
  if (most.ownZone === most.count) return { name: null, origin: 'line' };
  const configured = log ?? host;
  return configured === null
    ? { name: 'UTC', origin: 'assumed' }
    : { name: configured, origin: 'configuration' };
};
