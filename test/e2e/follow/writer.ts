import { execFile } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Random } from '../../../src/demo/random.ts';

/** Ways to rotate a log. */
export type Rotation =
  | 'rename'
  | 'late reopening'
  | 'copytruncate'
  | 'delete'
  | 'compress'
  | 'dated'
  | 'none';

/** Number of rotated files kept. */
const KEPT = 12;

/**
 * Minimum interval between rotations in milliseconds: not even a misconfigured host rotates a log more often. A file
 * deleted before anyone looks is lost to everyone.
 */
const ROTATED_EVERY_MS = 4000;
const DELETED_EVERY_MS = 7000;
/**
 * If a truncated file outgrows its old size before tail (which may be stopped) looks, it seems to be the old file until
 * its beginning is checked.
 */
const TRUNCATED_EVERY_MS = 8000;

/** For how many milliseconds a late writer continues to write to the renamed file. */
const LATE_MS = [200, 1500] as const;

const leastBetween = (rotation: Rotation): number => {
  switch (rotation) {
    case 'delete':
      return DELETED_EVERY_MS;
    case 'copytruncate':
      return TRUNCATED_EVERY_MS;
    default:
      return ROTATED_EVERY_MS;
  }
};

/** A program that writes numbered lines to its log, and rotates it. */
export class Writer {
  readonly name: string;
  readonly rotation: Rotation;
  /** When each line was written, in milliseconds since the epoch; line N is at N - 1. */
  readonly written: number[] = [];
  /** The size of each line in bytes. */
  readonly sizes: number[] = [];
  /** When it was rotated. */
  readonly rotated: number[] = [];
  readonly #file: string;
  readonly #random: Random;
  #fd: number;
  #reopenAt = 0;
  #dates = 0;
  readonly #begun = Date.now();

  /** `file`: the log's path as we see it. */
  constructor(name: string, file: string, rotation: Rotation, random: Random) {
    this.name = name;
    this.rotation = rotation;
    this.#file = file;
    this.#random = random;
    this.#fd = openSync(file, 'a');
  }

  /** Does one step of work: writes some lines and occasionally rotates. Call it about every 30 ms. */
  beat(now: number, rotate: boolean): void {
    if (this.#reopenAt > 0 && now >= this.#reopenAt) this.#reopen();
    if (this.#random.chance(0.6)) this.#write(now);
    if (rotate && this.#reopenAt === 0) this.#rotate(now);
  }

  /** Writes the last line to the file that has the log's name. */
  finish(now: number): void {
    if (this.#reopenAt > 0) this.#reopen();
    this.#write(now);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(now: number): void {
    let lines = '';
    for (let count = this.#random.whole(1, 8); count > 0; count--) {
      this.written.push(now);
      const line = `${this.name} ${this.written.length} ${'.'.repeat(this.#random.whole(0, 80))}\n`;
      this.sizes.push(line.length);
      lines += line;
    }
    writeSync(this.#fd, lines);
  }

  #reopen(): void {
    closeSync(this.#fd);
    this.#fd = openSync(this.#file, 'a');
    this.#reopenAt = 0;
  }

  #rotate(now: number): void {
    const file = this.#file;
    if (this.rotation === 'none') return;
    if (now - (this.rotated.at(-1) ?? this.#begun) < leastBetween(this.rotation)) return;
    this.rotated.push(now);
    switch (this.rotation) {
      case 'rename':
        this.#shift();
        renameSync(file, `${file}.1`);
        this.#reopen();
        return;
      case 'late reopening':
        this.#shift();
        renameSync(file, `${file}.1`);
        this.#reopenAt = now + this.#random.whole(...LATE_MS);
        return;
      case 'copytruncate':
        this.#shift();
        copyFileSync(file, `${file}.1`);
        ftruncateSync(this.#fd);
        return;
      case 'delete':
        unlinkSync(file);
        this.#reopen();
        return;
      case 'compress':
        this.#shift();
        renameSync(file, `${file}.1`);
        this.#reopen();
        execFile('gzip', ['-f', `${file}.1`]);
        return;
      case 'dated':
        renameSync(file, file.replace(/\.log$/, `-${20261101 + this.#dates++}.log`));
        rmSync(file.replace(/\.log$/, `-${20261101 + this.#dates - KEPT}.log`), { force: true });
        this.#reopen();
    }
  }

  /** Shifts files as logrotate does: f.1 becomes f.2, and so on. */
  #shift(): void {
    for (let number = KEPT; number >= 1; number--) {
      for (const end of ['', '.gz']) {
        const from = `${this.#file}.${number}${end}`;
        if (existsSync(from)) renameSync(from, `${this.#file}.${number + 1}${end}`);
      }
    }
  }
}
