import { LEVELS, type Level } from '../../level.ts';
import { LETTER_LEVELS } from '../compile/levelPieces.ts';
import { NO_LEVEL } from '../reading.ts';
import { levelOfWord } from '../tables/levelWords.ts';

/** How a field tells a level, by its key. */
type LevelScale =
  /** A word; a number is bunyan's or syslog's. */
  | 'word'
  /** RFC 5424 severities, 0 (emergency) to 7 (debug): journald, GELF. */
  | 'syslog'
  /** Python's logging: 10 debug … 50 critical. */
  | 'python'
  /** logstash-logback-encoder: 5000 trace … 40000 error. */
  | 'logback'
  /** OpenTelemetry's log data model: 1–4 trace, 5–8 debug … 21–24 fatal. */
  | 'opentelemetry'
  /** Postgres' severities, of which LOG is one. */
  | 'postgres';

/** The keys that tell a level, those that are most to be trusted first. */
const LEVEL_KEYS: readonly (readonly [scale: LevelScale, keys: string])[] = [
  [
    'word',
    'level severity lvl @l @level log.level loglevel log_level logLevel LogLevel Level Severity LEVEL',
  ],
  [
    'word',
    'levelname level_name levelName severity_text severityText SeverityText severity_label log_severity Log_Level lev',
  ],
  ['postgres', 'error_severity'],
  ['syslog', 'PRIORITY priority syslog_severity syslog.severity.code log.syslog.severity.code'],
  ['python', 'levelno'],
  ['logback', 'level_value'],
  ['opentelemetry', 'severityNumber SeverityNumber severity_number'],
];

interface LevelKey {
  readonly scale: LevelScale;
  /** Its place in the table: the lower wins. */
  readonly rank: number;
}

const BY_KEY: ReadonlyMap<string, LevelKey> = new Map(
  LEVEL_KEYS.flatMap(([scale, keys]) => keys.split(' ').map(key => ({ scale, key }))).map(
    ({ scale, key }, rank) => [key, { scale, rank }],
  ),
);

/** The thresholds of each scale that goes upwards: a number is the last level whose threshold it reaches. */
const THRESHOLDS: Readonly<
  Record<
    'bunyan' | 'monolog' | 'python' | 'logback' | 'opentelemetry',
    readonly (readonly [from: number, level: Level])[]
  >
> = {
  bunyan: [
    [10, 'trace'],
    [20, 'debug'],
    [30, 'info'],
    [40, 'warn'],
    [50, 'error'],
    [60, 'fatal'],
  ],
  monolog: [
    [100, 'debug'],
    [200, 'info'],
    [250, 'notice'],
    [300, 'warn'],
    [400, 'error'],
    [500, 'fatal'],
  ],
  python: [
    [1, 'trace'],
    [10, 'debug'],
    [20, 'info'],
    [30, 'warn'],
    [40, 'error'],
    [50, 'fatal'],
  ],
  logback: [
    [5000, 'trace'],
    [10_000, 'debug'],
    [20_000, 'info'],
    [30_000, 'warn'],
    [40_000, 'error'],
    [50_000, 'fatal'],
  ],
  opentelemetry: [
    [1, 'trace'],
    [5, 'debug'],
    [9, 'info'],
    [13, 'warn'],
    [17, 'error'],
    [21, 'fatal'],
  ],
};

const SYSLOG: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'notice', 'info', 'debug'];

const reached = (scale: keyof typeof THRESHOLDS, value: number): number => {
  const row = THRESHOLDS[scale].findLast(([from]) => value >= from);
  return row === undefined ? NO_LEVEL : LEVELS.indexOf(row[1]);
};

const syslogSeverity = (value: number): number => {
  const level = SYSLOG[value];
  return level === undefined ? NO_LEVEL : LEVELS.indexOf(level);
};

const numberLevel = (scale: LevelScale, value: number): number => {
  switch (scale) {
    case 'word':
      // GELF's are syslog severities, bunyan's and pino's go from 10 to 60, Monolog's from 100 to 600.
      if (value < 10) return syslogSeverity(value);
      return value < 100 ? reached('bunyan', value) : value <= 600 ? reached('monolog', value) : NO_LEVEL;
    case 'syslog':
      return syslogSeverity(value);
    case 'postgres':
      return NO_LEVEL;
    case 'python':
    case 'logback':
    case 'opentelemetry':
      return reached(scale, value);
  }
};

const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

const NUMBER = /^\d{1,5}$/;

/** The level of a value under a scale: an index of LEVELS, or NO_LEVEL. */
const levelOfValue = (scale: LevelScale, value: unknown): number => {
  if (typeof value === 'number') return numberLevel(scale, value);
  if (typeof value !== 'string') return NO_LEVEL;
  if (NUMBER.test(value)) return numberLevel(scale, Number(value));
  const letter = scale === 'word' && value.length === 1 ? LETTERS[value] : undefined;
  const level = letter ?? (scale === 'postgres' && value === 'LOG' ? 'info' : levelOfWord(value));
  return level === null ? NO_LEVEL : LEVELS.indexOf(level);
};

/** Finds the level among the fields it is shown, whatever their order. */
export class FieldLevel {
  level = NO_LEVEL;
  #rank = Number.POSITIVE_INFINITY;

  clear(): void {
    this.level = NO_LEVEL;
    this.#rank = Number.POSITIVE_INFINITY;
  }

  /** Takes one field into account. */
  see(key: string, value: unknown): void {
    const found = BY_KEY.get(key);
    if (found === undefined || found.rank >= this.#rank) return;
    const level = levelOfValue(found.scale, value);
    if (level === NO_LEVEL) return;
    this.level = level;
    this.#rank = found.rank;
  }
}

/** Every key that may tell a level. */
export const LEVEL_KEYS_IN_USE: readonly string[] = [...BY_KEY.keys()];

/** Whether a field of this key may tell a level. */
export const isLevelKey = (key: string): boolean => BY_KEY.has(key);

/** MongoDB 4.4+: `"s":"I"`, and `D1` to `D5` (its manual, "Log Messages", severity levels). */
export const mongoSeverity = (value: unknown): number => {
  if (typeof value !== 'string') return NO_LEVEL;
  const level = { F: 'fatal', E: 'error', W: 'warn', I: 'info', D: 'debug' }[value[0] ?? ''];
  return level === undefined ? NO_LEVEL : LEVELS.indexOf(level as Level);
};
