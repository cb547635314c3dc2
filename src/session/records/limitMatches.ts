import { fromByteString, toByteString } from '../../core/bytes.ts';
import { MatchBudget } from '../../core/filter/matchContext.ts';
import { lineTest } from '../../core/filter/select.ts';
import type { LocalFilter } from '../../core/filter/step.ts';
import type { LogRecord, SourceId } from '../../core/record.ts';
import type { RecordSink, SourceSink } from '../events.ts';

export interface MatchLimit {
  /** What selected the lines: patterns and context. */
  readonly filter: LocalFilter;
  readonly limit: number;
}

/**
 * Returns a sink that accepts the first `limit` matches across all sources, each with its context, and then
 * calls `onFull` once.
 */
export const limitMatches = (
  sink: SourceSink,
  { filter, limit, onFull }: MatchLimit & { readonly onFull: () => void },
): SourceSink => {
  const budget = new MatchBudget(filter, limit);
  const held = new Map<SourceId, string[]>();
  const tell = once(budget, onFull);
  const end = filter.zeroTerminated ? '\0' : '\n';
  return {
    opened: source => sink.opened(source),
    marker: (source, marker) => sink.marker(source, marker),
    state(source, state) {
      if (state.kind === 'done' || state.kind === 'failed') budget.end(source.id);
      sink.state(source, state);
      tell();
    },
    lines(source, chunk) {
      const waiting = held.get(source.id) ?? [];
      held.set(source.id, waiting);
      let printed = '';
      for (const line of toByteString(chunk).match(new RegExp(`[^${end}]*${end}|[^${end}]+$`, 'g')) ?? []) {
        waiting.push(line);
        const count = budget.take(source.id, line.endsWith(end) ? line.slice(0, -1) : line);
        if (count > 0) printed += waiting.splice(0).join('');
      }
      tell();
      return printed === '' ? undefined : sink.lines(source, fromByteString(printed));
    },
  };
};

/** The same for records. */
export const limitMatchRecords = (
  sink: RecordSink,
  { filter, limit, onFull }: MatchLimit & { readonly onFull: () => void },
): RecordSink => {
  const budget = new MatchBudget(filter, limit);
  const held = new Map<SourceId, LogRecord[]>();
  const tell = once(budget, onFull);
  return {
    opened: source => sink.opened(source),
    marker: (source, marker) => sink.marker(source, marker),
    state(source, state) {
      sink.state(source, state);
      tell();
    },
    records(batch) {
      const printed: LogRecord[] = [];
      for (const record of batch) {
        const waiting = held.get(record.source) ?? [];
        held.set(record.source, waiting);
        waiting.push(record);
        if (budget.take(record.source, record.text) > 0) printed.push(...waiting.splice(0));
      }
      tell();
      return printed.length === 0 ? undefined : sink.records(printed);
    },
  };
};

const once = (budget: MatchBudget, onFull: () => void): (() => void) => {
  let told = false;
  return () => {
    if (told || !budget.full) return;
    told = true;
    onFull();
  };
};

/**
 * Keeps the latest `limit` matches across all sources, each with its context; `end` passes them on in order
 * of arrival.
 */
export const latestMatches = (
  sink: RecordSink,
  { filter, limit }: MatchLimit,
): RecordSink & { end(): void | Promise<void> } => {
  const matches = lineTest(filter, '\n');
  const kept: LogRecord[] = [];
  return {
    opened: source => sink.opened(source),
    marker: (source, marker) => sink.marker(source, marker),
    state: (source, state) => sink.state(source, state),
    records(batch) {
      kept.push(...batch);
    },
    end() {
      const chosen = kept.filter(({ text }) => matches(text)).slice(-limit);
      const wanted = new Set(limit === 0 ? [] : chosen);
      const latest = inContext(kept, wanted, filter);
      return latest.length === 0 ? undefined : sink.records(latest);
    },
  };
};

/** Returns the selected records and those around them in the same source. */
const inContext = (
  records: readonly LogRecord[],
  wanted: ReadonlySet<LogRecord>,
  { before, after }: LocalFilter,
): readonly LogRecord[] => {
  const kept = new Set<LogRecord>();
  for (const own of Map.groupBy(records, ({ source }) => source).values()) {
    own.forEach((record, index) => {
      if (wanted.has(record))
        for (const one of own.slice(Math.max(0, index - before), index + after + 1)) kept.add(one);
    });
  }
  return records.filter(record => kept.has(record));
};
