import { type ByteString, toByteString } from '../../core/bytes.ts';
import { readWatchReport, type WatchReport } from '../../pushdown/follow/frame.ts';
import {
  unwatchGlobLine,
  unwatchLine,
  type WatchedLog,
  watchCommand,
  watchGlobLine,
  watchLine,
} from '../../pushdown/follow/watch.ts';
import { HEARTBEAT_MS } from '../../pushdown/script/lifetime.ts';
import { newNonce, nonceGate } from '../../pushdown/script/nonceGate.ts';
import type { Channel, Connection } from '../../transport/transport.ts';

/**
 * A watch that ends sooner than this has failed, in milliseconds; after this many failures in a row the host
 * is not tried again.
 */
const FAILED_WITHIN_MS = 5_000;
const MAX_FAILURES = 3;

/** One watched item: the lines that start and stop watching it, and its listener. */
interface Watch {
  readonly start: ByteString;
  readonly end: ByteString;
  readonly report: (words: readonly ByteString[]) => void;
  /** It is no longer watched. */
  readonly abandoned: () => void;
}

/**
 * The watcher of one host: one script for all logs followed on it. It ends a tail whose file was rotated or
 * truncated, and keeps the lease of the follow scripts. No log bytes wait for it. It runs while anything is
 * watched.
 */
export class HostWatcher {
  readonly #reach: () => Promise<Connection>;
  readonly #now: () => number;
  readonly #watches = new Map<number, Watch>();
  #channel: Promise<Channel> | null = null;
  #open: Channel | null = null;
  #nextId = 1;
  #failures = 0;
  #holds = 0;

  /** `now`: milliseconds by a monotonic clock. */
  constructor(reach: () => Promise<Connection>, now: () => number = () => performance.now()) {
    this.#reach = reach;
    this.#now = now;
  }

  /** False once the host has proved unable to run it; each log's own script then has to watch its file. */
  get usable(): boolean {
    return this.#failures < MAX_FAILURES;
  }

  /**
   * Watches a log; returns an unsubscribe function. `abandoned` is called if the log is no longer watched.
   */
  watchLog(
    log: Omit<WatchedLog, 'id'>,
    heard: (report: WatchReport) => void,
    abandoned: () => void,
  ): () => void {
    const id = this.#nextId++;
    return this.#watch(id, {
      start: watchLine({ ...log, id }),
      end: unwatchLine(id),
      report: words => {
        const report = readWatchReport(words);
        if (report !== null) heard(report);
      },
      abandoned,
    });
  }

  /**
   * Watches the set of files that a glob matches; returns an unsubscribe function. `changed` is also called
   * once at the start.
   */
  watchGlob(path: string, changed: () => void, abandoned: () => void): () => void {
    const id = this.#nextId++;
    const start = watchGlobLine({ id, path });
    return this.#watch(id, { start, end: unwatchGlobLine(id), report: changed, abandoned });
  }

  /**
   * Has the watcher run although nothing is watched yet; returns a function that no longer requires it. A log is then
   * watched as soon as its tail is known, not only once another script has started.
   */
  hold(): () => void {
    if (!this.usable) return () => {};
    this.#holds++;
    if (this.#channel === null) this.#start();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      if (this.#isIdle) this.#stop();
    };
  }

  #watch(id: number, watch: Watch): () => void {
    if (!this.usable) return () => {};
    this.#watches.set(id, watch);
    if (this.#channel === null) this.#start();
    else this.#open?.send(watch.start);
    return () => {
      if (!this.#watches.delete(id)) return;
      if (this.#isIdle) this.#stop();
      else this.#open?.send(watch.end);
    };
  }

  #start(): void {
    const began = this.#now();
    const nonce = newNonce();
    const starting = this.#exec(nonce);
    this.#channel = starting;
    void this.#run(starting, nonce).then(end => {
      if (this.#channel !== starting) return;
      this.#channel = null;
      this.#open = null;
      // A lost connection also ends everything followed through it.
      if (end !== 'ended') return this.#abandon();
      this.#failures = this.#now() - began < FAILED_WITHIN_MS ? this.#failures + 1 : 0;
      if (this.usable) this.#start();
      else this.#abandon();
    });
  }

  /** Resolves when the watcher's channel has ended, or its connection is lost. */
  async #run(starting: Promise<Channel>, nonce: string): Promise<'ended' | 'lost'> {
    try {
      const channel = await starting;
      if (this.#channel !== starting) channel.close();
      else this.#open = channel;
      for (const watch of this.#watches.values()) channel.send(watch.start);
      await this.#read(channel, nonce).catch(() => channel.close());
      return (await channel.end).lost === null ? 'ended' : 'lost';
    } catch {
      return 'lost';
    }
  }

  #abandon(): void {
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) watch.abandoned();
  }

  async #exec(nonce: string): Promise<Channel> {
    const connection = await this.#reach();
    return connection.exec(watchCommand(), { heartbeatMs: HEARTBEAT_MS, input: `${nonce}\n` });
  }

  get #isIdle(): boolean {
    return this.#watches.size === 0 && this.#holds === 0;
  }

  #stop(): void {
    const channel = this.#channel;
    this.#channel = null;
    this.#open = null;
    channel?.then(
      open => open.close(),
      () => {},
    );
  }

  async #read(channel: Channel, nonce: string): Promise<void> {
    channel.stderr.resume();
    const gate = nonceGate(nonce, 'the host');
    let rest = '';
    for await (const chunk of channel.stdout) {
      const lines = (rest + toByteString(gate.push(chunk))).split('\n');
      rest = lines.pop()!.slice(-MAX_LINE);
      for (const line of lines) this.#hear(line, nonce);
    }
  }

  #hear(line: ByteString, nonce: string): void {
    const [mark, ...words] = line.split(' ');
    if (mark !== nonce) return;
    this.#watches.get(Number(words[1]))?.report(words);
  }
}

/** Maximum length of a report in bytes: without a checksum tool, a head is 512 bytes in hexadecimal. */
const MAX_LINE = 2_048;
