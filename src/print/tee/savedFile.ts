import {
  closeSync,
  createWriteStream,
  fstatSync,
  ftruncateSync,
  readSync,
  type WriteStream,
  writeSync,
} from 'node:fs';
import type { LineEnd } from '../../core/lines.ts';
import { createOutlet, type Outlet } from '../outlet.ts';
import { openOwnFile } from './ownFile.ts';

/** How far back the end of a line is looked for at a time, bytes. */
const BLOCK = 64 * 1024;

/** A file that a log is saved to: whole lines, appended. */
export class SavedFile {
  readonly path: string;
  readonly #end: LineEnd;
  readonly #fd: number;
  readonly #stream: WriteStream;
  readonly #outlet: Outlet;
  #length: number;

  /** Opens the file behind its last line, which gets its end where it lacks it, so that lines never join. Throws as `openOwnFile`. */
  constructor(path: string, end: LineEnd, onFailure: (error: Error | null) => void) {
    this.path = path;
    this.#end = end;
    this.#fd = openOwnFile(path);
    try {
      this.#endLastLine();
      this.#length = fstatSync(this.#fd).size;
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    this.#stream = createWriteStream(path, { fd: this.#fd, autoClose: false });
    this.#outlet = createOutlet(this.#stream);
    this.#outlet.closed.addEventListener('abort', () => {
      this.#dropPartOfLine();
      onFailure(this.#outlet.failure());
    });
  }

  /** Bytes of the file when all that it was given is written. */
  get length(): number {
    return this.#length;
  }

  write(lines: Buffer): void | Promise<void> {
    this.#length += lines.length;
    return this.#outlet.write(lines);
  }

  /** Cuts the file back, before anything was written; returns false if it is shorter. */
  cut(length: number): boolean {
    if (this.#length < length) return false;
    ftruncateSync(this.#fd, length);
    this.#length = length;
    return true;
  }

  /** Resolves when all that it was given is with the file system, or cannot be. */
  flush(): Promise<void> {
    return this.#outlet.flush();
  }

  close(): void {
    closeSync(this.#fd);
  }

  #endLastLine(): void {
    const { size } = fstatSync(this.#fd);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(this.#fd, last, 0, 1, size - 1) === 1 && last[0] !== this.#end.charCodeAt(0))
      writeSync(this.#fd, this.#end);
  }

  /** A full disk took part of the last write: the file is to end with a whole line. */
  #dropPartOfLine(): void {
    try {
      const block = Buffer.alloc(BLOCK);
      let to = fstatSync(this.#fd).size;
      while (to > 0) {
        const from = Math.max(0, to - BLOCK);
        const read = readSync(this.#fd, block, 0, to - from, from);
        const end = block.subarray(0, read).lastIndexOf(this.#end.charCodeAt(0));
        to = end < 0 ? from : from + end + 1;
        if (end >= 0) break;
      }
      ftruncateSync(this.#fd, to);
    } catch {
      // What broke the file is reported; that its end could not be mended either is no other news.
    }
  }
}
