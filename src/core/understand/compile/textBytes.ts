import type { ByteString } from '../../bytes.ts';
import { SMALL_TEXT_AT, SMALL_TEXT_BYTES, TEXT_BYTES } from '../../kernels/places.ts';
import { workspace } from '../../kernels/workspace.ts';

/** A text as bytes, followed by some zeros, so that reading slightly past the end finds nothing. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where they are in the workspace; -1: elsewhere. */
  readonly address: number;
}

const ZEROS = 64;
/** Texts up to this size have a separate cache, so that an unwrapped line does not evict its chunk. */
const SMALL = 4096;

class Slot implements TextBytes {
  text: ByteString = '';
  /** Where the bytes are from, if there is no text of them yet. */
  source: Uint8Array | null = null;
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly address: number;
  #longest = 0;

  constructor(bytes: Buffer, address: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.address = address;
  }

  /** Loads a text; returns false if there is no room. */
  take(text: ByteString): boolean {
    if (text.length + ZEROS > this.bytes.length) return false;
    this.bytes.write(text, 'latin1');
    this.#endAt(text.length);
    this.text = text;
    this.source = null;
    return true;
  }

  /** The same for bytes. */
  takeBytes(source: Uint8Array): boolean {
    if (source.length + ZEROS > this.bytes.length) return false;
    this.bytes.set(source);
    this.#endAt(source.length);
    this.text = '';
    this.source = source;
    return true;
  }

  #endAt(length: number): void {
    // Only zeros follow the longest text stored so far.
    const used = Math.min(this.#longest, length + ZEROS);
    for (let at = length; at < used; at++) this.bytes[at] = 0;
    this.#longest = Math.max(this.#longest, length);
  }
}

/** Returns a slot at a place of the workspace. */
const slotAt = (address: number, size: number): Slot =>
  new Slot(workspace.memory.subarray(address, address + size), address);

const small = slotAt(SMALL_TEXT_AT, SMALL_TEXT_BYTES);
const usual = slotAt(0, TEXT_BYTES);
let large = usual;

/** Longer texts than the workspace has room for are rare: their memory is not reused. */
const takeLarge = (text: ByteString): TextBytes => {
  large = usual;
  if (!large.take(text)) {
    large = new Slot(Buffer.alloc(text.length + ZEROS), -1);
    large.take(text);
  }
  return large;
};

/**
 * Returns the bytes of a text, valid until another text is requested. Iterating over bytes takes half as long as over a
 * string's characters, and the lines of one chunk are requested consecutively, so it is converted once.
 */
export const bytesOf = (text: ByteString): TextBytes => {
  const slot = text.length <= SMALL ? small : large;
  if (slot.text === text) {
    // For equal strings, comparing with the identical object next time is free.
    slot.text = text;
    return slot;
  }
  if (slot === large) return takeLarge(text);
  small.take(text);
  return small;
};

/** Places bytes where `bytesOf` would place those of a text; null: there is no room. */
export const placeBytes = (bytes: Uint8Array): TextBytes | null => {
  large = usual;
  return large.takeBytes(bytes) ? large : null;
};

/** The same for bytes that have been placed before, and may still be there. */
export const placedBytes = (bytes: Uint8Array): TextBytes | null =>
  large.source === bytes ? large : placeBytes(bytes);

/** Returns the bytes of a text if they are at hand; null: `bytesOf` would have to convert it. */
export const bytesAtHand = (text: ByteString): { readonly bytes: Buffer } | null =>
  large.text === text ? large : small.text === text ? small : null;

/**
 * Returns true if a text contains control characters, including line ends. Examines four bytes at a time: a subtraction
 * sets the high bit of any byte that is too small.
 */
export const hasControls = (text: ByteString): boolean => {
  const last = text.length - 4;
  if (last < 0) return /[\0-\x1f]/.test(text);
  const { view } = bytesOf(text);
  for (let at = 0; at < last; at += 4) if (isAnyControl(view.getInt32(at, true))) return true;
  return isAnyControl(view.getInt32(last, true));
};

/** The same for a range of a text's bytes. */
export const hasControlsIn = (view: DataView, from: number, to: number): boolean => {
  let at = from;
  for (; at < to - 3; at += 4) if (isAnyControl(view.getInt32(at, true))) return true;
  for (; at < to; at++) if (view.getUint8(at) < 32) return true;
  return false;
};

const isAnyControl = (word: number): boolean => ((word - 0x20202020) & ~word & 0x80808080) !== 0;
