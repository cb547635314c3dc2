import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../core/follow/position.ts';
import type { LogFindings, Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { planFollow } from '../../pushdown/follow/plan.ts';
import { refusalTrouble } from '../../pushdown/refusal.ts';
import type { SourceState } from '../events.ts';
import { type RunContext, troubleOf } from '../host/context.ts';
import { wantsFindings, withFindings } from '../host/findings.ts';
import type { ReachedHost } from '../host/hosts.ts';
import { filterOf } from '../host/requery.ts';
import type { RunningCounts } from '../host/sourceCounts.ts';
import type { AttemptEnd, Break, Following, FollowMode } from './contract.ts';
import { ExactFollow } from './exact.ts';
import { InexactFollow } from './inexact.ts';

const ANY_TIME = { since: null, until: null };

const KEEPS_ITS_FILTER = 'it keeps its original filter until it is read again (R)';

const NO_ROOT_SHELL =
  'sudo lets this user run only single programs as root and no shell, so the log is followed with tail alone: a disconnect causes a gap';

/**
 * Pauses before the fourth fruitless survey in a row, so that a misbehaving host is not polled constantly.
 */
const LOOKS = 3;
const LOOK_PAUSE_MS = 500;

/** Creates a kind of source's way of following; absent for files and commands, where the plan decides. */
export type CreateMode = (following: Following) => FollowMode;

/**
 * Follows one log (not a glob) across all disconnects until it ends, the signal aborts or a permanent failure
 * occurs. Returns that failure, or null. A host that was never reached is retried only with `--retry`.
 */
export const followSource = async (
  source: Source,
  counts: RunningCounts,
  context: RunContext,
  signal: AbortSignal,
  createMode: CreateMode | null = null,
): Promise<Trouble | null> => {
  const follower = new Follower(source, counts, context, signal, createMode);
  try {
    return await follower.run();
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
};

class Follower implements Following {
  readonly source: Source;
  readonly counts: RunningCounts;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  #mode: FollowMode | null = null;
  #query: Query;
  #findings: LogFindings | undefined;
  readonly #remarked = new Set<string>();
  #break: Break | null = null;
  readonly #began: number;
  #wasLive = false;
  #isLive = false;

  readonly #createMode: CreateMode | null;

  constructor(
    source: Source,
    counts: RunningCounts,
    context: RunContext,
    signal: AbortSignal,
    createMode: CreateMode | null,
  ) {
    this.#createMode = createMode;
    this.source = source;
    this.counts = counts;
    this.context = context;
    this.signal = signal;
    this.#query = context.query;
    this.#findings = context.query.findings;
    this.#began = context.now();
  }

  async run(): Promise<Trouble | null> {
    const unlisten = this.context.requery?.listen(query => this.#requery(query));
    try {
      return await this.#follow();
    } finally {
      unlisten?.();
    }
  }

  /**
   * Changes the filter from now on. A log that cannot resume at the byte keeps its filter, so the caller
   * filters as well.
   */
  #requery(query: Query): void {
    const { query: first } = this.context;
    this.#query = { ...first, ...filterOf(query), ...(this.#findings ? { findings: this.#findings } : {}) };
    if (this.#mode?.refilter) this.#mode.refilter(this.#query);
    else if (this.#mode instanceof ExactFollow) this.#mode.leave();
    else if (this.#mode && first.grep.length + first.exclude.length > 0) this.notice(KEEPS_ITS_FILTER);
  }

  /** Determines, once, what a changed filter needs to know about the log. */
  async #look(): Promise<void> {
    const { source, context, counts, signal } = this;
    const query = { ...this.#query, time: ANY_TIME };
    if (this.#findings || !wantsFindings(query, source)) return;
    const { findings } = await withFindings(query, source, context, counts, signal);
    // An empty log may reveal more later.
    if (findings?.start) this.#findings = findings;
    if (findings) this.#query = { ...this.#query, findings };
  }

  async #follow(): Promise<Trouble | null> {
    let idle = 0;
    while (!this.signal.aborted) {
      const before = this.counts.lines;
      const end = await this.#attempt();
      if (this.signal.aborted || end === 'over') return null;
      if (end === 'again') {
        idle = this.counts.lines === before ? idle + 1 : 0;
        if (idle > LOOKS) await sleep(LOOK_PAUSE_MS, undefined, { signal: this.signal });
        continue;
      }
      if (end.kind === 'restart') {
        const { trouble, ranLong } = end;
        const key = `${trouble.host} ${this.source.id}`;
        if (ranLong) this.context.hosts.backoff.reset(key);
        await this.#pause(trouble, key);
        continue;
      }
      if (!this.#canRetry(end)) return end;
      await this.#pause(end, end.host);
    }
    return null;
  }

  live(): void {
    this.#wasLive = true;
    if (!this.#isLive) this.#state({ kind: 'live' });
    this.#isLive = true;
  }

  absent(): void {
    this.#wasLive = true;
    this.#isLive = false;
    this.#state({ kind: 'absent' });
  }

  get waitedMs(): number {
    return this.context.now() - this.#began;
  }

  get broken(): boolean {
    return this.#break !== null;
  }

  takeBreak(): Break | null {
    const broken = this.#break;
    this.#break = null;
    return broken;
  }

  notice(text: string): void {
    void this.context.sink.marker(this.source, { kind: 'notice', at: this.context.now(), text });
  }

  hostSays(line: string): void {
    this.context.hosts.remarks.pass(this.source.host.name, line, text => this.notice(text));
  }

  #state(state: SourceState): void {
    this.context.sink.state(this.source, state);
  }

  async #attempt(): Promise<AttemptEnd> {
    const { hosts } = this.context;
    try {
      if (!this.#wasLive) this.#state({ kind: 'connecting', detail: this.source.host.name });
      const reached = await hosts.reach(this.source.host);
      this.signal.throwIfAborted();
      hosts.backoff.reset(this.source.host.name);
      if (this.#break) hosts.backoff.reset(this.#break.trouble.host);
      const left = this.#mode instanceof ExactFollow ? this.#mode.left : null;
      if (this.#createMode !== null) this.#mode ??= this.#createMode(this);
      else if (left !== null || this.#mode === null) {
        await this.#look();
        this.#mode = this.#plan(reached, left === 'nowhere' ? null : left);
      }
      const end = await this.#mode!.attempt(await this.#asWho(reached));
      if (end !== 'unfit') return end;
      this.#mode = this.#inexact(['the host has no stat or od']);
      return 'again';
    } catch (error) {
      return troubleOf(error, this.source);
    }
  }

  /**
   * Exact following of a log that only root can open needs a root shell; sudo may allow tail but no shell.
   */
  async #asWho(reached: ReachedHost): Promise<ReachedHost> {
    if (!this.context.sudo || !(this.#mode instanceof ExactFollow)) return reached;
    const root = await this.context.hosts.reachAsRoot(this.source.host);
    if (root === null) this.#mode = this.#inexact([NO_ROOT_SHELL]);
    return root ?? reached;
  }

  /**
   * Called once: the facts about a host do not change while it is followed. Throws what `troubleOf`
   * understands.
   */
  #plan({ facts }: ReachedHost, start: Position | null): FollowMode {
    const { sudo } = this.context;
    const { source } = this;
    const planned = planFollow(this.#query, source.place, facts, { sudo });
    switch (planned.kind) {
      case 'refused':
        return { attempt: async () => refusalTrouble(planned.refusal, source.host.name, source.log) };
      case 'inexact':
        return this.#inexact(planned.notes);
      case 'exact':
        this.#remark(planned.plan.notes);
        return new ExactFollow(this, planned.plan, facts, start);
    }
  }

  /**
   * Reports what the host cannot do, once however often the filter changes; on this machine, local filtering
   * is not worth reporting.
   */
  #remark(notes: readonly string[]): void {
    const isHere = this.source.host.kind === 'local';
    for (const note of notes) {
      if (this.#remarked.has(note) || (isHere && note.startsWith('filtered locally'))) continue;
      this.#remarked.add(note);
      this.notice(note);
    }
  }

  #inexact(notes: readonly string[]): FollowMode {
    for (const note of notes) this.notice(note);
    return new InexactFollow(this);
  }

  #canRetry(trouble: Trouble): boolean {
    return !trouble.final && (this.#wasLive || this.context.query.retry);
  }

  /** `key`: identifies whose pauses grow. */
  async #pause(trouble: Trouble, key: string): Promise<void> {
    const { now, hosts } = this.context;
    this.#break ??= { since: now(), trouble };
    this.#break = { ...this.#break, trouble };
    this.#isLive = false;
    const at = hosts.backoff.next(key, now());
    this.#state({ kind: 'retrying', at, trouble });
    await sleep(Math.max(0, at - now()), undefined, { signal: this.signal });
  }
}
