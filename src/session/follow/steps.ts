import type { ByteString } from '../../core/bytes.ts';
import type { ResumePlan } from '../../core/follow/planResume.ts';
import { type WholeLines, wholeLines } from '../../core/lines.ts';
import type { FollowReport } from '../../pushdown/follow/report.ts';
import { FRAME } from '../../pushdown/follow/resume.ts';
import { FollowPosition } from './position.ts';

/** How the steps of going on ended, when the connection did not. */
export type StepsEnd =
  /** Something changed there: look again. */
  | 'again'
  /** The process that was waited for has ended. */
  | 'over'
  /** The script ended, and nothing says why. */
  | 'unexplained';

export interface StepsOptions {
  readonly plan: ResumePlan;
  /** Where we stand before the first step. */
  readonly position: FollowPosition;
  readonly zeroTerminated: boolean;
  /** GNU tail reads to the end of a file that is left; of others it is known only by the byte. */
  readonly drains: boolean;
  readonly filtered: boolean;
  /** Takes whole lines. */
  readonly deliver: (lines: Buffer) => void | Promise<void>;
  /** A step begins. */
  readonly began: (index: number) => void | Promise<void>;
  readonly late: () => void;
  /** Bytes of the log that were read there, apart from those that came. */
  readonly read: (bytes: number) => void;
}

/** Follows what the go-on script says and gives, and keeps the position. */
export class FollowSteps {
  readonly #options: StepsOptions;
  readonly #verified = Promise.withResolvers<boolean>();
  readonly #allReported = Promise.withResolvers<void>();
  #position: FollowPosition;
  #lines: WholeLines;
  #step = -1;
  #live = false;
  #last: FollowReport | null = null;
  #ended = false;
  #read = 0;
  #caughtUp: number | null = null;

  constructor(options: StepsOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#lines = this.#gate();
  }

  get position(): FollowPosition {
    return this.#position;
  }

  /** The step that runs is the one that does not end by itself. */
  get isLive(): boolean {
    return this.#live;
  }

  /** Where a catch-up ended: the 0-based byte of the file behind the last whole line given; null before. */
  get caughtUp(): number | null {
    return this.#caughtUp;
  }

  get end(): StepsEnd {
    if (this.#last?.kind === 'over') return 'over';
    return this.#last !== null || (this.#ended && !this.#live) ? 'again' : 'unexplained';
  }

  async output(bytes: Buffer): Promise<void> {
    if (this.#live && !(await this.#verified.promise)) return;
    const lines = this.#lines.push(bytes);
    if (lines !== null) await this.#take(lines);
  }

  async frame(words: readonly ByteString[]): Promise<void> {
    const { plan } = this.#options;
    switch (words[0]) {
      case FRAME.step: {
        const step = plan.steps[Number(words[1])];
        if (step === undefined) return;
        await this.#leave();
        this.#step = Number(words[1]);
        this.#position = new FollowPosition(step.position);
        this.#live = step.kind === 'follow' || step.kind === 'settle';
        this.#read = this.#options.filtered ? step.position.base : this.#position.byte;
        await this.#options.began(this.#step);
        return;
      }
      case FRAME.end:
        await this.#end();
        return;
      default:
    }
  }

  report(report: FollowReport): void {
    switch (report.kind) {
      case 'verified':
        this.#verified.resolve(true);
        return;
      case 'head':
        this.#position.learnHead(report.head);
        return;
      case 'late':
        this.#options.late();
        return;
      case 'at':
        this.#options.read(Math.max(0, report.byte - this.#read));
        this.#read = report.byte;
        return;
      case 'until':
        this.#caughtUp = report.byte;
        return;
      case 'moved':
        this.#position.learnExtent(report.size);
        this.#last ??= report;
        return;
      case 'gone':
      case 'truncated':
      case 'changed':
      case 'over':
        this.#last ??= report;
        return;
      case 'unfit':
    }
  }

  /** No report will come any more. */
  reported(): void {
    this.#verified.resolve(false);
    this.#allReported.resolve();
  }

  /** All of the file that was left has come. */
  #isWhole(size: number): boolean {
    const { drains, filtered } = this.#options;
    return drains || (!filtered && this.#position.byte + this.#lines.heldBytes === size);
  }

  #gate(): WholeLines {
    return wholeLines(this.#options.zeroTerminated ? '\0' : '\n');
  }

  #take(lines: Buffer): void | Promise<void> {
    this.#position.take(lines);
    return this.#options.deliver(lines);
  }

  /** The step before is over: its file ended, perhaps without the end of its last line. */
  async #leave(): Promise<void> {
    const rest = this.#lines.rest();
    this.#lines = this.#gate();
    if (rest === null || this.#step === -1) return;
    // The position has no place for what is not a whole line: it is behind it from now on.
    this.#position.finish(null);
    await this.#options.deliver(
      Buffer.concat([rest, Buffer.from(this.#options.zeroTerminated ? '\0' : '\n')]),
    );
  }

  /** The script has run to its end. What the live step left unfinished is given only if its file is left for good. */
  async #end(): Promise<void> {
    this.#ended = true;
    if (!this.#live) {
      await this.#leave();
      this.#position.finish(null);
      return;
    }
    // What was said before the end may be read after it.
    await this.#allReported.promise;
    if (this.#last?.kind === 'over') await this.#leave();
    if (this.#last?.kind !== 'moved' || !this.#isWhole(this.#last.size)) return;
    await this.#leave();
    this.#position.finish(this.#last.successor);
  }
}
