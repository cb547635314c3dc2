import { BLOCK_BYTES } from '../../core/kernels/merging/layout.ts';
import type { Outlet } from '../outlet.ts';

/** Maximum number of unused blocks that are kept. */
const MAX_SPARE = 32;

/**
 * Output in blocks of memory that are reused once they have been written: new ones for each batch would remain allocated
 * until the next garbage collection.
 */
export class OutputBlocks {
  readonly #out: Outlet;
  /** Unused blocks that it was given, which are used first, and others. */
  readonly #given: Buffer[];
  readonly #spare: Buffer[] = [];
  readonly #blocks: ReadonlySet<Buffer>;
  #block: Buffer = NONE;
  /** A view of the current block. */
  view: DataView = new DataView(NONE.buffer, NONE.byteOffset, 0);
  #length = 0;
  #behind: void | Promise<void> = undefined;

  constructor(out: Outlet, given: readonly Buffer[] = []) {
    this.#out = out;
    this.#given = [...given];
    this.#blocks = new Set(given);
  }

  /** Returns a block with room for this many bytes, to be written to from `length` on; call `advance` afterwards. */
  reserve(count: number): Buffer {
    if (this.#length + count > this.#block.length) this.#next(count);
    return this.#block;
  }

  get length(): number {
    return this.#length;
  }

  /** Sets the end of the written bytes. */
  advance(end: number): void {
    this.#length = end;
  }

  /** Writes everything; a returned promise means that the reader is behind. */
  write(): void | Promise<void> {
    this.#leave();
    const behind = this.#behind;
    this.#behind = undefined;
    return behind;
  }

  #next(count: number): void {
    this.#leave();
    this.#block =
      count > BLOCK_BYTES
        ? Buffer.allocUnsafeSlow(count)
        : (this.#given.pop() ?? this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES));
    this.view = new DataView(this.#block.buffer, this.#block.byteOffset, this.#block.length);
  }

  #leave(): void {
    const block = this.#block;
    const length = this.#length;
    if (length === 0) return;
    this.#block = NONE;
    this.#length = 0;
    this.#behind = this.#out.write(block.subarray(0, length), () => {
      if (this.#blocks.has(block)) this.#given.push(block);
      else if (block.length === BLOCK_BYTES && this.#spare.length < MAX_SPARE) this.#spare.push(block);
    });
  }
}

const NONE = Buffer.alloc(0);
