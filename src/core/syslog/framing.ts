/** Maximum length of a message in bytes; the rest of a longer one is dropped and reported. */
export const MAX_MESSAGE = 64 * 1024;

/** Maximum announced length of a message in bytes: a sender that announces more is refused. */
export const MAX_COUNTED = 16 * 1024 * 1024;

/** A frame in a stream of syslog messages. */
export type Frame =
  /** `isLine`: it was terminated by a newline, so it may continue the previous one. */
  | { readonly kind: 'message'; readonly bytes: Buffer; readonly isLine: boolean }
  /** The previous message was too long: this many of its bytes were dropped. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** The stream ended inside the previous message, which should have had this many bytes. */
  | { readonly kind: 'broken'; readonly missing: number }
  /** An announced message is too long; nothing more of this stream can be read. */
  | { readonly kind: 'refused'; readonly count: number };

const LF = 10;
const NUL = 0;
const CR = 13;
const SPACE = 32;
const MAX_DIGITS = 10;

/** Returns the framing indicated by a message's first bytes; null as long as there are too few. */
type Opening = { readonly count: number; readonly length: number } | 'line' | null;

/**
 * Splits a stream into messages (RFC 6587), deciding for each: octet-counted if it starts with a count, a
 * space and a priority, otherwise up to a newline or NUL. After a counted message, a count alone is enough.
 * The frames do not depend on how the stream is chunked, and memory is bounded.
 */
export class SyslogFraming {
  readonly #maxMessage: number;
  readonly #maxCounted: number;
  #mode: 'opening' | 'line' | 'counted' | 'over' = 'opening';
  #parts: Buffer[] = [];
  #kept = 0;
  #dropped = 0;
  /** Bytes still missing from a counted message. */
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

  /** True in the middle of a message. */
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

  /** Ends the stream; returns what is left. */
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
    // Skips empty lines, and the newline that some senders append to a counted message.
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

  /** Takes bytes of the current message, up to the maximum. */
  #keep(bytes: Buffer): void {
    const room = this.#maxMessage - this.#kept;
    const taken = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#dropped += bytes.length - taken.length;
    if (taken.length === 0) return;
    this.#parts.push(taken);
    this.#kept += taken.length;
    // Many tiny pieces would use more memory than their bytes.
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

/** Returns whether a priority is at a place; null as long as there are too few bytes. */
const startsWithPriority = (data: Buffer, from: number, opening: Opening): Opening => {
  if (from >= data.length) return null;
  if (data[from] !== 60) return 'line';
  let at = from + 1;
  while (isDigit(data[at]) && at - from <= 3) at++;
  if (at >= data.length) return null;
  return data[at] === 62 && at > from + 1 ? opening : 'line';
};

/**
 * Returns a function that finds the next newline or NUL at or after a place, which must not decrease, so each
 * byte is examined at most twice.
 */
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

/**
 * Returns the frames of a datagram, which is one message, without trailing newlines and NULs that some
 * senders add, and without its length if it starts with that; empty if there is nothing else.
 */
export const datagramFrames = (received: Buffer, maxMessage = MAX_MESSAGE): readonly Frame[] => {
  const opening = readOpening(received, 0, false);
  const counted = opening === null || opening === 'line' ? null : opening;
  const isWhole = counted !== null && counted.length + counted.count === received.length;
  const datagram = isWhole ? received.subarray(counted.length) : received;
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
