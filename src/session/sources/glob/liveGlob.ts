import { setTimeout as sleep } from 'node:timers/promises';
import { filePath } from '../../../core/place.ts';
import type { Query } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { isOwnRotation } from '../../../pushdown/follow/shell.ts';
import { pathBytes } from '../../../pushdown/script/pathBytes.ts';
import { type RunContext, troubleOf } from '../../host/context.ts';
import type { Several } from '../contract.ts';
import { fileSource, listFiles, passedOver } from './expand.ts';

/**
 * How long a file that left the glob's set is still followed, in milliseconds: a rotation may leave the name unused for
 * a moment.
 */
const GONE_MS = 10_000;
/**
 * How often files that left the set are dropped, and how often a host that cannot be watched is listed, in
 * milliseconds.
 */
const LOOK_MS = 2_000;

interface OpenFile {
  readonly source: Source;
  readonly end: AbortController;
  readonly read: Promise<void>;
  /** Since when it is missing from the set, milliseconds since the epoch; null: it is in the set. */
  goneSince: number | null;
}

/** Returns true if the set of files can change while following: with `-F`, which follows names. */
export const isLiveGlob = ({ context: { query } }: Several): boolean => query.follow === 'name';

/**
 * Follows the files that a glob matches: new files are read from their beginning, and vanished ones are closed. A glob
 * that matches nothing waits.
 */
export class LiveGlob {
  readonly #source: Source;
  readonly #path: string;
  readonly #context: RunContext;
  readonly #signal: AbortSignal;
  readonly #several: Several;
  readonly #files = new Map<string, OpenFile>();
  /** Rotated forms of files in the set: the files' own followers read them. */
  readonly #rotations = new Set<string>();
  #listed = false;
  #wake = Promise.withResolvers<void>();

  constructor(several: Several) {
    this.#several = several;
    this.#source = several.source;
    this.#path = filePath(several.source.place) ?? several.source.log;
    this.#context = several.context;
    this.#signal = several.signal;
  }

  /** Resolves with the failure if it failed before any file was found, or null when the signal aborts. */
  async run(): Promise<Trouble | null> {
    const { hosts, now } = this.#context;
    const trouble = await this.#follow(async failed => {
      if (failed.final || !(this.#listed || this.#context.query.retry)) return false;
      await pause(Math.max(0, hosts.backoff.next(failed.host, now()) - now()), this.#signal);
      return true;
    });
    await Promise.all([...this.#files.values()].map(({ read }) => read));
    return trouble;
  }

  async #follow(canRetry: (trouble: Trouble) => Promise<boolean>): Promise<Trouble | null> {
    while (!this.#signal.aborted) {
      try {
        await this.#watch();
      } catch (error) {
        if (this.#signal.aborted) return null;
        const trouble = troubleOf(error, this.#source);
        if (!(await canRetry(trouble))) return trouble;
      }
    }
    return null;
  }

  /** Lists the set after each change, until the host is lost. */
  async #watch(): Promise<void> {
    const { hosts, sink } = this.#context;
    if (!this.#listed) sink.state(this.#source, { kind: 'connecting', detail: this.#source.host.name });
    await hosts.reach(this.#source.host);
    const watcher = hosts.watcher(this.#source.host, this.#context);
    let lost = false;
    const wake = (): void => this.#wake.resolve();
    const unwatch = watcher.watchGlob(this.#path, wake, () => {
      lost = true;
      wake();
    });
    this.#signal.addEventListener('abort', wake, { once: true });
    try {
      while (!lost && !this.#signal.aborted) {
        this.#wake = Promise.withResolvers();
        await this.#look();
        const isCounting = !watcher.usable || [...this.#files.values()].some(file => file.goneSince !== null);
        await (isCounting
          ? Promise.race([this.#wake.promise, pause(LOOK_MS, this.#signal)])
          : this.#wake.promise);
      }
    } finally {
      this.#signal.removeEventListener('abort', wake);
      unwatch();
    }
  }

  async #look(): Promise<void> {
    const { files, others } = await listFiles(this.#source, this.#context, this.#signal);
    const isFirst = !this.#listed;
    this.#listed = true;
    for (const path of files) this.#found(path, isFirst);
    for (const [path, file] of this.#files) this.#count(path, file, files);
    const [first] = this.#files.values();
    if (isFirst && first) for (const text of passedOver(this.#path, others)) this.#notice(first.source, text);
    if (this.#files.size > 0) this.#several.matched();
    else this.#several.waiting(`${this.#source.log} matches no file yet: waiting for one`);
  }

  #found(path: string, isFirst: boolean): void {
    if (this.#files.has(path) || this.#rotations.has(path)) return;
    if (!isFirst && this.#isRotation(path)) {
      this.#rotations.add(path);
      return;
    }
    const { query } = this.#context;
    const end = new AbortController();
    const whole: Query = isFirst ? query : { ...query, from: { kind: 'fromLine', line: 1 } };
    const how = { query: whole, signal: end.signal };
    const { source, ended } = this.#several.add(fileSource(this.#source, path), how);
    this.#files.set(path, { source, end, read: ended, goneSince: null });
    if (!isFirst) this.#notice(source, `new file matches ${this.#path}`);
  }

  #isRotation(path: string): boolean {
    return [...this.#files.keys()].some(
      followed => path !== followed && isOwnRotation(pathBytes(path), pathBytes(followed)),
    );
  }

  #count(path: string, file: OpenFile, present: readonly string[]): void {
    const now = this.#context.now();
    if (present.includes(path)) file.goneSince = null;
    else file.goneSince ??= now;
    if (file.goneSince === null || now - file.goneSince < GONE_MS) return;
    this.#files.delete(path);
    this.#notice(file.source, `${path} no longer exists and is no longer followed`);
    file.end.abort();
  }

  #notice(source: Source, text: string): void {
    void this.#context.sink.marker(source, { kind: 'notice', at: this.#context.now(), text });
  }
}

/** Resolves after this many milliseconds, or when the signal aborts. */
const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, { signal }).catch(() => {});
};
