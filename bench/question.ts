import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, timeCommand } from './measure.ts';

/**
 * Runs a command several times. Returns the bytes that it printed, those received over the network, and the median time
 * in seconds. Bytes received are those of `--stats`, which the command writes to the file `stats`; for other commands,
 * they are the bytes printed.
 */
export const questionRow = async (
  command: string,
  rounds: number,
  at: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<[printed: string, received: string, seconds: number]> => {
  const seconds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const run = await timeCommand(command, { ...at, sink: 'wc -c' });
    seconds.push(run.seconds);
    bytes = Number(run.stdout);
  }
  const said = command.includes('2>stats') ? readFileSync(join(at.cwd, 'stats'), 'utf8') : '';
  const received =
    /^total.*?\d +([\d.]+ [kMG]?B)/m.exec(said)?.[1] ??
    /"total":\{[^}]*"bytesReceived":(\d+)/.exec(said)?.[1];
  return [`${bytes}`, received ?? `${bytes}`, median(seconds)];
};
