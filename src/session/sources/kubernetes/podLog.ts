import { setTimeout as sleep } from 'node:timers/promises';
import { type ByteString, decodeText } from '../../../core/bytes.ts';
import { Overlap, stampNanos } from '../../../core/containers/overlap.ts';
import type { Query } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { Reader } from '../../../pushdown/containers/canonical.ts';
import { printCommand, SAMPLED_LINES } from '../../../pushdown/containers/selection.ts';
import {
  type PodContainer,
  type PodSelection,
  podLogsCommand,
  podLogsText,
} from '../../../pushdown/kubernetes/kubectl.ts';
import type { Connection } from '../../../transport/transport.ts';
import type { AttemptEnd, Following, FollowMode } from '../../follow/contract.ts';
import { followSource } from '../../follow/follower.ts';
import type { ReachedHost } from '../../host/hosts.ts';
import { runShortScript } from '../../host/remoteScript.ts';
import { StampedLines, skippedLines } from '../containers/cli.ts';
import { HostSelection } from '../containers/hostSelection.ts';
import type { Reading } from '../contract.ts';
import { Intake } from '../intake.ts';

/**
 * The API server rounds times down to the second, so after a disconnect everything from one second before the
 * last line is read again.
 */
const overlap = (): Overlap => new Overlap({ windowMs: 1000, unitMs: 1000 });

/**
 * Pause before reopening a stream that ended, in milliseconds: load balancers and API servers close idle
 * streams.
 */
const AGAIN_MS = 1000;

/** The log of one container in a pod, across restarts of that container. */
export class PodLog {
  readonly selection: PodSelection;
  /** The container as last listed. */
  #now: PodContainer;

  readonly #reader: Reader | null;

  constructor(selection: PodSelection, pod: PodContainer, reader: Reader | null) {
    this.selection = selection;
    this.#now = pod;
    this.#reader = reader;
  }

  /** Updates the listing: the container may be another instance. */
  isNow(pod: PodContainer): void {
    this.#now = pod;
  }

  get current(): PodContainer {
    return this.#now;
  }

  async read(reading: Reading): Promise<Trouble | null> {
    const { source, counts, context, signal } = reading;
    const intake = new Intake(reading);
    context.started?.(source, 'pod logs cannot be read backwards');
    const trouble =
      context.query.follow === 'none'
        ? await this.#once(reading, intake)
        : await followSource(
            source,
            counts,
            context,
            signal,
            following => new PodFollow(following, reading, intake, this),
          );
    if (!signal.aborted || context.query.follow !== 'none') await intake.end();
    return trouble;
  }

  async #once(reading: Reading, intake: Intake): Promise<Trouble | null> {
    const { source, context, signal } = reading;
    const { query, hosts, sink } = context;
    const { connection, facts } = await hosts.reach(source.host);
    sink.state(source, { kind: 'live' });
    const lines = new StampedLines(reading, intake, {
      overlap: overlap(),
      found: async () => {},
      skip: skippedLines(query.from),
    });
    const printed = { form: 'lines', reader: this.#reader, facts, ...this.#samples() } as const;
    const selection = new HostSelection(source, printed, context);
    const stages = await selection.stages(connection, { query, after: null, signal });
    const tail = query.from.kind === 'lastLines' ? query.from.count : null;
    const ask = { follow: false, tail, sinceTime: sinceTimeOf(query) };
    const text = decodeText(podLogsText(this.selection, this.#now, ask));
    const end = await lines.run(connection, {
      command: printCommand(text, stages ?? [], false),
      log: source.log,
      signal,
      isSelected: stages !== null,
    });
    return troubleWith(end.trouble, end.said);
  }

  #samples(): { readonly first: ByteString; readonly latest: ByteString } {
    const text = (tail: number | null): ByteString =>
      podLogsText(this.selection, this.#now, { follow: false, tail, sinceTime: null });
    return { first: text(null), latest: text(SAMPLED_LINES) };
  }
}

/** Returns `--since` in whole seconds; the rest is filtered locally. */
export const sinceTimeOf = ({ time }: Query): string | null =>
  time.since === null ? null : secondsText(BigInt(Math.floor(time.since / 1000)));

const secondsText = (seconds: bigint): string =>
  new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');

/** Returns the full second at or before a stamped line's time. */
const secondOf = (line: string): string | null => {
  const nanos = stampNanos(line.slice(0, line.indexOf(' ')));
  return nanos === null ? null : secondsText(nanos / 1_000_000_000n);
};

const troubleWith = (trouble: Trouble | null, [why]: readonly string[]): Trouble | null =>
  trouble === null || why === undefined || trouble.kind !== 'remote'
    ? trouble
    : { ...trouble, message: `kubectl: ${why}` };

/**
 * Follows one container: after a disconnect, finds the last lines again, in the container's log or, if it restarted, in
 * the previous instance's.
 */
class PodFollow implements FollowMode {
  readonly #following: Following;
  readonly #log: PodLog;
  readonly #lines: StampedLines;
  /** The followed instance. */
  #id: string;

  constructor(following: Following, reading: Reading, intake: Intake, log: PodLog) {
    this.#following = following;
    this.#log = log;
    this.#id = log.current.id;
    this.#lines = new StampedLines(reading, intake, {
      overlap: overlap(),
      found: found => this.#found(found),
    });
  }

  async attempt({ connection }: ReachedHost): Promise<AttemptEnd> {
    const { source, context, signal } = this.#following;
    const { selection, current } = this.#log;
    const run = (ask: Parameters<typeof podLogsCommand>[2]) =>
      this.#lines.run(connection, {
        command: podLogsCommand(selection, current, ask),
        log: source.log,
        signal,
      });
    this.#following.live();
    this.#connection = connection;
    if (current.id !== this.#id) {
      // Reads the last lines of the previous instance. The log may show the restart before the listing does.
      await run({ follow: false, previous: true, tail: null, sinceTime: this.#sinceTime });
      if (signal.aborted) return 'over';
      this.#id = current.id;
      if (this.#lines.overlap.since === null) this.#restarted();
    }
    const { since } = this.#lines.overlap;
    this.#last = this.#lines.overlap.last;
    const { from } = context.query;
    const isFirst = since === null && current.id === this.#log.current.id;
    const tail = isFirst && from.kind === 'lastLines' && !this.#wasRead ? from.count : null;
    const end = await run({ follow: true, tail, sinceTime: this.#sinceTime });
    this.#wasRead = true;
    if (signal.aborted) return 'over';
    if (end.trouble?.kind === 'lost') return end.trouble;
    // The listing reports that the pod is gone.
    const isGone = end.said.some(line => line.includes('(NotFound)'));
    if (end.trouble !== null && end.lines === 0 && !isGone)
      return troubleWith(end.trouble, end.said) ?? 'again';
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
    return 'again';
  }

  #wasRead = false;
  #connection: Connection | null = null;
  /** The last line read before the stream was opened. */
  #last: string | null = null;

  #restarted(): void {
    const { container, pod } = this.#log.current;
    this.#following.notice(`the container ${container} of ${pod} was restarted`);
  }

  /** Returns what the previous instance wrote after the last line read; null: that line is from another instance. */
  async #restOfPrevious(): Promise<readonly string[] | null> {
    const { source, signal } = this.#following;
    const last = this.#last;
    const sinceTime = last === null ? null : secondOf(last);
    if (this.#connection === null || last === null || sinceTime === null) return null;
    const ask = { follow: false, previous: true, tail: null, sinceTime };
    const command = podLogsCommand(this.#log.selection, this.#log.current, ask);
    const { output } = await runShortScript(this.#connection, { command, log: source.log, signal });
    const lines = output.split('\n').filter(line => line !== '');
    const at = lines.lastIndexOf(last);
    return at < 0 ? null : lines.slice(at + 1);
  }

  get #sinceTime(): string | null {
    const { since } = this.#lines.overlap;
    if (since !== null) return secondsText(since / 1_000_000_000n);
    return this.#wasRead ? null : sinceTimeOf(this.#following.context.query);
  }

  async #found(found: 'found' | 'gone'): Promise<void> {
    const { context, source } = this.#following;
    const broken = this.#following.takeBreak();
    const at = context.now();
    if (found === 'found') {
      if (broken) await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - broken.since });
      return;
    }
    const rest = await this.#restOfPrevious();
    if (rest !== null) {
      await this.#lines.deliver(rest);
      this.#restarted();
      return;
    }
    const why = 'the last lines read are no longer in the log: it was rotated in the meantime';
    await context.sink.marker(source, { kind: 'gap', at, since: broken?.since ?? at, bytes: null, why });
  }
}
