import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import type { LineEnd } from '../lines.ts';
import { MAX_RECORD } from '../records/assemble.ts';
import { CollectedStarts, type RecordStarts } from '../records/starts.ts';
import type { LineStep } from './step.ts';

/**
 * Runs a step that selects records on whole lines only: of a line that is too long to arrive in one piece it gets the first, and
 * the others share the verdict on that.
 */
export class LongLines implements LineStep {
  readonly #step: LineStep;
  readonly #lineEnd: LineEnd;
  readonly #starts = new CollectedStarts();
  /** Whether the rest of an unfinished line passes; null: no line is unfinished. */
  #passes: boolean | null = null;
  /** True if what was passed on last is not terminated. */
  #isOpen = false;

  constructor(step: LineStep, lineEnd: LineEnd) {
    this.#step = step;
    this.#lineEnd = lineEnd;
  }

  push(chunk: ByteString): ByteString {
    if (chunk === '') return '';
    const first = this.#passes === null ? 0 : chunk.indexOf(this.#lineEnd) + 1 || chunk.length;
    const last = Math.max(first, chunk.lastIndexOf(this.#lineEnd) + 1);
    if (first === 0 && last === chunk.length) return this.#step.push(chunk);
    let out = first > 0 ? this.#continue(chunk.slice(0, first)) : '';
    if (last > first) out += this.#noted(this.#step.push(chunk.slice(first, last)), out.length);
    if (chunk.length > last) out += this.#begin(chunk.slice(last), out.length);
    return out;
  }

  pushBytes(chunk: Buffer): Buffer {
    const isWhole = this.#passes === null && chunk.at(-1) === this.#lineEnd.charCodeAt(0);
    const passed = isWhole ? this.#step.pushBytes?.(chunk) : undefined;
    return passed ?? fromByteString(this.push(toByteString(chunk)));
  }

  end(): ByteString {
    const rest = this.#isOpen ? this.#lineEnd : '';
    return rest + this.#noted(this.#step.end(), rest.length);
  }

  get done(): boolean {
    return this.#step.done && this.#passes !== true;
  }

  get waits(): boolean {
    return this.#step.waits === true;
  }

  expire(): ByteString {
    return this.#step.expire?.() ?? '';
  }

  takeStarts(): RecordStarts {
    this.#starts.addAll(this.#step.takeStarts?.() ?? [], 0);
    return this.#starts.take();
  }

  /** Takes the first piece of a line: all that decides about it. */
  #begin(piece: ByteString, place: number): ByteString {
    const line = piece + this.#lineEnd;
    let out = this.#noted(this.#step.push(line), place);
    if (piece.length > MAX_RECORD && this.waits) out += this.#noted(this.expire(), place + out.length);
    this.#passes = out.includes(line);
    this.#isOpen = out.endsWith(line);
    return this.#isOpen ? out.slice(0, -1) : out;
  }

  /** Takes a further piece of it. */
  #continue(piece: ByteString): ByteString {
    const isEnd = piece.endsWith(this.#lineEnd);
    const passes = this.#passes === true;
    if (passes) this.#isOpen = !isEnd;
    if (isEnd) this.#passes = null;
    return passes ? piece : '';
  }

  /** Notes the starts in a text that is passed on at a place. */
  #noted(text: ByteString, place: number): ByteString {
    if (text !== '') this.#starts.addAll(this.#step.takeStarts?.() ?? [], place);
    return text;
  }
}
