import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Fleet } from '../../helpers/fleet.ts';
import { entry } from '../../helpers/run.ts';
import type { Reader } from './faults.ts';
import type { MemorySample } from './memoryProbe.ts';
import type { Printed } from './tally.ts';

/** The resources of a process. */
export interface Footprint {
  readonly descriptors: number;
  readonly megabytes: number;
}

const PROBE = fileURLToPath(new URL('memoryProbe.ts', import.meta.url));

/** A running `rtail -F -o json`, and what it printed for each log. */
export class FollowingClient implements Reader {
  readonly printed = new Map<string, Printed[]>();
  /** Samples of its memory. */
  readonly memory: MemorySample[] = [];
  /** The last lines it wrote to stderr. */
  readonly complaints: string[] = [];
  readonly done: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(fleet: Fleet, args: readonly string[]) {
    this.#child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--import',
        PROBE,
        entry({}),
        '-F',
        '-n',
        '+1',
        '-o',
        'json',
        '--sort',
        'arrival',
        '--connect-timeout',
        '3',
        ...args,
      ],
      {
        env: {
          HOME: fleet.client.home,
          PATH: '/usr/bin:/bin',
          SHELL: '/bin/sh',
          TZ: 'UTC',
          RTAIL_TEST_BACKOFF_MS: '100',
          RTAIL_TEST_LEASE_SECONDS: '6',
          RTAIL_MEMORY_PROBE: '1',
        },
        cwd: fleet.client.home,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      },
    );
    this.#child.stderr!.on('data', chunk => {
      this.complaints.push(String(chunk));
      if (this.complaints.length > 50) this.complaints.shift();
    });
    createInterface({ input: this.#child.stdout! }).on('line', line => this.#take(line));
    const probe = this.#child.stdio[3] as Readable;
    createInterface({ input: probe }).on('line', line => this.memory.push(JSON.parse(line)));
    this.done = new Promise(resolve => this.#child.once('close', code => resolve(code)));
  }

  /** A log's lines have the form `LOG NUMBER …`. */
  #take(json: string): void {
    const record = JSON.parse(json);
    if ('marker' in record) {
      this.#of(record.log).push({ marker: record.marker });
      return;
    }
    for (const line of record.text.split('\n')) {
      const [, log, number] = /^(\S+) (\d+) \.*$/.exec(line) ?? [];
      if (log === undefined) this.#of(record.log).push({ marker: `not a line: ${line.slice(0, 200)}` });
      else this.#of(log).push(Number(number));
    }
  }

  #of(log: string): Printed[] {
    let printed = this.printed.get(log);
    if (!printed) {
      printed = [];
      this.printed.set(log, printed);
    }
    return printed;
  }

  async stall(ms: number): Promise<void> {
    this.#child.stdout!.pause();
    await sleep(ms);
    this.#child.stdout!.resume();
  }

  footprint(): Footprint {
    const { pid } = this.#child;
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { descriptors: readdirSync(`/proc/${pid}/fd`).length, megabytes: Number(resident ?? 0) / 1024 };
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
