import { decodeText } from '../../../core/bytes.ts';
import { Overlap } from '../../../core/containers/overlap.ts';
import type { Query } from '../../../core/query.ts';
import type { Container } from '../../../pushdown/containers/engine.ts';
import { logsText } from '../../../pushdown/containers/logs.ts';
import { printCommand } from '../../../pushdown/containers/selection.ts';
import type { AttemptEnd, Following, FollowMode } from '../../follow/contract.ts';
import type { ReachedHost } from '../../host/hosts.ts';
import type { Reading } from '../contract.ts';
import type { Intake } from '../intake.ts';
import { millisText, nanosText, StampedLines, skippedLines } from './cli.ts';
import { localQuery } from './file.ts';
import { engineOf, engineTrouble, isRemoved, reachEngine } from './host.ts';
import { type FollowedContainer, selectionOf } from './hostSelection.ts';
import { SelectedFollow } from './selectedFollow.ts';
import { formOf } from './stampedReader.ts';

/**
 * Timestamps can go back by some milliseconds when two streams are written at once, so this much is read
 * again after a disconnect.
 */
const WINDOW_MS = 2000;

/** Pause before reading a container that ended again, in milliseconds. */
const AGAIN_MS = 1000;

/** Follows a container with `docker logs`; after a disconnect, finds the last delivered lines again. */
export class LogsFollow implements FollowMode {
  readonly #following: Following;
  readonly #container: Container;
  readonly #lines: StampedLines;
  readonly #selected: SelectedFollow;
  #query: Query;
  #run = new AbortController();

  constructor(
    following: Following,
    reading: Reading,
    intake: Intake,
    { container, facts }: FollowedContainer,
  ) {
    this.#following = following;
    this.#container = container;
    this.#query = reading.context.query;
    this.#lines = new StampedLines(reading, intake, {
      overlap: new Overlap({ windowMs: WINDOW_MS }),
      found: found => this.#found(found),
      form: formOf(container),
      skip: skippedLines(reading.context.query.from),
    });
    this.#selected = new SelectedFollow(
      this.#lines,
      selectionOf(following.source, { container, facts }, following.context),
    );
  }

  refilter(query: Query): void {
    this.#query = query;
    this.#run.abort();
  }

  async attempt({ connection }: ReachedHost): Promise<AttemptEnd> {
    const { source, context, signal } = this.#following;
    const reached = context.sudo ? await reachEngine(source.host, context) : { connection };
    this.#run = new AbortController();
    const both = AbortSignal.any([signal, this.#run.signal]);
    const query = localQuery(this.#query);
    const stages = await this.#selected.stages(reached.connection, query, signal);
    const { since } = this.#lines.overlap;
    const { from, time } = context.query;
    this.#following.live();
    const text = logsText({
      engine: engineOf(source),
      container: this.#container,
      follow: true,
      tail: since === null && from.kind === 'lastLines' ? from.count : null,
      since: since !== null ? nanosText(since) : time.since === null ? null : millisText(time.since),
      until: null,
    });
    const end = await this.#lines.run(reached.connection, {
      command: printCommand(decodeText(text), stages ?? [], true),
      log: source.log,
      signal: both,
      isSelected: stages !== null,
      heard: lines => {
        if (lines > (this.#selected.awaitedLines ?? Number.POSITIVE_INFINITY)) this.#run.abort();
      },
    });
    if (this.#run.signal.aborted && !signal.aborted) return 'again';
    if (signal.aborted) return 'over';
    const [why] = end.said;
    if (end.trouble?.kind === 'lost') return end.trouble;
    if (why !== undefined && end.lines === 0 && !isRemoved(why)) return engineTrouble(source, why);
    // It exits when the container stops, even for a restart; whether it was removed is noticed elsewhere.
    await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
    return 'again';
  }

  async #found(found: 'found' | 'gone'): Promise<void> {
    const { context, source } = this.#following;
    const broken = this.#following.takeBreak();
    const at = context.now();
    if (found === 'found') {
      if (broken) await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - broken.since });
      return;
    }
    const why = 'the last lines read are no longer in the log: it was rotated in the meantime';
    await context.sink.marker(source, { kind: 'gap', at, since: broken?.since ?? at, bytes: null, why });
  }
}
