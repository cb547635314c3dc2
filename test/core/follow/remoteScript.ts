import { cksum } from '../../../src/core/follow/checksum.ts';
import type { ResumePlan, ResumeStep } from '../../../src/core/follow/planResume.ts';
import { HEAD_LENGTH } from '../../../src/core/follow/position.ts';
import { type Channel, Pipe, SIZES } from './channel.ts';
import type { Inode, SimulatedHost } from './simulatedHost.ts';

/** Returns which lines a filter passes; null: no filter, and bytes pass unchanged. */
export type LineTest = ((line: string) => boolean) | null;

export interface ScriptOptions {
  readonly nonce: string;
  readonly plan: ResumePlan;
  readonly listing: string;
  readonly keeps: LineTest;
  /**
   * How the script communicates. `in band`: the real way. `on stderr`: as it once was, for control: the file
   * is verified while its bytes are already under way, and the confirmation arrives on stderr.
   */
  readonly protocol: 'in band' | 'on stderr';
  /** For control: if false, nobody checks the sizes and heads of files that tail has not examined. */
  readonly watched: boolean;
}

const QUIET_SECONDS = 1;

/**
 * A tail that follows: reads a block, writes it, however long that takes, checks its file, and continues
 * reading.
 */
class Tail {
  readonly file: Inode;
  offset: number;
  pending: Buffer = Buffer.alloc(0);
  draining = false;
  alive = true;

  constructor(file: Inode, offset: number) {
    this.file = file;
    this.offset = offset;
  }

  /** GNU tail with a stderr that ends it: if the file is shorter than what was read of it, tail exits. */
  run(into: Pipe): void {
    while (this.alive) {
      this.pending = into.push(this.pending);
      if (this.pending.length > 0) return;
      if (this.file.content.length < this.offset) {
        this.alive = false;
        return;
      }
      const block = this.file.content.subarray(this.offset, this.offset + SIZES.block);
      if (block.length === 0) {
        if (this.draining) this.alive = false;
        return;
      }
      this.offset += block.length;
      this.pending = block;
    }
  }
}

/** The resume script on a simulated host, process by process: what it does and when it has to wait. */
export class SimulatedScript {
  readonly #host: SimulatedHost;
  readonly #channel: Channel;
  readonly #options: ScriptOptions;
  readonly #pipe = new Pipe(SIZES.pipe);
  #waiting: Buffer = Buffer.alloc(0);
  #index = -1;
  #tail: Tail | null = null;
  #line: Buffer = Buffer.alloc(0);
  #skip = 0;
  #startedAt = 0;
  #verified = false;
  #opened = false;
  #size = 0;
  #quiet = -1;
  #head: { length: number; crc: number } | null = null;
  #successor: string | null = null;
  done = false;

  constructor(host: SimulatedHost, channel: Channel, options: ScriptOptions) {
    this.#host = host;
    this.#channel = channel;
    this.#options = options;
    this.#next();
  }

  /** Runs its processes until each of them waits. */
  run(): void {
    for (let before = -1; before !== this.#progress; ) {
      before = this.#progress;
      this.#waiting = this.#channel.stdout.push(this.#waiting);
      if (this.#waiting.length > 0 || this.done) break;
      this.#verifyLate();
      this.#tail?.run(this.#pipe);
      this.#pass();
      if (this.#tail !== null && !this.#tail.alive && this.#pipe.size === 0 && this.#waiting.length === 0)
        this.#left();
    }
    if (this.done && this.#waiting.length === 0) this.#channel.stdout.ended = true;
  }

  get #progress(): number {
    return (
      this.#index * 1e12 +
      (this.#tail?.offset ?? 0) -
      this.#pipe.size +
      this.#waiting.length +
      (this.done ? 1 : 0)
    );
  }

  /** Does what the host's watcher does once a second. Returns its reports. */
  look(): string[] {
    const tail = this.#tail;
    const step = this.#step;
    if (!tail?.alive || step === null || !this.#options.watched) return [];
    const { file } = tail;
    const head = headOf(file.content);
    const known = this.#head!;
    const isOther = headOf(file.content.subarray(0, known.length)).crc !== known.crc;
    if (file.content.length < this.#size || file.content.length < tail.offset || isOther) {
      // It may be blocked, and would continue in the middle of the new content.
      tail.alive = false;
      tail.pending = Buffer.alloc(0);
      return [];
    }
    const grown = file.content.length !== this.#size;
    this.#size = file.content.length;
    const reports = head.length > known.length ? [`head 1 ${head.crc}.${head.length}`] : [];
    this.#head = head;
    const { current } = this.#host;
    if (current === file) {
      this.#quiet = -1;
      this.#successor = null;
      return reports;
    }
    if (current && this.#successor === null) {
      this.#successor = current.id;
      reports.push(`next 1 ${current.id}`);
    }
    this.#quiet = grown || this.#quiet < 0 ? this.#host.now : this.#quiet;
    if (current && current.content.length > 0 && this.#host.now - this.#quiet >= QUIET_SECONDS)
      tail.draining = true;
    return reports;
  }

  get #step(): ResumeStep | null {
    return this.#options.plan.steps[this.#index] ?? null;
  }

  #say(words: string): void {
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(`${this.#options.nonce} ${words}\n`)]);
  }

  #next(): void {
    this.#index++;
    const step = this.#step;
    if (step === null) {
      this.#say('end');
      this.done = true;
      return;
    }
    const file = this.#host.find(step.file.inode, false);
    const { head } = step.file;
    const isThere = file && headOf(file.content.subarray(0, head.length)).crc === head.crc;
    const bears =
      step.kind !== 'follow' ||
      (this.#host.current === file && this.#host.listing() === this.#options.listing);
    if (!isThere || !bears || file.content.length < head.length) {
      this.#say('gone');
      this.done = true;
      return;
    }
    this.#say(`step ${this.#index}`);
    const filtered = this.#options.keeps !== null;
    const { base, delivered } = step.position;
    this.#skip = filtered ? delivered : 0;
    this.#line = Buffer.alloc(0);
    this.#tail = new Tail(file, filtered ? base : base + delivered);
    this.#tail.draining = step.kind === 'finish';
    this.#head = head;
    this.#size = 0;
    this.#quiet = -1;
    this.#successor = null;
    this.#startedAt = this.#host.now;
    this.#verified = false;
    this.#opened = step.kind === 'finish' || this.#options.protocol === 'on stderr';
  }

  /** Before the first byte is passed on, the file's head is compared once more. */
  #open(): void {
    const { head } = this.#step!.file;
    this.#opened = true;
    if (headOf(this.#tail!.file.content.subarray(0, head.length)).crc === head.crc) {
      this.#say('open 1 3 1 1');
      return;
    }
    this.#pipe.pull(this.#pipe.size);
    this.#tail = null;
    this.#say('gone');
    this.#say('end');
    this.done = true;
  }

  /**
   * For control: a message on stderr a tenth of a second after tail started reading, for which there may be
   * no room.
   */
  #verifyLate(): void {
    if (this.#options.protocol === 'in band' || this.#verified || this.#step?.kind === 'finish') return;
    if (this.#host.now - this.#startedAt < 0.1) return;
    const word = Buffer.from('verified\n');
    if (this.#channel.stderr.room < word.length) return;
    this.#channel.stderr.push(word);
    this.#verified = true;
  }

  /** The filter, or `cat`: whole lines if it filters, after the skipped ones. */
  #pass(): void {
    const { keeps } = this.#options;
    if (this.#pipe.size > 0 && !this.#opened) this.#open();
    while (this.#pipe.size > 0 && this.#waiting.length === 0) {
      const bytes = this.#pipe.pull(SIZES.block);
      if (keeps === null) this.#waiting = bytes;
      else {
        const all = Buffer.concat([this.#line, bytes]);
        const end = all.lastIndexOf(10) + 1;
        this.#line = Buffer.from(all.subarray(end));
        this.#waiting = this.#skipped(linesThat(keeps, all.subarray(0, end)));
      }
      this.#waiting = this.#channel.stdout.push(this.#waiting);
    }
  }

  #skipped(output: Buffer): Buffer {
    const passed = output.subarray(this.#skip);
    this.#skip = Math.max(0, this.#skip - output.length);
    return passed;
  }

  #left(): void {
    const { file } = this.#tail!;
    const drained = this.#tail!.draining;
    const step = this.#step!;
    this.#tail = null;
    if (step.kind !== 'finish') {
      // A filter terminates the line that tail left unfinished, and prints it if it passes.
      if (this.#options.keeps?.(this.#line.toString()) && this.#line.length > 0)
        this.#waiting = Buffer.from(this.#line);
      if (this.#options.keeps !== null) this.#say('torn');
      const { current } = this.#host;
      if (current !== file) {
        const came = current
          ? `${current.id} ${headOf(current.content).crc}.${headOf(current.content).length} ${current.born}`
          : '- - -';
        this.#say(
          `moved ${file.content.length} ${this.#host.links(file.id)} ${drained ? 1 : 0} ${file.changed} ${came}`,
        );
      }
      this.#say('end');
      this.done = true;
      return;
    }
    this.#next();
  }
}

const linesThat = (keeps: (line: string) => boolean, lines: Buffer): Buffer =>
  Buffer.from(
    lines
      .toString('latin1')
      .split('\n')
      .slice(0, -1)
      .filter(keeps)
      .map(line => `${line}\n`)
      .join(''),
    'latin1',
  );

const headOf = (content: Buffer): { length: number; crc: number } => {
  const head = content.subarray(0, HEAD_LENGTH);
  return { length: head.length, crc: cksum(head) };
};
