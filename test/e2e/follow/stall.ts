import { closeSync, copyFileSync, existsSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fleet, until } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';

/** What stands still: the client's process, the link to the bastion, or the reader of the client's stdout. */
export type Stalled = 'client' | 'link' | 'reader';

export interface StallOptions {
  readonly stalled: Stalled;
  readonly stallMs: number;
  readonly bytesPerSecond: number;
  /** Copies and truncates the log so long after the stall has begun, each time; one that is longer than the stall comes after it. */
  readonly truncateAfterMs: readonly number[];
  readonly args?: readonly string[];
}

export interface StallResult {
  readonly written: number;
  readonly lost: number;
  readonly repeated: number;
  readonly disordered: number;
  readonly gaps: number;
  readonly torn: number;
  readonly messages: string;
}

const BEAT_MS = 10;
let runs = 0;

/** Follows a log that is written at a steady rate and truncated with a copy while something stands still, and accounts for every line. */
export const runStall = async (fleet: Fleet, options: StallOptions): Promise<StallResult> => {
  const host = fleet.targets[0]!;
  const name = `stall${++runs}.log`;
  const file = host.logFile(name);
  host.writeLog(name, '');
  const log = new SteadyLog(file, options.bytesPerSecond);
  log.beat();
  await using run = startRtail(
    ['-F', '-n', '+1', '-o', 'raw', ...(options.args ?? []), `web-01:${host.logPath(name)}`],
    {
      home: fleet.client.home,
      limitMs: 240_000,
      env: { RTAIL_BACKOFF_MS: '100' },
    },
  );
  await run.sees('line 1 ');
  const stop = log.start();
  try {
    await sleep(400);
    const mend = await stall(options.stalled, run, fleet);
    const begun = performance.now();
    const truncating = options.truncateAfterMs.map(async ms => {
      await sleep(ms);
      log.copyTruncate();
    });
    await sleep(options.stallMs - (performance.now() - begun));
    mend();
    await Promise.all(truncating);
    await sleep(300);
  } finally {
    stop();
  }
  log.write(1);
  const last = `line ${log.lines} `;
  const seen = () =>
    run.stdout().subarray(-65_536).includes(last) && numbers(run.stdout()).length >= log.lines;
  await until(
    () => (seen() ? true : null),
    30_000,
    () => last,
  ).catch(() => {});
  const printed = numbers(run.stdout());
  run.kill('SIGINT');
  await run.done;
  log.close();
  return account(printed, log.lines, run);
};

const stall = async (what: Stalled, run: Running, fleet: Fleet): Promise<() => void> => {
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
  }
};

const numbers = (out: Buffer): number[] =>
  [...out.toString('latin1').matchAll(/^line (\d+) \.+$/gm)].map(([, number]) => Number(number));

const account = (printed: readonly number[], lines: number, run: Running): StallResult => {
  const seen = new Set(printed);
  const messages = run.stderr().toString();
  const all = run.stdout().toString('latin1').split('\n').length - 1;
  return {
    written: lines,
    lost: lines - seen.size,
    repeated: printed.length - seen.size,
    disordered: printed.filter((number, index) => index > 0 && number < printed[index - 1]!).length,
    gaps: messages.match(/\bgap:/g)?.length ?? 0,
    torn: all - printed.length,
    messages,
  };
};

/** A log to which numbered lines are written at a steady rate, and which is rotated by copying and truncating it. */
class SteadyLog {
  readonly #file: string;
  readonly #perBeat: number;
  readonly #fd: number;
  lines = 0;

  constructor(file: string, bytesPerSecond: number) {
    this.#file = file;
    this.#perBeat = bytesPerSecond / (1000 / BEAT_MS);
    this.#fd = openSync(file, 'a');
  }

  beat(): void {
    this.write(Math.max(1, Math.round(this.#perBeat / LINE_BYTES)));
  }

  write(count: number): void {
    let text = '';
    for (let left = count; left > 0; left--)
      text += `line ${++this.lines} `.padEnd(LINE_BYTES - 1, '.') + '\n';
    writeSync(this.#fd, text);
  }

  /** Writes as much as the time that has passed asks for; returns a function that ends it. */
  start(): () => void {
    const begun = performance.now();
    let beats = 0;
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - begun) / BEAT_MS);
      for (; beats < due; beats++) this.beat();
    }, BEAT_MS);
    return () => clearInterval(timer);
  }

  copyTruncate(): void {
    for (let number = 8; number >= 1; number--)
      if (existsSync(`${this.#file}.${number}`))
        renameSync(`${this.#file}.${number}`, `${this.#file}.${number + 1}`);
    copyFileSync(this.#file, `${this.#file}.1`);
    ftruncateSync(this.#fd, 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

const LINE_BYTES = 75;
