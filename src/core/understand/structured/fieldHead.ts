import { type ByteString, encodeText } from '../../bytes.ts';
import { statusLevelAt } from '../httpStatus.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import { Moment, UNSAID } from '../moment.ts';
import type { CompiledTimeFormat } from '../tables/timeFormats.ts';
import { type FieldKey, fieldKey, fieldKeyAt, keyFilter, type Telling } from './fieldKeys.ts';
import { FieldLevel } from './fieldLevel.ts';
import { isDateText, readEpochNumber, readTimeObject, readTimeText } from './fieldTime.ts';
import type { FieldVisitor, ValueKind } from './jsonScan.ts';
import { createdOf, nestedFields, nestedStatus } from './nestedFields.ts';

/** Larger objects are not examined. */
const MAX_NESTED = 64 * 1024;
/** Rank penalty for a clock without a date: any complete time is better. */
const DATELESS = 1000;

/** The rank of a status inside an object: any that is a field of its own is better. */
const INSIDE = 1000;

/** The priority of a service's output (systemd.exec(5), SyslogLevel=). */
const PRINTED_PRIORITY = '6';

const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/** Parses a string or number in a JSON text; returns undefined for anything else. */
const jsonValue = (text: ByteString, from: number, to: number, kind: ValueKind): unknown => {
  const raw = text.slice(from, to);
  if (kind === 'text' && !raw.includes('\\')) return raw;
  // Most values are short whole numbers.
  if (kind === 'bare' && WHOLE_NUMBER.test(raw)) return Number(raw);
  try {
    return JSON.parse(kind === 'text' ? `"${raw}"` : raw);
  } catch {
    return undefined;
  }
};

/** Finds the level and time among fields in any order, and writes them into a LineHead. */
export class FieldHead implements FieldVisitor {
  readonly #levels = new FieldLevel();
  readonly #attempt = new Moment();
  #reading: LineHead | null = null;
  #timeRank = Number.POSITIVE_INFINITY;
  #lineRank = Number.POSITIVE_INFINITY;
  /** The position and key of a nested object sent by another program; examined only if no other field has the level. */
  #carrier: FieldKey | null = null;
  #carrierText: ByteString = '';
  #carrierFrom = 0;
  #carrierTo = 0;
  /** The position of the HTTP status, or of an object that contains it. */
  #statusText: ByteString = '';
  #statusFrom = 0;
  #statusTo = 0;
  #statusRank = Number.POSITIVE_INFINITY;
  /** True if a field is part of an HTTP request. */
  #isRequest = false;
  /** The date and the clock, if they are separate fields. */
  #date: string | null = null;
  #clock: string | null = null;
  /** True if a field for a date contains something that is not understood. */
  #isDateUnread = false;
  /** Values of the telling fields seen so far. */
  telling: Partial<Record<Telling, unknown>> = {};
  /** The normalised keys of the time and of the line. */
  timeKey = '';
  lineKey = '';
  /** The position of the line of text in the fields, without its quotes. */
  lineFrom = 0;
  lineTo = 0;

  begin(reading: LineHead): void {
    this.#reading = reading;
    this.#levels.clear();
    this.#timeRank = Number.POSITIVE_INFINITY;
    this.#lineRank = Number.POSITIVE_INFINITY;
    this.#carrier = null;
    this.#statusRank = Number.POSITIVE_INFINITY;
    this.#isRequest = false;
    this.#date = null;
    this.#clock = null;
    this.#isDateUnread = false;
    this.timeKey = '';
    this.lineKey = '';
    this.telling = {};
    reading.time = null;
  }

  /** Stores the results: the level, and a time assembled from separate date and clock fields. */
  finish(): void {
    const reading = this.#reading!;
    reading.level = this.#levels.level(this);
    if (this.#carrier !== null && reading.level === NO_LEVEL) {
      this.#seeNested(this.#carrier, this.#carrierText, this.#carrierFrom, this.#carrierTo);
      reading.level = this.#levels.level(this);
    } else if (this.#carrier?.plain === 'event' && this.#timeRank === Number.POSITIVE_INFINITY)
      this.#seeEvent();
    if (reading.level === NO_LEVEL && this.#isRequest) reading.level = this.#statusLevel();
    if (this.#clock === null || this.#timeRank < DATELESS) return;
    if (this.#date === null) {
      // With today's date, the clock would be a wrong time.
      if (this.#isDateUnread) reading.time = null;
      return;
    }
    const named = this.telling.tz ?? this.telling.timezone;
    const zone = typeof named === 'string' ? ` ${named}` : '';
    const joined = `${this.#date} ${this.#clock}`;
    const format =
      readTimeText(joined + zone, 0, joined.length + zone.length, this.#attempt) ??
      readTimeText(joined, 0, joined.length, this.#attempt);
    if (format !== null) this.#takeTime(format);
    else reading.time = null;
  }

  /** True for what a service printed, which journald gives the same priority whatever it says. */
  get isPrinted(): boolean {
    const { _transport: transport, priority } = this.telling;
    return transport === 'stdout' && String(priority) === PRINTED_PRIORITY;
  }

  /** True if nothing is left to find in a format that has each field once. */
  get isComplete(): boolean {
    return this.#levels.isKnown && this.#timeRank < DATELESS;
  }

  see(
    text: ByteString,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
    kind: ValueKind,
  ): void {
    if (!keyFilter.mayBe(keyTo - keyFrom, text.charCodeAt(keyFrom))) return;
    const key = fieldKeyAt(text, keyFrom, keyTo);
    if (key === null) return;
    if (kind === 'nested' && key.nested) this.#seeNested(key, text, valueFrom, valueTo);
    else if (kind === 'nested' && key.carries) {
      this.#carrier = key;
      this.#carrierText = text;
      this.#carrierFrom = valueFrom;
      this.#carrierTo = valueTo;
    }
    if (key.timeRank < this.#timeRank) this.#seeTime(key, text, valueFrom, valueTo, kind);
    if (key.levelRank !== Number.POSITIVE_INFINITY && kind !== 'nested') {
      this.#levels.see(key, jsonValue(text, valueFrom, valueTo, kind), text.slice(keyFrom, keyTo));
    }
    if (kind === 'text' && key.lineRank < this.#lineRank) {
      this.#lineRank = key.lineRank;
      this.lineKey = key.plain;
      this.lineFrom = valueFrom;
      this.lineTo = valueTo;
    }
    if (key.requests) this.#isRequest = true;
    if (key.statusRank < this.#statusRank && kind !== 'nested')
      this.#seeStatus(key.statusRank, text, valueFrom, valueTo);
    if (key.exchange && kind === 'nested') {
      this.#isRequest = true;
      if (this.#statusRank >= INSIDE) this.#seeStatus(INSIDE, text, valueFrom, valueTo);
    }
    if (key.telling !== null) this.telling[key.telling] = jsonValue(text, valueFrom, valueTo, kind);
  }

  #seeStatus(rank: number, text: ByteString, from: number, to: number): void {
    this.#statusRank = rank;
    this.#statusText = text;
    this.#statusFrom = from;
    this.#statusTo = to;
  }

  /** Returns the level of an HTTP status. */
  #statusLevel(): number {
    const from = this.#statusFrom;
    const to = this.#statusTo;
    if (this.#statusRank < INSIDE) return statusLevelAt(this.#statusText, from, to);
    if (this.#statusRank !== INSIDE || to - from > MAX_NESTED) return NO_LEVEL;
    const status = String(nestedStatus(jsonValue(this.#statusText, from, to, 'nested')));
    return statusLevelAt(status, 0, status.length);
  }

  #seeNested(key: FieldKey, text: ByteString, from: number, to: number): void {
    if (to - from > MAX_NESTED) return;
    for (const [written, value] of nestedFields(key.plain, jsonValue(text, from, to, 'nested'))) {
      const inner = fieldKey(written);
      if (inner === null || value === undefined) continue;
      if (inner.levelRank !== Number.POSITIVE_INFINITY) this.#levels.see(inner, value, written);
      if (inner.timeRank < this.#timeRank && !(key.carries && this.#timeRank < DATELESS)) {
        const raw = String(value);
        const format =
          typeof value === 'number'
            ? readEpochNumber(raw, this.#attempt)
            : readTimeText(raw, 0, raw.length, this.#attempt);
        if (format !== null) this.#take(format, inner.timeRank, inner.plain, raw);
      }
    }
  }

  /** Elastic Common Schema may write the only time as a nested `event.created`. */
  #seeEvent(): void {
    if (this.#carrierTo - this.#carrierFrom > MAX_NESTED) return;
    const value = jsonValue(this.#carrierText, this.#carrierFrom, this.#carrierTo, 'nested');
    const created = createdOf(value);
    if (created === null) return;
    const format = readTimeText(created, 0, created.length, this.#attempt);
    if (format !== null) this.#take(format, 0, 'event.created', created);
  }

  #seeTime(key: FieldKey, text: ByteString, from: number, to: number, kind: ValueKind): void {
    const format = this.#readTime(text, from, to, kind, this.#reading!.lastTime);
    if (format !== null)
      this.#take(format, key.timeRank, key.plain, kind === 'text' ? text.slice(from, to) : '');
    else if (this.#date === null && kind !== 'nested' && isDateText(text, from, to))
      this.#date = text.slice(from, to);
    else if (key.plain.endsWith('date') && kind === 'text' && to > from) this.#isDateUnread = true;
  }

  #take(format: CompiledTimeFormat, rank: number, key: string, written: string): void {
    const { day, epochSeconds } = this.#attempt;
    const dateless = day === UNSAID && epochSeconds === UNSAID;
    if (dateless) {
      if (rank + DATELESS >= this.#timeRank) return;
      this.#clock = written;
    }
    this.#timeRank = dateless ? rank + DATELESS : rank;
    this.timeKey = key;
    this.#takeTime(format);
    if (!dateless) this.#reading!.lastTime = format;
  }

  #takeTime(format: CompiledTimeFormat): void {
    const reading = this.#reading!;
    reading.moment.copy(this.#attempt);
    reading.time = format;
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
    if (kind === 'text' && text.indexOf('\\', from) >= to) return null;
    // Some writers escape slashes; some write times as objects.
    const value = jsonValue(text, from, to, kind);
    if (typeof value === 'string') {
      const bytes = encodeText(value);
      return readTimeText(bytes, 0, bytes.length, this.#attempt);
    }
    return readTimeObject(value, this.#attempt);
  }
}

/** Returns true if fields provided a level or a time. */
export const tellsHead = ({ level, time }: LineHead): boolean => level !== NO_LEVEL || time !== null;
