import { describe, expect, test } from 'vitest';
import { EVERYTHING, type Query } from '../../src/core/query.ts';
import type { LogPlace } from '../../src/core/target.ts';
import { planSource } from '../../src/pushdown/plan.ts';
import { wholeFile } from '../../src/pushdown/wholeFile.ts';
import { FLAVOURS } from './flavours.ts';

const file = (path: string): LogPlace => ({ kind: 'file', path, glob: false });
const LOG = file('/var/log/app.log');

test.each<[string, LogPlace, string]>([
  ['a plain path', LOG, '/var/log/app.log'],
  ['a path in UTF-8', file('/tmp/ü'), '/tmp/\xc3\xbc'],
  ['a path with a byte that is not UTF-8', file('/tmp/\udcff'), '/tmp/\xff'],
])('all of a file is requested: %s', (_, place, path) => {
  expect(wholeFile(EVERYTHING, place, false)).toEqual({ path, local: null });
});

describe('on any host, exactly these bytes are sent', () => {
  test.each(FLAVOURS)('$name', ({ facts }) => {
    const planned = planSource(EVERYTHING, LOG, facts, { sudo: false });
    expect(planned).toMatchObject({ ok: true, plan: { local: null, notes: [] } });
    if (planned.ok) expect(planned.plan.remote!.stages.map(({ words }) => words)).toEqual([['cat']]);
  });
});

test.each<[string, Partial<Query>]>([
  ['the last lines', { from: { kind: 'lastLines', count: 10 } }],
  ['lines from one on', { from: { kind: 'fromLine', line: 2 } }],
  ['a part', { findings: { start: null, size: null, notes: [], span: { start: 5, end: null } } as never }],
  ['a pattern', { grep: ['x'] }],
  ['a pattern that is filtered locally', { grep: ['x'], pushdown: false }],
  ['everything but a pattern', { exclude: ['x'] }],
  ['a level', { level: 'error' }],
  ['a time', { time: { since: 1, until: null } as Query['time'] }],
  ['fields', { where: ['status >= 500'] as never }],
  ['the first lines', { head: 3 }],
  ['the latest lines', { last: 3 }],
  ['some matches', { maxCount: 3 }],
  ['nothing', { head: 0 }],
  ['what is appended', { follow: 'name' }],
])('something else is requested: %s', (_, parts) => {
  expect(wholeFile({ ...EVERYTHING, ...parts }, LOG, false)).toBeNull();
});

describe('a level', () => {
  const sample = Array.from({ length: 50 }, () => '2026-11-20T14:02:11Z INFO x');
  const near = { start: null, span: null, isNear: true, sample } as const;
  const byLevel = (size: number, more: Partial<Query> = {}): Query => ({
    ...EVERYTHING,
    level: 'error',
    findings: { ...near, size },
    ...more,
  });

  test.each<[string, Query, boolean]>([
    ['in a small file of this machine', byLevel(1000), true],
    ['in a large one', byLevel(100_000_000), true],
    [
      'on another machine',
      byLevel(1000, { findings: { start: null, span: null, size: 1000, sample } }),
      false,
    ],
    ['with a form that is unknown', byLevel(1000, { findings: { ...near, size: 1000, sample: [] } }), true],
    ['with a pattern', byLevel(1000, { grep: ['x'], findings: { ...near, size: 1000, sample: [] } }), false],
  ])('%s', (_, query, isRead) => {
    const whole = wholeFile(query, LOG, false);
    expect(whole?.path ?? null).toBe(isRead ? '/var/log/app.log' : null);
    expect(whole?.local?.records?.level ?? null).toBe(isRead ? 'error' : null);
  });
});

test.each<[string, LogPlace, boolean]>([
  ['a command', { kind: 'command', command: 'dmesg' } as LogPlace, false],
  ['a compressed file', file('/var/log/app.log.gz'), false],
  ['a file of root', LOG, true],
  ['no path', file('/tmp/a\0b'), false],
])('it takes more than to read a file: %s', (_, place, sudo) => {
  expect(wholeFile(EVERYTHING, place, sudo)).toBeNull();
});
