import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { cpuGroup } from './cpuGroup.ts';

/** Reads numbers given as `--NAME N` on the command line; the others have these defaults. */
export function sizes<T extends Record<string, number>>(defaults: T): T {
  const options = Object.fromEntries(Object.keys(defaults).map(name => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  const given = Object.entries(values).map(([name, value]) => [name, Number(value)]);
  return { ...defaults, ...Object.fromEntries(given) };
}

/** Returns the value below which the share `p` (0 to 1) of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Prints rows below their headings in aligned columns: the first column left-aligned, figures right-aligned. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const text = [head, ...rows].map(row => row.map(cell => (typeof cell === 'number' ? figure(cell) : cell)));
  const widths = head.map((_, i) => Math.max(...text.map(row => row[i]!.length)));
  for (const row of text) {
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    );
  }
}

/** Formats a figure with three significant digits; more would be noise. */
function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The cost of a shell command. */
export interface Timing {
  readonly seconds: number;
  /** Processor time of the command and all its descendants; without control groups, of those it waited for. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/**
 * Times `command` in bash, with its stdout piped into `sink`. Fails if the command does, unless its exit code is one of
 * those `allowed`.
 */
export async function timeCommand(
  command: string,
  {
    sink,
    env,
    cwd,
    allowed = [0],
  }: { sink: string; env: NodeJS.ProcessEnv; cwd: string; allowed?: readonly number[] },
): Promise<Timing> {
  const group = cpuGroup();
  const before = group?.seconds() ?? 0;
  const join = group ? `echo $BASHPID >${group.procs}; ` : '';
  const script = `TIMEFORMAT='%R %U %S'; { ${join}time { ${command}; } 2>&4; } 4>&2 2>&5 | ${sink}; exit "\${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', `exec 5>&3; ${script}`], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '', time: '' };
  child.stdout!.on('data', chunk => (output.out += chunk));
  child.stderr!.on('data', chunk => (output.err += chunk));
  child.stdio[3]!.on('data', chunk => (output.time += chunk));
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  if (code === null || !allowed.includes(code)) throw new Error(`exit ${code} of: ${command}\n${output.err}`);
  const [seconds, user, system] = output.time.trim().split(' ').map(Number);
  await group?.settled();
  const cpuSeconds = group ? group.seconds() - before : user! + system!;
  return { seconds: seconds!, cpuSeconds, stdout: output.out };
}
