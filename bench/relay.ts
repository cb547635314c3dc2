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
 * `node bench/relay.ts [READERS...]`: a log that grows by 20,000 lines per second, published by `rtail relay` and read
 * by several readers, each with its own connection. Measures the delay from append to reader, and the CPU time of
 * Redis, relay and readers.
 */
const LINES_A_SECOND = 20_000;
const SECONDS = 10;
const TICKS = 100;

const cpuSeconds = (pid: number | 'self'): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

const measure = async (readers: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-'));
  const log = join(folder, 'app.log');
  writeFileSync(log, 'start\n');
  await using redis = await RedisServer.start(join(folder, 'redis'));
  const relay = startRtail(['relay', redis.url, log], { home: folder, limitMs: 120_000 });
  const url = parseHubUrl(redis.url);
  if (!url.ok) throw new Error(url.expected);
  const keys = logKeys({ project: 'default', host: hostname(), log });
  const ended = new AbortController();
  const delays: number[] = [];
  const counts = Array<number>(readers).fill(0);
  await relay.sees('published by this relay');
  const hubs = Array.from(
    { length: readers },
    () =>
      new Hub({
        address: url.url.address,
        sentinelLogin: { user: null, password: null },
        ca: null,
        cert: null,
        key: null,
      }),
  );
  for (const [index, hub] of hubs.entries()) {
    const reader = new StreamReader();
    await new SharedReader(hub, Date.now).follow(
      {
        stream: keys.stream,
        resume: async () => reader.resumeAfter(await hub.state(keys)),
        take: async entries => {
          const now = performance.timeOrigin + performance.now();
          for (const entry of entries)
            for (const piece of reader.take(entry)) {
              if (piece.kind !== 'bytes') continue;
              const text = piece.bytes.toString('latin1');
              counts[index] = counts[index]! + text.split('\n').length - 1;
              const first = Number(text.split(' ', 1)[0]);
              if (first > 0) delays.push(now - first);
            }
        },
        broken: failure => console.error(failure.message),
        failed: error => console.error(error),
      },
      ended.signal,
    );
  }
  await sleep(500);
  const before = { redis: cpuSeconds(redis.pid), relay: cpuSeconds(relay.pid), self: cpuSeconds('self') };
  const begun = performance.now();
  let written = 0;
  while (performance.now() - begun < SECONDS * 1000) {
    const due = Math.floor(((performance.now() - begun) / 1000) * LINES_A_SECOND);
    const stamp = (performance.timeOrigin + performance.now()).toFixed(2);
    const line = `${stamp} ${'GET /cart/items 200 '.repeat(4)}\n`;
    appendFileSync(log, line.repeat(due - written));
    written = due;
    await sleep(1000 / TICKS);
  }
  const seconds = (performance.now() - begun) / 1000;
  const used = {
    redis: cpuSeconds(redis.pid) - before.redis,
    relay: cpuSeconds(relay.pid) - before.relay,
    self: cpuSeconds('self') - before.self,
  };
  while (Math.min(...counts) < written) await sleep(20);
  const share = (cpu: number): string => `${Math.round((100 * cpu) / seconds)} %`;
  console.log(
    `${readers} readers, ${Math.round(written / seconds)} lines/s: p50 ${percentile(delays, 0.5).toFixed(1)} ms, p99 ${percentile(delays, 0.99).toFixed(1)} ms; ` +
      `CPU: redis ${share(used.redis)}, relay ${share(used.relay)}, writer and readers ${share(used.self)}`,
  );
  ended.abort();
  for (const hub of hubs) hub.close();
  relay.kill('SIGKILL');
  await relay.done;
  rmSync(folder, { recursive: true, force: true });
};

for (const readers of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10, 50])
  await measure(readers);
process.exit(0);
