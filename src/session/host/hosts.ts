import { isDeepStrictEqual } from 'node:util';
import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { Host } from '../../core/target.ts';
import { DEFAULT_TIMINGS } from '../../core/timings.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { probeCommand, readProbe } from '../../pushdown/probes/probe.ts';
import type { Connection, EndSizes, FileEnds, OpenFile, Transport } from '../../transport/transport.ts';
import { Backoff } from './backoff.ts';
import type { FirstRead, Probed } from './firstRead.ts';
import { HostRemarks } from './hostMessages.ts';
import { runShortScript } from './remoteScript.ts';
import { rootConnection } from './rootConnection.ts';
import { TailRefusals } from './tailRefusals.ts';
import { HostWatcher } from './watcher.ts';

const unanswered = (host: Host, ms: number, printed: string): Trouble => ({
  kind: 'unreachable',
  host: host.name,
  log: null,
  message: `did not answer within ${ms / 1000} s (first answer: logged in, then waited for its login shell to run a command)${printed}`,
  advice:
    'check what its login shell is waiting for (run `ssh HOST true`), or allow more time with --connect-timeout',
  final: false,
});

/** A connected host and the facts about its tools. */
export interface ReachedHost {
  readonly connection: Connection;
  readonly facts: HostFacts;
}

/** The hosts of a run: each is connected to and probed once, however many of its logs are read. */
export class Hosts {
  /** When to retry. */
  readonly backoff = new Backoff();
  readonly remarks = new HostRemarks();
  readonly refusals = new TailRefusals();
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #answerMs: number;
  readonly #reached = new Map<string, Promise<ReachedHost>>();
  readonly #watchers = new Map<string, HostWatcher>();
  readonly #said = new Set<string>();
  /** The facts outlive a connection: a host is probed once. */
  readonly #facts = new Map<string, HostFacts>();
  /** The clocks of hosts whose tools are not known. */
  readonly #skews = new Map<string, number | null>();
  #seen: readonly HostFacts[] = [];

  /**
   * `signal` ends the run and cancels pending logins. `answerMs`: how long a login shell may take to answer a
   * first command; rc files may be slow.
   */
  constructor(
    transport: Transport,
    now: () => number,
    signal: AbortSignal,
    answerMs: number = DEFAULT_TIMINGS.answerMs,
  ) {
    this.#transport = transport;
    this.#now = now;
    this.#signal = signal;
    this.#answerMs = answerMs;
  }

  /**
   * Connects and probes, or joins an attempt under way. Rejects with a TroubleError; a later call tries
   * again. `first`: a read that the probe can start.
   */
  reach(host: Host, first: FirstRead | null = null): Promise<ReachedHost> {
    const under = this.#reached.get(host.name);
    if (under) return under;
    const reaching = this.#reach(host, first);
    this.#reached.set(host.name, reaching);
    const forget = (): void => {
      if (this.#reached.get(host.name) === reaching) this.#reached.delete(host.name);
    };
    reaching.then(({ connection }) => connection.lost.then(forget), forget);
    return reaching;
  }

  /**
   * Opens a regular file that is read without a command, so that nothing need be known about the host's tools; null: it
   * takes a command.
   */
  async openFile(host: Host, path: ByteString): Promise<OpenFile | null> {
    if (host.kind !== 'local') return null;
    const connection = await this.#transport.connect(host, this.#signal);
    return connection.openFile?.(path) ?? null;
  }

  /**
   * Starts a read that examines only what its plan depends on, so that the host's facts stay unknown. Returns null if the host
   * has other tools, or is known: plan with its facts. Rejects like `reach`.
   */
  async begin(host: Host, first: FirstRead): Promise<Connection | null> {
    if (this.#reached.has(host.name)) return null;
    const connection = await this.#transport.connect(host, this.#signal);
    if (this.#facts.has(host.name)) return null;
    const facts = await this.#probe(connection, first);
    if (first.reads) {
      this.#skews.set(host.name, facts.clockSkewMs);
      return connection;
    }
    this.#learn(host, facts);
    return null;
  }

  /** Returns a host's clock minus ours in milliseconds; null if it is not known (yet). */
  skewMs(host: Host): number | null {
    return this.facts(host)?.clockSkewMs ?? this.#skews.get(host.name) ?? null;
  }

  /** Returns the ends of a regular file; null: as for `openFile`. */
  async readEnds(host: Host, path: ByteString, sizes: EndSizes): Promise<FileEnds | null> {
    if (host.kind !== 'local') return null;
    const connection = await this.#transport.connect(host, this.#signal);
    return connection.readEnds?.(path, sizes) ?? null;
  }

  /** Returns true if this key is used for the first time in this run. */
  isFirst(key: string): boolean {
    const isNew = !this.#said.has(key);
    this.#said.add(key);
    return isNew;
  }

  /**
   * The same, with a connection that runs scripts as root; null if the host's sudo does not allow a shell.
   */
  async reachAsRoot(host: Host): Promise<ReachedHost | null> {
    const { connection, facts } = await this.reach(host);
    const root = await rootConnection(connection);
    return root && { connection: root, facts };
  }

  /** Returns the watcher of the logs followed on a host. `sudo`: of those that only root can open. */
  watcher(host: Host, { sudo = false }: { readonly sudo?: boolean } = {}): HostWatcher {
    const key = sudo ? `${host.name} root` : host.name;
    const known = this.#watchers.get(key);
    if (known) return known;
    const watcher = new HostWatcher(async () => {
      const reached = sudo ? await this.reachAsRoot(host) : null;
      return (reached ?? (await this.reach(host))).connection;
    });
    this.#watchers.set(key, watcher);
    return watcher;
  }

  /** Returns what is known about a host's tools; null before it was reached. */
  facts(host: Host): HostFacts | null {
    return this.#facts.get(host.name) ?? null;
  }

  /** Returns the facts about the hosts reached so far, each different set once, the latest first. */
  get seen(): readonly HostFacts[] {
    return this.#seen;
  }

  async #reach(host: Host, first: FirstRead | null): Promise<ReachedHost> {
    const connection = await this.#transport.connect(host, this.#signal);
    const known = this.#facts.get(host.name);
    if (known) return { connection, facts: known };
    const facts = await this.#probe(connection, first);
    this.#learn(host, facts);
    return { connection, facts };
  }

  #learn(host: Host, facts: HostFacts): void {
    this.#facts.set(host.name, facts);
    this.#notice(facts);
  }

  #notice(facts: HostFacts): void {
    const others = this.#seen.filter(other => !hasSameTools(other, facts));
    this.#seen = [facts, ...others].slice(0, MAX_SEEN);
  }

  async #probe(connection: Connection, first: FirstRead | null): Promise<HostFacts> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#answerMs);
    const sent = this.#now();
    let printed = '';
    try {
      const signal = AbortSignal.any([this.#signal, late.signal]);
      const { output, end } = await this.#run(connection, first, signal);
      if (end?.began === false) printed = end.printed;
      late.signal.throwIfAborted();
      if (end?.trouble) throw new TroubleError({ ...end.trouble, log: null });
      return readProbe(output, { sent, received: this.#now() });
    } catch (error) {
      // The next attempt needs a separate login: this one may hang forever.
      connection.close();
      throw late.signal.aborted
        ? new TroubleError(unanswered(connection.host, this.#answerMs, printed))
        : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A read that was given up before the probe was done ends the probe with it, which others may be waiting for. */
  async #run(connection: Connection, first: FirstRead | null, signal: AbortSignal): Promise<Probed> {
    if (first !== null && !first.signal.aborted) {
      try {
        const probed = await first.probe(connection, signal);
        if (probed.end === null || !first.signal.aborted) return probed;
      } catch (error) {
        if (!first.signal.aborted) throw error;
      }
    }
    return runShortScript(connection, { command: probeCommand(), log: 'the host', signal });
  }
}

/** Number of different sets of facts to remember. */
const MAX_SEEN = 4;

const hasSameTools = (one: HostFacts, other: HostFacts): boolean =>
  isDeepStrictEqual({ ...one, clockSkewMs: null }, { ...other, clockSkewMs: null });
