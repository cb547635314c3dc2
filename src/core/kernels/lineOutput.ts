import { type ByteString, fromByteString } from '../bytes.ts';
import { LineState } from './lineKernels.ts';
import { INPUT_BYTES, OUTPUT_AT, OUTPUT_END } from './linePlaces.ts';
import type { LineWorkspace } from './lineWorkspace.ts';

/** Further bytes that copying may overwrite. */
const SLACK = 16;

/** What passes a filter, in the output of a workspace, where the kernels add to it. */
export class LineOutput {
  readonly #work: LineWorkspace;
  /** What passed before that in the output, and its bytes. */
  #parts: Buffer[] = [];
  #flushed = 0;

  constructor(work: LineWorkspace) {
    this.#work = work;
  }

  /** To be called before anything is added: the workspace may have been used by others. */
  start(): void {
    this.#work.setNumber(LineState.out, OUTPUT_AT);
  }

  /** The number of bytes added so far. */
  get length(): number {
    return this.#flushed + this.#work.number(LineState.out) - OUTPUT_AT;
  }

  addText(text: ByteString): void {
    if (text.length > INPUT_BYTES) {
      this.#flush();
      this.#parts.push(fromByteString(text));
      this.#flushed += text.length;
      return;
    }
    this.makeRoom(text.length);
    const out = this.#work.number(LineState.out);
    this.#work.memory.write(text, out, 'latin1');
    this.#work.setNumber(LineState.out, out + text.length);
  }

  /** Adds lines that are in the workspace's memory. */
  addLines(from: number, to: number): void {
    this.makeRoom(to - from);
    const out = this.#work.number(LineState.out);
    this.#work.memory.copyWithin(out, from, to);
    this.#work.setNumber(LineState.out, out + to - from);
  }

  /** Makes room for so many bytes, which a kernel may add. */
  makeRoom(bytes: number): void {
    if (this.#work.number(LineState.out) + bytes + SLACK > OUTPUT_END) this.#flush();
  }

  /** Returns all that was added, and starts again. */
  take(): Buffer {
    this.#flush();
    const parts = this.#parts;
    this.#parts = [];
    this.#flushed = 0;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  #flush(): void {
    const out = this.#work.number(LineState.out);
    if (out > OUTPUT_AT) {
      const part = Buffer.allocUnsafeSlow(out - OUTPUT_AT);
      this.#work.memory.copy(part, 0, OUTPUT_AT, out);
      this.#parts.push(part);
      this.#flushed += part.length;
    }
    this.start();
  }
}
