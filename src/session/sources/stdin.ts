import type { Readable } from 'node:stream';
import { NO_TOOLS } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { explain } from '../../pushdown/explain.ts';
import { type Plan, planSource } from '../../pushdown/plan.ts';
import { refusalTrouble } from '../../pushdown/refusal.ts';
import type { RunContext } from '../host/context.ts';
import { Delivery } from '../host/delivery.ts';
import { levelNotes } from '../host/levelNotes.ts';
import type { SourceKind } from './contract.ts';
import { firstLines, noteFields } from './firstLines.ts';
import { chunksUntil, pipeChunks } from './pipe.ts';

/**
 * Reads this process's standard input, or a pipe by its path. There is no host: the whole query runs locally.
 */
export const stdinKind: SourceKind = {
  async read({ source, counts, context, signal }) {
    const { sink, elapsed, now, query, stdin } = context;
    const { local } = planOf(source, query);
    const { zeroTerminated } = query;
    const delivery = new Delivery({ source, local, zeroTerminated, sink, counts, elapsed, now });
    sink.state(source, { kind: 'live' });
    let isSilent = true;
    const waiting = setTimeout(() => {
      const text = waitingText(source, query, isSilent);
      if (text !== null) void sink.marker(source, { kind: 'notice', at: now(), text });
    }, ENDLESS_MS).unref();
    try {
      for await (const chunk of open(source, { stdin, query, signal })) {
        if (isSilent) {
          noteLevels(source, chunk, context);
          noteFields(source, context, chunk);
        }
        isSilent = false;
        await delivery.take(chunk);
        if (signal.aborted || delivery.satisfied) break;
      }
    } catch (error) {
      throw new TroubleError(unreadable(source, error));
    } finally {
      clearTimeout(waiting);
    }
    if (!signal.aborted) await delivery.end();
    return null;
  },
  explain: async (source, { query }) => ({ text: explain(planOf(source, query)), whole: null }),
  shortfalls: () => [],
  checkMs: null,
};

/** Returns what an open pipe is waiting for; null if that is obvious. */
const waitingText = ({ log, place }: Source, { follow, from }: Query, isSilent: boolean): string | null => {
  const isNamed = place.kind === 'stdin' && place.path !== undefined;
  if (isNamed && isSilent) return 'nothing has been written to the pipe yet: waiting for a writer';
  if (follow !== 'none' || from.kind === 'fromLine' || from.kind === 'fromByte') return null;
  return `${log} has not ended; its last lines are printed when it does. Use -f to print lines as they arrive`;
};

/** A pipe that is still open after this long may never end, in milliseconds. */
const ENDLESS_MS = 5_000;

const open = (
  { place }: Source,
  {
    stdin,
    query,
    signal,
  }: { readonly stdin: () => Readable; readonly query: Query; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> =>
  place.kind === 'stdin' && place.path !== undefined
    ? pipeChunks(place.path, { persistent: query.follow !== 'none', signal })
    : chunksUntil(stdin(), signal);

const noteLevels = (source: Source, chunk: Buffer, { query, sink, now }: RunContext): void => {
  const log = { format: source.format, timezone: source.host.timezone };
  for (const text of levelNotes(query, firstLines(chunk), log))
    void sink.marker(source, { kind: 'notice', at: now(), text });
};

const unreadable = ({ host, log }: Source, error: unknown): Trouble => ({
  kind: 'unreadable',
  host: host.name,
  log,
  message: `${log} cannot be read: ${error instanceof Error ? error.message : error}`,
  advice: 'check the path and its permissions',
  final: true,
});

/** Plans the reading of a pipe. Throws a TroubleError if a pipe cannot satisfy the query. */
const planOf = (source: Source, query: Query): Plan => {
  const planned = planSource(query, source.place, NO_TOOLS, { sudo: false });
  if (planned.ok) return planned.plan;
  throw new TroubleError(refusalTrouble(planned.refusal, source.host.name, source.log));
};
