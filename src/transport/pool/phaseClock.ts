import type { Timings } from '../../core/timings.ts';
import { Deadline } from './deadline.ts';

/** The phases of a login: each waits for another party, so each has its own limit. */
export type Phase = 'connecting' | 'key exchange' | 'authentication';

/** The limit that was exceeded. */
export interface Overdue {
  readonly phase: Phase;
  readonly ms: number;
  /** What it waited for, to follow "waited for". */
  readonly waitedFor: string;
}

/** Times the phases of one login. Starts with `connecting`. */
export class PhaseClock {
  readonly #limits: Readonly<Record<Phase, number>>;
  readonly #deadline: Deadline;
  #phase: Phase = 'connecting';
  #waitedFor: string;

  /**
   * `expired` is called once, when a phase takes too long. `viaProgram`: a ProxyCommand connects, which may
   * ask a person.
   */
  constructor(
    timings: Timings,
    { viaProgram, expired }: { viaProgram: boolean; expired: (overdue: Overdue) => void },
  ) {
    this.#limits = {
      connecting: viaProgram ? Math.max(timings.connectMs, timings.authenticationMs) : timings.connectMs,
      'key exchange': timings.keyExchangeMs,
      authentication: timings.authenticationMs,
    };
    this.#waitedFor = viaProgram ? 'its ProxyCommand to connect' : 'the TCP connection';
    this.#deadline = new Deadline(this.#limits.connecting, () =>
      expired({ phase: this.#phase, ms: this.#limits[this.#phase], waitedFor: this.#waitedFor }),
    );
  }

  /** Notes what it is waiting for. Returns true if the phase is new, which then gets its full limit. */
  enter(phase: Phase, waitedFor: string): boolean {
    this.#waitedFor = waitedFor;
    if (phase === this.#phase) return false;
    this.#phase = phase;
    this.#deadline.restart(this.#limits[phase]);
    return true;
  }

  /** Stops the clock while a person answers; pauses nest. */
  pause(): void {
    this.#deadline.pause();
  }

  resume(): void {
    this.#deadline.resume();
  }

  stop(): void {
    this.#deadline.stop();
  }
}
