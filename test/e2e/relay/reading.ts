import { setTimeout as sleep } from 'node:timers/promises';
import { type Running, startRtail } from '../../helpers/run.ts';

/** What a reader printed of one log: line numbers, and the sizes of gaps (null: unknown). */
export type Seen =
  | number
  | { readonly gap: number | null; readonly why: string }
  | { readonly marker: string };

/** Something that reads published logs whose lines are numbered (`NAME NUMBER …`). */
export interface FaultReader {
  /** By log. */
  readonly seen: ReadonlyMap<string, readonly Seen[]>;
  stopFor(ms: number): Promise<void>;
  /** What it reported. */
  said(): string;
  end(): void;
}

/** A reader as people use it: `rtail` itself. */
export class NumberedReader implements FaultReader {
  readonly seen = new Map<string, Seen[]>();
  readonly running: Running;
  #rest = '';

  constructor(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.running = startRtail(['-o', 'json', '--sort', 'arrival', ...args], {
      home,
      env,
      limitMs: 3_600_000,
      stdout: chunk => this.#take(chunk.toString('latin1')),
    });
  }

  async stopFor(ms: number): Promise<void> {
    this.running.kill('SIGSTOP');
    await sleep(ms);
    this.running.kill('SIGCONT');
  }

  said(): string {
    return this.running.stderr().toString('utf8');
  }

  end(): void {
    this.running.kill('SIGCONT');
    this.running.kill('SIGKILL');
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#takeLine(line);
  }

  #takeLine(line: string): void {
    const { log, text, marker, bytes, why } = JSON.parse(line);
    const list = this.seen.get(log) ?? [];
    this.seen.set(log, list);
    if (marker === 'gap') list.push({ gap: bytes ?? null, why });
    else if (marker !== undefined) list.push({ marker: `${marker} ${text ?? ''}` });
    else for (const row of String(text).split('\n')) list.push(numberOf(row));
  }
}

/** Returns the number of a line. */
export const numberOf = (line: string): number => Number(line.split(' ')[1]);

export interface Account {
  readonly lines: number;
  readonly lost: number;
  readonly repeated: number;
  readonly disordered: number;
  readonly gaps: number;
  /** Number of bytes reported by gaps, and number of bytes of the missing lines. */
  readonly gapBytes: number;
  readonly missingBytes: number;
  readonly unknownGaps: number;
}

/** Accounts for every line: printed once, or missing inside a gap; `sizeOf`: a line's size in bytes. */
export const accountFor = (
  written: number,
  seen: readonly Seen[],
  sizeOf: (line: number) => number,
): Account => {
  const counts = new Map<number, number>();
  let highest = 0;
  let disordered = 0;
  let gaps = 0;
  let gapBytes = 0;
  let unknownGaps = 0;
  /** Lines missing inside reported gaps. */
  const excused = new Set<number>();
  let sinceGap: number | null = null;
  const first = seen.find(one => typeof one === 'number') as number | undefined;
  for (const one of seen) {
    if (typeof one === 'number') {
      if (sinceGap !== null) for (let line = sinceGap + 1; line < one; line++) excused.add(line);
      sinceGap = null;
      counts.set(one, (counts.get(one) ?? 0) + 1);
      if (one < highest) disordered++;
      highest = Math.max(highest, one);
    } else if ('gap' in one) {
      gaps++;
      if (one.gap === null) unknownGaps++;
      else gapBytes += one.gap;
      sinceGap = highest;
    }
  }
  let lost = 0;
  let repeated = 0;
  let missingBytes = 0;
  for (let line = first ?? 1; line <= written; line++) {
    const count = counts.get(line) ?? 0;
    if (count > 1) repeated += count - 1;
    if (count > 0) continue;
    missingBytes += sizeOf(line);
    if (!excused.has(line)) lost++;
  }
  return { lines: counts.size, lost, repeated, disordered, gaps, gapBytes, missingBytes, unknownGaps };
};
