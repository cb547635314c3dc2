import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import type { LogContext } from '../records/heads.ts';
import { fromExtent } from './extent.ts';
import { firstLines, lastLines } from './limit.ts';
import { lastMatches } from './matchContext.ts';
import { selectRecords } from './records.ts';
import { selectLines } from './select.ts';
import type { LineStep, LocalFilter } from './step.ts';
import { unwrapLines } from './unwrapLines.ts';

/**
 * Runs a LocalFilter: returns, byte for byte, what `tail | grep | tail | head` would print for the same
 * lines; if records are requested, what that pipeline would print if its `grep` understood records, times and
 * levels, with `log` describing how to parse them. Throws a PatternError for an invalid pattern.
 */
export const createLineFilter = (local: LocalFilter, log: LogContext = UNKNOWN_LOG): LineStep => {
  const separator = local.zeroTerminated ? '\0' : '\n';
  const steps: LineStep[] = [];
  if (local.from) steps.push(fromExtent(local.from, separator));
  if (local.records) {
    steps.push(selectRecords(local, local.records, log, separator));
    if (local.records.whole) return new Steps(local.unwrap ? [...steps, unwrapLines(local.unwrap)] : steps);
  }
  if (local.unwrap) steps.push(unwrapLines(local.unwrap));
  const selects = local.grep.length > 0 || local.exclude.length > 0;
  const inContext = selects && local.before + local.after > 0;
  const keepsLast = inContext && local.last !== null && local.maxCount === null;
  if (selects && !local.numbered && !keepsLast) steps.push(selectLines(local, separator));
  else if (keepsLast) steps.push(lastMatches(local, local.last!, separator));
  else if (local.maxCount !== null) steps.push(firstLines(local.maxCount, separator));
  if (local.last !== null && !keepsLast) steps.push(lastLines(local.last, separator));
  if (local.head !== null) steps.push(firstLines(local.head, separator));
  return new Steps(steps);
};

/** A log without configuration, read at the epoch. */
const UNKNOWN_LOG: LogContext = {
  format: { format: null, start: null, timezone: null },
  timezone: null,
  now: () => 0,
};

class Steps implements LineStep {
  readonly #steps: readonly LineStep[];

  constructor(steps: readonly LineStep[]) {
    this.#steps = steps;
  }

  push(chunk: ByteString): ByteString {
    return this.#from(0, chunk);
  }

  pushBytes(chunk: Buffer): Buffer {
    const [first] = this.#steps;
    if (this.#steps.length === 1 && first!.pushBytes) return first!.pushBytes(chunk);
    return fromByteString(this.push(toByteString(chunk)));
  }

  end(): ByteString {
    let out = '';
    // Whatever a step held back still passes through the later steps before they end.
    for (const [index, step] of this.#steps.entries()) out += this.#from(index + 1, step.end());
    return out;
  }

  get done(): boolean {
    return this.#steps.some(step => step.done);
  }

  get dropped(): number {
    return this.#steps.reduce((sum, step) => sum + (step.dropped ?? 0), 0);
  }

  get waits(): boolean {
    return this.#steps.some(step => step.waits === true);
  }

  expire(): ByteString {
    let out = '';
    for (const [index, step] of this.#steps.entries()) out += this.#from(index + 1, step.expire?.() ?? '');
    return out;
  }

  #from(index: number, chunk: ByteString): ByteString {
    let out = chunk;
    for (let at = index; at < this.#steps.length && out !== ''; at++) out = this.#steps[at]!.push(out);
    return out;
  }
}
