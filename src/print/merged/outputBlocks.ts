import type { Outlet } from '../outlet.ts';

const BLOCK_BYTES = 128 * 1024;
/** Maximum number of unused blocks that are kept. */
const MAX_SPARE = 32;

/**
 * Output in blocks of memory that are reused once they have been written: new ones for each batch would remain allocated
 * until the next garbage collection.
 */
export class OutputBlocks {
  readonly #out: Outlet;
  readonly #spare: Buffer[] = [];
  #block: Buffer = NONE;
  /** A view of the current block. */
  view: DataView = new DataView(NONE.buffer, NONE.byteOffset, 0);
  #length = 0;
  #behind: void | Promise<void> = undefined;

  constructor(out: Outlet) {
    this.#out = out;
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
        : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES));
    this.view = new DataView(this.#block.buffer, this.#block.byteOffset, this.#block.length);
  }

  #leave(): void {
    const block = this.#block;
    const length = this.#length;
    if (length === 0) return;
    this.#block = NONE;
    this.#length = 0;
    this.#behind = this.#out.write(block.subarray(0, length), () => {
      if (block.length === BLOCK_BYTES && this.#spare.length < MAX_SPARE) this.#spare.push(block);
    });
  }
}

const NONE = Buffer.alloc(0);
