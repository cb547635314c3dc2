/**
 * One line of many megabytes, of letters and of NULs, in every output format and on the screen: `--mb N --after MS`.
 * Measures peak memory, the longest turn of the event loop in CPU time, and how soon a run ends after an interrupt.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, onTerminal } from '../test/ui/helpers/pty.ts';
import { printTable, sizes } from './measure.ts';

const { mb, after } = sizes({ mb: 1024, after: 1000 });
const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-'));
const program = (name: string): string => join(import.meta.dirname, '..', 'dist', `${name}.js`);
const figures = join(folder, 'figures');

/**
 * Injected into the measured process: reports its peak memory, and the maximum CPU time between two turns after
 * start-up.
 */
const HOOK = `
const longest = { ms: 0 };
let last = process.threadCpuUsage();
const turn = () => {
  const now = process.threadCpuUsage();
  const ms = (now.user - last.user + now.system - last.system) / 1000;
  if (performance.now() > 600) longest.ms = Math.max(longest.ms, ms);
  last = now;
};
setInterval(turn, 1).unref();
process.on('exit', () => {
  turn();
  require('node:fs').writeFileSync(process.env.FIGURES, process.resourceUsage().maxRSS / 1024 + ' ' + longest.ms);
});`;
const hook = join(folder, 'hook.cjs');
writeFileSync(hook, HOOK);

const writeLetters = (file: string): void => {
  const fd = openSync(file, 'w');
  const block = Buffer.alloc(1 << 20, 'a');
  for (let written = 0; written < mb; written++) writeSync(fd, block);
  closeSync(fd);
};

const letters = join(folder, 'letters.log');
const nuls = join(folder, 'nuls.log');
writeLetters(letters);
writeFileSync(nuls, '');
// A sparse file takes no disk space.
truncateSync(nuls, mb << 20);

interface Measured {
  readonly seconds: number;
  readonly peakMb: number;
  readonly longestMs: number;
  /** Time from the signal to the end. */
  readonly endedMs: number;
}

const measured = (started: number, interrupted: number): Measured => {
  const ended = performance.now();
  const [peakMb, longestMs] = readFileSync(figures, 'utf8').split(' ');
  return {
    seconds: (ended - started) / 1000,
    peakMb: Number(peakMb),
    longestMs: Number(longestMs),
    endedMs: ended - interrupted,
  };
};

const run = async (words: readonly string[], interruptMs: number | null): Promise<Measured> => {
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', hook, program('rtail'), '-n', '+1', ...words], {
    stdio: 'ignore',
    env: { ...process.env, FIGURES: figures },
  });
  let interrupted = Number.NaN;
  const timer = setTimeout(
    () => {
      interrupted = performance.now();
      child.kill('SIGINT');
    },
    interruptMs ?? 2 ** 30,
  );
  await new Promise(resolve => child.once('close', resolve));
  clearTimeout(timer);
  return measured(started, interrupted);
};

/** Returns how many bytes a process has read, from files and pipes. */
const bytesRead = (pid: number): number =>
  Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);

/** Shows a file on the screen, and presses ^C after this time, or once it has been read. */
const runScreen = async (file: string, interruptMs: number | null): Promise<Measured> => {
  const started = performance.now();
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder };
  const terminal = onTerminal(
    `exec env FIGURES=${figures} ${process.execPath} --require ${hook} ${program('rtop')} -n +1 ${file}`,
    home,
    120,
    40,
  );
  await terminal.sees('FOLLOW');
  const node = childrenOf(terminal.child.pid!).find(pid =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('rtop.js\0'),
  )!;
  if (interruptMs === null) while (bytesRead(node) < mb << 20) await sleep(100);
  else await sleep(interruptMs);
  const interrupted = performance.now();
  terminal.type('\x03');
  await terminal.exited;
  return measured(started, interrupted);
};

const FORMS: readonly (readonly [title: string, words: readonly string[]])[] = [
  ['raw', ['-o', 'raw']],
  ['text', []],
  ['text with times', ['--time', 'full']],
  ['json', ['-o', 'json']],
  ['--format', ['--format', '{level} {text}']],
  ['--level', ['--level', 'error']],
  ['-g', ['-g', 'b']],
  ['--tee', ['-o', 'raw', '--tee', join(folder, 'tee')]],
];

const rows: (readonly (string | number)[])[] = [];
for (const [content, file] of [
  ['letters', letters],
  ['NULs', nuls],
] as const) {
  for (const [title, words] of FORMS) {
    const whole = await run([...words, file], null);
    rmSync(join(folder, 'tee'), { recursive: true, force: true });
    const cut = await run([...words, file], after);
    rmSync(join(folder, 'tee'), { recursive: true, force: true });
    rows.push([`${title}, ${content}`, whole.peakMb, whole.seconds, whole.longestMs, cut.endedMs]);
  }
  const whole = await runScreen(file, null);
  const cut = await runScreen(file, after);
  rows.push([`rtop, ${content}`, whole.peakMb, whole.seconds, whole.longestMs, cut.endedMs]);
}
rmSync(folder, { recursive: true });
printTable([`a line of ${mb} MB`, 'peak MB', 's', 'longest turn, CPU ms', 'SIGINT to end, ms'], rows);
