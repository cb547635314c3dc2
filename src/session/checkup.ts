import type { HostFacts } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import type { LogRecord, SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';
import type { Transport } from '../transport/transport.ts';
import type { RecordSink } from './events.ts';
import { RecordStage } from './recordStage.ts';
import { Run } from './run.ts';

/** How a host and one of its logs were found. */
export interface Checkup {
  readonly source: Source;
  /** Null where the host was not reached. */
  readonly facts: HostFacts | null;
  readonly trouble: Trouble | null;
  /** Lines looked at, the records they are, and how many of those state a time and a level. */
  readonly lines: number;
  readonly records: number;
  readonly timed: number;
  readonly levelled: number;
}

/** How many of a log's last lines are looked at. */
export const CHECKED_LINES = 1000;

/** How long a command that is a log may take to say something: it need not end by itself. */
const COMMAND_MS = 3000;

const CHECK_QUERY: Query = {
  from: { kind: 'lastLines', count: CHECKED_LINES },
  follow: 'none',
  retry: false,
  pid: null,
  sleepSeconds: null,
  zeroTerminated: false,
  grep: [],
  exclude: [],
  ignoreCase: false,
  fixed: false,
  before: 0,
  after: 0,
  record: false,
  level: null,
  time: { since: null, until: null },
  maxCount: CHECKED_LINES,
  head: null,
  last: null,
  pushdown: true,
};

/** Logs in to the hosts and looks at the logs' last lines; each source on its own, globs expanded. Progress goes to `watch`. */
export const checkUp = async (
  sources: readonly Source[],
  {
    transport,
    sudo,
    watch,
  }: { readonly transport: Transport; readonly sudo: boolean; readonly watch: Pick<RecordSink, 'state'> },
): Promise<readonly Checkup[]> => {
  const tally = new RecordTally();
  const sink: RecordSink = {
    opened: () => {},
    marker: () => {},
    records: batch => tally.add(batch),
    state: (source, state) => {
      if (state.kind === 'live' && source.place.kind === 'command') {
        setTimeout(() => run.remove(source.id), COMMAND_MS).unref();
      }
      watch.state(source, state);
    },
  };
  const stage = new RecordStage({
    sink,
    merge: null,
    group: true,
    live: false,
    zeroTerminated: false,
    now: Date.now,
    skewMs: () => null,
  });
  const run = new Run({
    query: CHECK_QUERY,
    transport,
    sudo,
    sink: stage,
    stdin: process.stdin,
    now: Date.now,
  });
  for (const source of sources) run.add(source);
  const outcomes = await run.finished();
  await stage.end();
  return outcomes.map(({ source, trouble, counts }) => ({
    source,
    trouble,
    lines: counts.lines,
    facts: run.facts(source.host),
    ...tally.of(source.id),
  }));
};

type Tally = Pick<Checkup, 'records' | 'timed' | 'levelled'>;

/** Counts records and what was understood of them. */
class RecordTally {
  readonly #counts = new Map<SourceId, Tally>();

  add(batch: readonly LogRecord[]): void {
    for (const { source, time, level } of batch) {
      const { records, timed, levelled } = this.of(source);
      this.#counts.set(source, {
        records: records + 1,
        timed: timed + (time === null ? 0 : 1),
        levelled: levelled + (level === null ? 0 : 1),
      });
    }
  }

  of(source: SourceId): Tally {
    return this.#counts.get(source) ?? { records: 0, timed: 0, levelled: 0 };
  }
}
