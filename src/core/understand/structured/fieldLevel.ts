import { LEVELS, type Level } from '../../level.ts';
import { LETTER_LEVELS, SYSLOG_SEVERITIES } from '../compile/levelPieces.ts';
import { isDigit } from '../compile/steps.ts';
import { levelOfWord } from '../findLevelWord.ts';
import { NO_LEVEL } from '../lineHead.ts';
import { withoutEscapes } from '../skipped.ts';
import type { FieldKey, LevelScale, Telling } from './fieldKeys.ts';

/** The thresholds of each ascending scale: a number has the last level whose threshold it reaches. */
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

/** Nextcloud's levels (its manual, "Logging"). */
const NEXTCLOUD: readonly Level[] = ['debug', 'info', 'warn', 'error', 'fatal'];
/** Windows event levels (winmeta.xml); the meaning of 0 depends on the provider. */
const WINDOWS: readonly (Level | null)[] = [null, 'fatal', 'error', 'warn', 'info', 'trace'];

const indexOf = (level: Level | null | undefined): number => (level ? LEVELS.indexOf(level) : NO_LEVEL);

const reached = (scale: keyof typeof THRESHOLDS, value: number): number =>
  indexOf(THRESHOLDS[scale].findLast(([from]) => value >= from)?.[1]);

/** The other fields that help to interpret a numeric level. */
export interface Beside {
  readonly telling: Readonly<Partial<Record<Telling, unknown>>>;
  /** The normalised keys of the time and of the line of text. */
  readonly timeKey: string;
  readonly lineKey: string;
}

/** Returns the level of a number in `level` or a similar field if the other fields identify its scale. */
const provenLevel = (value: number, key: FieldKey, { telling, timeKey, lineKey }: Beside): number => {
  if (value < 10) {
    const isGelf = telling.version !== undefined && lineKey === 'shortmessage';
    const isJournal = timeKey === '_realtimetimestamp' || telling.syslogidentifier !== undefined;
    const isSyslog = telling.facility !== undefined || telling.syslogfacility !== undefined;
    if (isGelf || isJournal || isSyslog) return indexOf(SYSLOG_SEVERITIES[value]);
    if (telling.reqid !== undefined && telling.app !== undefined) return indexOf(NEXTCLOUD[value]);
    return telling.eventid === undefined ? NO_LEVEL : indexOf(WINDOWS[value]);
  }
  if (key.scale === 'priority' || key.plain.startsWith('sev')) return NO_LEVEL;
  // bunyan and pino count in tens, Monolog in fifties; custom levels are in between.
  const isPino = telling.hostname !== undefined || telling.v !== undefined || telling.pid !== undefined;
  if (value < 100) return value <= 60 && (value % 10 === 0 || isPino) ? reached('bunyan', value) : NO_LEVEL;
  return value <= 600 && value % 50 === 0 ? reached('monolog', value) : NO_LEVEL;
};

const numberLevel = (scale: LevelScale, value: number): number => {
  switch (scale) {
    case 'word':
    case 'priority':
    case 'postgres':
      return NO_LEVEL;
    case 'syslog':
      return indexOf(SYSLOG_SEVERITIES[value]);
    case 'python':
    case 'logback':
    case 'opentelemetry':
      return reached(scale, value);
  }
};

const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

/** Words that are levels only as a field's value: from Nest and `console`, loguru, winston. */
const FIELD_WORDS: Readonly<Record<string, Level>> = { log: 'info', success: 'info', http: 'debug' };

const NUMBER = /^\d{1,5}$/;
const BRACKETED = /^[[(<](.*)[\])>]$/;

/** Levels of texts seen before, by scale: a log has only a few. */
const knownLevels = new Map<LevelScale, Map<string, number>>();
const MAX_KNOWN = 200;
const MAX_WORD = 12;

const textLevel = (scale: LevelScale, text: string): number => {
  if (text.length > MAX_WORD) return readLevel(scale, text);
  const levels = knownLevels.get(scale) ?? new Map<string, number>();
  if (levels.size === 0) knownLevels.set(scale, levels);
  let level = levels.get(text);
  if (level === undefined) {
    level = readLevel(scale, text);
    if (levels.size < MAX_KNOWN) levels.set(text, level);
  }
  return level;
};

const readLevel = (scale: LevelScale, text: string): number => {
  const bare = withoutEscapes(text).trim();
  const value = bare.replace(BRACKETED, '$1');
  const letter = scale === 'word' && value.length === 1 ? LETTERS[value] : undefined;
  const word = scale === 'postgres' && value === 'LOG' ? 'info' : levelOfWord(value);
  return indexOf(letter ?? word ?? FIELD_WORDS[value.toLowerCase()]);
};

const numberOf = (value: unknown): number => {
  if (typeof value === 'number') return value;
  const text = String(value);
  return isDigit(text.charCodeAt(0)) && NUMBER.test(text) ? Number(value) : Number.NaN;
};

/** Determines the level from fields in any order. */
export class FieldLevel {
  #level = NO_LEVEL;
  #rank = Number.POSITIVE_INFINITY;
  /** A number that is a level only if other fields identify its scale. */
  #number = Number.NaN;
  #numberKey: FieldKey | null = null;

  clear(): void {
    this.#level = NO_LEVEL;
    this.#rank = Number.POSITIVE_INFINITY;
    this.#number = Number.NaN;
    this.#numberKey = null;
  }

  /** True once a level is known without depending on other fields. */
  get isKnown(): boolean {
    return this.#level !== NO_LEVEL;
  }

  /** Processes one field; `written` is its key before normalisation. */
  see(key: FieldKey, value: unknown, written: string): void {
    if (key.levelRank >= this.#rank) return;
    const number = numberOf(value);
    if (Number.isNaN(number)) {
      if (typeof value === 'string') this.#take(textLevel(key.scale, value), key.levelRank);
      return;
    }
    // journald writes its field names in upper case.
    const scale = key.scale === 'priority' && written === 'PRIORITY' ? 'syslog' : key.scale;
    const level = numberLevel(scale, number);
    if (level !== NO_LEVEL) this.#take(level, key.levelRank);
    else if (scale === 'word' || scale === 'priority') {
      if (this.#numberKey !== null && this.#numberKey.levelRank <= key.levelRank) return;
      this.#number = number;
      this.#numberKey = key;
    }
  }

  /** Returns the level according to all fields seen: an index of LEVELS, or NO_LEVEL. */
  level(beside: Beside): number {
    const key = this.#numberKey;
    if (key === null || key.levelRank > this.#rank) return this.#level;
    const proven = provenLevel(this.#number, key, beside);
    return proven === NO_LEVEL ? this.#level : proven;
  }

  #take(level: number, rank: number): void {
    if (level === NO_LEVEL) return;
    this.#level = level;
    this.#rank = rank;
  }
}

/** Parses MongoDB 4.4+ severities: `"s":"I"`, and `D1` to `D5` (its manual, "Log Messages", severity levels). */
export const mongoSeverity = (value: unknown): number => {
  if (typeof value !== 'string') return NO_LEVEL;
  const level = { F: 'fatal', E: 'error', W: 'warn', I: 'info', D: 'debug' }[value[0] ?? ''];
  return level === undefined ? NO_LEVEL : LEVELS.indexOf(level as Level);
};
