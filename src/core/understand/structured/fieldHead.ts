import type { ByteString } from '../../bytes.ts';
import { Moment } from '../moment.ts';
import { NO_LEVEL, type Reading } from '../reading.ts';
import type { CompiledTimeFormat } from '../tables/timeFormats.ts';
import { FieldLevel, isLevelKey, LEVEL_KEYS_IN_USE } from './fieldLevel.ts';
import { readEpochNumber, readTimeObject, readTimeText, TIME_KEYS } from './fieldTime.ts';
import type { FieldVisitor, ValueKind } from './jsonScan.ts';

const TIME_RANKS: ReadonlyMap<string, number> = new Map(TIME_KEYS.map((key, rank) => [key, rank]));

/** Fields that tell more together with others: what each format of container or logger is known by. */
const TELLING = ['log', 'stream', 's', '@mt', '@m'] as const;
type Telling = (typeof TELLING)[number];

const isTelling = (key: string): key is Telling => (TELLING as readonly string[]).includes(key);

const LONGEST_KEY = 40;

/** By length and first character: whether any key that matters is such. Spares making strings of all the others. */
const MAY_MATTER = new Uint8Array((LONGEST_KEY + 1) * 128);
for (const key of [...TIME_KEYS, ...LEVEL_KEYS_IN_USE, ...TELLING]) {
  MAY_MATTER[key.length * 128 + key.charCodeAt(0)] = 1;
}

/** Reads a string or number that a JSON text holds; undefined for what is neither. */
const jsonValue = (text: ByteString, from: number, to: number, kind: ValueKind): unknown => {
  const raw = text.slice(from, to);
  if (kind === 'text' && !raw.includes('\\')) return raw;
  try {
    return JSON.parse(kind === 'text' ? `"${raw}"` : raw);
  } catch {
    return undefined;
  }
};

/** Finds level and time among fields, whatever their order, and writes them into a Reading. */
export class FieldHead implements FieldVisitor {
  readonly #levels = new FieldLevel();
  readonly #attempt = new Moment();
  #reading: Reading | null = null;
  #timeRank = Number.POSITIVE_INFINITY;
  /** Values of the telling fields that were seen. */
  readonly telling: Partial<Record<Telling, unknown>> = {};
  timeKey = '';

  begin(reading: Reading): void {
    this.#reading = reading;
    this.#levels.clear();
    this.#timeRank = Number.POSITIVE_INFINITY;
    this.timeKey = '';
    for (const key of TELLING) this.telling[key] = undefined;
    reading.time = null;
  }

  /** An index of LEVELS, or NO_LEVEL. */
  get level(): number {
    return this.#levels.level;
  }

  /** Whether there is nothing left to find in a format that says each once. */
  get isComplete(): boolean {
    return this.#levels.level !== NO_LEVEL && this.#timeRank !== Number.POSITIVE_INFINITY;
  }

  see(
    text: ByteString,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
    kind: ValueKind,
  ): void {
    const length = keyTo - keyFrom;
    const first = text.charCodeAt(keyFrom);
    if (length > LONGEST_KEY || first >= 128 || MAY_MATTER[length * 128 + first] === 0) return;
    const key = text.slice(keyFrom, keyTo);
    const rank = TIME_RANKS.get(key);
    if (rank !== undefined) {
      if (rank < this.#timeRank) this.#seeTime(key, rank, text, valueFrom, valueTo, kind);
    } else if (isLevelKey(key)) {
      if (kind !== 'nested') this.#levels.see(key, jsonValue(text, valueFrom, valueTo, kind));
    } else if (isTelling(key)) this.#tell(key, jsonValue(text, valueFrom, valueTo, kind));
  }

  #tell(key: Telling, value: unknown): void {
    this.telling[key] = value;
    // Elastic Common Schema writes `log.level` as a nested object, too.
    if (key === 'log' && typeof value === 'object' && value !== null && 'level' in value) {
      this.#levels.see('log.level', value.level);
    }
  }

  #seeTime(key: string, rank: number, text: ByteString, from: number, to: number, kind: ValueKind): void {
    const reading = this.#reading!;
    const format = this.#readTime(text, from, to, kind, reading.lastTime);
    if (format === null) return;
    reading.moment.copy(this.#attempt);
    reading.time = format;
    reading.lastTime = format;
    this.#timeRank = rank;
    this.timeKey = key;
  }

  #readTime(
    text: ByteString,
    from: number,
    to: number,
    kind: ValueKind,
    last: CompiledTimeFormat | null,
  ): CompiledTimeFormat | null {
    if (kind === 'bare') return readEpochNumber(text.slice(from, to), this.#attempt);
    const format = kind === 'text' ? readTimeText(text, from, to, this.#attempt, last) : null;
    if (format !== null) return format;
    // Some writers escape slashes; some write times as objects.
    const value = jsonValue(text, from, to, kind);
    if (typeof value === 'string') return readTimeText(value, 0, value.length, this.#attempt);
    return readTimeObject(value, this.#attempt);
  }
}
