import { describe, expect, test } from 'vitest';
import type { LogPlace } from '../../../src/core/target.ts';
import { followGuarantee } from '../../../src/pushdown/follow/guarantee.ts';
import { BUSYBOX, GNU } from '../runRemote.ts';

const file = (path: string): LogPlace => ({ kind: 'file', path, glob: false });
const APP = file('/var/log/app.log');
const LINUX = { ...GNU, system: 'Linux' };

describe('what following guarantees, and its limitations', () => {
  test.each([
    ['a file on Linux', APP, LINUX, true, []],
    ["a host with BusyBox's tail", APP, { ...BUSYBOX, system: 'Linux' }, true, ['once a second']],
    ['a command', { kind: 'command', command: 'journalctl -f' }, LINUX, false, ['no positions', 'gap']],
    ['a BSD', APP, { ...GNU, system: 'FreeBSD' }, false, ['needs Linux (this host runs FreeBSD)']],
    ['a compressed file, which does not grow', file('/var/log/app.log.1.gz'), LINUX, true, []],
    ['standard input', { kind: 'stdin' }, LINUX, true, []],
  ] as const)('%s', (_, place, facts, exact, words) => {
    const guarantee = followGuarantee(place as LogPlace, facts);
    expect(guarantee.exact).toBe(exact);
    expect(guarantee.notes).toHaveLength(words.length === 0 ? 0 : 1);
    for (const word of words) expect(guarantee.notes.join('')).toContain(word);
  });
});
