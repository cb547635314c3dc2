import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseHubUrl } from '../src/core/relay/hubUrl.ts';
import { logKeys } from '../src/core/relay/names.ts';
import { StreamReader } from '../src/core/relay/reader.ts';
import { Hub } from '../src/relay/hub/hub.ts';
import { SharedReader } from '../src/relay/read/sharedReader.ts';
import { RedisServer } from '../test/helpers/redis.ts';
import { startRtail } from '../test/helpers/run.ts';

/**
 * `node bench/relay.ts [--apart] [--rate N] [READERS...]`: a log that grows by 20,000 lines per second, published by `rtail relay`
 * and read by several readers, each with its own connection: all in this process, or with `--apart` one `rtail -F -o raw` each.
 * Measures the delay from append to reader (in the latter case, to the other end of its pipe), and the CPU time of Redis, relay and
 * readers.
 */
const args = process.argv.slice(2);
const apart = args.includes('--apart');
const rateAt = args.indexOf('--rate');
const LINES_A_SECOND = rateAt < 0 ? 20_000 : Number(args.splice(rateAt, 2)[1]);
const counts = args.filter(arg => arg !== '--apart').map(Number);
const SECONDS = 10;
const TICKS = 100;
const LIMIT_MS = 300_000;

/** All readers, and what they have received. */
interface Readers {
  readonly delays: number[];
  /** Bytes that the slowest has received. */
  least(): number;
  /** Processor time of their own processes, in seconds. */
  cpu(): number;
  /** Largest resident memory of one of their processes, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

const cpuSeconds = (pid: number | 'self'): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

const megabytes = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

/** Returns how old a text is whose lines start with the time they were written, in milliseconds; NaN: it has no whole line. */
const ageOf = (bytes: Buffer): number => {
  const now = performance.timeOrigin + performance.now();
  const at = bytes.indexOf(10) + 1;
  const written = Number(bytes.toString('latin1', at, at + 16));
  return written > 0 ? now - written : Number.NaN;
};

const readHere = async (url: string, log: string, count: number): Promise<Readers> => {
  const parsed = parseHubUrl(url);
  if (!parsed.ok) throw new Error(parsed.expected);
  const keys = logKeys({ project: 'default', host: hostname(), log });
  const ended = new AbortController();
  const delays: number[] = [];
  const received = Array<number>(count).fill(0);
  const sentinelLogin = { user: null, password: null };
  const files = { ca: null, cert: null, key: null };
  const hubs = Array.from(
    { length: count },
    () => new Hub({ address: parsed.url.address, sentinelLogin, ...files }),
  );
  for (const [index, hub] of hubs.entries()) {
    const reader = new StreamReader();
    await new SharedReader(hub, Date.now).follow(
      {
        stream: keys.stream,
        resume: async () => reader.resumeAfter(await hub.state(keys)),
        take: async entries => {
          for (const entry of entries)
            for (const piece of reader.take(entry)) {
              if (piece.kind !== 'bytes') continue;
              received[index]! += piece.bytes.length;
              delays.push(ageOf(piece.bytes));
            }
        },
        broken: failure => console.error(failure.message),
        failed: error => console.error(error),
      },
      ended.signal,
    );
  }
  return {
    delays,
    least: () => Math.min(...received),
    cpu: () => 0,
    memory: () => 0,
    stop: async () => {
      ended.abort();
      for (const hub of hubs) hub.close();
    },
  };
};

const readApart = async (url: string, home: string, count: number): Promise<Readers> => {
  const delays: number[] = [];
  const received = Array<number>(count).fill(0);
  const readers = received.map((_, index) => {
    const stdout = (chunk: Buffer): void => {
      received[index]! += chunk.length;
      delays.push(ageOf(chunk));
    };
    return startRtail(['-F', '-n', '1', '-o', 'raw', url], { home, stdout, limitMs: LIMIT_MS });
  });
  while (Math.min(...received) === 0) await sleep(20);
  return {
    delays,
    least: () => Math.min(...received),
    cpu: () => readers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
    memory: () => Math.max(...readers.map(({ pid }) => megabytes(pid))),
    stop: async () => {
      for (const reader of readers) reader.kill('SIGKILL');
      await Promise.all(readers.map(reader => reader.done));
    },
  };
};

/** Makes the log grow; returns how many lines were written, how many bytes, and in how many seconds. */
const grow = async (log: string): Promise<{ written: number; bytes: number; seconds: number }> => {
  const begun = performance.now();
  let written = 0;
  let bytes = 0;
  while (performance.now() - begun < SECONDS * 1000) {
    const due = Math.floor(((performance.now() - begun) / 1000) * LINES_A_SECOND);
    const stamp = (performance.timeOrigin + performance.now()).toFixed(2);
    const line = `${stamp} ${'GET /cart/items 200 '.repeat(4)}\n`;
    appendFileSync(log, line.repeat(due - written));
    bytes += line.length * (due - written);
    written = due;
    await sleep(1000 / TICKS);
  }
  return { written, bytes, seconds: (performance.now() - begun) / 1000 };
};

const measure = async (count: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-'));
  const log = join(folder, 'app.log');
  writeFileSync(log, 'start\n');
  await using redis = await RedisServer.start(join(folder, 'redis'));
  const relay = startRtail(['relay', redis.url, log], { home: folder, limitMs: LIMIT_MS });
  await relay.sees('published by this relay');
  const readers = await (apart ? readApart(redis.url, folder, count) : readHere(redis.url, log, count));
  await sleep(500);
  readers.delays.length = 0;
  const used = (): readonly number[] => [
    cpuSeconds(redis.pid),
    cpuSeconds(relay.pid),
    readers.cpu(),
    cpuSeconds('self'),
  ];
  const before = used();
  const already = readers.least();
  const { written, bytes, seconds } = await grow(log);
  const [ofRedis, ofRelay, ofReaders, ofThis] = used().map(
    (cpu, index) => `${Math.round((100 * (cpu - before[index]!)) / seconds)} %`,
  );
  const grown = performance.now();
  while (readers.least() - already < bytes) await sleep(20);
  const late = (performance.now() - grown) / 1000;
  const delays = readers.delays.filter(delay => !Number.isNaN(delay));
  console.log(
    `${count} readers, ${Math.round(written / seconds)} lines/s: p50 ${percentile(delays, 0.5).toFixed(1)} ms, ` +
      `p99 ${percentile(delays, 0.99).toFixed(1)} ms, the last line after ${late.toFixed(1)} s; CPU: redis ${ofRedis}, relay ${ofRelay}, ` +
      (apart
        ? `readers together ${ofReaders} (${Math.round(readers.memory())} MB each), writer and pipes ${ofThis}`
        : `writer and readers ${ofThis}`),
  );
  await readers.stop();
  relay.kill('SIGKILL');
  await relay.done;
  rmSync(folder, { recursive: true, force: true });
};

for (const count of counts.length > 0 ? counts : [1, 10, 50]) await measure(count);
process.exit(0);
