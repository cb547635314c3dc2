import { performance } from 'node:perf_hooks';

/**
 * A time limit whose clock can be stopped: the time a person takes to answer must not count. Expires once, by rejecting
 * `expired` (which never resolves, so it can be raced against the work).
 */
export class Deadline {
  readonly expired: Promise<never>;
  private left: number;
  private startedAt = 0;
  private pauses = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly expire: () => void;

  /** `ms`: the time allowed; `reason`: made when it has passed. */
  constructor(ms: number, reason: () => Error) {
    this.left = ms;
    let reject: (error: Error) => void = () => {};
    this.expired = new Promise<never>((_, fail) => {
      reject = fail;
    });
    this.expired.catch(() => {});
    this.expire = () => reject(reason());
    this.start();
  }

  private start(): void {
    this.startedAt = performance.now();
    this.timer = setTimeout(this.expire, this.left);
  }

  /** Stops the clock; pauses nest. */
  pause(): void {
    this.pauses += 1;
    if (this.pauses > 1 || this.timer === undefined) return;
    clearTimeout(this.timer);
    this.left -= performance.now() - this.startedAt;
  }

  resume(): void {
    this.pauses -= 1;
    if (this.pauses === 0 && this.timer !== undefined) this.start();
  }

  /** Ends it for good: it will not expire any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
