import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compilePattern, patternAwkText } from '../../../src/core/pattern/pattern.ts';
import { awkKnows, grepKnows } from '../../../src/pushdown/filter/knownPatterns.ts';
import { BUSYBOX, GNU } from '../runRemote.ts';

const GREPS = { gnu: GNU, busybox: BUSYBOX, bsd: { ...GNU, grep: 'bsd' } } as const;
const AWKS = {
  gawk: { ...GNU, awk: 'gawk' },
  mawk: { ...GNU, awk: 'mawk' },
  busybox: BUSYBOX,
  bwk: { ...GNU, awk: 'bwk' },
  none: { ...GNU, awk: 'none' },
} as const;

/**
 * Measured with lines of 20,000 bytes: patterns that a tool is not given took it minutes, or hundreds of
 * megabytes.
 */
describe('which tools accept a pattern', () => {
  test.each<[pattern: string, greps: string, awks: string]>([
    ['timeout|refused', 'gnu busybox bsd', 'gawk mawk busybox bwk'],
    ['error.*timeout', 'gnu busybox bsd', 'gawk mawk busybox bwk'],
    ['[0-9]{1,3}(\\.[0-9]{1,3}){3}', 'gnu busybox bsd', 'gawk mawk busybox bwk'],
    ['[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'gnu busybox bsd', 'gawk mawk busybox bwk'],
    ['\\bword\\b', 'gnu', ''],
    ['a.*b.*c', 'gnu busybox bsd', 'gawk busybox bwk'],
    ['(a|aa)+b', 'gnu busybox bsd', 'gawk busybox bwk'],
    ['a{1,20}b', 'gnu busybox bsd', 'gawk mawk busybox bwk'],
    ['(ab?){1,20}c', 'gnu busybox bsd', 'gawk busybox bwk'],
    ['(.{1,50}a){1,4}', 'gnu busybox bsd', 'gawk busybox bwk'],
    ['(.{1,50}a){1,10}', 'gnu', 'gawk'],
    ['a{1,40}b', 'gnu busybox bsd', 'gawk busybox bwk'],
    ['(a{1,9}b){1,9}c', 'gnu busybox bsd', 'gawk busybox bwk'],
    [`${'a?'.repeat(20)}b`, 'gnu busybox bsd', 'gawk busybox bwk'],
  ])('%s', (text, greps, awks) => {
    const pattern = compilePattern(text, { fixed: false, ignoreCase: false });
    const knowing = <Facts>(
      tools: Readonly<Record<string, Facts>>,
      knows: (facts: Facts) => boolean,
    ): string =>
      Object.keys(tools)
        .filter(name => knows(tools[name]!))
        .join(' ');
    expect(knowing(GREPS, facts => grepKnows(pattern, facts))).toBe(greps);
    expect(knowing(AWKS, facts => awkKnows(pattern, facts))).toBe(awks);
  });
});

/** Written side by side, as `aa?a?a?…b`, the first of these never ended. */
describe.skipIf(spawnSync('mawk', ['-W', 'version']).error !== undefined)('mawk ends quickly', () => {
  const line = `${'a'.repeat(4000)} ${'0'.repeat(4000)} ${'ab'.repeat(2000)}\n`;

  test.each([
    'a{1,20}b',
    'a{3,25}b',
    '[0-9]{1,20}[.]',
    '(ab{1,20}){1,2}c',
    'a{1,20}c{1,20}b',
    '(a|0){1,12}x',
  ])('%s', text => {
    const pattern = compilePattern(text, { fixed: false, ignoreCase: false });
    expect(awkKnows(pattern, AWKS.mawk)).toBe(true);
    const done = spawnSync('mawk', ['BEGIN{p=ENVIRON["P"]}$0~p{n++}END{print n+0}'], {
      input: line,
      env: { ...process.env, LC_ALL: 'C', P: patternAwkText(pattern)! },
      timeout: 5000,
    });
    expect({ signal: done.signal, stderr: `${done.stderr}` }).toEqual({ signal: null, stderr: '' });
  });
});
