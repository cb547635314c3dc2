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

/** Block size when searching backwards for the end of a line, in bytes. */
const BLOCK = 64 * 1024;

/** A file to which a log's whole lines are appended. */
export class SavedFile {
  readonly path: string;
  readonly #end: LineEnd;
  readonly #fd: number;
  readonly #stream: WriteStream;
  readonly #outlet: Outlet;
  #length: number;

  /**
   * Opens the file for appending. Terminates its last line if necessary, so that lines are never joined. Throws like
   * `openOwnFile`.
   */
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

  /** Length of the file once everything is written. */
  get length(): number {
    return this.#length;
  }

  write(lines: Buffer): void | Promise<void> {
    this.#length += lines.length;
    return this.#outlet.write(lines);
  }

  /** Truncates the file before anything is written; returns false if it is shorter. */
  cut(length: number): boolean {
    if (this.#length < length) return false;
    ftruncateSync(this.#fd, length);
    this.#length = length;
    return true;
  }

  /** Resolves when everything has been passed to the file system, or writing has failed. */
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

  /** Removes a partial line after the disk was full, so that the file ends with a whole line. */
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
      // The original failure was already reported; failing to repair the end need not be reported too.
    }
  }
}
