import { setTimeout as sleep } from 'node:timers/promises';
import { type Timings, withConnectTimeout } from '../../core/timings.ts';
import { TroubleError } from '../../core/trouble.ts';
import { type Hop, type Route, routeKey } from '../hop.ts';
import type { Answer, Prompter, Question } from '../transport.ts';
import { abortedTrouble, asTrouble, batchModeTrouble, overdueTrouble } from '../troubles.ts';
import { DialLimits } from './dialLimits.ts';
import { DroppedHandshake, type Link } from './link.ts';
import { type Phase, PhaseClock } from './phaseClock.ts';
import type { Progress } from './progress.ts';
import { Turn } from './promptQueue.ts';
import { orAborted } from './shared.ts';
import type { JoinAttempt, Sharing } from './sharing.ts';

/** Opens one connection and logs in. Must clean up after itself when the signal aborts or it fails. */
export type Connect<L extends Link> = (attempt: Attempt<L>) => Promise<L>;

export interface Attempt<L extends Link> {
  readonly hop: Hop;
  /** The connection of the last jump host, or null to connect directly. */
  readonly via: L | null;
  readonly role: 'jump' | 'target';
  /** Asks a question; the clock stops in the meantime. */
  readonly ask: (question: Question) => Promise<Answer>;
  /**
   * Call it when a phase of the login starts, or when the phase waits for something else. The first is
   * `connecting`.
   */
  readonly enter: (phase: Phase, waitedFor: string) => void;
  /** Receives notices for the user; the login continues. */
  readonly warn: (text: string) => void;
  /** Aborts on timeout, or when nobody needs the connection any more. */
  readonly signal: AbortSignal;
}

export interface DiallerOptions<L extends Link> {
  readonly prompter: Prompter;
  /** `--connect-timeout`; null: the configuration's ConnectTimeout, otherwise `timings`. */
  readonly connectTimeoutMs: number | null;
  readonly timings: Timings;
  /** Maximum number of simultaneous handshakes, across all hosts. */
  readonly concurrency: number;
  readonly progress: Progress;
  /** Null: always log in. */
  readonly sharing: Sharing<L> | null;
}

export interface DialRequest<L extends Link> {
  readonly route: Route;
  readonly via: L | null;
  readonly role: 'jump' | 'target';
  readonly signal: AbortSignal;
}

/**
 * Number of attempts at a server that drops handshakes when busy; with 8 at once, sshd's defaults drop none.
 */
const HANDSHAKE_TRIES = 6;
const FIRST_BACKOFF_MS = 250;

/** Opens logged-in connections, within the limits on handshakes. */
export class Dialler<L extends Link> {
  readonly #connect: Connect<L>;
  readonly #options: DiallerOptions<L>;
  readonly #limits: DialLimits;

  constructor(connect: Connect<L>, options: DiallerOptions<L>) {
    this.#connect = connect;
    this.#options = options;
    this.#limits = new DialLimits(options.concurrency);
  }

  /** Joins a connection to this server that another program has opened; null if there is none. */
  joinTarget(hop: Hop, signal: AbortSignal): Promise<Link | null> {
    return this.#join(this.#options.sharing?.joinTarget, hop, 'target', signal);
  }

  /** The same, for a server through which others are reached. */
  joinJump(hop: Hop, signal: AbortSignal): Promise<L | null> {
    return this.#join(this.#options.sharing?.joinJump, hop, 'jump', signal);
  }

  async #join<T extends Link>(
    join: ((attempt: JoinAttempt) => Promise<T | null>) | undefined,
    hop: Hop,
    role: JoinAttempt['role'],
    signal: AbortSignal,
  ): Promise<T | null> {
    const { progress, timings } = this.#options;
    const link = await join?.({
      hop,
      role,
      warn: text => progress.warn(hop.name, text),
      waits: () => progress.report(hop.name, 'asking'),
      allowMs: timings.authenticationMs,
      signal,
    });
    if (link) progress.report(hop.name, 'connected');
    return link ?? null;
  }

  /** Opens one connection. Only a dropped handshake is retried, after a pause; a failed login never is. */
  async open(request: DialRequest<L>): Promise<L> {
    const { progress } = this.#options;
    const hop = lastHop(request.route);
    try {
      const link = await this.#persist(request, hop);
      if (request.via) link.vitals.runThrough(request.via.vitals, trouble => link.fail(trouble));
      progress.report(hop.name, 'connected');
      return link;
    } catch (error) {
      const trouble = request.signal.aborted ? abortedTrouble(hop.name) : asTrouble(hop.name, error);
      progress.report(hop.name, 'failed', trouble);
      throw new TroubleError(trouble, { cause: error });
    }
  }

  async #persist(request: DialRequest<L>, hop: Hop): Promise<L> {
    for (let tries = 1; ; tries++) {
      this.#options.progress.report(hop.name, 'waiting');
      const release = await this.#limits.acquire(routeKey(request.route), request.signal);
      try {
        return await this.#attempt(request, hop, release);
      } catch (error) {
        if (request.via?.vitals.trouble) throw new TroubleError(request.via.vitals.trouble);
        if (!(error instanceof DroppedHandshake) || tries === HANDSHAKE_TRIES) throw error;
      } finally {
        release();
      }
      await sleep(backoff(tries), undefined, { signal: request.signal });
    }
  }

  async #attempt({ via, role, signal }: DialRequest<L>, hop: Hop, release: () => void): Promise<L> {
    const { progress, prompter } = this.#options;
    const over = new AbortController();
    const clock = this.#clock(hop, via, over);
    const giveUp = AbortSignal.any([signal, over.signal]);
    const enter = (phase: Phase, waitedFor: string) => {
      if (clock.enter(phase, waitedFor) && phase === 'authentication')
        progress.report(hop.name, 'authenticating');
    };
    const turn = new Turn(prompter, giveUp);
    const ask = async (question: Question) => {
      if (hop.batchMode) throw new TroubleError(batchModeTrouble(hop.name));
      // A person may take long to answer: the clock stops, and other hosts do not wait.
      clock.pause();
      release();
      progress.report(hop.name, 'asking');
      try {
        return await turn.ask(question);
      } finally {
        clock.resume();
        progress.report(hop.name, 'authenticating');
      }
    };
    const warn = (text: string) => progress.warn(hop.name, text);
    progress.report(hop.name, 'dialling');
    try {
      return await orAborted(
        this.#connect({ hop, via, role, ask, enter, warn, signal: giveUp }),
        giveUp,
        late => void late.close(),
      );
    } finally {
      clock.stop();
      turn.end();
      // A question of this login that is still queued must not be asked any more.
      over.abort(new TroubleError(abortedTrouble(hop.name)));
    }
  }

  #clock(hop: Hop, via: L | null, over: AbortController): PhaseClock {
    const { timings, connectTimeoutMs } = this.#options;
    return new PhaseClock(withConnectTimeout(timings, connectTimeoutMs ?? hop.connectTimeoutMs), {
      viaProgram: via === null && hop.proxyCommand !== null,
      expired: overdue => over.abort(new TroubleError(overdueTrouble(hop, via?.hop ?? null, overdue))),
    });
  }
}

const lastHop = (route: Route): Hop => route[route.length - 1] as Hop;

/** Milliseconds; doubled each time, and jittered so that hosts dropped together do not come back together. */
const backoff = (tries: number): number => FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + Math.random());
