import { toByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { EVERYTHING, type Query } from '../../core/query.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { type LogSurvey, surveyLog } from '../../core/understand/survey.ts';
import type { Transport } from '../../transport/transport.ts';
import type { SourceSink } from '../events.ts';
import { kindOf } from '../sources/kinds.ts';
import { Run } from './run.ts';

/** The result of checking a host and one of its logs. */
export interface Checkup {
  readonly source: Source;
  /** Null if the host was not reached. */
  readonly facts: HostFacts | null;
  readonly trouble: Trouble | null;
  /** The format of its last lines, and how much of them could be parsed. */
  readonly survey: LogSurvey;
  /** Limitations of following it without loss, one sentence each. */
  readonly shortfalls: readonly string[];
}

/** Number of a log's last lines to check. */
export const CHECKED_LINES = 1000;

const CHECK_QUERY: Query = {
  ...EVERYTHING,
  from: { kind: 'lastLines', count: CHECKED_LINES },
  maxCount: CHECKED_LINES,
};

/**
 * Logs in to the hosts and checks the logs' last lines, each source separately, with globs expanded. Progress
 * is reported to `watch`.
 */
export const checkUp = async (
  sources: readonly Source[],
  {
    transport,
    sudo,
    answerMs,
    watch,
  }: {
    readonly transport: Transport;
    readonly sudo: boolean;
    /** How long a login shell may take to answer, milliseconds. */
    readonly answerMs?: number | undefined;
    readonly watch: Pick<SourceSink, 'state'>;
  },
): Promise<readonly Checkup[]> => {
  const chunks = new Map<SourceId, Buffer[]>();
  const sink: SourceSink = {
    opened: ({ id }) => void chunks.set(id, []),
    marker: () => {},
    lines: ({ id }, chunk) => void chunks.get(id)?.push(chunk),
    state: (source, state) => {
      if (state.kind === 'live') void endLater(source);
      watch.state(source, state);
    },
  };
  /** Some logs do not end by themselves. */
  const endLater = async ({ id, place }: Source): Promise<void> => {
    const { checkMs } = await kindOf(place);
    if (checkMs !== null) setTimeout(() => run.remove(id), checkMs).unref();
  };
  const run = new Run({
    query: CHECK_QUERY,
    transport,
    sudo,
    sink,
    answerMs,
    stdin: () => process.stdin,
    now: Date.now,
  });
  for (const source of sources) run.add(source);
  const outcomes = await run.finished();
  return Promise.all(
    outcomes.map(async ({ source, trouble }) => {
      const kind = await kindOf(source.place);
      const facts = run.facts(source.host);
      const lines = toByteString(Buffer.concat(chunks.get(source.id) ?? []));
      return {
        source,
        trouble,
        facts,
        survey: surveyLog(lines, source.format, source.host.timezone),
        shortfalls: facts === null ? [] : kind.shortfalls(source.place, facts, { sudo }),
      };
    }),
  );
};
