import { countLines } from '../../../core/lines.ts';
import type { Query } from '../../../core/query.ts';
import { RecordHeads } from '../../../core/records/heads.ts';
import { CollectedStarts, type RecordStarts } from '../../../core/records/starts.ts';
import type { Source } from '../../../core/target.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { SourceSink } from '../../events.ts';
import type { RunContext } from '../../host/context.ts';
import { asksLatest } from '../../host/findings.ts';
import { RunningCounts } from '../../host/sourceCounts.ts';
import { readRemote } from './readRemote.ts';

/**
 * Initial size of the searched end of a file, in bytes, and its growth factor while it contains too few
 * records.
 */
const WINDOW = 1 << 20;
const WINDOW_GROWTH = 8;

/**
 * Reads one log like `readRemote`; if its latest records are requested, from ever larger ends of the file
 * until one contains them all. `context.query` includes the findings.
 */
export const readLatest = async (
  source: Source,
  counts: RunningCounts,
  context: RunContext,
  signal: AbortSignal,
): Promise<Trouble | null> => {
  for (const query of windowQueries(context.query, source)) {
    const own = new RunningCounts();
    const kept = new KeptLines();
    const sink: SourceSink = {
      ...(context.sink.groups && { groups: true }),
      opened() {},
      marker() {},
      state() {},
      lines: (_source, chunk, starts) => kept.add(chunk, starts),
    };
    const trouble = await readRemote(source, own, { ...context, query, sink }, signal);
    counts.bytesReceived += own.bytesReceived;
    if (own.bytesRead !== null) counts.read(own.bytesRead);
    if (trouble !== null || signal.aborted) return trouble;
    const { lines: latest, starts } = kept.take();
    if (countRecords(latest, query, source, context.now) < query.last!) continue;
    counts.firstLineMs ??= context.elapsed();
    counts.lines += countLines(latest);
    await context.sink.lines(source, latest, starts);
    return null;
  }
  return readRemote(source, counts, context, signal);
};

/** What a sink received, in one piece. */
class KeptLines {
  readonly #chunks: Buffer[] = [];
  readonly #starts = new CollectedStarts();
  #length = 0;

  add(chunk: Buffer, starts: RecordStarts = []): void {
    this.#chunks.push(Buffer.from(chunk));
    this.#starts.addAll(starts, this.#length);
    this.#length += chunk.length;
  }

  take(): { readonly lines: Buffer; readonly starts: RecordStarts } {
    return { lines: Buffer.concat(this.#chunks), starts: this.#starts.take() };
  }
}

/**
 * Yields the query for growing ends of the file, up to less than the whole; yields nothing if this method
 * does not apply.
 */
const windowQueries = (query: Query, source: Source): readonly Query[] => {
  const { findings } = query;
  if (!findings || !asksLatest(query, source) || findings.start === null || findings.size === null) return [];
  const first = findings.span?.start ?? 0;
  const end = findings.span?.end ?? null;
  const queries: Query[] = [];
  for (let size = WINDOW; ; size *= WINDOW_GROWTH) {
    const start = (end ?? findings.size) - size;
    if (start <= first) return queries;
    const span = { start, end, torn: true } as const;
    queries.push({ ...query, findings: { ...findings, span }, from: { kind: 'fromByte', byte: start + 1 } });
  }
};

/** Returns the number of units that `--last` counts: lines, or with `--record` records. */
const countRecords = (lines: Buffer, { record }: Query, source: Source, now: () => number): number => {
  if (!record) return countLines(lines);
  const heads = new RecordHeads({ format: source.format, timezone: source.host.timezone, now });
  const text = lines.toString('latin1');
  let count = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (heads.begins(text, from, end)) count++;
    from = end + 1;
  }
  return count;
};
