import type { HostFacts } from '../core/facts.ts';
import type { Host } from '../core/target.ts';
import { TroubleError } from '../core/trouble.ts';
import { probeCommand, readProbe } from '../pushdown/probe.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import { Backoff } from './backoff.ts';
import { runShortScript } from './remoteScript.ts';

/** A host that is logged in to, and what its tools are. */
export interface ReachedHost {
  readonly connection: Connection;
  readonly facts: HostFacts;
}

/** The hosts of a run: each is connected to and probed once, however many logs are read there. */
export class Hosts {
  /** When to try again what broke. */
  readonly backoff = new Backoff();
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #reached = new Map<string, Promise<ReachedHost>>();
  /** The facts outlive a connection: a host is probed once. */
  readonly #facts = new Map<string, HostFacts>();

  /** `signal` ends the run: logins under way are given up. */
  constructor(transport: Transport, now: () => number, signal: AbortSignal) {
    this.#transport = transport;
    this.#now = now;
    this.#signal = signal;
  }

  /** Connects and probes, or joins who does. Rejects with a TroubleError; a later call tries again. */
  reach(host: Host): Promise<ReachedHost> {
    const under = this.#reached.get(host.name);
    if (under) return under;
    const reaching = this.#reach(host);
    this.#reached.set(host.name, reaching);
    const forget = (): void => {
      if (this.#reached.get(host.name) === reaching) this.#reached.delete(host.name);
    };
    reaching.then(({ connection }) => connection.lost.then(forget), forget);
    return reaching;
  }

  /** What is known of a host's tools, null before it was reached. */
  facts(host: Host): HostFacts | null {
    return this.#facts.get(host.name) ?? null;
  }

  async #reach(host: Host): Promise<ReachedHost> {
    const signal = this.#signal;
    const connection = await this.#transport.connect(host, signal);
    const known = this.#facts.get(host.name);
    if (known) return { connection, facts: known };
    const sent = this.#now();
    const { output, end } = await runShortScript(connection, {
      command: probeCommand(),
      log: 'the host',
      signal,
    });
    if (end.trouble) throw new TroubleError({ ...end.trouble, log: null });
    const facts = readProbe(output, { sent, received: this.#now() });
    this.#facts.set(host.name, facts);
    return { connection, facts };
  }
}
