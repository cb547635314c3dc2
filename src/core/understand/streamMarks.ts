import type { ByteString } from '../bytes.ts';
import { bytesOf } from './compile/textBytes.ts';

/** A power of two; few of them are marked by the streams that are remembered. */
const PLACES = 16 * 1024;

/** Which hashes the remembered streams have: most lines of other streams are recognised without a search. */
export class StreamMarks {
  /** By hash: how many of the streams have it. */
  readonly #counts = new Uint16Array(PLACES);

  /** Returns true if a stream with such a hash is remembered. */
  has(hash: number): boolean {
    return this.#counts[hash]! > 0;
  }

  add(hash: number): void {
    this.#counts[hash]!++;
  }

  remove(hash: number): void {
    this.#counts[hash]!--;
  }

  clear(): void {
    this.#counts.fill(0);
  }
}

/** Hashes a stream's key by its last eight characters: those that differ, such as a process's number. */
export const streamHash = (text: ByteString, from: number, to: number): number => {
  const { view } = bytesOf(text);
  const last = to - from < 8 ? 0 : Math.imul(view.getInt32(to - 8, true), 31) ^ view.getInt32(to - 4, true);
  const hash = Math.imul(last ^ (to - from), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
};
