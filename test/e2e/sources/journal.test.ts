import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Marker } from '../../../src/core/record.ts';
import { markerText } from '../../../src/core/text/markerText.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { canRunJournald, type Journald, startJournald } from '../../helpers/journald.ts';

// Read when the modules are loaded: the pauses after a break.
vi.hoisted(() => {
  process.env['RTAIL_TEST_BACKOFF_MS'] = '50';
});

let journald: Journald;

/** Reads the journal; `messages` contains the texts without their prefixes. */
const start = (address: string, query: Partial<Query>) => {
  const transport = createLocalTransport({ ...process.env, PATH: `${journald.bin}:${process.env['PATH']}` });
  const texts: string[] = [];
  const markers: Marker[] = [];
  const states: string[] = [];
  const run = new Run({
    query: { ...EVERYTHING, ...query },
    transport,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
    sink: {
      opened: () => {},
      marker: (_source, marker) => void markers.push(marker),
      lines: () => {},
      entries: (_source, entries) => void texts.push(...entries.map(({ text }) => text)),
      state: (_source, { kind }) => void states.push(kind),
    },
  });
  run.add({
    id: 0,
    // Reached without ssh, but read like a remote host.
    host: { ...LOCAL_HOST, kind: 'ssh' },
    log: `journal:${address}`,
    place: { kind: 'other', scheme: 'journal', address, several: false },
    format: { format: null, start: null, timezone: null },
  });
  // journald may not know the number of a process that has ended already.
  const messages = (): string[] => texts.map(text => text.replace(/^\S+ \S+ \w+(?:\[\d+\])?: /, ''));
  return {
    messages,
    gaps: () => markers.filter(({ kind }) => kind === 'gap'),
    said: () =>
      markers.map(marker => markerText(marker, false)).filter(text => !/Terminated|Killed/.test(text)),
    /** Whatever is written now is new. */
    isLive: () => expect.poll(() => states, { interval: 20 }).toContain('live'),
    /** On failure, shows what was received instead. */
    sees: (message: string) =>
      expect
        .poll(() => (messages().includes(message) ? message : messages()), { interval: 20 })
        .toBe(message),
    async end() {
      run.cancel();
      const [outcome] = await run.finished();
      await transport.close();
      return outcome!.trouble;
    },
    async toEnd() {
      const [outcome] = await run.finished();
      await transport.close();
      return { messages: messages(), trouble: outcome!.trouble };
    },
  };
};

describe.skipIf(!canRunJournald)('a real journal', () => {
  beforeAll(async () => {
    journald = await startJournald('8M');
    journald.print('app', ['hello', '<3>bad thing', 'WARN low disk', 'all good', 'bad again']);
    journald.log({ MESSAGE: 'plain', PRIORITY: '4', SYSLOG_IDENTIFIER: 'tool', KIND: 'x' });
    journald.log({ MESSAGE: `long ${'x'.repeat(5000)}`, PRIORITY: '5', SYSLOG_IDENTIFIER: 'tool' });
    await journald.has(`long ${'x'.repeat(5000)}`);
  });
  afterAll(() => journald?.stop());

  const APP = 'SYSLOG_IDENTIFIER=app';
  const LAST = (count: number) => ({ kind: 'lastLines', count }) as const;

  test.each<[string, string, Partial<Query>, readonly string[]]>([
    [
      'everything from one program',
      APP,
      {},
      ['hello', 'bad thing', 'WARN low disk', 'all good', 'bad again'],
    ],
    ['the last two', APP, { from: LAST(2) }, ['all good', 'bad again']],
    ['from the fourth on', APP, { from: { kind: 'fromLine', line: 4 } }, ['all good', 'bad again']],
    ['literal text', APP, { grep: ['bad'] }, ['bad thing', 'bad again']],
    ['an expression', APP, { grep: ['ba[dg] t'] }, ['bad thing']],
    ['without text', APP, { exclude: ['bad', 'good'] }, ['hello', 'WARN low disk']],
    ['the latest match', APP, { grep: ['bad'], last: 1 }, ['bad again']],
    ['the first of the latest two', APP, { grep: ['bad'], last: 2, head: 1 }, ['bad thing']],
    [
      'with context',
      APP,
      { grep: ['disk'], before: 1, after: 1 },
      ['bad thing', 'WARN low disk', 'all good'],
    ],
    ['by level, as written by stdout', APP, { level: 'warn' }, ['bad thing', 'WARN low disk']],
    ['by level and number', APP, { level: 'warn', maxCount: 1 }, ['bad thing']],
    ['by field', '', { where: ['tag=tool', 'priority=4'] }, ['plain']],
    ['a separate match', 'KIND=x', {}, ['plain']],
    ['nothing that matches', APP, { grep: ['no such text'] }, []],
  ])('is read once: %s', async (_, address, query, expected) => {
    const pushed = await start(address, query).toEnd();
    const here = await start(address, { ...query, pushdown: false }).toEnd();
    expect(pushed).toEqual({ messages: expected, trouble: null });
    expect(here).toEqual(pushed);
  });

  test.each<[address: string, query: Partial<Query>, message: string, advice: string]>([
    ['no-such.service', {}, 'no-such.service', 'systemctl list-units'],
    ['no-such.service', { grep: ['x'], level: 'warn' }, 'no-such.service', 'systemctl list-units'],
    ['app', { time: { since: 0, until: null } }, 'app', 'journal:SYSLOG_IDENTIFIER=app'],
    ['SYSLOG_IDENTIFIER=tol', {}, 'SYSLOG_IDENTIFIER=tol', 'did you mean SYSLOG_IDENTIFIER=tool?'],
  ])('reports what has no entry: %s %j', async (address, query, what, advice) => {
    const { trouble } = await start(address, query).toEnd();
    expect(trouble).toMatchObject({ kind: 'missing', message: `the journal has no entry of ${what}` });
    expect(trouble!.advice).toContain(advice);
    const following = start(address, { ...query, follow: 'name' });
    await expect.poll(following.said, { interval: 20 }).toEqual([expect.stringContaining('waiting for one')]);
    expect(await following.end()).toBeNull();
  });

  test('a misspelt field is reported', async () => {
    const following = start('', { where: ['prioritty=4'] });
    await following.toEnd();
    expect(following.said()).toEqual([expect.stringContaining('prioritty; did you mean priority?')]);
  });

  test('a message of five thousand bytes arrives completely', async () => {
    const { messages } = await start('', { grep: ['^.*long x'], bare: true }).toEnd();
    expect(messages.map(text => text.length)).toEqual([5005]);
  });

  test.each(['', 'SYSLOG_IDENTIFIER=two'])(
    'is followed through disconnects, each entry once (%j)',
    async address => {
      const own = `two${address.length}`;
      const following = start(address, { follow: 'name', from: LAST(0) });
      await following.isLive();
      let number = 0;
      for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
        journald.print('two', [`${own} ${++number}`, `${own} ${++number}`]);
        await following.sees(`${own} ${number}`);
        journald.interrupt(signal);
        journald.print('two', [`${own} ${++number}`]);
        journald.journalctl('--rotate');
      }
      journald.print('two', [`${own} end`]);
      await following.sees(`${own} end`);
      expect(await following.end()).toBeNull();
      const expected = Array.from({ length: number }, (_, index) => `${own} ${index + 1}`);
      expect(following.messages().filter(text => text.startsWith(own))).toEqual([...expected, `${own} end`]);
      expect(following.gaps()).toEqual([]);
      expect(following.said().filter(text => text.startsWith('reconnected'))).toHaveLength(3);
    },
  );

  let vacuumed = 0;
  test('entries vacuumed during a disconnect are a gap with their number', async () => {
    // Each run of the test distinguishes its entries from existing ones.
    const own = `g${++vacuumed}`;
    const following = start('', { follow: 'name', from: LAST(0) });
    await following.isLive();
    journald.print('gap', [`${own} 0`]);
    await following.sees(`${own} 0`);
    journald.interrupt('SIGSTOP');
    const lines = Array.from({ length: 12_000 }, (_, n) => `${own} ${n + 1} ${'y'.repeat(400)}`);
    journald.print('gap', lines);
    await journald.has(lines.at(-1)!);
    journald.interrupt('SIGKILL');
    journald.print('gap', [`${own} end`]);
    await following.sees(`${own} end`);
    expect(await following.end()).toBeNull();
    const numbers = following
      .messages()
      .filter(text => text.startsWith(`${own} `) && !text.endsWith(' end'))
      .map(text => Number(text.split(' ')[1]));
    expect(new Set(numbers).size).toBe(numbers.length);
    const missing = 12_001 - numbers.length;
    expect(missing).toBeGreaterThan(1000);
    // journald reports in its own entries how much it has removed.
    const reported = following
      .gaps()
      .reduce((sum, gap) => sum + ('entries' in gap ? (gap.entries ?? 0) : 0), 0);
    expect(reported - missing).toBeGreaterThanOrEqual(0);
    expect(reported - missing).toBeLessThanOrEqual(following.gaps().length * 3);
  });

  test('a host that denies permission is reported', async () => {
    const { trouble } = await start('', { from: { kind: 'lastBytes', count: 3 } }).toEnd();
    expect(trouble).toMatchObject({ kind: 'config', message: 'a journal cannot be counted in bytes' });
  });
});
