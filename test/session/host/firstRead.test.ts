import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/core/facts.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { guessRead, readFirst } from '../../../src/pushdown/probes/firstRead.ts';
import type { SourceSink } from '../../../src/session/events.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { countedCommands } from '../../helpers/countedCommands.ts';
import { sampleSource } from '../../print/samples.ts';
import { FLAVOURS, pathWith } from '../../pushdown/flavours.ts';
import { GNU } from '../../pushdown/runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-first-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const log = join(folder, 'app.log');
const lines = Array.from(
  { length: 20_000 },
  (_, n) => `line ${n} ${n % 100 === 7 ? 'rare' : 'common'}\nno\n`,
);
writeFileSync(log, `go\n${lines.join('')}`);
const whole = `go\n${lines.join('')}`;

const LAST: Query = { ...EVERYTHING, from: { kind: 'lastLines', count: 3 } };
const GREP: Query = { ...EVERYTHING, grep: ['rare'] };

interface Running {
  readonly run: Run;
  readonly text: (id: number) => string;
  /** Number of commands executed. */
  readonly commands: () => number;
}

/** Reads logs on one host, whose tools are those of a PATH. */
const start = (
  query: Query,
  paths: readonly string[],
  path = process.env['PATH']!,
  isBrief = false,
): Running => {
  const received = new Map<number, Buffer[]>();
  const sink: SourceSink = {
    opened: ({ id }) => void received.set(id, []),
    lines: ({ id }, chunk) => void received.get(id)!.push(Buffer.from(chunk)),
    marker() {},
    state() {},
  };
  const { transport, commands } = countedCommands(createLocalTransport({ ...process.env, PATH: path }));
  const stdin = () => Readable.from([]);
  const run = new Run({ query, transport, sink, sudo: false, isBrief, stdin, now: Date.now });
  for (const [id, file] of paths.entries()) run.add(sampleSource(id, 'web-01', file));
  const text = (id: number) => Buffer.concat(received.get(id)!).toString('latin1');
  return { run, text, commands };
};

describe.each(FLAVOURS.filter(({ facts }) => facts.grep !== 'none'))('a host with $name', flavour => {
  const path = pathWith(folder, flavour);
  const usual = flavour.facts.tail === 'gnu' && flavour.facts.awk !== 'bwk';

  test.each([
    ['the last lines', LAST, 'no\nline 19999 common\nno\n'],
    [
      'a pattern',
      GREP,
      lines
        .map(line => line.slice(0, -3))
        .filter(line => line.includes('rare'))
        .join(''),
    ],
    ['everything', EVERYTHING, whole],
  ])(`%s, in ${usual ? 'one command' : 'the command after the probe'}`, async (_, query, expected) => {
    const { run, text, commands } = start(query, [log], path);
    expect((await run.finished())[0]!.trouble).toBeNull();
    expect(text(0)).toBe(expected);
    expect(commands()).toBe(usual ? 1 : 2);
    expect(run.facts(sampleSource(0, 'web-01').host)).toMatchObject({ tail: flavour.facts.tail });
  });
});

describe('if the facts are not needed later', () => {
  describe.each(FLAVOURS.filter(({ facts }) => facts.grep !== 'none'))('on a host with $name', flavour => {
    const path = pathWith(folder, { ...flavour, name: `${flavour.name}, briefly` });
    const usual = flavour.facts.tail === 'gnu';

    test.each([
      ['the last lines', LAST, 'no\nline 19999 common\nno\n'],
      ['everything', EVERYTHING, whole],
    ])(
      `%s, in ${usual ? 'one command without them' : 'the command after the probe'}`,
      async (_, query, expected) => {
        const { run, text, commands } = start(query, [log], path, true);
        expect((await run.finished())[0]!.trouble).toBeNull();
        expect(text(0)).toBe(expected);
        expect(commands()).toBe(usual ? 1 : 2);
        const { host } = sampleSource(0, 'web-01');
        if (usual) expect(run.facts(host)).toBeNull();
        else expect(run.facts(host)).toMatchObject(toolsOf(flavour.facts));
        expect(run.skewMs(host)).toBe(0);
      },
    );

    test('a pattern, with all facts', async () => {
      const { run, text } = start(GREP, [log], path, true);
      expect((await run.finished())[0]!.trouble).toBeNull();
      expect(text(0).split('\n')).toHaveLength(201);
      expect(run.facts(sampleSource(0, 'web-01').host)).toMatchObject(toolsOf(flavour.facts));
    });
  });

  test('a missing log is reported as such, and one that is given up takes nothing from another', async () => {
    const { run, text } = start(EVERYTHING, [join(folder, 'missing.log'), log, log], undefined, true);
    run.remove(1);
    const [missing, , other] = await run.finished();
    expect(missing!.trouble).toMatchObject({ kind: 'missing', log: join(folder, 'missing.log') });
    expect([text(2), other!.trouble]).toEqual([whole, null]);
  });
});

const toolsOf = ({ tail, grep, awk }: HostFacts): Partial<HostFacts> => ({ tail, grep, awk });

test('a second log of the host waits for the probe, not for the first log', async () => {
  const { run, text, commands } = start(EVERYTHING, [log, log, join(folder, 'missing.log')]);
  const outcomes = await run.finished();
  expect([text(0), text(1)]).toEqual([whole, whole]);
  expect(commands()).toBe(3);
  expect(outcomes[2]!.trouble).toMatchObject({ log: join(folder, 'missing.log') });
});

test('a missing log is reported as such, though it was the first', async () => {
  const { run, text } = start(EVERYTHING, [join(folder, 'missing.log'), log]);
  const [first, second] = await run.finished();
  expect(first!.trouble).toMatchObject({ kind: 'missing', log: join(folder, 'missing.log') });
  expect([text(1), second!.trouble]).toEqual([whole, null]);
});

test('a first log that is given up takes nothing from the others', async () => {
  const { run, text } = start(EVERYTHING, [log, log]);
  run.remove(0);
  const [, second] = await run.finished();
  expect([text(1), second!.trouble]).toEqual([whole, null]);
});

describe('a log that is examined before it is read', () => {
  const ERRORS: Query = { ...EVERYTHING, level: 'error' };
  const levelled = join(folder, 'levelled.log');
  const record = (n: number): string =>
    `2026-11-20T14:02:11.${100 + (n % 900)}Z ${n % 8 === 7 ? 'ERROR' : 'INFO'} order ${n}\n`;
  const records = Array.from({ length: 2000 }, (_, n) => record(n));
  writeFileSync(levelled, `go\n${records.join('')}`);
  const errors = records.filter(line => line.includes('ERROR')).join('');
  const missing = join(folder, 'missing.log');

  test.each<[string, readonly string[], number]>([
    ['is sampled with the probe', [levelled], 2],
    ['is sampled alone if the host is being probed', [levelled, levelled], 4],
    ['may be missing: each log is reported', [missing, levelled], 4],
  ])('%s', async (_title, paths, expected) => {
    const { run, text, commands } = start(ERRORS, paths);
    const outcomes = await run.finished();
    for (const [id, path] of paths.entries()) {
      expect(text(id)).toBe(path === missing ? '' : errors);
      expect(outcomes[id]!.trouble).toEqual(
        path === missing ? expect.objectContaining({ kind: 'missing', log: path }) : null,
      );
    }
    expect(commands()).toBe(expected);
  });

  test('that is given up takes nothing from the others', async () => {
    const { run, text } = start(ERRORS, [levelled, levelled]);
    run.remove(0);
    const [, second] = await run.finished();
    expect([text(1), second!.trouble]).toEqual([errors, null]);
  });
});

describe('the guess', () => {
  const place = { kind: 'file', path: log, glob: false } as const;
  const awkwardly: Query = { ...EVERYTHING, level: 'error', record: true };

  test('only tools for which the plan is the same are accepted', () => {
    const usual = guessRead(GREP, place, { sudo: false })!;
    expect([/awk mawk/, /awk gawk/].map(awk => awk.test(unescaped(usual.command)))).toEqual([true, true]);
    const seen = guessRead(GREP, place, { sudo: true }, [{ ...GNU, sudo: true }])!;
    expect(unescaped(seen.command)).not.toMatch(/gzip yes\n?'\)/);
  });

  test('tools that filter are not examined if the plan is the same with any of them', () => {
    const queries: readonly Query[] = [
      EVERYTHING,
      LAST,
      GREP,
      awkwardly,
      { ...EVERYTHING, head: 3 },
      { ...EVERYTHING, last: 3 },
      { ...EVERYTHING, maxCount: 3 },
      { ...EVERYTHING, zeroTerminated: true },
      { ...EVERYTHING, from: { kind: 'fromLine', line: 5 } },
      { ...LAST, grep: ['x'], pushdown: false },
    ];
    const seen = [GNU, { ...GNU, system: 'Darwin', tail: 'bsd' as const }];
    let brief = 0;
    for (const query of queries)
      for (const first of seen) {
        const guess = guessRead(query, place, { sudo: false, isBrief: true }, [first]);
        if (!guess?.brief) continue;
        brief++;
        expect(unescaped(guess.command)).toMatch(/echo go;;[^;]*v grep/s);
        for (const grep of ['gnu', 'busybox', 'bsd', 'none'] as const)
          for (const awk of ['gawk', 'mawk', 'busybox', 'bwk', 'none'] as const)
            for (const grepLineBuffered of [true, false])
              expect(
                planSource(query, place, { ...first, grep, awk, grepLineBuffered }, { sudo: false }),
              ).toEqual({ ok: true, plan: guess.brief });
      }
    expect(brief).toBeGreaterThanOrEqual(6);
    expect(guessRead(GREP, place, { sudo: false, isBrief: true })!.brief).toBeNull();
  });

  test('the tools that other hosts had are tried first', () => {
    const other = { ...GNU, system: "Plan'9 $(reboot)" };
    const guess = guessRead(awkwardly, place, { sudo: false }, [other])!;
    expect(unescaped(guess.command)).toContain("'system Plan'\\''9 $(reboot)\n");
  });
});

/** Undoes the escapes of a remote command. */
const unescaped = (command: string): string =>
  command.replace(/\\0(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

test.each([
  ['nothing yet', '', null],
  ['half of the probe', 'clock 1\nsystem Linux\ng', null],
  [
    'a log that is followed',
    'clock 1\na\ngo\nno\ngo\n',
    { probe: 'clock 1\na\n', reads: true, rest: 'no\ngo\n' },
  ],
  ['other tools', 'clock 1\na\nno\n', { probe: 'clock 1\na\n', reads: false, rest: '' }],
])('the output is divided: %s', (_, received, expected) => {
  const found = readFirst(Buffer.from(received));
  expect(found && { ...found, rest: found.rest.toString() }).toEqual(expected);
});
