import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PassThrough, Writable } from 'node:stream';
import type { LogRecord } from '../../src/core/record.ts';
import { mountChrome } from '../../src/ui/chrome/ink/mount.tsx';
import { COMMANDS } from '../../src/ui/commands/allCommands.ts';
import { createController } from '../../src/ui/controller.ts';
import { glyphsFor } from '../../src/ui/glyphs.ts';
import { keyTable } from '../../src/ui/keyLookup.ts';
import { createPicker } from '../../src/ui/picker/items.ts';
import { createRenderer } from '../../src/ui/renderer.ts';
import { runScreen } from '../../src/ui/runScreen.ts';
import { type ScriptedSession, scriptedSession } from '../../test/ui/helpers/feed.ts';

const SIZE = { columns: 200, rows: 60 };
const LEVELS = ['info', 'warn', 'error', 'debug'] as const;

const fourPanes = (): ScriptedSession =>
  scriptedSession(['web-01', 'web-02', 'web-03', 'web-04'].map(host => [host, 'app'] as const));

/** Returns a record like the pipeline's, with its own flat text. */
const record = (n: number): LogRecord => ({
  source: n % 4,
  seq: n,
  received: Date.now(),
  time: { ms: Date.now(), nanos: 0, digits: 3 },
  level: LEVELS[n % 7] ?? 'info',
  text: Buffer.from(
    `2026-11-20 14:02:11,204 INFO  [http-${n % 20}] RequestLog - GET /cart/${n} 200 in ${n % 90}ms from 10.0.0.${n % 250}, ${n * 7} bytes of a longer line`,
  ).toString('latin1'),
  fields: null,
  late: false,
});

/** Measures the CPU milliseconds of `count` frames in which every row of every pane is new. */
export const frameCosts = (count: number): number[] => {
  const { session } = fourPanes();
  const keys = keyTable(COMMANDS).table;
  const look = { glyphs: glyphsFor(true), unicode: true, depth: 8 } as const;
  const controller = createController({
    session,
    keys,
    picker: createPicker({ hosts: [], groups: [], recent: [] }),
    views: [],
    zone: () => 0,
    depth: 8,
    now: Date.now,
    size: () => SIZE,
    perform() {},
    changed() {},
  });
  const renderer = createRenderer(mountChrome(), 8, false, []);
  const costs: number[] = [];
  for (let frame = 0; frame < count + 50; frame++) {
    session.records(Array.from({ length: 240 }, (_, i) => record(frame * 240 + i)));
    const before = process.cpuUsage();
    renderer.frame({ ...controller.context(), ...look, commands: COMMANDS, keys }, frame % 8 === 0);
    const { user, system } = process.cpuUsage(before);
    if (frame >= 50) costs.push((user + system) / 1000);
  }
  return costs;
};

interface Running {
  readonly stdin: PassThrough;
  frames: number;
  /** While true, the terminal accepts no output. */
  stalled: boolean;
  /** Lines that have arrived. */
  lines: number;
  stop(): Promise<void>;
}

/** Starts a screen with lines arriving. */
const running = (rate: number): Running => {
  const script = fourPanes();
  const stdin = new PassThrough();
  const held: (() => void)[] = [];
  const state: Running = { stdin, frames: 0, stalled: false, lines: 0, stop: async () => {} };
  const stdout = new Writable({
    write(_chunk, _encoding, done) {
      state.frames++;
      if (state.stalled) held.push(done);
      else done();
    },
  });
  const ended = runScreen({
    session: script.session,
    lists: { hosts: [], groups: [], recent: [] },
    stdin: Object.assign(stdin, { isTTY: true, setRawMode() {} }),
    stdout: Object.assign(stdout, SIZE),
    env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  });
  const start = performance.now();
  const feed = setInterval(() => {
    const due = Math.min(5000, Math.floor(((performance.now() - start) / 1000) * rate) - state.lines);
    if (due <= 0) return;
    const from = state.lines;
    state.lines += due;
    script.session.records(Array.from({ length: due }, (_, i) => record(from + i)));
  }, 10);
  state.stop = async () => {
    clearInterval(feed);
    state.stalled = false;
    for (const done of held) done();
    stdin.write('Q');
    await ended;
  };
  return state;
};

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Measures the milliseconds from a key to the next frame, and the actual rate of lines per second. */
export const keyLatencies = async (
  rate: number,
  seconds: number,
): Promise<{ values: number[]; rate: number }> => {
  const screen = running(rate);
  await pause(1000);
  const values: number[] = [];
  const [lines, start] = [screen.lines, performance.now()];
  while (performance.now() - start < seconds * 1000) {
    await pause(60 + Math.random() * 40);
    const before = screen.frames;
    const pressed = performance.now();
    screen.stdin.write(values.length % 2 === 0 ? 'k' : 'G');
    while (screen.frames === before) await new Promise(resolve => setImmediate(resolve));
    values.push(performance.now() - pressed);
  }
  const arrived = Math.round(((screen.lines - lines) * 1000) / (performance.now() - start));
  await screen.stop();
  return { values, rate: arrived };
};

/** Samples how many milliseconds late the event loop is, with a terminal that reads and with one that does not. */
export const stalledDelay = async (
  rate: number,
  seconds: number,
): Promise<{ reading: number[]; stalled: number[]; rate: number }> => {
  const screen = running(rate);
  await pause(1000);
  const [lines, start] = [screen.lines, performance.now()];
  const reading = await loopDelays(seconds);
  screen.stalled = true;
  await pause(100);
  const stalled = await loopDelays(seconds);
  const arrived = Math.round(((screen.lines - lines) * 1000) / (performance.now() - start));
  await screen.stop();
  return { reading, stalled, rate: arrived };
};

const loopDelays = async (seconds: number): Promise<number[]> => {
  const monitor = monitorEventLoopDelay({ resolution: 5 });
  monitor.enable();
  await pause(seconds * 1000);
  monitor.disable();
  return [50, 75, 90, 95, 99, 99.9].map(share => monitor.percentile(share) / 1e6 - 5);
};
