/**
 * `node bench/understand.ts DIR [OTHER]`: lines per second of assembling records (head, level, time, grouping) and of storing
 * them, on one core, for each `*.log` in a folder. Each log is repeated until it has about 50 MB. OTHER is the folder of
 * another version's sources (`git worktree add`): both are measured alternately in this process, and the ratio is printed,
 * which hardly depends on what else the machine does.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
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

const FORMAT = { format: null, start: null, timezone: null, level: null };

/** What is measured of one version. */
interface Version {
  readonly createAssembler: typeof createAssembler;
  readonly RecordStore: typeof RecordStore;
}

/** Loads another version's modules, where they are or were before they got folders of their own. */
const versionIn = async (folder: string): Promise<Version> => {
  const load = async (...paths: string[]): Promise<object> => {
    const path = paths.map(each => resolve(folder, each)).find(existsSync);
    if (path === undefined) throw new Error(`${folder} contains none of ${paths.join(', ')}`);
    return import(path);
  };
  const core = 'src/core';
  const assembling = await load(`${core}/records/assemble.ts`, `${core}/assemble.ts`);
  const storing = await load(`${core}/store/store.ts`, `${core}/store.ts`);
  return { ...assembling, ...storing } as Version;
};

/** Measures lines per second of CPU time, over all threads, of reading these chunks repeatedly. */
const linesPerSecond = (version: Version, chunks: readonly Buffer[], stores: boolean): number => {
  const lines = chunks.reduce((sum, chunk) => sum + countLines(chunk), 0);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const repeats = Math.ceil(MEASURED_BYTES / bytes);
  const assembler = version.createAssembler({ source: 0, format: FORMAT, timezone: null, group: true });
  const store = stores ? new version.RecordStore({ bytes: 64 * 1024 * 1024, entries: 1_000_000 }) : null;
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

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const [directory, other] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: node bench/understand.ts DIR [OTHER]   (DIR: a folder of *.log)');
  process.exit(2);
}
const ours: Version = { createAssembler, RecordStore };
const theirs = other === undefined ? null : await versionIn(other);
const logs = readdirSync(directory)
  .filter(name => name.endsWith('.log'))
  .map(name => {
    const log = Buffer.concat([readFileSync(join(directory, name)), Buffer.from('\n')]);
    const results = [false, true].map(stores => ({ stores, best: 0, ratios: [] as number[] }));
    return { name: basename(name, '.log'), chunks: chunksOf(log), results };
  });
// The first round only warms up.
for (let round = 0; round <= ROUNDS; round++) {
  for (const { chunks, results } of logs) {
    for (const result of results) {
      const before = round % 2 === 0 && theirs !== null ? linesPerSecond(theirs, chunks, result.stores) : 0;
      const rate = linesPerSecond(ours, chunks, result.stores);
      const rival = before === 0 && theirs !== null ? linesPerSecond(theirs, chunks, result.stores) : before;
      if (round === 0) continue;
      result.best = Math.max(result.best, rate);
      if (rival > 0) result.ratios.push(rate / rival);
    }
  }
}
const ratioText = (ratios: readonly number[]): string =>
  theirs === null ? '' : median(ratios).toFixed(2).padStart(7);
const header = theirs === null ? '' : 'ratio'.padStart(7);
console.log(`${'log'.padEnd(16)} ${'parse'.padStart(10)}${header} ${'+ store'.padStart(10)}${header}`);
for (const { name, results } of logs) {
  const cells = results.map(({ best, ratios }) => `${inThousands(best)}${ratioText(ratios)}`);
  console.log(`${name.padEnd(16)} ${cells.join(' ')}`);
}
