import { getEventListeners } from 'node:events';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING } from '../../../src/core/query.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import type { Connection, Transport } from '../../../src/transport/transport.ts';
import { until } from '../../helpers/fleet-process.ts';

/** Returns a transport that takes note of the signals which commands get. */
const noting = (transport: Transport, signals: AbortSignal[]): Transport => ({
  ...transport,
  onProgress: listener => transport.onProgress(listener),
  close: () => transport.close(),
  connect: async (host, signal) => {
    const connection = await transport.connect(host, signal);
    const exec = connection.exec.bind(connection);
    return Object.assign(connection, {
      exec: (...[command, options]: Parameters<Connection['exec']>) => {
        if (options?.signal) signals.push(options.signal);
        return exec(command, options);
      },
    });
  },
});

it('keeps nothing of earlier files while a log is followed across rotations and truncations', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-listeners-'));
  const log = join(folder, 'app.log');
  const signals: AbortSignal[] = [];
  const transport = noting(createLocalTransport(), signals);
  let text = '';
  appendFileSync(log, 'a0\n');
  const run = new Run({
    query: { ...EVERYTHING, follow: 'name' },
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
      state: () => {},
    },
  });
  onTestFinished(async () => {
    run.cancel();
    await run.finished();
    await transport.close();
    rmSync(folder, { recursive: true });
  });
  run.add({
    id: 0,
    host: LOCAL_HOST,
    log: 'app',
    place: { kind: 'file', path: log, glob: false },
    format: { format: null, start: null, timezone: null },
  });
  const listening = (): number =>
    signals.filter(signal => getEventListeners(signal, 'abort').length > 0).length;
  await until(
    () => text.includes('a0') || null,
    10_000,
    () => text,
  );
  const before = listening();
  const begun = signals.length;
  for (let round = 1; round <= 4; round++) {
    if (round % 2 === 0) renameSync(log, `${log}.${round}`);
    else truncateSync(log);
    appendFileSync(log, `a${round}\n`);
    await until(
      () => text.includes(`a${round}`) || null,
      10_000,
      () => text,
    );
  }
  expect(signals.length).toBeGreaterThan(begun + 2);
  expect(listening()).toBeLessThanOrEqual(before);
}, 60_000);
