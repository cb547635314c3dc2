import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level } from '../src/core/level.ts';
import type { LogRecord } from '../src/core/record.ts';
import { createAssembler } from '../src/core/records/assemble.ts';
import { isoTime } from '../src/core/text/timeText.ts';
import { splitLines } from './splitLines.ts';

/** How much of a log was read correctly according to its ground truth; all counts are lines. */
export interface FileAccuracy {
  readonly name: string;
  readonly lines: number;
  /** Lines with the correct time, to the precision printed. */
  readonly times: number;
  /** Lines that have a level, and those whose level was read correctly. */
  readonly withLevels: number;
  readonly levels: number;
  /** Lines without a level for which one was reported. */
  readonly invented: number;
  /** Lines that were read as separate records, as every line of these samples should be. */
  readonly records: number;
  /** The errors, as `LINE: what`. */
  readonly misses: readonly string[];
}

type Row = Readonly<Record<string, string>>;

/** Interprets the columns of one log. */
interface Truth {
  /**
   * Returns the time as ISO 8601 in UTC with the digits printed; if the line has no year, it is that of `now` or the
   * one before.
   */
  time(row: Row, now: Date): string;
  /** Whether its Level column contains levels. */
  readonly hasLevels: boolean;
  /** Whether its messages may start with a level word and a colon. */
  readonly messageLevels?: true;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (text: string | number): string => String(text).padStart(2, '0');

/** Returns the time with the latest year in which it is no later than tomorrow. */
const withYear = (monthAndRest: string, now: Date): string => {
  const thisYear = `${now.getUTCFullYear()}-${monthAndRest}`;
  return Date.parse(thisYear) > now.getTime() + 86_400_000
    ? `${now.getUTCFullYear() - 1}-${monthAndRest}`
    : thisYear;
};

const monthNumber = (name: string): string => two(MONTHS.indexOf(name) + 1);

const dateAndTime: Truth = {
  time: row => `${row['Date']}T${row['Time']!.replace(',', '.')}Z`,
  hasLevels: true,
};

/** How to read each sample's columns; see the README next to the samples. */
const TRUTHS: Readonly<Record<string, Truth>> = {
  Android: { time: (row, now) => withYear(`${row['Date']}T${row['Time']}Z`, now), hasLevels: true },
  Apache: {
    time: row => {
      const [, month, day, clock, year] = row['Time']!.split(' ');
      return `${year}-${monthNumber(month!)}-${day}T${clock}Z`;
    },
    hasLevels: true,
  },
  HDFS: {
    time: row => {
      const [yy, mm, dd] = row['Date']!.padStart(6, '0').match(/../g)!;
      return `20${yy}-${mm}-${dd}T${row['Time']!.padStart(6, '0').match(/../g)!.join(':')}Z`;
    },
    hasLevels: true,
  },
  Hadoop: dateAndTime,
  Zookeeper: dateAndTime,
  HealthApp: {
    time: row => {
      const [, date, hour, minute, second, millis] = /^(\d{8})-(\d+):(\d+):(\d+):(\d+)$/.exec(row['Time']!)!;
      const day = `${date!.slice(0, 4)}-${date!.slice(4, 6)}-${date!.slice(6)}`;
      return `${day}T${two(hour!)}:${two(minute!)}:${two(second!)}.${millis}Z`;
    },
    hasLevels: false,
  },
  Linux: {
    time: (row, now) => withYear(`${monthNumber(row['Month']!)}-${two(row['Date']!)}T${row['Time']}Z`, now),
    hasLevels: false,
    messageLevels: true,
  },
  OpenSSH: {
    time: (row, now) => withYear(`${monthNumber(row['Date']!)}-${two(row['Day']!)}T${row['Time']}Z`, now),
    hasLevels: false,
    messageLevels: true,
  },
};

/** Formats an instant given in seconds since the epoch, with the fraction that the local time next to it has. */
const epoch = (seconds: string, fraction = ''): string =>
  `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction}Z`;

/** Loghub samples that are not part of the project, with the columns documented in loghub's repository. */
const FURTHER_TRUTHS: Readonly<Record<string, Truth>> = {
  BGL: { time: row => epoch(row['Timestamp']!, row['Time']!.slice(-7)), hasLevels: true },
  HPC: { time: row => epoch(row['Time']!), hasLevels: false },
  Mac: {
    time: (row, now) => withYear(`${monthNumber(row['Month']!)}-${two(row['Date']!)}T${row['Time']}Z`, now),
    hasLevels: false,
  },
  OpenStack: dateAndTime,
  Proxifier: {
    time: (row, now) => withYear(`${row['Time']!.replace('.', '-').replace(' ', 'T')}Z`, now),
    hasLevels: false,
  },
  Spark: { time: row => `20${row['Date']!.replaceAll('/', '-')}T${row['Time']}Z`, hasLevels: true },
  Thunderbird: { time: row => epoch(row['Timestamp']!), hasLevels: false },
  Windows: dateAndTime,
};

/** The meaning of the samples' level words. */
const LEVELS: Readonly<Record<string, Level>> = {
  V: 'trace',
  D: 'debug',
  I: 'info',
  W: 'warn',
  E: 'error',
  F: 'fatal',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
  notice: 'notice',
  error: 'error',
  warning: 'warn',
  fatal: 'fatal',
  WARNING: 'warn',
  SEVERE: 'error',
  FAILURE: 'fatal',
  Info: 'info',
  Warning: 'warn',
  Error: 'error',
};

/** Parses CSV text (RFC 4180: quotes doubled inside quotes); the first row contains the names. */
const parseCsv = (text: string): Row[] => {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  while (cells.lastIndex < text.length) {
    const cell = cells.exec(text);
    if (!cell) throw new Error(`not a CSV text at ${cells.lastIndex}`);
    row.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!);
    if (cell[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  const names = rows.shift() ?? [];
  return rows.map(values => Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])));
};

/** Returns the records of a whole log, as a finite read does. */
const readRecords = (log: string, now: number): LogRecord[] => {
  const format = { format: null, start: null, timezone: null };
  const assembler = createAssembler({ source: 0, format, timezone: null, group: true });
  return [...assembler.push(log, now), ...assembler.flush()];
};

/** Also accepts loghub's own names for its samples: `Spark_2k.log`. */
const truthOf = (name: string): Truth | undefined => {
  const system = name.replace(/_2k$/, '');
  return TRUTHS[system] ?? FURTHER_TRUTHS[system];
};

const csvOf = (directory: string, name: string): string => {
  const beside = join(directory, `${name}.csv`);
  return readFileSync(existsSync(beside) ? beside : join(directory, `${name}.log_structured.csv`), 'latin1');
};

/** OpenSSH, xinetd: `error: `, `warning: ` at the start of a message. */
const MESSAGE_LEVEL = /^(error|warning|fatal): /;

const expectedLevelOf = (truth: Truth, row: Row): Level | null => {
  if (truth.hasLevels) return LEVELS[row['Level']!]!;
  const word = truth.messageLevels ? MESSAGE_LEVEL.exec(row['Content']!)?.[1] : undefined;
  return word === undefined ? null : LEVELS[word]!;
};

const compareFile = (directory: string, name: string, now: Date): FileAccuracy => {
  const truth = truthOf(name)!;
  const log = readFileSync(join(directory, `${name}.log`), 'latin1');
  const rows = parseCsv(csvOf(directory, name));
  const lines = splitLines(log);
  const bySeq = new Map(readRecords(log, now.getTime()).map(record => [record.seq, record]));
  const count = { times: 0, withLevels: 0, levels: 0, invented: 0, records: 0 };
  const misses: string[] = [];
  lines.forEach((line, index) => {
    const record = bySeq.get(index + 1);
    const row = rows[index]!;
    const expectedTime = truth.time(row, now);
    const expectedLevel = expectedLevelOf(truth, row);
    const time = record?.time ? isoTime(record.time) : null;
    if (record?.text === line) count.records++;
    else misses.push(`${index + 1}: not a record of its own`);
    if (time === expectedTime) count.times++;
    else misses.push(`${index + 1}: time ${time}, is ${expectedTime}`);
    if (expectedLevel !== null) count.withLevels++;
    if (expectedLevel !== null && record?.level === expectedLevel) count.levels++;
    else if (expectedLevel === null && record && record.level !== null) count.invented++;
    if ((record?.level ?? null) !== expectedLevel)
      misses.push(`${index + 1}: level ${record?.level}, is ${expectedLevel}`);
  });
  if (lines.length !== rows.length) misses.push(`${lines.length} lines, ${rows.length} rows of ground truth`);
  return { name, lines: lines.length, ...count, misses };
};

/** Compares every sample in a folder whose columns are known, as read at `now`. */
export const measureAccuracy = (directory: string, now: Date = new Date()): FileAccuracy[] =>
  readdirSync(directory)
    .filter(file => file.endsWith('.log') && truthOf(file.replace(/\.log$/, '')) !== undefined)
    .map(file => compareFile(directory, file.replace(/\.log$/, ''), now));
