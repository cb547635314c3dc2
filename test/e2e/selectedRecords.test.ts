import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet } from '../helpers/fleet.ts';
import { rtail } from '../helpers/run.ts';

/** The lines of two streams: a crash follows an error, with a record of a lower level in between. */
const LINES: readonly (readonly [string, string])[] = [
  ['stdout', 'ERROR: refused'],
  ['stderr', 'INFO: a'],
  ['stdout', 'INFO: ready'],
  ['stdout', 'Unhandled exception: x'],
  ['stdout', '\tat a.B.c(B.java:1)'],
  ['stderr', 'ERROR: other'],
  ['stderr', 'INFO: b'],
  ['stderr', 'Exception in thread "main" java.lang.Error: x'],
  ['stderr', '\tat x.Y.z(Y.java:1)'],
  ['stdout', 'INFO: done'],
];

const written = (wrap: (text: string, stream: string, index: number) => string): string =>
  LINES.map(([stream, text], index) => `${wrap(text, stream, index)}\n`).join('');

const LOGS: Readonly<Record<string, string>> = {
  plain: written(text => text),
  stamped: written((text, _, index) => `2026-11-20T14:02:11.${100 + index}Z ${text}`),
  cri: written((text, stream, index) => `2026-11-20T14:02:11.12345678${index}Z ${stream} F ${text}`),
  docker: written((text, stream, index) =>
    JSON.stringify({ log: `${text}\n`, stream, time: `2026-11-20T14:02:11.${index}Z` }),
  ),
  kubectl: written((text, stream) => `[pod/shop-${stream}/app] ${text}`),
  timed: written((text, _, index) =>
    /^(ERROR|INFO)/.test(text) ? `2026-11-20 14:02:11,20${index} ${text}` : text,
  ),
  compose: written((text, stream) => `${stream}-1  | ${text}`),
};
/** A log whose start and end, from which the host learns, show no record behind lines of other programs. */
const woven = (): string => {
  const line = (tag: string, text: string) => `Nov 20 14:02:11 web-1 ${tag}: ${text}\n`;
  const plain = (line('app[1]', 'INFO: ready') + line('cron[2]', 'ready')).repeat(300);
  const between = line('cron[2]', 'ready');
  const middle = ['ERROR: refused', 'INFO: again', 'Caused by: java.io.IOException: closed', 'ERROR: second']
    .map(text => line('app[1]', text) + between)
    .join('');
  const crash = ['Traceback (most recent call last):', '  File "x.py", line 3', 'shop.Refused: x', 'INFO: up']
    .map(text => line('app[3]', text) + between)
    .join('');
  return plain + middle + crash + plain;
};

const SHORT = { empty: '', line: 'no head\n', open: 'no end' };

const PATHS = Object.fromEntries(
  [...Object.keys(LOGS), ...Object.keys(SHORT), 'woven'].map(name => [name, `${name}.log`]),
);

interface PrintedRecord {
  /** Notices have none. */
  readonly seq?: number;
  readonly log: string;
  readonly time: string | null;
  readonly level: string;
  readonly text: string;
}

const problem = fleetProblem('sshd');

describe.skipIf(problem)(`selected records${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet({ targets: 1, logs: PATHS });
    for (const [name, text] of Object.entries(LOGS)) fleet.targets[0]!.writeLog(PATHS[name]!, text);
    fleet.targets[0]!.writeLog(PATHS['woven']!, woven());
    for (const [name, text] of Object.entries(SHORT)) fleet.targets[0]!.writeLog(PATHS[name]!, text);
  }, 300_000);
  afterAll(() => fleet?.close());

  const records = async (args: readonly string[]): Promise<Record<string, unknown[]>> => {
    const options = { home: fleet.client.home, limitMs: 60_000 };
    const { stdout, code } = await rtail([...args, '-o', 'json', 'web-01:*'], options);
    expect(code).toBe(0);
    const all = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as PrintedRecord)
      .filter(({ seq }) => seq !== undefined);
    const byLog = Object.groupBy(all, ({ log }) => log);
    return Object.fromEntries(
      Object.entries(byLog).map(([log, found]) => [
        log,
        found!.map(({ time, level, text }) => [time, level, text]),
      ]),
    );
  };
  const chosen = (all: Record<string, unknown[]>, test: (record: unknown[]) => boolean) =>
    Object.fromEntries(
      Object.entries(all)
        .map(([log, found]) => [log, found.filter(one => test(one as unknown[]))] as const)
        .filter(([, found]) => found.length > 0),
    );

  it.each([
    [['--level', 'error']],
    [['--level', 'error', '--no-pushdown']],
    [['--level', 'error', '--last', '99']],
  ])(
    'are those of the whole log: %j',
    async args => {
      const all = await records(['-n', '+1']);
      const expected = chosen(all, ([, level]) => level === 'error' || level === 'fatal');
      for (const name of Object.keys(LOGS)) expect(expected[name]).toHaveLength(4);
      const texts = ['ERROR: refused', 'ERROR: second', 'Traceback (most recent call last):'];
      expect(expected['woven']).toMatchObject(
        texts.map(text => [expect.anything(), 'error', expect.stringContaining(text)]),
      );
      expect(expected['woven']![2]).toMatchObject([
        expect.anything(),
        'error',
        expect.stringContaining('shop.Refused: x'),
      ]);
      expect(await records(args)).toEqual(expected);
    },
    120_000,
  );

  it('are those of the whole log: by a pattern', async () => {
    const all = await records(['-n', '+1']);
    const expected = chosen(all, ([, , text]) => /refused|exception|Exception/.test(`${text}`));
    expect(await records(['--record', '-g', 'refused|exception|Exception'])).toEqual(expected);
  }, 120_000);

  it.each(Object.keys(SHORT))(
    'are none in a short log, without a notice about its records: %s',
    async name => {
      const args = ['--level', 'error', '-n', '+1', `web-01:${name}`];
      const { stdout, stderr } = await rtail(args, { home: fleet.client.home, limitMs: 60_000 });
      expect(stdout.toString()).toBe('');
      expect(stderr.toString()).not.toMatch(/cannot tell|so far/);
    },
    120_000,
  );
});
