import type { ByteString } from '../bytes.ts';
import { Moment } from './moment.ts';
import type { LineFormat } from './tables/lineFormats/lineFormat.ts';
import type { CompiledTimeFormat } from './tables/timeFormats.ts';

/** The value of a level that was not found. */
export const NO_LEVEL = -1;

/** The syntax of a line's fields. */
export type Structure = 'json' | 'logfmt' | 'ltsv';

/** A value of `fieldsAt`: the fields are in the wrapped text and have to be unwrapped again. */
export const FIELDS_INSIDE = -1;

/** The parsed head of one line. Reused for each line to avoid allocations. */
export class LineHead {
  readonly moment = new Moment();
  /** An index of LEVELS, or NO_LEVEL. */
  level = NO_LEVEL;
  /** Where the last level word ended. */
  to = 0;
  /** Where the program's own message starts, if the format wraps another program's lines; otherwise -1. */
  payload = -1;
  /** The format of the source's last time; kept from line to line. */
  lastTime: CompiledTimeFormat | null = null;
  /** The format of the time in a place that accepts any; null: none. */
  freeTime: CompiledTimeFormat | null = null;
  /** Where the time starts and ends. */
  timeFrom = 0;
  timeTo = 0;
  /** The format of the time; null: the line has none. */
  time: CompiledTimeFormat | null = null;
  /** The matching line format; null: none, or a structured line. */
  format: LineFormat | null = null;
  /** The syntax of the line's fields; null: it has none. */
  structure: Structure | null = null;
  /** Where they start, relative to the line's start, or FIELDS_INSIDE. */
  fieldsAt = 0;

  #stream: ByteString | null = null;
  /** The text and range of the stream's key, until the key is requested; `streamTo` is -1 if there is none. */
  streamText: ByteString = '';
  streamFrom = 0;
  streamTo = -1;
  /** True if it was recognised only by a prefix, which might be something else. */
  prefixed = false;
  /** The wrapped text, or the line itself, without skipped text; determines which lines belong together. */
  body: ByteString = '';
  bodyFrom = 0;
  bodyEnd = 0;
  /** The head of the wrapped text; null: none. For a line that wraps nothing, the line's own head. */
  inner: LineHead | null = null;
  /** True if the wrapped text continues in the stream's next line. */
  partial = false;
  /** True if each line of another program has its own timestamp: the text after it counts as a separate line. */
  stamped = false;
  /** True if the wrapped text starts like a sentence: it has no head, and continues nothing. */
  prose = false;
  /** True if the wrapped text has a head with nothing but a level, before a message that neither continues nor starts a trace. */
  levelled = false;
  /** True if it starts with spaces. */
  indented = false;
  /** True if it has a time, starts a record and wraps nothing, and needs no further examination. */
  plain = false;
  /** Where the text ends that proves this head for any other line with the same text, apart from its digits; -1: unknown. */
  provenTo = -1;

  /** The stream of the wrapped line, which determines its group; null if it wraps none. */
  get stream(): ByteString | null {
    if (this.streamTo >= 0) this.stream = this.streamText.slice(this.streamFrom, this.streamTo);
    return this.#stream;
  }

  set stream(key: ByteString | null) {
    this.#stream = key;
    this.streamTo = -1;
  }

  /** True if it wraps another program's line; avoids creating the key, which is different for each line. */
  get wraps(): boolean {
    return this.streamTo >= 0 || this.#stream !== null;
  }

  /** Sets the key to the text between two positions. */
  keyStream(text: ByteString, from: number, to: number): void {
    if (this.streamText !== text) this.streamText = text;
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
    this.levelled = false;
    this.plain = false;
    this.provenTo = -1;
  }
}
