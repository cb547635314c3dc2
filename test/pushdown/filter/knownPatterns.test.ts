import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/core/pattern/pattern.ts';
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

/** Measured with lines of 20,000 bytes: what a tool is not given took it minutes, or hundreds of megabytes. */
describe('who may be given a pattern', () => {
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
