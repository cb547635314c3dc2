import { type ByteString, decodeText } from '../bytes.ts';
import { sharedFieldReader } from '../fields/readFields.ts';
import { LEVELS, type Level } from '../level.ts';
import type { Fields, Timestamp } from '../record.ts';
import type { Entry } from '../records/entryRecord.ts';
import { RecordHeads } from '../records/heads.ts';
import type { LogFormat } from '../target.ts';
import { isoTime } from '../text/timeText.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import type { ExportedEntry } from './exportReader.ts';

/** The fields requested from `journalctl`: everything needed for a record. */
export const EXPORTED_FIELDS = [
  ...['MESSAGE', 'PRIORITY', 'SYSLOG_IDENTIFIER', 'SYSLOG_FACILITY', 'SYSLOG_PID', '_PID', '_COMM'],
  ...['_HOSTNAME', '_TRANSPORT', '_SYSTEMD_UNIT', '_SYSTEMD_USER_UNIT', 'UNIT', 'CONTAINER_NAME'],
] as const;

/** The levels of syslog's priorities, starting with 0 (emergency). */
const PRIORITIES: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'notice', 'info', 'debug'];

/** The priority of a unit's stdout, whatever its text. */
const DEFAULT_PRIORITY = '6';

/** Makes records of a journal's entries. */
export class JournalEntries {
  readonly #format: LogFormat;
  readonly #bare: boolean;
  readonly #heads: RecordHeads;

  /** `bare`: the message alone is the text. */
  constructor(format: LogFormat, { bare }: { readonly bare: boolean }) {
    this.#format = format;
    this.#bare = bare;
    this.#heads = new RecordHeads({ format, timezone: null });
  }

  entry(exported: ExportedEntry): Entry {
    const time = timeOf(exported);
    const message = (exported['MESSAGE'] ?? '').replace(/\n+$/, '');
    const format = this.#format;
    return {
      text: this.#bare ? message : `${headOf(exported, time)}${message}`,
      time,
      level: this.#level(exported, message),
      fields: () => fieldsOf(exported, message, format),
    };
  }

  /**
   * Returns the level: the priority, except for stdout of services, which always has the same priority, so
   * the message's own level counts. `level:` in the inventory takes precedence.
   */
  #level(exported: ExportedEntry, message: ByteString): Level | null {
    const priority = exported['PRIORITY'];
    const known = priority === undefined ? null : (PRIORITIES[Number(priority)] ?? null);
    const isPrinted = exported['_TRANSPORT'] === 'stdout' && priority === DEFAULT_PRIORITY;
    if (known !== null && !isPrinted && !this.#format.level) return known;
    const end = message.indexOf('\n');
    this.#heads.begins(message, 0, end < 0 ? message.length : end);
    const { level } = this.#heads.reading;
    return level === NO_LEVEL ? known : LEVELS[level]!;
  }
}

/**
 * Returns the `journalctl` matches for entries of a level or worse: the priority decides the level unless a
 * service printed the entry.
 */
export const levelMatches = (level: Level): readonly (readonly string[])[] | null => {
  const wanted = PRIORITIES.flatMap((one, priority) =>
    LEVELS.indexOf(one) >= LEVELS.indexOf(level) ? [`PRIORITY=${priority}`] : [],
  );
  if (wanted.includes(`PRIORITY=${DEFAULT_PRIORITY}`)) return null;
  return [wanted, ['_TRANSPORT=stdout', `PRIORITY=${DEFAULT_PRIORITY}`]];
};

const timeOf = (exported: ExportedEntry): Timestamp | null => {
  const micros = Number(exported['__REALTIME_TIMESTAMP']);
  return Number.isSafeInteger(micros) && micros > 0
    ? { ms: Math.floor(micros / 1000), nanos: (micros % 1000) * 1000, digits: 6 }
    : null;
};

/** `2026-11-29T10:15:02.000123Z web-1 nginx[812]: ` */
const headOf = (exported: ExportedEntry, time: Timestamp | null): ByteString => {
  const pid = exported['_PID'] ?? exported['SYSLOG_PID'];
  const host = exported['_HOSTNAME'];
  const name = exported['SYSLOG_IDENTIFIER'] ?? exported['_COMM'] ?? 'unknown';
  const isKernel = exported['_TRANSPORT'] === 'kernel';
  return `${time === null ? '' : `${isoTime(time)} `}${host === undefined ? '' : `${host} `}${name}${pid === undefined || isKernel ? '' : `[${pid}]`}: `;
};

const NAMES = {
  host: ['_HOSTNAME'],
  unit: ['_SYSTEMD_UNIT', '_SYSTEMD_USER_UNIT', 'UNIT'],
  tag: ['SYSLOG_IDENTIFIER', '_COMM'],
  pid: ['_PID', 'SYSLOG_PID'],
  priority: ['PRIORITY'],
  facility: ['SYSLOG_FACILITY'],
  transport: ['_TRANSPORT'],
  container: ['CONTAINER_NAME'],
} as const;

const NUMBERS: ReadonlySet<string> = new Set(['pid', 'priority', 'facility']);

/** Returns the journal's fields under their common names, and those of the message itself. */
const fieldsOf = (exported: ExportedEntry, message: ByteString, format: LogFormat): Fields => {
  const fields: Record<string, unknown> = {};
  for (const [name, keys] of Object.entries(NAMES)) {
    const value = keys.map(key => exported[key]).find(one => one !== undefined);
    if (value === undefined) continue;
    fields[name] = NUMBERS.has(name) && /^\d+$/.test(value) ? Number(value) : decodeText(value);
  }
  const own = sharedFieldReader(format).fields(message);
  return { ...fields, ...(own ?? { message: decodeText(message) }) };
};
