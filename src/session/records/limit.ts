import type { LogRecord, SourceId } from '../../core/record.ts';
import type { RecordSink, SourceSink } from '../events.ts';

/** The line terminator that counts. */
const LINE_END = 10;
const NUL = 0;

/**
 * Returns a sink that accepts the first `limit` lines in total, across all sources, and then calls `onFull`
 * once (to cancel the rest). An unterminated last line counts as one.
 */
export const limitLines = (
  sink: SourceSink,
  {
    limit,
    zeroTerminated,
    onFull,
  }: { readonly limit: number; readonly zeroTerminated: boolean; readonly onFull: () => void },
): SourceSink => {
  const end = zeroTerminated ? NUL : LINE_END;
  let left = limit;
  let full = false;
  /** Sources whose last counted line is unfinished, because it is too long to arrive in one piece. */
  const open = new Set<SourceId>();
  const close = (source: SourceId): void => {
    open.delete(source);
    if (left > 0 || open.size > 0 || full) return;
    full = true;
    onFull();
  };
  return {
    ...passThrough(sink),
    state(source, state) {
      if ((state.kind === 'done' || state.kind === 'failed') && open.has(source.id)) close(source.id);
      sink.state(source, state);
    },
    lines(source, chunk) {
      const first = open.has(source.id) ? endOfLines(chunk, end, 1).bytes : 0;
      if (left === 0 && first === 0) return;
      const rest = chunk.subarray(first);
      const cut = endOfLines(rest, end, left);
      left -= cut.lines;
      const taken = first + cut.bytes;
      const delivered = sink.lines(source, taken === chunk.length ? chunk : chunk.subarray(0, taken));
      if (chunk[taken - 1] === end) close(source.id);
      else open.add(source.id);
      return delivered;
    },
  };
};

/** The same for records: the first `limit` in total. */
export const limitRecords = (
  sink: RecordSink,
  { limit, onFull }: { readonly limit: number; readonly onFull: () => void },
): RecordSink => {
  let left = limit;
  return {
    ...passThrough(sink),
    records(batch: readonly LogRecord[]) {
      if (left === 0) return;
      const taken = batch.slice(0, left);
      left -= taken.length;
      const delivered = sink.records(taken);
      if (left === 0) onFull();
      return delivered;
    },
  };
};

/**
 * Keeps the latest `count` records in total; `end` passes them on, in order of arrival. The input must be in
 * time order.
 */
export const latestRecords = (
  sink: RecordSink,
  count: number,
): RecordSink & { end(): void | Promise<void> } => {
  let kept: LogRecord[] = [];
  return {
    ...passThrough(sink),
    records(batch) {
      kept.push(...batch);
      // Only occasionally: trimming at each record would move all of them each time.
      if (kept.length >= 2 * count + 1000) kept = kept.slice(-count);
    },
    end() {
      const latest = count === 0 ? [] : kept.slice(-count);
      kept = [];
      return latest.length === 0 ? undefined : sink.records(latest);
    },
  };
};

type Bystanders = Pick<SourceSink, 'opened' | 'marker' | 'state'>;

const passThrough = (sink: Bystanders): Bystanders => ({
  opened: source => sink.opened(source),
  marker: (source, marker) => sink.marker(source, marker),
  state: (source, state) => sink.state(source, state),
});

/** Returns the number of the chunk's first lines, at most `most`, and their size in bytes. */
const endOfLines = (
  chunk: Buffer,
  end: number,
  most: number,
): { readonly lines: number; readonly bytes: number } => {
  let lines = 0;
  let bytes = 0;
  while (lines < most && bytes < chunk.length) {
    const at = chunk.indexOf(end, bytes);
    lines++;
    bytes = at === -1 ? chunk.length : at + 1;
  }
  return { lines, bytes };
};
