import { wholeLines } from '../../core/lines.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { planSource } from '../../pushdown/plan.ts';
import { refusalTrouble } from '../../pushdown/refusal.ts';
import { endText } from '../../pushdown/script/report.ts';
import { remoteCommand } from '../../pushdown/script/script.ts';
import type { Delivery } from '../host/delivery.ts';
import type { ReachedHost } from '../host/hosts.ts';
import { runScript } from '../host/remoteScript.ts';
import type { AttemptEnd, Break, Following, FollowMode } from './contract.ts';
import { followDelivery } from './delivery.ts';

/**
 * Follows a source without positions, or whose host lacks the tools to find them: each disconnect is reported
 * as a gap.
 */
export class InexactFollow implements FollowMode {
  readonly #following: Following;
  #delivery: Delivery | null = null;

  constructor(following: Following) {
    this.#following = following;
    following.context.started?.(following.source, 'its host lacks the tools to find a position again');
  }

  async attempt({ connection, facts }: ReachedHost): Promise<AttemptEnd> {
    const { source, context, signal, counts } = this.#following;
    const isFirst = this.#delivery === null;
    const query = isFirst ? context.query : { ...context.query, from: NOTHING_OLD };
    const planned = planSource(query, source.place, facts, { sudo: context.sudo });
    if (!planned.ok) return refusalTrouble(planned.refusal, source.host.name, source.log);
    const { remote, local, notes } = planned.plan;
    if (isFirst) for (const note of notes) this.#following.notice(note);
    if (remote === null) return 'over';
    this.#delivery ??= followDelivery(this.#following, local);
    const delivery = this.#delivery;

    const lineEnd = query.zeroTerminated ? '\0' : '\n';
    const gate = wholeLines(lineEnd);
    const started = context.now();
    let ended: number | null = null;
    const own = new AbortController();
    const both = AbortSignal.any([signal, own.signal]);
    const take = async (lines: Buffer | null): Promise<void> => {
      if (lines === null || both.aborted) return;
      this.#following.live();
      await delivery.take(lines);
      if (delivery.satisfied) own.abort();
    };
    this.#following.live();
    const broken = this.#following.takeBreak();
    if (broken) await this.#sayGap(broken);
    const end = await runScript(connection, {
      command: remoteCommand(remote),
      log: remote.path ?? source.log,
      signal: both,
      report: report => {
        if (report.kind === 'read') counts.read(report.bytes);
        if (report.kind === 'ended') ended = report.status;
        if (report.kind !== 'notice') return;
        if (report.waits) this.#following.absent();
        this.#following.notice(report.text);
      },
      message: line => this.#following.hostSays(line),
      output: chunk => take(gate.push(chunk)),
    });
    const rest = gate.rest();
    // A line cut off by a disconnect is terminated, so that it is never joined with later text.
    if (rest !== null) await take(end.trouble ? Buffer.concat([rest, Buffer.from(lineEnd)]) : rest);
    if (ended !== null && end.lost === null && !both.aborted) {
      const trouble = end.trouble ?? endedTrouble(source, ended);
      const after = this.#afterEnd(trouble, ended, context.now() - started);
      if (after !== 'over') return after;
    } else if (end.trouble && !both.aborted) return end.trouble;
    if (!signal.aborted) await delivery.end();
    return 'over';
  }

  /**
   * A command that exits is restarted if its log is followed by name; output in the meantime is lost, as
   * `#sayGap` reports.
   */
  #afterEnd(trouble: Trouble, status: number, ranMs: number): AttemptEnd {
    const { query } = this.#following.context;
    if (trouble.final) return trouble;
    if (query.retry || query.follow === 'name')
      return { kind: 'restart', trouble, ranLong: ranMs > LONG_RUN_MS };
    if (status !== 0) return { ...trouble, final: true };
    this.#following.notice(`${trouble.message}; add --retry to start it again`);
    return 'over';
  }

  #sayGap({ since }: Break): void | Promise<void> {
    const { source, context } = this.#following;
    const why = 'lines written in the meantime are lost';
    return context.sink.marker(source, { kind: 'gap', at: context.now(), since, bytes: null, why });
  }
}

/** A command that ran this long did its work. */
const LONG_RUN_MS = 10_000;

const endedTrouble = (source: Source, status: number): Trouble => ({
  kind: 'remote',
  host: source.host.name,
  log: source.log,
  message: endText(source.log, status),
  advice: null,
  final: false,
});

const NOTHING_OLD = { kind: 'lastLines', count: 0 } as const;
