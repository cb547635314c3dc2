import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMessages } from '../../src/print/messages.ts';
import { createProgress, type ProgressOptions, progressFits } from '../../src/print/progress.ts';
import type { SourceState } from '../../src/session/events.ts';
import { Capture } from './capture.ts';
import { sampleSource } from './samples.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const CONNECTING: SourceState = { kind: 'connecting', detail: 'authenticating' };

const started = (states: readonly SourceState[], changes: Partial<ProgressOptions> = {}) => {
  const terminal = new Capture();
  const progress = createProgress({ terminal, enabled: true, reading: true, ...changes });
  states.forEach((state, index) => {
    progress.state(sampleSource(index, `h${index}`), state);
  });
  return { terminal, progress };
};

const drawn = (states: readonly SourceState[], changes: Partial<ProgressOptions> = {}): string => {
  const { terminal } = started(states, changes);
  vi.advanceTimersByTime(1000);
  return terminal.text;
};

describe('createProgress', () => {
  const refused = { kind: 'refused', host: 'h', log: null, message: 'm', advice: null, final: true } as const;
  const FAILED: SourceState = { kind: 'failed', trouble: refused };
  const totals = () => ({ lines: 12, bytesReceived: 3400, bytesRead: 2_000_000, bytesToRead: null });
  const table: readonly [
    title: string,
    states: SourceState[],
    line: string,
    changes?: Partial<ProgressOptions>,
  ][] = [
    ['says who is connecting', [{ kind: 'live' }, CONNECTING], 'connecting 1/2 (h1: authenticating)'],
    ['says its name once', [{ kind: 'connecting', detail: 'h0' }], 'connecting 0/1 (h0)'],
    [
      'counts one line',
      [{ kind: 'live' }],
      'reading 1 of 1, 1 line',
      { totals: () => ({ lines: 1, bytesReceived: 0, bytesRead: 0, bytesToRead: null }) },
    ],
    ['counts failures', [FAILED, CONNECTING], 'connecting 1/2 (h1: authenticating), 1 failed'],
    [
      'says how far reading is',
      [{ kind: 'live' }, { kind: 'done' }],
      'reading 1 of 2, 12 lines, 3.40 KB received, 2.00 MB searched',
      { totals },
    ],
    [
      'says how much there is to read, if that is known',
      [{ kind: 'live' }],
      'reading 1 of 1, 2.00 MB of 4.00 GB searched',
      { totals: () => ({ lines: 0, bytesReceived: 0, bytesRead: 2_000_000, bytesToRead: 4e9 }) },
    ],
    [
      'is cut to the terminal',
      [CONNECTING],
      'connecti',
      { terminal: Object.assign(new Capture(), { columns: 9 }) },
    ],
  ];
  test.each(table)('%s', (_title, states, line, changes) => {
    const terminal = (changes?.terminal ?? new Capture()) as Capture;
    started(states, { ...changes, terminal });
    vi.advanceTimersByTime(1000);
    expect(terminal.text).toBe(`\r\x1b[K${line}`);
  });

  test('it does not appear during a quick run', () => {
    const { terminal, progress } = started([CONNECTING]);
    vi.advanceTimersByTime(250);
    progress.close();
    expect(terminal.text).toBe('');
  });

  test('it does not appear without a terminal', () =>
    expect(drawn([CONNECTING], { enabled: false })).toBe(''));
  test('it does not appear while following live', () =>
    expect(drawn([{ kind: 'live' }], { reading: false })).toBe(''));
  test('nor after the run', () => expect(drawn([{ kind: 'done' }])).toBe(''));

  test('it is erased before a message, and reappears', () => {
    const { terminal, progress } = started([CONNECTING]);
    const messages = createMessages({ stderr: terminal, program: 'rtail', progress, now: () => 0 });
    vi.advanceTimersByTime(300);
    terminal.writes = [];
    messages.say('hello');
    expect(terminal.text).toBe('\r\x1b[Krtail: hello\n');
    terminal.writes = [];
    vi.advanceTimersByTime(300);
    expect(terminal.text).toBe('\r\x1b[Kconnecting 0/1 (h0: authenticating)');
  });

  test('it stays hidden during a question', () => {
    const { terminal, progress } = started([CONNECTING]);
    const resume = progress.suspend();
    vi.advanceTimersByTime(5000);
    expect(terminal.text).toBe('');
    resume();
    vi.advanceTimersByTime(300);
    expect(terminal.text).not.toBe('');
  });

  test('it may be drawn with a terminal or a file as stdout, but not with a pipe to a pager', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtail-progress-'));
    const file = openSync(join(folder, 'out'), 'w');
    const terminal = { isTTY: true, fd: 0 };
    expect(progressFits(terminal, terminal, 'xterm')).toBe(true);
    expect(progressFits(terminal, terminal, 'dumb')).toBe(false);
    expect(progressFits({ fd: file }, terminal, undefined)).toBe(true);
    expect(progressFits({ fd: file }, {}, undefined)).toBe(false);
    const notAFile = openSync(folder, 'r');
    expect(progressFits({ fd: notAFile }, terminal, undefined)).toBe(false);
    closeSync(notAFile);
    closeSync(file);
    rmSync(folder, { recursive: true });
  });

  test('it leaves a clean line behind', () => {
    const { terminal, progress } = started([CONNECTING]);
    vi.advanceTimersByTime(1000);
    progress.close();
    expect(terminal.text.endsWith('\r\x1b[K')).toBe(true);
    terminal.writes = [];
    vi.advanceTimersByTime(5000);
    expect(terminal.text).toBe('');
  });
});
