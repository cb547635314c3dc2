import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fleet, until } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';
import { Account } from './account.ts';
import { SteadyLog } from './steadyLog.ts';
import { untilWatched } from './watched.ts';

/** What stalls: the client's process, the link to the bastion, or the reader of the client's stdout. */
export type Stalled = 'client' | 'link' | 'reader' | 'nothing';

export interface StallOptions {
  readonly stalled: Stalled;
  readonly stallMs: number;
  readonly bytesPerSecond: number;
  /** Size of the log before it is followed. Default: a line or two. */
  readonly backlog?: number;
  /** When to rotate the log, measured from the start of the stall; may be after its end. */
  readonly rotateAfterMs: readonly number[];
  /** Default: copy and truncate. */
  readonly rotation?: 'copytruncate' | 'rename';
  readonly output?: 'raw' | 'json';
  readonly args?: readonly string[];
  /** Records with `--tee`, and accounts for the saved lines instead of those printed. */
  readonly tee?: boolean;
  /** How long everything may take to arrive, in milliseconds. */
  readonly patienceMs?: number;
}

export interface StallResult {
  readonly written: number;
  /** Number of missing lines. */
  readonly lost: number;
  readonly repeated: number;
  readonly disordered: number;
  readonly gaps: number;
  /** Number of lines that do not belong to the log. */
  readonly torn: number;
  readonly messages: string;
}

let runs = 0;

/** Follows a log that is written at a steady rate and rotated during a stall, and accounts for every line. */
export const runStall = async (fleet: Fleet, options: StallOptions): Promise<StallResult> => {
  const host = fleet.targets[0]!;
  const name = `stall${++runs}.log`;
  host.writeLog(name, '');
  const log = new SteadyLog(host.logFile(name), options.bytesPerSecond);
  log.writeBytes(options.backlog ?? 100);
  const printed = new Account();
  const folder = join(fleet.client.home, `tee-${name}`);
  const tee = options.tee ? ['--tee', folder] : [];
  await using run = startRtail(
    [
      '-F',
      '-n',
      '+1',
      '-o',
      options.output ?? 'raw',
      ...(options.args ?? []),
      ...tee,
      `web-01:${host.logPath(name)}`,
    ],
    {
      home: fleet.client.home,
      limitMs: 600_000,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
      stdout: chunk => printed.take(chunk),
    },
  );
  await until(
    () => (printed.lines > 0 ? true : null),
    60_000,
    () => `a first line:\n${run.stderr()}`,
  );
  await untilWatched(host, run);
  const stop = log.start();
  try {
    await standStill(fleet, run, log, options);
  } finally {
    stop();
  }
  log.write(1);
  await until(
    () => (printed.has(log.lines) && printed.distinct >= log.lines ? true : null),
    options.patienceMs ?? 30_000,
    () => '',
  ).catch(() => {});
  run.kill('SIGINT');
  await run.done;
  log.close();
  for (const file of log.files) rmSync(file, { force: true });
  const account = options.tee ? saved(folder) : printed;
  const messages = [run.stderr().toString(), ...printed.markers].join('\n');
  return {
    ...account.against(log.lines),
    written: log.lines,
    gaps: messages.match(/\bgap:|"marker":"gap"/g)?.length ?? 0,
    messages,
  };
};

/** Accounts for the lines of the one saved file. */
const saved = (folder: string): Account => {
  const account = new Account();
  for (const name of readdirSync(folder).filter(one => !one.startsWith('.')))
    account.take(readFileSync(join(folder, name)));
  rmSync(folder, { recursive: true });
  return account;
};

const standStill = async (
  fleet: Fleet,
  run: Running,
  log: SteadyLog,
  { stalled, stallMs, rotateAfterMs, rotation }: StallOptions,
): Promise<void> => {
  await sleep(400);
  const mend = stall(stalled, run, fleet);
  const begun = performance.now();
  const rotating = rotateAfterMs.map(async ms => {
    await sleep(ms);
    if (rotation === 'rename') log.rename();
    else log.copyTruncate();
  });
  await sleep(Math.max(0, stallMs - (performance.now() - begun)));
  mend();
  await Promise.all(rotating);
  await sleep(300);
};

const stall = (what: Stalled, run: Running, fleet: Fleet): (() => void) => {
  switch (what) {
    case 'client':
      run.kill('SIGSTOP');
      return () => run.kill('SIGCONT');
    case 'link':
      fleet.network.setLink(false);
      return () => fleet.network.setLink(true);
    case 'reader':
      run.child.stdout!.pause();
      return () => void run.child.stdout!.resume();
    case 'nothing':
      return () => {};
  }
};
