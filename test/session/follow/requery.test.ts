import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Source } from '../../../src/core/target.ts';
import { TroubleError } from '../../../src/core/trouble.ts';
import { createRandom } from '../../../src/demo/random.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import type { Connection, Transport } from '../../../src/transport/transport.ts';
import { abortedTrouble } from '../../../src/transport/troubles.ts';

const QUERY: Query = { ...EVERYTHING, follow: 'name', retry: true };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-requery-'));
  file = join(folder, 'app.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await sleep(20);
};

/** Connects to hosts, and counts how often a log was surveyed. */
const countingTransport = (
  transport: Transport,
): { readonly counting: Transport; readonly surveys: () => number } => {
  let surveys = 0;
  const counted = (connection: Connection): Connection => ({
    host: connection.host,
    lost: connection.lost,
    close: () => connection.close(),
    exec: (command, options) => {
      if (command.includes('listing')) surveys++;
      return connection.exec(command, options);
    },
  });
  const counting: Transport = {
    connect: async (...args) => counted(await transport.connect(...args)),
    onProgress: listener => transport.onProgress(listener),
    close: () => transport.close(),
  };
  return { counting, surveys: () => surveys };
};

/**
 * Surveys caused by a change of the filter: one to catch up under the old filter, and one to start under the
 * new one.
 */
const PER_CHANGE = 2;

const follow = (query: Query, given: Transport = createLocalTransport()) => {
  const { counting: transport, surveys } = countingTransport(given);
  let text = '';
  let live = 0;
  const states: string[] = [];
  const run = new Run({
    query,
    transport,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
    sink: {
      opened: () => {},
      marker: () => {},
      lines: (_source, chunk) => {
        text += chunk.toString();
      },
      state: (_source, state) => {
        states.push(state.kind);
        if (state.kind === 'live') live++;
      },
    },
  });
  const source: Source = {
    id: 0,
    host: LOCAL_HOST,
    log: 'app',
    place: { kind: 'file', path: file, glob: false },
    format: { format: null, start: null, timezone: null },
  };
  run.add(source);
  return {
    run,
    states,
    lines: () => text.split('\n').slice(0, -1),
    live: () => live,
    /** Changes the filter, and resolves once new lines pass the new one. */
    change: async (changed: Query) => {
      const before = surveys();
      run.requery(changed);
      await until(() => surveys() >= before + PER_CHANGE);
    },
    stop: async () => {
      run.cancel();
      await run.finished();
      await transport.close();
    },
  };
};

test('a missing file is reported as awaited, and becomes live when it appears', async () => {
  const { states, lines, stop } = follow(QUERY);
  await until(() => states.at(-1) === 'absent');
  writeFileSync(file, 'first\n');
  await until(() => lines().length === 1);
  await stop();
  expect(states.filter((state, i) => state !== states[i - 1]).slice(0, 3)).toEqual([
    'connecting',
    'absent',
    'live',
  ]);
});

/**
 * Connects to hosts on which opening a channel takes a while, and is abandoned with an error if nobody wants
 * it any more.
 */
const slowTransport = (): Transport => {
  const local = createLocalTransport();
  const slowed = (connection: Connection): Connection => ({
    host: connection.host,
    lost: connection.lost,
    close: () => connection.close(),
    async exec(command, options) {
      await sleep(30);
      if (options?.signal?.aborted) throw new TroubleError(abortedTrouble(connection.host.name));
      return connection.exec(command, options);
    },
  });
  return {
    connect: async (...args) => slowed(await local.connect(...args)),
    onProgress: listener => local.onProgress(listener),
    close: () => local.close(),
  };
};

describe('changing the filter while a log is followed', () => {
  test.each([0, 5, 25, 40, 90])('again after %i ms, and so on: the last change takes effect', async pause => {
    writeFileSync(file, 'a 1\nb 1\n');
    const { run, lines, states, stop } = follow({ ...QUERY, grep: ['a'] }, slowTransport());
    await until(() => lines().length === 1);
    for (let i = 0; i < 8; i++) {
      run.requery({ ...QUERY, grep: [i % 2 === 0 ? 'x' : 'b'] });
      await sleep(pause);
    }
    let written = 0;
    // Lines written before the change has taken effect pass the previous filter.
    while (!lines().some(line => line.startsWith('b')) && !states.includes('failed')) {
      appendFileSync(file, `a ${++written}\nb ${written}\n`);
      await sleep(50);
    }
    await stop();
    expect(states.filter(state => state === 'failed' || state === 'retrying')).toEqual([]);
  });

  test('applies to new lines on the host; earlier ones were filtered by the previous filter', async () => {
    writeFileSync(file, 'a 1\nb 1\n');
    const { run, lines, stop, change } = follow({ ...QUERY, grep: ['a'] });
    await until(() => lines().length === 1);
    await change({ ...QUERY, grep: ['b'] });
    appendFileSync(file, 'a 2\nb 2\nc 2\n');
    await until(() => lines().length === 2);
    expect(lines()).toEqual(['a 1', 'b 2']);
    await change(QUERY);
    appendFileSync(file, 'd 3\n');
    await until(() => lines().length === 3);
    await stop();
    expect(lines()).toEqual(['a 1', 'b 2', 'd 3']);
    expect(run.counts(0)!.bytesReceived).toBe('a 1\nb 2\nd 3\n'.length);
  });

  test('for whole records delivers complete records, selected on the host as far as possible', async () => {
    const head = (second: number, text: string): string =>
      `2026-11-20 14:02:${String(second).padStart(2, '0')},000 INFO ${text}\n`;
    const trace = `${head(50, 'checkout failed')}java.lang.IllegalStateException: x\n\tat com.shop.Pay.pay(Pay.java:1)\n`;
    writeFileSync(file, Array.from({ length: 40 }, (_, i) => head(i, `request ${i}`)).join(''));
    const { run, lines, stop, change, live } = follow({ ...QUERY, from: { kind: 'lastLines', count: 0 } });
    await until(() => live() > 0);
    await change({ ...QUERY, grep: ['at com'], record: true });
    const before = run.counts(0)!.bytesReceived;
    appendFileSync(file, `${head(49, 'one')}${trace}${head(51, 'two')}`);
    await until(() => lines().length === 3);
    await change({ ...QUERY, exclude: ['IllegalState'], record: true });
    const received = run.counts(0)!.bytesReceived - before;
    const noise = Array.from({ length: 20 }, () => head(51, 'IllegalState again')).join('');
    appendFileSync(file, `${noise}${trace}${noise}${head(52, 'three')}`);
    await until(() => lines().length === 4);
    await stop();
    // If all of a record's lines are excluded, the host leaves the record out; one that may be two records is
    // examined locally.
    expect(run.counts(0)!.bytesReceived - before - received).toBe(trace.length + head(52, 'three').length);
    expect(lines()).toEqual([...trace.trimEnd().split('\n'), head(52, 'three').trimEnd()]);
    expect(received).toBe(trace.length);
  });

  test('while a writer never stops, each line that both filters pass arrives once, in order, and no other twice', async () => {
    const random = createRandom(7);
    writeFileSync(file, '');
    const { run, lines, stop } = follow(QUERY);
    const FILTERS: readonly Partial<Query>[] = [
      { grep: ['keep'] },
      {},
      { exclude: ['drop'] },
      { grep: ['keep', 'line'] },
    ];
    let written = 0;
    let rest = '';
    const write = (): void => {
      for (let count = random.whole(1, 40); count > 0; count--) {
        written++;
        rest += `line ${written} ${written % 3 === 0 ? 'keep' : 'drop'} ${'.'.repeat(random.whole(0, 90))}\n`;
      }
      // Not at line ends: the last line is often unfinished.
      const cut = random.whole(0, rest.length);
      appendFileSync(file, rest.slice(0, cut));
      rest = rest.slice(cut);
    };
    for (let round = 0; round < 120; round++) {
      write();
      if (round % 12 === 6) run.requery({ ...QUERY, ...random.pick(FILTERS) });
      await sleep(30);
    }
    run.requery(QUERY);
    // It passes each of the filters.
    appendFileSync(file, `${rest}line ${written + 1} keep the end\n`);
    await until(() => lines().at(-1)?.endsWith('the end') === true);
    await stop();
    const numbers = lines().map(line => Number(line.split(' ')[1]));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    const kept = numbers.filter(number => number % 3 === 0);
    expect(kept).toEqual(
      Array.from({ length: Math.floor((written + 1) / 3) }, (_, index) => 3 * (index + 1)),
    );
  });
});
