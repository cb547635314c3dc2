/**
 * `node bench/understand.ts DIR`: lines per second of assembling records (head, level, time, grouping) and of storing
 * them, on one core, for each `*.log` in a folder. Each log is repeated until it has about 50 MB.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toByteString } from '../src/core/bytes.ts';
import { countLines } from '../src/core/lines.ts';
import { createAssembler } from '../src/core/records/assemble.ts';
import { RecordStore } from '../src/core/store/store.ts';

const CHUNK_BYTES = 64 * 1024;
const MEASURED_BYTES = 48 * 1024 * 1024;
/** The best of this many rounds counts. Each round covers all logs, because other load on a machine comes in bursts. */
const ROUNDS = 6;

/** Splits a log into chunks of whole lines, like a channel's. */
const chunksOf = (log: Buffer): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let from = 0; from < log.length; ) {
    const cut = log.lastIndexOf(10, from + CHUNK_BYTES - 1) + 1;
    const to = from + CHUNK_BYTES >= log.length || cut <= from ? log.length : cut;
    chunks.push(log.subarray(from, to));
    from = to;
  }
  return chunks;
};

const FORMAT = { format: null, start: null, timezone: null };

/** Measures lines per second of CPU time, over all threads, of reading these chunks repeatedly. */
const linesPerSecond = (chunks: readonly Buffer[], store: RecordStore | null): number => {
  const lines = chunks.reduce((sum, chunk) => sum + countLines(chunk), 0);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const repeats = Math.ceil(MEASURED_BYTES / bytes);
  const assembler = createAssembler({ source: 0, format: FORMAT, timezone: null, group: true });
  const started = process.cpuUsage();
  for (let round = 0; round < repeats; round++) {
    for (const chunk of chunks) {
      const records = assembler.push(toByteString(chunk), Date.now());
      if (store) for (const record of records) store.append(record);
    }
  }
  const { user, system } = process.cpuUsage(started);
  return (lines * repeats) / ((user + system) / 1e6);
};

const inThousands = (rate: number): string => `${Math.round(rate / 1000)} k/s`.padStart(10);

const directory = process.argv[2];
if (directory === undefined) {
  console.error('usage: node bench/understand.ts DIR   (a folder of *.log)');
  process.exit(2);
}
const logs = readdirSync(directory)
  .filter(name => name.endsWith('.log'))
  .map(name => {
    const log = Buffer.concat([readFileSync(join(directory, name)), Buffer.from('\n')]);
    return { name: basename(name, '.log'), chunks: chunksOf(log), parse: 0, stored: 0 };
  });
for (let round = 0; round < ROUNDS; round++) {
  for (const log of logs) {
    log.parse = Math.max(log.parse, linesPerSecond(log.chunks, null));
    const store = new RecordStore({ bytes: 64 * 1024 * 1024, entries: 1_000_000 });
    log.stored = Math.max(log.stored, linesPerSecond(log.chunks, store));
  }
}
console.log(`${'log'.padEnd(16)} ${'parse'.padStart(10)} ${'+ store'.padStart(10)}`);
for (const { name, parse, stored } of logs) {
  console.log(`${name.padEnd(16)} ${inThousands(parse)} ${inThousands(stored)}`);
}
