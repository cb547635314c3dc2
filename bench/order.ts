/**
 * `npm run bench -- order [--records N] [--chunk BYTES]`: eight logs of N records each, in eight formats and zones, on
 * hosts whose clocks are up to a minute off, read to their ends through the session's stage and the printer into
 * /dev/null. Reports whether they were printed in the order of their times, the cost, and how much was buffered.
 */
import { createWriteStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UTC } from '../src/core/text/timeText.ts';
import { createMessages } from '../src/print/messages.ts';
import { createOutlet } from '../src/print/outlet.ts';
import { createRecordPrinter } from '../src/print/recordPrinter.ts';
import type { RecordSink } from '../src/session/events.ts';
import { markOf, readFinitely, referenceOrder, skewedLogs } from '../test/helpers/skewedLogs.ts';
import { printTable, sizes } from './measure.ts';

const { records, chunk } = sizes({ records: 100_000, chunk: 65_536 });

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const logs = skewedLogs(records, 1);
const bytes = logs.reduce((sum, { text }) => sum + text.length, 0);
const reference = referenceOrder(logs);

/** How often the heap is measured while reading; each measurement costs a collection. */
const LOOKS = 20;
const before = heapBytes();
let peakHeap = before;
let lookCost = 0;
let given = 0;
let misplaced = 0;

const messages = createMessages({ stderr: process.stderr, program: 'bench', progress: null, now: () => 0 });
const form = { kind: 'text', time: 'full', levelLetter: true } as const;
const printer = createRecordPrinter(
  { terminal: false, depth: 0, prefix: 'auto', sources: logs.map(({ source }) => source), zone: UTC, form },
  { out: createOutlet(createWriteStream('/dev/null')), messages },
);
const sink: RecordSink = {
  opened: source => printer.opened(source),
  marker: (source, marker) => printer.marker(source, marker),
  state: (source, state) => printer.state(source, state),
  records(batch) {
    for (const record of batch) if (markOf(record) !== reference[given++]) misplaced++;
    return printer.records(batch);
  },
};

const total = records * logs.length;
let nextLook = 0;
const pause = (): Promise<void> => {
  if (given < nextLook) return Promise.resolve();
  nextLook += total / LOOKS;
  const { user, system } = process.cpuUsage();
  peakHeap = Math.max(peakHeap, heapBytes());
  const after = process.cpuUsage();
  lookCost += after.user + after.system - user - system;
  return Promise.resolve();
};

const started = process.cpuUsage();
const held = await readFinitely(logs, sink, { chunkBytes: chunk, pause });
await printer.finish();
const spent = process.cpuUsage(started);
const seconds = (spent.user + spent.system - lookCost) / 1e6;

printTable(
  ['what', 'figure'],
  [
    ['logs', `${logs.length}`],
    ['records', `${given}`],
    ['MB', (bytes / 1e6).toFixed(0)],
    ['records out of place', `${misplaced + Math.abs(total - given)}`],
    ['records a second of CPU, parsed, merged and printed', given / seconds],
    ['held at most, of what had come, KB', held.peakBytes / 1e3],
    ['a chunk of each log, KB', (chunk * logs.length) / 1e3],
    ['heap at most over what it was before, MB', (peakHeap - before) / 1e6],
  ],
);
process.exitCode = misplaced === 0 && given === total ? 0 : 1;
