import { Writable } from 'node:stream';
import type { Source } from '../../src/core/target.ts';
import { createMessages } from '../../src/print/messages.ts';
import { createOutlet } from '../../src/print/outlet.ts';
import type { PrintOptions, PrintTargets } from '../../src/print/printer.ts';

/** A stream that keeps what was written to it, and counts the writes. */
export class Capture extends Writable {
  writes: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push(chunk);
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.writes);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }
}

/** A reader that accepts nothing until `read` is called, like a full pipe. */
export class StuckPipe extends Writable {
  taken = 0;
  private waiting: (() => void) | null = null;

  constructor() {
    super({ highWaterMark: 1024 });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.taken += chunk.length;
    this.waiting = done;
  }

  read(): void {
    const done = this.waiting;
    this.waiting = null;
    done?.();
  }
}

export interface CapturedRun extends PrintTargets {
  readonly stdout: Capture;
  readonly stderr: Capture;
}

/** Printer targets whose output is captured. */
export const capturedRun = (): CapturedRun => {
  const stdout = new Capture();
  const stderr = new Capture();
  const messages = createMessages({ stderr, program: 'rtail', progress: null, now: () => 0 });
  return { stdout, stderr, out: createOutlet(stdout), messages };
};

/** Options for a plain pipe. */
export const pipeOptions = (sources: readonly Source[]): PrintOptions => ({
  terminal: false,
  depth: 0,
  prefix: 'auto',
  sources,
});
