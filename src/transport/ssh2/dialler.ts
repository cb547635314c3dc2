import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { TroubleError } from '../../core/trouble.ts';
import { Keyring } from '../auth/keyring.ts';
import { PasswordMemory } from '../auth/passwordMemory.ts';
import { Deadline } from '../deadline.ts';
import { DialLimits } from '../dialLimits.ts';
import { type Hop, hopAddress, type Route, routeKey } from '../hop.ts';
import type { Progress } from '../progress.ts';
import { askInTurn } from '../promptQueue.ts';
import { orAborted } from '../shared.ts';
import type { Prompter, Question } from '../transport.ts';
import { abortedTrouble, asTrouble, timeoutTrouble } from '../troubles.ts';
import { dial } from './dial.ts';
import { JUMP_KEEPALIVE, type KeepalivePolicy, TARGET_KEEPALIVE } from './keepalive.ts';
import { Link } from './link.ts';
import { DroppedHandshake, login } from './login.ts';

export interface DiallerOptions {
  readonly prompter: Prompter;
  readonly env: NodeJS.ProcessEnv;
  /** For one login, human time not counted; null: the configuration's ConnectTimeout, else 20 s. */
  readonly connectTimeoutMs: number | null;
  /** Handshakes at once, over all hosts. */
  readonly concurrency: number;
  readonly progress: Progress;
  readonly debug: ((line: string) => void) | null;
}

export interface DialRequest {
  readonly route: Route;
  /** The connection of the last jump host, or null to dial from here. */
  readonly via: Link | null;
  readonly role: 'jump' | 'target';
  readonly signal: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** Tries at a server that drops handshakes when busy; with 8 at once, sshd's defaults drop none. */
const HANDSHAKE_TRIES = 6;
const FIRST_BACKOFF_MS = 250;

/** Opens logged-in connections, within the limits on handshakes. */
export class Dialler {
  private readonly options: DiallerOptions;
  private readonly limits: DialLimits;
  private readonly keyring = new Keyring();
  private readonly passwords = new PasswordMemory();

  constructor(options: DiallerOptions) {
    this.options = options;
    this.limits = new DialLimits(options.concurrency);
  }

  /** Opens one connection. Only a dropped handshake is tried again, after a pause; a failed login never is. */
  async open(request: DialRequest): Promise<Link> {
    const { progress } = this.options;
    const hop = lastHop(request.route);
    try {
      const link = await this.persist(request, hop);
      progress.report(hop.name, 'connected');
      return link;
    } catch (error) {
      const trouble = request.signal.aborted ? abortedTrouble(hop.name) : asTrouble(hop.name, error);
      progress.report(hop.name, 'failed', trouble);
      throw new TroubleError(trouble, { cause: error });
    }
  }

  private async persist(request: DialRequest, hop: Hop): Promise<Link> {
    for (let tries = 1; ; tries++) {
      this.options.progress.report(hop.name, 'waiting');
      const release = await this.limits.acquire(routeKey(request.route), request.signal);
      try {
        return await this.attempt(request, hop, release);
      } catch (error) {
        if (request.via?.trouble) throw new TroubleError(request.via.trouble);
        if (!(error instanceof DroppedHandshake) || tries === HANDSHAKE_TRIES) throw error;
      } finally {
        release();
      }
      await sleep(backoff(tries), undefined, { signal: request.signal });
    }
  }

  private async attempt({ via, role, signal }: DialRequest, hop: Hop, release: () => void): Promise<Link> {
    const { progress, debug } = this.options;
    const deadline = this.deadline(hop);
    const abandon = new AbortController();
    const giveUp = AbortSignal.any([signal, abandon.signal]);
    const ask = async (question: Question) => {
      // A person may take long: neither the clock nor the other hosts wait for that.
      deadline.pause();
      release();
      progress.report(hop.name, 'asking');
      try {
        return await askInTurn(this.options.prompter, question, giveUp);
      } finally {
        deadline.resume();
        progress.report(hop.name, 'authenticating');
      }
    };
    try {
      progress.report(hop.name, 'dialling');
      const socket = await this.reach(hop, via, deadline, signal);
      const keepalive = keepaliveFor(hop, role);
      const authenticating = () => progress.report(hop.name, 'authenticating');
      const { keyring, passwords } = this;
      const client = await orAborted(
        login({ hop, socket, keyring, passwords, ask, deadline, keepalive, authenticating, debug }),
        signal,
      ).catch(error => {
        socket.destroy();
        throw error;
      });
      const link = new Link(hop, client, socket, keepalive);
      via?.lost.then(trouble => link.fail(trouble));
      return link;
    } finally {
      deadline.stop();
      // A question of this login that is still waiting for its turn must not be put any more.
      abandon.abort(new TroubleError(abortedTrouble(hop.name)));
    }
  }

  private deadline(hop: Hop): Deadline {
    const ms = this.options.connectTimeoutMs ?? hop.connectTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    const trouble = timeoutTrouble(hop.name, hopAddress(hop), 'connecting and logging in', ms / 1000);
    return new Deadline(ms, () => new TroubleError(trouble));
  }

  /** A raw connection to the server; one that comes too late is closed. */
  private async reach(hop: Hop, via: Link | null, deadline: Deadline, signal: AbortSignal): Promise<Duplex> {
    const reached = via === null ? dial(hop, this.options.env) : via.forward(hop);
    try {
      return await orAborted(Promise.race([reached, deadline.expired]), signal);
    } catch (error) {
      reached.then(
        socket => socket.destroy(),
        () => {},
      );
      throw error;
    }
  }
}

const lastHop = (route: Route): Hop => route[route.length - 1] as Hop;

const keepaliveFor = (hop: Hop, role: DialRequest['role']): KeepalivePolicy =>
  hop.keepalive ?? (role === 'jump' ? JUMP_KEEPALIVE : TARGET_KEEPALIVE);

/** Milliseconds; doubled each time, and jittered so that hosts dropped together do not come back together. */
const backoff = (tries: number): number => FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + Math.random());
