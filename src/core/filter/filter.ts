import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import type { LogContext } from '../records/heads.ts';
import { CollectedStarts, flagsOf, NO_STARTS, placeOf, type RecordStarts } from '../records/starts.ts';
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
 * levels, with `log` describing how to parse them. `notes`: it notes where records start, as long as whole records pass. Throws a
 * PatternError for an invalid pattern.
 */
export const createLineFilter = (
  local: LocalFilter,
  log: LogContext = UNKNOWN_LOG,
  notes = false,
): LineStep => {
  const separator = local.zeroTerminated ? '\0' : '\n';
  const steps: LineStep[] = [];
  const selects = local.grep.length > 0 || local.exclude.length > 0;
  const keepsLast =
    selects && local.before + local.after > 0 && local.last !== null && local.maxCount === null;
  if (local.from) steps.push(fromExtent(local.from, separator));
  if (local.records) {
    const passesWhole = local.records.whole || (!selects && local.maxCount === null);
    steps.push(selectRecords(local, local.records, log, separator, notes && passesWhole));
    if (local.records.whole) return new Steps(local.unwrap ? [...steps, unwrapLines(local.unwrap)] : steps);
  }
  if (local.unwrap) steps.push(unwrapLines(local.unwrap));
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

/** Returns where records start in what a step has just returned. */
const startsIn = (step: LineStep, passed: ByteString | Buffer): RecordStarts =>
  passed.length === 0 ? NO_STARTS : (step.takeStarts?.() ?? NO_STARTS);

class Steps implements LineStep {
  readonly #steps: readonly LineStep[];
  readonly #starts = new CollectedStarts();

  constructor(steps: readonly LineStep[]) {
    this.#steps = steps;
  }

  push(chunk: ByteString): ByteString {
    return this.#from(0, chunk, NO_STARTS, 0);
  }

  pushBytes(chunk: Buffer): Buffer {
    const [first] = this.#steps;
    if (this.#steps.length === 1 && first!.pushBytes) {
      const passed = first!.pushBytes(chunk);
      const starts = startsIn(first!, passed);
      if (starts.length > 0) this.#starts.addAll(starts, 0);
      return passed;
    }
    return fromByteString(this.push(toByteString(chunk)));
  }

  end(): ByteString {
    let out = '';
    // Whatever a step held back still passes through the later steps before they end.
    for (const [index, step] of this.#steps.entries()) {
      const held = step.end();
      out += this.#from(index + 1, held, startsIn(step, held), out.length);
    }
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
    for (const [index, step] of this.#steps.entries()) {
      const held = step.expire?.() ?? '';
      out += this.#from(index + 1, held, startsIn(step, held), out.length);
    }
    return out;
  }

  takeStarts(): RecordStarts {
    return this.#starts.take();
  }

  /** Passes a text with these starts through the steps from one on; its result is added at a place to what is returned. */
  #from(index: number, text: ByteString, starts: RecordStarts, place: number): ByteString {
    if (text === '') return text;
    const step = this.#steps[index];
    if (step === undefined) {
      this.#starts.addAll(starts, place);
      return text;
    }
    if (starts.length > 0) return this.#inParts(index, text, starts, place);
    const out = step.push(text);
    return this.#from(index + 1, out, startsIn(step, out), place);
  }

  /** The same for each part that starts a record: a start stays with its line. */
  #inParts(index: number, text: ByteString, starts: RecordStarts, place: number): ByteString {
    const step = this.#steps[index]!;
    const places = starts.map(placeOf);
    let out = places[0] === 0 ? '' : this.#from(index, text.slice(0, places[0]), NO_STARTS, place);
    for (const [at, start] of starts.entries()) {
      const flags = flagsOf(start);
      step.startRecord?.(flags);
      const passed = step.push(text.slice(places[at], places[at + 1]));
      const passedStarts = step.startRecord ? startsIn(step, passed) : [flags];
      out += this.#from(index + 1, passed, passedStarts, place + out.length);
    }
    return out;
  }
}
