/**
 * How long a command that is read once may be silent, and how long it may run, before a notice is printed; in
 * milliseconds.
 */
const SILENT_MS = 5_000;
const RUNNING_MS = 30_000;

/** Watches a source that is read once and may never end. */
export interface Patience {
  /** Called when it printed something. */
  heard(): void;
  stop(): void;
}

/**
 * Prints a notice, once, about a path that has been silent for a while if `kind` shows that it is a pipe or similar,
 * which may never end.
 */
export const watchPath = (
  path: string,
  kind: () => Promise<string | null>,
  notice: (text: string) => void,
): Patience => {
  const timer = setTimeout(() => {
    kind().then(
      what => what !== null && notice(`${path} is ${what}, and has not ended; use --max-time to limit it`),
      () => {},
    );
  }, SILENT_MS).unref();
  const stop = (): void => clearTimeout(timer);
  return { heard: stop, stop };
};

/**
 * Prints a notice, once, about a command that is read once and does not end, so that users know what rtail is waiting
 * for.
 */
export class EndlessWatch implements Patience {
  readonly #log: string;
  readonly #followsOnRequest: boolean;
  readonly #notice: (text: string) => void;
  readonly #running: NodeJS.Timeout;
  #silent: NodeJS.Timeout;

  constructor(log: string, followsOnRequest: boolean, notice: (text: string) => void) {
    this.#log = log;
    this.#followsOnRequest = followsOnRequest;
    this.#notice = notice;
    this.#running = setTimeout(
      () => this.#remark(`has been running for ${RUNNING_MS / 1000} s`),
      RUNNING_MS,
    ).unref();
    this.#silent = this.#startSilence();
  }

  heard(): void {
    this.#silent.refresh();
  }

  stop(): void {
    clearTimeout(this.#running);
    clearTimeout(this.#silent);
  }

  #startSilence(): NodeJS.Timeout {
    return setTimeout(() => this.#remark(`has printed nothing for ${SILENT_MS / 1000} s`), SILENT_MS).unref();
  }

  #remark(what: string): void {
    this.stop();
    const advice = this.#followsOnRequest
      ? 'use --max-time to limit it'
      : 'if it always follows, replace its -f in the inventory with {follow}, or use -f or --max-time';
    this.#notice(`the command of ${this.#log} ${what} and has not ended; ${advice}`);
  }
}
