import { fieldsOf } from '../../../src/core/fields/readFields.ts';
import { wholeLinesWithin } from '../../../src/core/lines.ts';
import { type Assembler, createAssembler } from '../../../src/core/records/assemble.ts';
import type { Source } from '../../../src/core/target.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import { createRecordPrinter } from '../../../src/print/recordPrinter.ts';
import { capturedRun, pipeOptions } from '../capture.ts';
import { sampleSource } from '../samples.ts';

/** Returns an assembler for a source. `timezone`: of its host. */
export const assemblerOf = (source: Source, group: boolean, timezone: string | null = null): Assembler =>
  createAssembler({ source: source.id, format: source.format, timezone, group });

/** Prints a log's chunks as JSON, with runs of records or without. Returns the output and how many records were in runs. */
export const printed = async (
  chunks: readonly string[],
  group: boolean,
  inRuns: boolean,
  source = sampleSource(0, 'web-01'),
  timezone: string | null = null,
): Promise<{ text: string; runs: number }> => {
  const { stdout, out, messages } = capturedRun();
  const options = { ...pipeOptions([source]), form: { kind: 'json' }, zone: UTC } as const;
  const printer = createRecordPrinter(options, { out, messages });
  printer.opened(source);
  const assembler = assemblerOf(source, group, timezone);
  let runs = 0;
  for (const chunk of chunks) {
    if (!inRuns) void printer.records(assembler.push(chunk, 1000));
    else
      assembler.pushInRuns(Buffer.from(chunk, 'latin1'), 1000, {
        run: (before, run) => {
          runs += run.length;
          void printer.run!(before, run);
        },
        rest: records => void printer.records(records),
      });
  }
  void printer.records(assembler.flush());
  await printer.finish();
  return { text: stdout.bytes.toString('latin1'), runs };
};

/** Cuts a log into chunks of whole lines. */
export const chunksOf = (text: string, size: number): string[] => {
  const chunks: string[] = [];
  for (let rest = Buffer.from(text, 'latin1'); rest.length > 0; ) {
    const length = wholeLinesWithin(rest, '\n', size);
    chunks.push(rest.toString('latin1', 0, length));
    rest = rest.subarray(length);
  }
  return chunks;
};

/** Returns the fields in printed JSON, and those of records that are read without knowing others. */
export const fieldsIn = (text: string, chunks: readonly string[], group: boolean): [unknown[], unknown[]] => {
  const source = sampleSource(0, 'web-01');
  const assembler = assemblerOf(source, group);
  const records = chunks.flatMap(chunk => assembler.push(chunk, 1000)).concat(assembler.flush());
  const lines = Buffer.from(text, 'latin1').toString('utf8').trimEnd().split('\n');
  return [
    lines.map(line => (JSON.parse(line) as { fields: unknown }).fields),
    records.map(record => fieldsOf(record, source)),
  ];
};
