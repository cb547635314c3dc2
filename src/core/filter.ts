import type { ByteString } from './bytes.ts';
import { fromExtent } from './filterExtent.ts';
import { firstLines, lastLines } from './filterLimit.ts';
import { selectLines } from './filterSelect.ts';
import type { ReadFrom } from './query.ts';

/** What is left to do here after the host has done its part: plain data, null and empty where nothing is asked. */
export interface LocalFilter {
  /** Where reading starts, where the host could not be told (our own standard input). */
  readonly from: ReadFrom | null;
  readonly zeroTerminated: boolean;
  readonly grep: readonly string[];
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  readonly fixed: boolean;
  readonly before: number;
  readonly after: number;
  readonly maxCount: number | null;
  /** The latest lines only; they come out at the end. */
  readonly last: number | null;
  readonly head: number | null;
}

/** One step over a stream of whole lines. */
export interface LineStep {
  /** Takes whole lines with their ends, of which only the stream's last may lack it; gives what passes. */
  push(chunk: ByteString): ByteString;
  /** The stream has ended, or is `done`: gives what was held back. */
  end(): ByteString;
  /** True once nothing that is still to come can pass: the source may be closed, and `end` called. */
  readonly done: boolean;
}

/**
 * A LocalFilter at work: gives byte for byte what `tail | grep | tail | head` would have given for the same lines.
 * Throws a PatternError where a pattern is bad.
 */
export const createLineFilter = (local: LocalFilter): LineStep => {
  const separator = local.zeroTerminated ? '\0' : '\n';
  const steps: LineStep[] = [];
  if (local.from) steps.push(fromExtent(local.from, separator));
  if (local.grep.length > 0 || local.exclude.length > 0) steps.push(selectLines(local, separator));
  else if (local.maxCount !== null) steps.push(firstLines(local.maxCount, separator));
  if (local.last !== null) steps.push(lastLines(local.last, separator));
  if (local.head !== null) steps.push(firstLines(local.head, separator));
  return new Steps(steps);
};

class Steps implements LineStep {
  readonly #steps: readonly LineStep[];

  constructor(steps: readonly LineStep[]) {
    this.#steps = steps;
  }

  push(chunk: ByteString): ByteString {
    return this.#from(0, chunk);
  }

  end(): ByteString {
    let out = '';
    // What one step held back still goes through those after it, before they end in their turn.
    for (const [index, step] of this.#steps.entries()) out += this.#from(index + 1, step.end());
    return out;
  }

  get done(): boolean {
    return this.#steps.some(step => step.done);
  }

  #from(index: number, chunk: ByteString): ByteString {
    let out = chunk;
    for (let at = index; at < this.#steps.length && out !== ''; at++) out = this.#steps[at]!.push(out);
    return out;
  }
}
