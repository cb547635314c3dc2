import type { ByteString } from '../../../core/bytes.ts';
import type { HostFacts } from '../../../core/facts.ts';
import type { Query } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';
import type { Container } from '../../../pushdown/containers/engine.ts';
import { logsText } from '../../../pushdown/containers/logs.ts';
import type { SelectionAsk } from '../../../pushdown/containers/select.ts';
import {
  type PrintedLog,
  SAMPLED_LINES,
  sampleLinesCommand,
  selectionStages,
} from '../../../pushdown/containers/selection.ts';
import { learnTextStart, type TextStart } from '../../../pushdown/containers/textStart.ts';
import { recordSelection } from '../../../pushdown/filter/recordSelection.ts';
import type { Stage } from '../../../pushdown/script/stage.ts';
import { isFoundOut } from '../../../pushdown/shapes/chooseShapes.ts';
import type { Connection } from '../../../transport/transport.ts';
import { runShortScript } from '../../host/remoteScript.ts';
import type { ExplainContext } from '../contract.ts';
import { skippedLines } from './cli.ts';
import { engineOf } from './host.ts';
import { formOf } from './stampedReader.ts';

/** A log that a program on the host prints. */
export interface Printed extends PrintedLog {
  /** Shell commands that print it from its start, and its latest lines, for a sample. */
  readonly first: ByteString;
  readonly latest: ByteString;
}

/** A smaller sample may consist only of what a program prints when it starts. */
const MIN_SAMPLE = { lines: 50, bytes: 16_384 };

/** Plans what a host selects of a log that one of its programs prints. */
export class HostSelection {
  readonly #source: Source;
  readonly #printed: Printed;
  readonly #now: () => number;
  #start: TextStart | null | undefined;
  #isUnknown = false;

  constructor(source: Source, printed: Printed, { now }: Pick<ExplainContext, 'now'>) {
    this.#source = source;
    this.#printed = printed;
    this.#now = now;
  }

  /** Returns the stages for a query; null: everything is sent. `after`: continues after this line. */
  async stages(
    connection: Connection,
    {
      query,
      after,
      signal,
    }: { readonly query: Query; readonly after: SelectionAsk['after']; readonly signal: AbortSignal },
  ): Promise<readonly Stage[] | null> {
    // Lines before the requested ones are counted locally.
    if (this.#printed.reader === null || (after === null && skippedLines(query.from) > 0)) return null;
    const isAsked = query.pushdown && recordSelection(query) !== null;
    if (isAsked && this.#start === undefined) this.#start = await this.#learn(connection, signal);
    this.#isUnknown = isAsked && this.#start === undefined;
    const follow = query.follow !== 'none';
    return selectionStages(this.#printed, { query, after, follow, start: this.#start ?? null });
  }

  /** How many lines to receive before the log can be sampled again; null: it is known, or need not be. */
  get awaitedLines(): number | null {
    return this.#isUnknown ? MIN_SAMPLE.lines * 4 : null;
  }

  async #learn(connection: Connection, signal: AbortSignal): Promise<TextStart | null | undefined> {
    const { format, log, host } = this.#source;
    if (!isFoundOut(format)) return null;
    const command = sampleLinesCommand(this.#printed, this.#printed);
    const { output } = await runShortScript(connection, { command, log, signal });
    const lines = output.split('\n');
    // A short log reveals more later.
    if (lines.length < MIN_SAMPLE.lines && output.length < MIN_SAMPLE.bytes) return undefined;
    return learnTextStart(lines, this.#printed.form !== 'lines', {
      format,
      timezone: host.timezone,
      now: this.#now,
    });
  }
}

/** A container that is read with its engine's command, and the tools of its host. */
export interface FollowedContainer {
  readonly container: Container;
  readonly facts: HostFacts;
}

/** Returns what can be selected of a container's log on its host. */
export const selectionOf = (
  source: Source,
  { container, facts }: FollowedContainer,
  context: Pick<ExplainContext, 'now'>,
): HostSelection => {
  const ask = { engine: engineOf(source), container, follow: false, since: null, until: null } as const;
  const printed = {
    form: formOf(container),
    reader: container.reader,
    facts,
    first: logsText({ ...ask, tail: null }),
    latest: logsText({ ...ask, tail: SAMPLED_LINES }),
  };
  return new HostSelection(source, printed, context);
};
