import { keyReader } from '../../core/count/keyReader.ts';
import { type CountQuestion, isTotal } from '../../core/count/question.ts';
import { Tally } from '../../core/count/tally.ts';
import { countLines } from '../../core/lines.ts';
import type { LogRecord, SourceId } from '../../core/record.ts';
import { createAssembler } from '../../core/records/assemble.ts';
import type { Source } from '../../core/target.ts';
import type { ZoneOffset } from '../../core/text/timeText.ts';
import type { RecordSink, SourceSink } from '../events.ts';
import { RecordStage } from '../records/recordStage.ts';

export interface CountSinkOptions {
  readonly question: CountQuestion;
  /** Whether to count records or single lines. */
  readonly records: boolean;
  /** Lines that belong together form one record. */
  readonly group: boolean;
  readonly zeroTerminated: boolean;
  readonly zone: ZoneOffset;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Limits the records that pass, across all sources; null: no limit. */
  readonly limited: ((sink: RecordSink) => { readonly sink: RecordSink; end(): Promise<void> }) | null;
  /** A host's clock minus ours in milliseconds, once known. */
  readonly skewMs: (source: Source) => number | null;
  /** Receives everything but lines: markers and states. */
  readonly rest: Pick<SourceSink, 'opened' | 'marker' | 'state'>;
}

export interface CountSink {
  readonly sink: SourceSink;
  readonly tally: Tally;
  /** By source, in total. */
  readonly totals: ReadonlyMap<SourceId, { readonly source: Source; readonly count: number }>;
  /** Counts what is still pending; call it when all sources have ended. */
  end(): Promise<void>;
}

/** Counts records or lines as they arrive, and adds what hosts have counted. */
export const createCountSink = (options: CountSinkOptions): CountSink => {
  const { question, rest } = options;
  const tally = new Tally();
  const totals = new Map<SourceId, { readonly source: Source; count: number }>();
  const keys = keyReader(question, options.zone);
  const add = (record: LogRecord, source: Source, count: number): void => {
    totals.get(source.id)!.count += count;
    tally.add(keys.period(record), keys.values(record, source), count);
  };
  const opened = (source: Source): void => {
    if (!totals.has(source.id)) totals.set(source.id, { source, count: 0 });
    rest.opened(source);
  };
  const addLines = (source: Source, count: number): void => {
    totals.get(source.id)!.count += count;
    const values = question.by.map(name => (name === 'host' ? source.host.name : source.log));
    tally.add(null, values, count);
  };
  const counter: RecordSink = {
    opened,
    marker: (source, marker) => rest.marker(source, marker),
    state: (source, state) => rest.state(source, state),
    records(batch) {
      for (const record of batch) add(record, totals.get(record.source)!.source, 1);
    },
  };
  const isTotalOfLines = isTotal(question) && !options.records;
  const limited = options.limited?.(counter) ?? null;
  const stage = new RecordStage({
    sink: limited?.sink ?? counter,
    merge: limited === null ? null : { kind: 'finite' },
    group: options.group && !isTotalOfLines,
    live: false,
    zeroTerminated: options.zeroTerminated,
    now: options.now,
    skewMs: options.skewMs,
  });
  const isPlain = isTotalOfLines && limited === null;
  const unfinished = new Set<SourceId>();
  const lineEnd = options.zeroTerminated ? '\0' : '\n';
  return {
    tally,
    totals,
    sink: {
      groups: true,
      opened: source => stage.opened(source),
      lines(source, chunk, starts) {
        if (!isPlain) return stage.lines(source, chunk, starts);
        // The rest of a partial line does not count as another line.
        const goesOn = unfinished.has(source.id) ? 1 : 0;
        addLines(source, countLines(chunk, lineEnd) - goesOn);
        if (chunk.at(-1) === lineEnd.charCodeAt(0)) unfinished.delete(source.id);
        else unfinished.add(source.id);
      },
      entries: (source, entries) =>
        isPlain ? addLines(source, entries.length) : stage.entries(source, entries),
      marker: (source, marker) => stage.marker(source, marker),
      state: (source, state) => stage.state(source, state),
      counted(source, counts) {
        if (counts.kind === 'lines') {
          addLines(source, counts.lines);
          return;
        }
        if (isTotal(question)) {
          for (const count of counts.kinds.values()) addLines(source, count);
          return;
        }
        const timezone = source.format.timezone ?? source.host.timezone;
        const { id, format } = source;
        const assembler = createAssembler({ source: id, format, timezone, group: true });
        const count = (record: LogRecord): void => add(record, source, counts.kinds.get(record.text) ?? 0);
        for (const line of counts.kinds.keys()) assembler.push(`${line}\n`, options.now()).forEach(count);
        assembler.flush().forEach(count);
      },
    },
    async end() {
      await stage.end();
      await limited?.end();
    },
  };
};
