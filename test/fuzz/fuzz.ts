import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/demo/random.ts';
import type { FuzzTarget } from './target.ts';
import { configText } from './targets/configText.ts';
import { logOutput } from './targets/logOutput.ts';
import { protocol } from './targets/protocol.ts';
import { sshConfig } from './targets/sshConfig.ts';
import { syslog } from './targets/syslog.ts';
import { wire } from './targets/wire.ts';

export const TARGETS: readonly FuzzTarget[] = [logOutput, configText, protocol, sshConfig, syslog, wire];

/** An input for which a target failed. */
export interface FuzzFailure {
  readonly target: string;
  readonly input: Buffer;
  readonly error: unknown;
}

/** What a run tried. */
export interface FuzzOutcome {
  readonly inputs: number;
  readonly bytes: number;
  /** How often each outcome occurred. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** One for each message. */
  readonly failures: readonly FuzzFailure[];
}

/** Time limit for one input of 64 KB, in microseconds of CPU: twenty times the usual time. */
const MAX_CPU_US = 4_000_000;

/** Tries a target with inputs generated from a seed, up to a number of them or a time limit. */
export const fuzz = async (
  target: FuzzTarget,
  seed: number,
  until: { readonly inputs?: number; readonly ms?: number },
): Promise<FuzzOutcome> => {
  const random = createRandom(seed);
  const end = performance.now() + (until.ms ?? Number.POSITIVE_INFINITY);
  const outcomes = new Map<string, number>();
  const failures = new Map<string, FuzzFailure>();
  let inputs = 0;
  let bytes = 0;
  while (inputs < (until.inputs ?? Number.POSITIVE_INFINITY) && performance.now() < end) {
    const input = target.make(random);
    inputs++;
    bytes += input.length;
    const started = process.cpuUsage();
    try {
      const outcome = await target.run(input);
      const { user, system } = process.cpuUsage(started);
      if (user + system > MAX_CPU_US) throw new Error(`more than ${MAX_CPU_US / 1e6} s of CPU for one input`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!failures.has(message)) failures.set(message, { target: target.name, input, error });
    }
  }
  return { inputs, bytes, outcomes, failures: [...failures.values()] };
};

/** Saves a failing input for `--replay`; returns the file. */
export const saveFailure = ({ target, input }: FuzzFailure, folder: string): string => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${target}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
  writeFileSync(file, input);
  return file;
};
