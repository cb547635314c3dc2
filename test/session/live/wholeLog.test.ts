import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type Level, severity } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { isRecord } from '../../../src/core/store/entry.ts';
import { filtersOf } from '../../../src/session/live/remoteFilter.ts';
import { createLiveSession, type LiveSession } from '../../../src/session/live/session.ts';
import { RunControl } from '../../../src/session/live/sourceControl.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { sampleSource } from '../../print/samples.ts';

const root = mkdtempSync(join(tmpdir(), 'rtail-whole-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const START = Date.now() - 40 * 86_400_000;

/** A record of the log. */
interface Written {
  readonly level: Level;
  readonly text: string;
}

const recordOf = (n: number, { word, level, more, width }: Shape): Written => {
  const time = new Date(START + n * 1000).toISOString();
  const head = `${time} ${level.toUpperCase()} record-${n}. ${word} ${'x'.repeat(width)}`;
  return {
    level,
    text: [head, ...Array.from({ length: more }, (_, i) => `    more ${i} of ${n}.`)].join('\n'),
  };
};

interface Shape {
  readonly word: string;
  /** In each line after the first. */
  readonly inside: string;
  readonly level: Level;
  readonly more: number;
  readonly width: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  word: fc.constantFrom('plain', 'plain', 'plain', 'needle', 'thread'),
  inside: fc.constantFrom('', '', 'needle'),
  level: fc.constantFrom<Level>('info', 'info', 'debug', 'warn', 'error'),
  more: fc.constantFrom(0, 0, 0, 1, 3, 6),
  width: fc.constantFrom(0, 10, 80, 300),
});
interface Stretch {
  readonly shape: Shape;
  readonly common: Shape;
  readonly every: number;
  readonly count: number;
}

/** Stretches of records that are alike, so that matches are dense here and rare there. */
const stretch: fc.Arbitrary<Stretch> = fc.record({
  shape,
  common: shape,
  every: fc.integer({ min: 1, max: 60 }),
  count: fc.nat(700),
});
const log = fc.record({
  generations: fc.array(fc.array(stretch, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  compressed: fc.boolean(),
  more: fc.array(shape, { maxLength: 20 }),
});
const asked = fc.record({
  grep: fc.constantFrom([], ['needle'], ['thread|needle'], ['needle', '7']),
  exclude: fc.constantFrom([], [], ['plain']),
  level: fc.constantFrom<Level | null>(null, null, 'warn', 'error'),
  count: fc.constantFrom(0, 1, 5, 50, 1000),
  narrower: fc.constantFrom(null, null, 'needle', '9'),
});

const passes = (
  { text, level }: Written,
  query: Pick<Query, 'grep' | 'exclude' | 'level'>,
  narrower: string | null,
): boolean =>
  query.grep.every(pattern => new RegExp(pattern).test(text)) &&
  !query.exclude.some(pattern => new RegExp(pattern).test(text)) &&
  (narrower === null || text.includes(narrower)) &&
  (query.level === null || severity(level) >= severity(query.level));

let count = 0;

/** Writes a log in generations, oldest first; returns its records. */
const writeLog = (
  generations: readonly (readonly Stretch[])[],
  compressed: boolean,
): { readonly path: string; readonly written: Written[] } => {
  const path = join(mkdtempSync(join(root, `${count++}-`)), 'app.log');
  const written: Written[] = [];
  for (const [i, stretches] of generations.entries()) {
    const first = written.length;
    const shapes = stretches.flatMap(one =>
      Array.from({ length: one.count + 1 }, (_, k) => (k % one.every === 0 ? one.shape : one.common)),
    );
    const current = shapes.map((one, k) => recordOf(first + k, one));
    written.push(...current);
    const age = generations.length - 1 - i;
    const name = `${path}${age === 0 ? '' : `.${age}${compressed ? '.gz' : ''}`}`;
    writeFileSync(name, name.endsWith('gz') ? gzipSync(bytesOf(current)) : bytesOf(current));
    const time = START / 1000 + written.length;
    utimesSync(name, time, time);
  }
  return { path, written };
};

const bytesOf = (records: readonly Written[]): string => records.map(({ text }) => `${text}\n`).join('');

const shownBy = (session: LiveSession): string[] => {
  while (session.work(10_000));
  const shown = session.held.view(null, 'shown');
  return Array.from({ length: shown.length }, (_, i) => session.held.get(shown.at(i))!)
    .filter(isRecord)
    .map(({ text }) => text);
};

/** Milliseconds that the session's clock is ahead. */
let later = 0;

const open = (path: string, query: Query): { readonly session: LiveSession; close(): Promise<void> } => {
  const transport = createLocalTransport();
  const filter = { filters: filtersOf(query), level: query.level, ignoreCase: false };
  const control = new RunControl({
    ...{ query, filter, resolve: () => [], bufferBytes: 64e6, sudo: false, answerMs: 30_000 },
    stdin: new PassThrough(),
    now: Date.now,
  });
  const session = createLiveSession({
    bufferBytes: 64e6,
    control,
    now: () => Date.now() + later,
    initial: filter,
  });
  const source = sampleSource(0, 'web-1', path);
  control.start(session.hub, transport, [{ ...source, host: { ...source.host, kind: 'local' } }]);
  return {
    session,
    async close() {
      control.cancel();
      session.close();
      await transport.close();
    },
  };
};

/** Reads older lines until the session says that the log starts there. */
const readBack = async (session: LiveSession): Promise<void> => {
  for (let page = 0; page < 500; page++) {
    await expect
      .poll(() => session.held.edge(null)?.kind, { interval: 2, timeout: 20_000 })
      .not.toBe('reading');
    if (session.held.edge(null)?.kind === 'start') return;
    session.dispatch({ type: 'readOlder', source: null });
  }
  throw new Error(`the start was not reached: ${JSON.stringify(session.held.edge(null))}`);
};

it('a log that is read back to its start has been read whole, with every filter', async () => {
  await fc.assert(
    fc.asyncProperty(log, asked, async ({ generations, compressed, more }, wish) => {
      const { path, written } = writeLog(generations, compressed);
      const query: Query = {
        ...EVERYTHING,
        ...{ grep: wish.grep, exclude: wish.exclude, level: wish.level },
        from: { kind: 'lastLines', count: wish.count },
        ...{ follow: 'name', retry: true },
      };
      const { session, close } = open(path, query);
      try {
        await expect
          .poll(() => session.snapshot().sources[0]?.state.kind, { interval: 2, timeout: 20_000 })
          .toBe('live');
        const added = [
          ...more,
          { word: 'needle thread 7 9', inside: '', level: 'error' as const, more: 0, width: 0 },
        ].map((one, i) => recordOf(written.length + i, one));
        written.push(...added);
        appendFileSync(path, bytesOf(added));
        // It passes each filter, so all lines before it have arrived as well.
        await expect
          .poll(() => shownBy(session), { interval: 5, timeout: 20_000 })
          .toContain(added.at(-1)!.text);
        if (wish.narrower !== null)
          session.dispatch({ type: 'addFilter', pattern: wish.narrower, negate: false });
        // The first lines of logs are put in order after a while.
        session.tick();
        later += 60_000;
        session.tick();
        await readBack(session);
        expect(shownBy(session)).toEqual(
          written.filter(one => passes(one, query, wish.narrower)).map(({ text }) => text),
        );
      } finally {
        await close();
      }
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 8),
      ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
    },
  );
}, 600_000);
