import type { ByteString } from '../bytes.ts';
import { Moment } from './moment.ts';
import type { LineFormat } from './tables/lineFormats.ts';
import type { CompiledTimeFormat } from './tables/timeFormats.ts';

/** No level was found. */
export const NO_LEVEL = -1;

/** What a line's fields are written in. */
export type Structure = 'json' | 'logfmt' | 'ltsv';

/** Says of `fieldsAt` that the fields stand in what the line carries, and have to be unwrapped again. */
export const FIELDS_INSIDE = -1;

/** What the head of one line says. Written over for each line, so that reading one allocates nothing. */
export class Reading {
  readonly moment = new Moment();
  /** An index of LEVELS, or NO_LEVEL. */
  level = NO_LEVEL;
  /** Where the last level word ended. */
  to = 0;
  /** Where the program's own message begins, if the format wraps another program's lines; else -1. */
  payload = -1;
  /** How the source wrote its last time; kept from line to line. */
  lastTime: CompiledTimeFormat | null = null;
  /** How the time was written that the line states where any may stand; null: none. */
  freeTime: CompiledTimeFormat | null = null;
  /** Where the time began and ended. */
  timeFrom = 0;
  timeTo = 0;
  /** How the time was written; null: the line states none. */
  time: CompiledTimeFormat | null = null;
  /** The line format that fitted; null: none, or a structured line. */
  format: LineFormat | null = null;
  /** What the line's fields are written in; null: it has none. */
  structure: Structure | null = null;
  /** Where they begin, from the line's start on, or FIELDS_INSIDE. */
  fieldsAt = 0;

  #stream: ByteString | null = null;
  /** Where the stream's key stands in a text, as long as nobody has asked for it; `streamTo` is -1 where it does not. */
  streamText: ByteString = '';
  streamFrom = 0;
  streamTo = -1;
  /** It is known by a prefix alone, which might be something else. */
  prefixed = false;
  /** What it carries, or the line itself, without what is skipped: what tells how lines belong together. */
  body: ByteString = '';
  bodyFrom = 0;
  bodyEnd = 0;
  /** The head of what it carries; null: that has none. Of a line that carries none, the line's own. */
  inner: Reading | null = null;
  /** What it carries continues in the stream's next line. */
  partial = false;
  /** A time in front of each line of another program: what is behind it counts as a line of its own. */
  stamped = false;
  /** What it carries begins as a sentence does: it has no head, and continues nothing. */
  prose = false;
  /** It begins with blanks. */
  indented = false;

  /** Whose line it carries, where the line wraps another program's: grouped with others of the same. Null: it wraps none. */
  get stream(): ByteString | null {
    if (this.streamTo >= 0) this.stream = this.streamText.slice(this.streamFrom, this.streamTo);
    return this.#stream;
  }

  set stream(key: ByteString | null) {
    this.#stream = key;
    this.streamTo = -1;
  }

  /** Whether it carries another program's line: known without making its key, of which each line has a new one. */
  get wraps(): boolean {
    return this.streamTo >= 0 || this.#stream !== null;
  }

  /** Takes for the key what stands between two places of a text. */
  keyStream(text: ByteString, from: number, to: number): void {
    this.streamText = text;
    this.streamFrom = from;
    this.streamTo = to;
  }

  clear(): void {
    this.level = NO_LEVEL;
    this.to = -1;
    this.payload = -1;
    this.time = null;
    this.freeTime = null;
    this.format = null;
    this.structure = null;
    this.#stream = null;
    this.streamTo = -1;
    this.prefixed = false;
    this.inner = null;
    this.partial = false;
    this.stamped = false;
    this.indented = false;
    this.prose = false;
  }
}
