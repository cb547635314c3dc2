import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { EVERYTHING } from '../../../src/core/query.ts';
import type { Source } from '../../../src/core/target.ts';
import type { SourceSink } from '../../../src/session/events.ts';
import { Run } from '../../../src/session/run/run.ts';
import type { Reading, SourceKind } from '../../../src/session/sources/contract.ts';
import { Intake } from '../../../src/session/sources/intake.ts';
import { registerKind } from '../../../src/session/sources/kinds.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { sampleSource } from '../../print/samples.ts';

const place = (scheme: string, several: boolean) =>
  ({ kind: 'other', scheme, address: 'somewhere', several }) as const;

const sourceOf = (scheme: string, several = true): Source => ({
  ...sampleSource(0, 'local'),
  log: `${scheme}://somewhere`,
  place: place(scheme, several),
});

/** Runs sources without any host; returns what their sink received. */
const runOf = (sources: readonly Source[], query: Partial<typeof EVERYTHING> = {}) => {
  const told: string[] = [];
  const sink: SourceSink = {
    opened: ({ id, log }) => void told.push(`${id} opened ${log}`),
    lines: ({ id }, chunk) => void told.push(`${id} ${JSON.stringify(chunk.toString())}`),
    marker: ({ id }, marker) =>
      void told.push(`${id} ${marker.kind === 'notice' ? marker.text : marker.kind}`),
    state: ({ id }, state) =>
      void told.push(`${id} ${state.kind}${state.kind === 'failed' ? `: ${state.trouble.message}` : ''}`),
  };
  const transport = { onProgress() {} } as unknown as Transport;
  const run = new Run({
    query: { ...EVERYTHING, ...query },
    transport,
    sink,
    sudo: false,
    stdin: () => Readable.from([]),
    now: () => 0,
  });
  for (const source of sources) run.add(source);
  return { run, told };
};

const unused = (): never => {
  throw new Error('not asked for');
};

const kind = (parts: Partial<SourceKind>): SourceKind => ({
  read: unused,
  explain: unused,
  shortfalls: () => [],
  checkMs: null,
  ...parts,
});

test('an external kind opens its own sources, filtered like any other, and ends them', async () => {
  const say = (text: string) => async (reading: Reading) => {
    const intake = new Intake(reading);
    await intake.take(Buffer.from(text));
    await intake.end();
    return null;
  };
  const own = kind({
    async open({ source, add, matched }) {
      const one = add(
        { ...source, log: 'one', place: place('syslog', false) },
        { read: say('good 1\nbad 1\n') },
      );
      const two = add({ ...source, log: 'two', place: place('syslog', false) }, { read: say('good 2\n') });
      matched();
      await Promise.all([one.ended, two.ended]);
      return null;
    },
  });
  registerKind('syslog', async () => own);
  const { run, told } = runOf([sourceOf('syslog')], { grep: ['good'] });
  const outcomes = await run.finished();
  expect(told.toSorted()).toEqual([
    '0 done',
    '1 "good 1\\n"',
    '1 done',
    '1 opened one',
    '2 "good 2\\n"',
    '2 done',
    '2 opened two',
  ]);
  expect(outcomes.map(({ source, counts }) => [source.log, counts.lines])).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
});

test('one of its sources ends when it is removed, and is read the same way when it is retried', async () => {
  let reads = 0;
  const ended = Promise.withResolvers<void>();
  const read = async ({ signal }: Reading): Promise<null> => {
    reads++;
    if (reads > 1) ended.resolve();
    else await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    return null;
  };
  registerKind('syslog', async () =>
    kind({
      async open({ source, add }) {
        const one = add({ ...source, log: 'one', place: place('syslog', false) }, { read });
        run.remove(one.source.id);
        await one.ended;
        run.retry(one.source.id);
        await ended.promise;
        return null;
      },
    }),
  );
  const { run } = runOf([sourceOf('syslog')]);
  await run.finished();
  expect(reads).toBe(2);
});

test("a place that waits for its first source is shown, explains it once, and fails with the kind's reason", async () => {
  registerKind('syslog', async () =>
    kind({
      async open({ waiting }) {
        waiting('nobody has sent anything yet');
        waiting('nobody has sent anything yet');
        return {
          kind: 'lost',
          host: 'local',
          log: null,
          message: 'the port was closed',
          advice: null,
          final: true,
        };
      },
    }),
  );
  const { run, told } = runOf([sourceOf('syslog')]);
  await run.finished();
  expect(told).toEqual([
    '0 opened syslog://somewhere',
    '0 nobody has sent anything yet',
    '0 absent',
    '0 absent',
    '0 failed: the port was closed',
  ]);
});

test.each([true, false])(
  'a scheme without a registered kind is a failure of that source (several: %s)',
  async several => {
    const { run, told } = runOf([sourceOf('gopher', several)]);
    await run.finished();
    expect(told).toEqual([
      '0 opened gopher://somewhere',
      '0 failed: gopher: logs are not supported by this program',
    ]);
  },
);
