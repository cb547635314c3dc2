import { closeSync, copyFileSync, existsSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';

const BEAT_MS = 10;
const LINE_BYTES = 75;
/** Number of rotated files kept: more than any run creates. */
const KEPT = 40;

/** A log with numbered lines (`line N …`) written at a steady rate. */
export class SteadyLog {
  readonly #file: string;
  readonly #perBeat: number;
  #fd: number;
  lines = 0;

  constructor(file: string, bytesPerSecond: number) {
    this.#file = file;
    this.#perBeat = bytesPerSecond / (1000 / BEAT_MS) / LINE_BYTES;
    this.#fd = openSync(file, 'a');
  }

  /** The log and its rotated files. */
  get files(): string[] {
    const rotated = Array.from({ length: KEPT }, (_, index) => `${this.#file}.${index + 1}`);
    return [this.#file, ...rotated.filter(existsSync)];
  }

  write(count: number): void {
    for (let left = count; left > 0; ) {
      let text = '';
      for (const end = Math.max(0, left - 10_000); left > end; left--)
        text += `${`line ${++this.lines} `.padEnd(LINE_BYTES - 1, '.')}\n`;
      writeSync(this.#fd, text);
    }
  }

  writeBytes(bytes: number): void {
    this.write(Math.ceil(bytes / LINE_BYTES));
  }

  /** Keeps writing at the intended rate; returns a function that stops it. */
  start(): () => void {
    const begun = performance.now();
    let due = 0;
    const timer = setInterval(() => {
      const wanted = Math.floor(((performance.now() - begun) / BEAT_MS) * this.#perBeat);
      this.write(wanted - due);
      due = wanted;
    }, BEAT_MS);
    return () => clearInterval(timer);
  }

  copyTruncate(): void {
    this.#shift();
    copyFileSync(this.#file, `${this.#file}.1`);
    ftruncateSync(this.#fd, 0);
  }

  rename(): void {
    this.#shift();
    renameSync(this.#file, `${this.#file}.1`);
    closeSync(this.#fd);
    this.#fd = openSync(this.#file, 'a');
  }

  close(): void {
    closeSync(this.#fd);
  }

  #shift(): void {
    for (let number = KEPT - 1; number >= 1; number--) {
      const from = `${this.#file}.${number}`;
      if (existsSync(from)) renameSync(from, `${this.#file}.${number + 1}`);
    }
  }
}
