import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCode, type Outcome } from '../../src/cli/exitCodes.ts';

const done = (
  sources: number,
  failed: number,
  lines: number,
  filtering: boolean,
  timedOut = false,
): Outcome => ({
  kind: 'done',
  sources,
  failed,
  lines,
  filtering,
  timedOut,
});

describe('the exit code', () => {
  it.each<[string, Outcome, number]>([
    ['lines came', done(3, 0, 10, false), 0],
    ['lines matched', done(3, 0, 10, true), 0],
    ['no line matched', done(3, 0, 0, true), 1],
    ['the logs are empty', done(3, 0, 0, false), 0],
    ['one of three failed', done(3, 1, 10, true), 3],
    ['one failed and nothing matched on the others', done(3, 1, 0, true), 3],
    ['all failed', done(3, 3, 0, true), 4],
    ['all failed after some lines', done(1, 1, 5, false), 4],
    ['its time had run out', done(1, 0, 5, false, true), 124],
    ['its time had run out, and one failed', done(2, 1, 5, false, true), 3],
    ['wrong usage', { kind: 'usage' }, 2],
    ['the disk is full', { kind: 'output-failed' }, 4],
    ['the reader had read enough', { kind: 'closed-pipe' }, 0],
    ['^C', { kind: 'signal', signal: 'SIGINT' }, 130],
    ['kill', { kind: 'signal', signal: 'SIGTERM' }, 143],
    ['the terminal was closed', { kind: 'signal', signal: 'SIGHUP' }, 129],
  ])('%s', (_title, outcome, expected) => {
    expect(exitCode(outcome)).toBe(expected);
    expect(EXIT_CODES.map(({ code }) => code)).toContain(expected < 128 ? String(expected) : '128+N');
  });
});
