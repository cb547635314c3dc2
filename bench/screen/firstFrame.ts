import { execFileSync } from 'node:child_process';
import { until } from '../../test/helpers/fleet.ts';
import { createSandbox } from '../../test/helpers/sandbox.ts';
import { median, percentile } from '../measure.ts';
import { onBenchTerminal, processorTime, rtopEntry } from './terminal.ts';

/** The end of a complete frame (synchronised output off), and the status bar, which it must have drawn. */
const WHOLE = /FOLLOW[\s\S]*\x1b\[\?2026l/;

/**
 * Measures the milliseconds from starting `rtop FILE` to its first complete frame, compared with an empty Node program.
 */
export const firstFrames = async (rounds: number): Promise<(string | number)[][]> => {
  using sandbox = createSandbox();
  const log = sandbox.write('app.log', '2026-11-20 14:02:11 INFO first\n'.repeat(500));
  const home = { HOME: sandbox.home, XDG_CONFIG_HOME: sandbox.home, XDG_STATE_HOME: sandbox.home };
  const times: Record<string, number[]> = { 'node -e 0': [], 'rtop FILE': [] };
  const processor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    times['node -e 0']!.push(performance.now() - started);
    const { ms, cpuMs } = await firstFrame(`${process.execPath} ${rtopEntry} ${log}`, home, sandbox.dir);
    times['rtop FILE']!.push(ms);
    processor.push(cpuMs);
  }
  const empty = median(times['node -e 0']!);
  return Object.entries(times).map(([name, ms]) => [
    name,
    median(ms),
    percentile(ms, 0),
    median(ms) - empty,
    name === 'rtop FILE' ? median(processor) : '',
    name === 'rtop FILE' ? '400' : '',
  ]);
};

const firstFrame = async (
  command: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ readonly ms: number; readonly cpuMs: number }> => {
  const started = performance.now();
  let whole: { ms: number; cpuMs: number } | null = null;
  const terminal = onBenchTerminal(command, env, cwd);
  terminal.onOutput(() => {
    if (whole !== null || !WHOLE.test(terminal.written())) return;
    whole = { ms: performance.now() - started, cpuMs: processorTime(terminal.pid()) };
  });
  const taken = await until(
    () => whole,
    20_000,
    () => 'a first frame',
  );
  await terminal.close();
  return taken;
};
