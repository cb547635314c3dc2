import { describe, expect, test } from 'vitest';
import { checkJson, checkText } from '../../../src/cli/commands/check.ts';
import type { HostFacts } from '../../../src/core/facts.ts';
import type { LogSurvey } from '../../../src/core/understand/survey.ts';
import type { Checkup } from '../../../src/session/run/checkup.ts';
import { sampleSource } from '../../print/samples.ts';

const FACTS: HostFacts = {
  system: 'Linux',
  tail: 'gnu',
  grep: 'gnu',
  awk: 'mawk',
  grepLineBuffered: true,
  tac: true,
  gzip: true,
  sudo: false,
  stdbuf: true,
  clockSkewMs: 120,
};

const SURVEY: LogSurvey = {
  lines: 1000,
  records: 400,
  timed: 399,
  levelled: 200,
  format: 'java',
  ofFormat: 399,
  timeFormat: 'iso',
  zone: { name: 'UTC', origin: 'assumed' },
  head: null,
};

const EMPTY: LogSurvey = { ...SURVEY, lines: 0, records: 0, timed: 0, levelled: 0, format: null, zone: null };

const checkup = (parts: Partial<Checkup> = {}): Checkup => ({
  source: sampleSource(0, 'web-01'),
  facts: FACTS,
  trouble: null,
  survey: SURVEY,
  shortfalls: [],
  ...parts,
});

const MISSING = {
  kind: 'missing',
  host: 'web-01',
  log: '/x',
  message: '/x does not exist',
  advice: 'check the path',
  final: false,
} as const;

describe('checkText', () => {
  test.each<[string, Partial<Checkup>, string]>([
    [
      'a healthy log',
      {},
      'ok  web-01:app  Linux, gnu tools; clock +0.1 s; last 1000 lines: java, 400 records, 99 % with a time, 50 % with a level; zone UTC assumed (if that is wrong, set timezone: in the inventory)\n',
    ],
    [
      'a log without lines',
      { survey: EMPTY },
      'ok  web-01:app  Linux, gnu tools; clock +0.1 s; no lines yet\n',
    ],
    [
      'a correct clock',
      { survey: EMPTY, facts: { ...FACTS, clockSkewMs: -49 } },
      'ok  web-01:app  Linux, gnu tools; clock right; no lines yet\n',
    ],
    [
      'a slow clock and BusyBox without awk',
      {
        survey: EMPTY,
        facts: {
          ...FACTS,
          tail: 'busybox',
          grep: 'busybox',
          awk: 'none',
          grepLineBuffered: false,
          clockSkewMs: -2500,
        },
      },
      'ok  web-01:app  Linux, busybox tools, filtered locally when following; clock −2.5 s; no lines yet\n',
    ],
    [
      'a missing file',
      { facts: null, trouble: MISSING },
      'FAIL  web-01:app  /x does not exist\n      check the path\n',
    ],
    [
      'a hostile message',
      { trouble: { ...MISSING, message: '\x1b[2Jgone', advice: null } },
      'FAIL  web-01:app  gone\n',
    ],
  ])('%s', (_title, parts, text) => expect(checkText([checkup(parts)])).toBe(text));

  test('columns are aligned', () => {
    const text = checkText([checkup({ survey: EMPTY }), checkup({ trouble: { ...MISSING, advice: null } })]);
    expect(
      text
        .split('\n')
        .slice(0, 2)
        .map(line => line.indexOf('web-01')),
    ).toEqual([6, 6]);
  });
});

test('checkJson returns one object per line', () => {
  const [first, second] = checkJson([checkup(), checkup({ trouble: MISSING })])
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(first).toMatchObject({
    host: 'web-01',
    log: 'app',
    path: '/var/log/app.log',
    ok: true,
    records: 400,
    format: 'java',
    facts: { tail: 'gnu' },
  });
  expect(second).toMatchObject({ ok: false, trouble: { kind: 'missing' } });
});
