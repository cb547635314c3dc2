/** The longest message that is kept, in bytes; of a longer one the rest is dropped, and reported. */
export const MAX_MESSAGE = 64 * 1024;

/** The longest message whose end is waited for, in bytes: a sender that counts more than this is refused. */
export const MAX_COUNTED = 16 * 1024 * 1024;

/** What comes out of a stream of syslog messages. */
export type Frame =
  /** `isLine`: it was ended by a newline, so it may continue the one before it. */
  | { readonly kind: 'message'; readonly bytes: Buffer; readonly isLine: boolean }
  /** The message before it was longer than may be kept: so many of its bytes were dropped. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** The stream ended inside the message before it, which should have had this many bytes. */
  | { readonly kind: 'broken'; readonly missing: number }
  /** A message is announced that is too long to wait for; nothing more of this stream can be read. */
  | { readonly kind: 'refused'; readonly count: number };

const LF = 10;
const NUL = 0;
const CR = 13;
const SPACE = 32;
const MAX_DIGITS = 10;

/** What a message's first bytes say of its framing: null as long as there are too few. */
type Opening = { readonly count: number; readonly length: number } | 'line' | null;

/**
 * Cuts a stream into messages (RFC 6587), each by itself: octet-counted where a count, a blank and a priority begin it, else up to a newline or NUL. After a
 * counted message a count alone is enough. Any cut of the stream into chunks yields the same frames, in bounded memory.
 */
export class SyslogFraming {
  readonly #maxMessage: number;
  readonly #maxCounted: number;
  #mode: 'opening' | 'line' | 'counted' | 'over' = 'opening';
  #parts: Buffer[] = [];
  #kept = 0;
  #dropped = 0;
  /** Bytes that a counted message still lacks. */
  #missing = 0;
  #afterCounted = false;
  #frames: Frame[] = [];

  constructor(maxMessage = MAX_MESSAGE, maxCounted = MAX_COUNTED) {
    this.#maxMessage = maxMessage;
    this.#maxCounted = maxCounted;
  }

  /** True once nothing more can be read. */
  get isOver(): boolean {
    return this.#mode === 'over';
  }

  /** True while a message has begun whose end is still to come. */
  get isInside(): boolean {
    return this.#parts.length > 0 || this.#mode === 'line' || this.#mode === 'counted';
  }

  push(chunk: Buffer): readonly Frame[] {
    this.#frames = [];
    let data = chunk;
    if (this.#mode === 'opening' && this.#parts.length > 0) {
      data = Buffer.concat([...this.#parts, chunk]);
      this.#parts = [];
    }
    const nextEnd = lineEnds(data);
    for (let at = 0; at < data.length && this.#mode !== 'over'; ) {
      if (this.#mode === 'opening') at = this.#open(data, at);
      else if (this.#mode === 'counted') at = this.#takeCounted(data, at);
      else at = this.#takeLine(data, at, nextEnd);
    }
    return this.#frames;
  }

  /** The stream is over: returns what was left of it. */
  end(): readonly Frame[] {
    this.#frames = [];
    if (this.#mode === 'counted') {
      const missing = this.#missing;
      this.#finish();
      this.#frames.push({ kind: 'broken', missing });
    } else if (this.#mode === 'line' || this.#parts.length > 0) {
      this.#kept = this.#parts.reduce((sum, part) => sum + part.length, 0);
      this.#finish();
    }
    this.#mode = 'over';
    return this.#frames;
  }

  #open(data: Buffer, from: number): number {
    const first = data[from]!;
    // Empty lines, and the newline that some senders put behind a counted message.
    if (first === LF || first === NUL || first === CR) return from + 1;
    const opening = readOpening(data, from, this.#afterCounted);
    if (opening === null) {
      this.#parts = [data.subarray(from)];
      return data.length;
    }
    if (opening === 'line') {
      this.#mode = 'line';
      return from;
    }
    if (opening.count > this.#maxCounted) {
      this.#frames.push({ kind: 'refused', count: opening.count });
      this.#mode = 'over';
      return data.length;
    }
    this.#mode = 'counted';
    this.#missing = opening.count;
    return from + opening.length;
  }

  #takeCounted(data: Buffer, from: number): number {
    const to = Math.min(data.length, from + this.#missing);
    this.#missing -= to - from;
    this.#keep(data.subarray(from, to));
    if (this.#missing === 0) {
      this.#finish();
      this.#afterCounted = true;
    }
    return to;
  }

  #takeLine(data: Buffer, from: number, nextEnd: (from: number) => number): number {
    const end = nextEnd(from);
    this.#keep(data.subarray(from, end));
    if (end === data.length) return end;
    this.#finish();
    this.#afterCounted = false;
    return end + 1;
  }

  /** Takes bytes of the message under way, as far as they may be kept. */
  #keep(bytes: Buffer): void {
    const room = this.#maxMessage - this.#kept;
    const taken = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#dropped += bytes.length - taken.length;
    if (taken.length === 0) return;
    this.#parts.push(taken);
    this.#kept += taken.length;
    // Many tiny pieces would cost more memory than their bytes.
    if (this.#parts.length >= MAX_PARTS) this.#parts = [Buffer.concat(this.#parts)];
  }

  #finish(): void {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    if (bytes.length > 0) this.#frames.push({ kind: 'message', bytes, isLine: this.#mode !== 'counted' });
    if (this.#dropped > 0) this.#frames.push({ kind: 'cut', bytes: this.#dropped });
    this.#parts = [];
    this.#kept = 0;
    this.#dropped = 0;
    this.#missing = 0;
    this.#mode = 'opening';
  }
}

const MAX_PARTS = 256;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

const readOpening = (data: Buffer, from: number, afterCounted: boolean): Opening => {
  if (!isDigit(data[from]) || data[from] === 48) return 'line';
  let at = from;
  while (isDigit(data[at]) && at - from <= MAX_DIGITS) at++;
  if (at - from > MAX_DIGITS) return 'line';
  if (at >= data.length) return null;
  if (data[at] !== SPACE) return 'line';
  const opening = { count: Number(data.toString('latin1', from, at)), length: at + 1 - from };
  return afterCounted ? opening : startsWithPriority(data, at + 1, opening);
};

/** Whether a priority stands at a place: null as long as there are too few bytes to tell. */
const startsWithPriority = (data: Buffer, from: number, opening: Opening): Opening => {
  if (from >= data.length) return null;
  if (data[from] !== 60) return 'line';
  let at = from + 1;
  while (isDigit(data[at]) && at - from <= 3) at++;
  if (at >= data.length) return null;
  return data[at] === 62 && at > from + 1 ? opening : 'line';
};

/** Returns a function that finds the next newline or NUL at or behind a place, which may only grow: each byte is looked at once for either. */
const lineEnds = (data: Buffer): ((from: number) => number) => {
  const next = [LF, NUL].map(byte => ({ byte, at: -1 }));
  return from => {
    for (const end of next) {
      if (end.at >= from) continue;
      const found = data.indexOf(end.byte, from);
      end.at = found < 0 ? data.length : found;
    }
    return Math.min(next[0]!.at, next[1]!.at);
  };
};

/** Returns the frames of a datagram, which is one message: without the newlines and NULs that some senders end it with. None: it is empty. */
export const datagramFrames = (datagram: Buffer, maxMessage = MAX_MESSAGE): readonly Frame[] => {
  let end = datagram.length;
  while (end > 0 && (datagram[end - 1] === LF || datagram[end - 1] === NUL || datagram[end - 1] === CR))
    end--;
  if (end === 0) return [];
  const message: Frame = {
    kind: 'message',
    bytes: datagram.subarray(0, Math.min(end, maxMessage)),
    isLine: false,
  };
  return end > maxMessage ? [message, { kind: 'cut', bytes: end - maxMessage }] : [message];
};
