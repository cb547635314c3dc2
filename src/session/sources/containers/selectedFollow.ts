import { LastLine } from '../../../core/containers/lastLine.ts';
import { Overlap } from '../../../core/containers/overlap.ts';
import type { Query } from '../../../core/query.ts';
import { escapeLine } from '../../../pushdown/containers/canonical.ts';
import { RECOGNISED, type LastLine as SoughtLine } from '../../../pushdown/containers/select.ts';
import type { Stage } from '../../../pushdown/script/stage.ts';
import type { Connection } from '../../../transport/transport.ts';
import type { StampedLines } from './cli.ts';
import type { HostSelection } from './hostSelection.ts';

/** Lets the host select the lines of a followed log, from the first query on that allows it. */
export class SelectedFollow {
  readonly #lines: StampedLines;
  readonly #selection: HostSelection;

  constructor(lines: StampedLines, selection: HostSelection) {
    this.#lines = lines;
    this.#selection = selection;
  }

  /** How many lines to receive before planning again; null: any number. */
  get awaitedLines(): number | null {
    return this.#selection.awaitedLines;
  }

  /** Returns the stages for the next run, which continues where the last one ended; null: the host sends everything. */
  async stages(connection: Connection, query: Query, signal: AbortSignal): Promise<readonly Stage[] | null> {
    const ask = { query, signal };
    const { overlap } = this.#lines;
    if (overlap instanceof Overlap) {
      const stages = await this.#selection.stages(connection, { ...ask, after: null });
      if (stages === null) return null;
      this.#lines.overlap = positionAfter(overlap);
    }
    return this.#selection.stages(connection, { ...ask, after: sought(this.#lines.overlap) });
  }
}

/** Returns the position in a log that was received completely until now. */
const positionAfter = ({ last }: Overlap): LastLine => {
  const position = new LastLine();
  if (last !== null) position.push(last.slice(0, last.indexOf(' ')), escapeLine(last.replace(/\r$/, '')));
  return position;
};

const sought = (overlap: StampedLines['overlap']): SoughtLine | null => {
  const position = overlap instanceof LastLine ? overlap.position : null;
  if (position === null) return null;
  const { line, ordinal, latest } = position;
  return { start: line.slice(0, RECOGNISED), length: line.length, ordinal, latest };
};
