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

/** Rotated files kept. */
const KEPT = 12;

/** Milliseconds between rotations: not even a host in disorder rotates a log more often. A file that is deleted before anybody looks is gone for everyone. */
const ROTATED_EVERY_MS = 4000;
const DELETED_EVERY_MS = 7000;
/** A truncated file that outgrows its old size before tail looks (which may be stopped) is taken for the old one until its head is looked at. */
const TRUNCATED_EVERY_MS = 8000;

/** Milliseconds that a late writer goes on writing to the renamed file. */
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

/** A program that numbers every line of its log, and rotates it. */
export class Writer {
  readonly name: string;
  readonly rotation: Rotation;
  /** When each line was written, milliseconds since the epoch; line N is at N - 1. */
  readonly written: number[] = [];
  /** The bytes of each. */
  readonly sizes: number[] = [];
  /** When it was rotated. */
  readonly rotated: number[] = [];
  readonly #file: string;
  readonly #random: Random;
  #fd: number;
  #reopenAt = 0;
  #dates = 0;
  readonly #begun = Date.now();

  /** `file`: the log's path for us. */
  constructor(name: string, file: string, rotation: Rotation, random: Random) {
    this.name = name;
    this.rotation = rotation;
    this.#file = file;
    this.#random = random;
    this.#fd = openSync(file, 'a');
  }

  /** One beat of its work: some lines, now and then a rotation. Call it every 30 ms or so. */
  beat(now: number, rotate: boolean): void {
    if (this.#reopenAt > 0 && now >= this.#reopenAt) this.#reopen();
    if (this.#random.chance(0.6)) this.#write(now);
    if (rotate && this.#reopenAt === 0) this.#rotate(now);
  }

  /** Writes the last line, to what bears the name. */
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

  /** logrotate's: f.1 becomes f.2, and so on. */
  #shift(): void {
    for (let number = KEPT; number >= 1; number--) {
      for (const end of ['', '.gz']) {
        const from = `${this.#file}.${number}${end}`;
        if (existsSync(from)) renameSync(from, `${this.#file}.${number + 1}${end}`);
      }
    }
  }
}
