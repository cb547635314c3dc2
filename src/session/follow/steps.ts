import type { ByteString } from '../../core/bytes.ts';
import type { ResumePlan } from '../../core/follow/planResume.ts';
import { type WholeLines, wholeLines } from '../../core/lines.ts';
import {
  type FollowFrame,
  type LeftFile,
  type LiveProcesses,
  readFollowFrame,
  type WatchReport,
} from '../../pushdown/follow/frame.ts';
import { FollowPosition } from './position.ts';

/** The rest of a sentence that begins with the path of a followed log: nothing has its name. */
export const NAME_ABSENT = 'no longer exists: waiting for it to come back';

/** How the steps of a resume ended, when the connection did not. */
export type StepsEnd =
  /** Something changed on the host: survey again. */
  | 'again'
  /** Tail did not open its file, or left it although nothing had changed. */
  | 'refused'
  /** The process given with `--pid` has ended. */
  | 'over'
  /** The script ended for an unknown reason. */
  | 'unexplained';

export interface StepsOptions {
  readonly plan: ResumePlan;
  /** The position before the first step. */
  readonly position: FollowPosition;
  readonly zeroTerminated: boolean;
  readonly filtered: boolean;
  /** Tail reads a file that it leaves to the end; for others only the byte is known. */
  readonly drains: boolean;
  /** Receives whole lines. */
  readonly deliver: (lines: Buffer) => void | Promise<void>;
  /** A step starts. */
  readonly began: (index: number) => void | Promise<void>;
  /** Tail has the live step's file open. */
  readonly opened: (processes: LiveProcesses, index: number) => void;
  /** News about the file: the rest of a sentence that starts with its path. */
  readonly noticed: (text: string) => void;
  /** No file has the name any more; lines may still arrive from the old file. */
  readonly nameless: () => void;
  /** A tool failed on the file of a step; everything it printed has been delivered. */
  readonly partial: (index: number, status: number) => void | Promise<void>;
  /** Bytes of the log that were read on the host, besides those received. */
  readonly read: (bytes: number) => void;
  /** Receives the number of bytes of a line without an end. */
  readonly unfinished?: (bytes: number) => void;
}

/** Follows the output of the resume script and the frames in it, and keeps the position. */
export class FollowSteps {
  readonly #options: StepsOptions;
  #position: FollowPosition;
  #lines: WholeLines;
  #step = -1;
  #live = false;
  #last: FollowFrame | null = null;
  #opened = false;
  #ended = false;
  /**
   * The live step's output is complete; what follows is the newline that the filter added to an unfinished
   * line.
   */
  #torn = false;
  /** The first file seen with the name after the current one. */
  #next: Extract<WatchReport, { kind: 'next' }> | null = null;
  /** The file with the name when the watcher let tail read the old one to its end. */
  #seenThen: LeftFile['successor'] = null;
  /** The next file was truncated before it was read. */
  #cut = false;
  #read = 0;
  #caughtUp: number | null = null;
  #killedBy: number | null = null;

  constructor(options: StepsOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#lines = this.#gate();
  }

  get position(): FollowPosition {
    return this.#position;
  }

  /** Where a catch-up ended: the 0-based byte after the last whole line; null before that. */
  get caughtUp(): number | null {
    return this.#caughtUp;
  }

  /** The signal that killed a tool in the middle of a file; null: none. */
  get killedBy(): number | null {
    return this.#killedBy;
  }

  get end(): StepsEnd {
    switch (this.#last?.kind) {
      case 'over':
        return 'over';
      case 'shut':
        return 'refused';
      case undefined:
        if (!this.#ended) return 'unexplained';
        return this.#live && this.#opened ? 'refused' : 'again';
      default:
        return 'again';
    }
  }

  async output(bytes: Buffer): Promise<void> {
    if (this.#torn) return;
    const lines = this.#lines.push(bytes);
    if (lines !== null) await this.#take(lines);
  }

  /** Call after each chunk of output, with the number of bytes of it that may follow. */
  received(undecided: number): void {
    this.#options.unfinished?.(this.#heldBytes + undecided);
  }

  async frame(words: readonly ByteString[]): Promise<void> {
    const frame = readFollowFrame(words);
    if (frame === null) return;
    switch (frame.kind) {
      case 'step':
        return this.#begin(frame.index);
      case 'open':
        this.#opened = true;
        this.#options.opened(frame.processes, this.#step);
        return;
      case 'torn':
        this.#torn = true;
        return;
      case 'until':
        this.#caughtUp = frame.byte;
        return;
      case 'stopped':
        if (!this.#options.filtered) this.#position.stopAt(frame.byte, this.#heldBytes);
        return;
      case 'moved':
        this.#position.learnExtent(frame.left.size);
        this.#last ??= frame;
        return;
      case 'killed':
        this.#killedBy = frame.signal;
        this.#last ??= frame;
        return;
      case 'partial':
        await this.#leave();
        return this.#options.partial(this.#step, frame.status);
      case 'gone':
      case 'shut':
      case 'over':
        this.#last ??= frame;
        return;
      case 'end':
        return this.#end();
      default:
        this.watched(frame);
    }
  }

  /** Processes the watcher's reports about the followed file, which are not ordered with its bytes. */
  watched(report: WatchReport): void {
    switch (report.kind) {
      case 'head':
        this.#position.learnHead(report.head);
        return;
      case 'next':
        this.#next ??= report;
        return;
      case 'successor':
        this.#seenThen = report.generation;
        return;
      case 'late':
        this.#options.noticed('was rotated, but a process still writes to the old file');
        return;
      case 'absent':
        this.#options.noticed(NAME_ABSENT);
        this.#options.nameless();
        return;
      case 'denied':
        this.#options.noticed(
          'was replaced by a file that this user cannot read: waiting until it can be read',
        );
        return;
      case 'cut':
        this.#cut = true;
        return;
      case 'at':
        this.#options.read(Math.max(0, report.byte - this.#read));
        this.#read = report.byte;
    }
  }

  get #heldBytes(): number {
    return this.#lines.heldBytes;
  }

  async #begin(index: number): Promise<void> {
    const step = this.#options.plan.steps[index];
    if (step === undefined) return;
    await this.#leave();
    this.#step = index;
    this.#position = new FollowPosition(step.position);
    this.#live = step.kind === 'follow' || step.kind === 'settle';
    this.#read = this.#options.filtered ? step.position.base : this.#position.byte;
    await this.#options.began(index);
  }

  /** The watcher found the old file quiet, and all of it was received. */
  #isWhole({ size, drained }: LeftFile): boolean {
    const { filtered, drains } = this.#options;
    return drained && (filtered ? drains : this.#position.byte + this.#heldBytes === size);
  }

  #gate(): WholeLines {
    return wholeLines(this.#options.zeroTerminated ? '\0' : '\n');
  }

  #take(lines: Buffer): void | Promise<void> {
    this.#position.take(lines);
    return this.#options.deliver(lines);
  }

  /** The previous step is over: its file ended, perhaps without a final newline. */
  async #leave(): Promise<void> {
    const rest = this.#lines.rest();
    this.#lines = this.#gate();
    if (rest === null || this.#step === -1) return;
    // The position counts only whole lines: move it past the partial one.
    this.#position.finish(null);
    await this.#options.deliver(
      Buffer.concat([rest, Buffer.from(this.#options.zeroTerminated ? '\0' : '\n')]),
    );
  }

  /**
   * The script has finished. An unfinished line of the live step is delivered only if its file is left for
   * good.
   */
  async #end(): Promise<void> {
    this.#ended = true;
    if (!this.#live) {
      await this.#leave();
      this.#position.finish(null);
      return;
    }
    if (this.#last?.kind === 'over') await this.#leave();
    if (this.#last?.kind !== 'moved' || !this.#isWhole(this.#last.left)) return;
    const { left } = this.#last;
    await this.#leave();
    const isUnknown = mayHideOthers(left);
    const wasWatched = isUnknown && wasVacant(left, this.#next);
    if (wasWatched)
      this.#options.noticed(
        'was removed and created again; another file that existed in between for less than a second would have gone unnoticed',
      );
    this.#position.finish(this.#successor(left), this.#cut || (isUnknown && !wasWatched));
  }

  /**
   * Returns the first file with the name; its head is known only if it still had the name when the watcher or the
   * script last looked. The watcher looks first: the file may have been truncated since.
   */
  #successor({ successor, overtakenSeconds }: LeftFile): LeftFile['successor'] {
    if (overtakenSeconds !== null && overtakenSeconds > IN_ONE_GO) return NOBODY_SAW;
    const first = this.#next?.inode ?? successor?.inode;
    if (this.#seenThen !== null && this.#seenThen.inode === first) return this.#seenThen;
    if (this.#next === null || this.#next.inode === successor?.inode) return successor;
    return { inode: this.#next.inode, head: { length: 0, crc: 0 } };
  }
}

/** A successor that matches no file: it was overtaken by others that no longer exist. */
const NOBODY_SAW = { inode: '0', head: { length: 0, crc: 0 } };

/**
 * A file created within this many seconds after another was removed replaced it: no other file can have had
 * the name.
 */
const IN_ONE_GO = 0.1;

/**
 * After a file is removed, other files may have had its name and been removed too, without a trace. Only a
 * successor created soon after the removal rules that out. (Within a tick of the host's clock the two cannot
 * be told apart.)
 */
const mayHideOthers = ({ links, gapSeconds }: LeftFile): boolean =>
  links === 0 && (gapSeconds === null || gapSeconds <= 0 || gapSeconds > IN_ONE_GO);

/**
 * How many checks may be missing from one per second, because the clock's seconds and the checks do not start
 * together.
 */
const LOOKS_SPARED = 2;

/**
 * Returns true if the watcher checked every second while no file had the name, and never saw another file
 * with it.
 */
const wasVacant = (
  { gapSeconds, successor }: LeftFile,
  next: { readonly inode: string; readonly vacantLooks: number } | null,
): boolean =>
  next !== null &&
  next.inode === successor?.inode &&
  gapSeconds !== null &&
  gapSeconds > 0 &&
  next.vacantLooks > 0 &&
  next.vacantLooks + LOOKS_SPARED >= gapSeconds;
