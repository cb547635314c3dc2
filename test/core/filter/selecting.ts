import { type ByteString, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import type { LocalFilter } from '../../../src/core/filter/step.ts';
import type { Level } from '../../../src/core/level.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { CollectedStarts } from '../../../src/core/records/starts.ts';
import { LOG } from '../randomLog.ts';
import { optionsOf } from '../understand/assembling.ts';

const NOW = LOG.now();

/** What selecting records must not change. */
export interface ShownRecord {
  readonly level: Level | null;
  readonly text: string;
}

const shown = (records: readonly LogRecord[]): ShownRecord[] =>
  records.map(({ level, text }) => ({ level, text }));

const chunksOf = (text: ByteString, lines: number): ByteString[] => {
  const all = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return all.flatMap((_, at) => (at % lines === 0 ? [all.slice(at, at + lines).join('')] : []));
};

const assembled = (text: ByteString): LogRecord[] => {
  const assembler = createAssembler(optionsOf());
  return [...assembler.push(text, NOW), ...assembler.flush()];
};

/** Returns all records of a log. */
export const allRecords = (text: ByteString): ShownRecord[] => shown(assembled(text));

/** Returns a log's records from a time on, if each has one. */
export const recordsSince = (text: ByteString, since: number): ShownRecord[] | null => {
  const all = assembled(text);
  return all.some(({ time }) => time === null) ? null : shown(all.filter(({ time }) => time!.ms >= since));
};

/** Returns the records in the lines that a filter passes, in chunks of so many lines; `inRuns`: with runs of records. */
export const selectedRecords = (
  local: LocalFilter,
  text: ByteString,
  lines: number,
  inRuns: boolean,
): ShownRecord[] => {
  const filter = createLineFilter(local, LOG, true);
  const assembler = createAssembler(optionsOf());
  const records: LogRecord[] = [];
  const take = (passed: Buffer, starts = filter.takeStarts!()): void => {
    if (!inRuns) {
      records.push(...assembler.push(toByteString(passed), NOW, starts));
      return;
    }
    const parts = {
      run(before: LogRecord[], run: { readonly length: number; record(index: number): LogRecord }) {
        records.push(...before);
        for (let index = 0; index < run.length; index++) records.push(run.record(index));
      },
      rest: (rest: LogRecord[]) => void records.push(...rest),
    };
    assembler.pushInRuns(passed, NOW, parts, starts);
  };
  const all = chunksOf(text, lines);
  const isWhole = text.endsWith('\n');
  for (const chunk of isWhole ? all : all.slice(0, -1))
    if (!filter.done) take(filter.pushBytes!(fromByteString(chunk)));
  // What ends an unfinished line arrives with it.
  const last = isWhole || filter.done ? '' : filter.push(all.at(-1) ?? '');
  const starts = new CollectedStarts();
  starts.addAll(filter.takeStarts!(), 0);
  const end = filter.end();
  starts.addAll(filter.takeStarts!(), last.length);
  take(fromByteString(last + end), starts.take());
  return shown([...records, ...assembler.flush()]);
};

/** A record whose level is known late comes after those that started in between. */
export const inAnyOrder = (records: readonly ShownRecord[]): string[] =>
  records.map(({ level, text }) => `${level} ${text}`).sort();
