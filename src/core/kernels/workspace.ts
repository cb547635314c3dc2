import type { Kernels } from './kernels.ts';
import { plainKernels } from './plainKernels.ts';
import { simdKernels } from './simdKernels.ts';

/** The size of WebAssembly's pages. */
const PAGE = 65536;
/** Room for texts that are examined. */
export const TEXT_BYTES = 2 * 1024 * 1024 + PAGE;
export const SMALL_TEXT_AT = TEXT_BYTES;
export const SMALL_TEXT_BYTES = PAGE;
/** Room for what is written. */
export const OUTPUT_AT = SMALL_TEXT_AT + SMALL_TEXT_BYTES;
export const OUTPUT_END = OUTPUT_AT + 4 * PAGE;
/** Room for what is written often. */
export const PARTS_AT = OUTPUT_END;
export const PARTS_END = PARTS_AT + 16 * PAGE;
const PAGES = PARTS_END / PAGE;

/** Memory whose bytes functions examine and copy many at a time. There is one; each of its ranges has one user. */
class Workspace {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly #shared: WebAssembly.Memory | null;
  #kernels: Kernels | null = null;

  constructor() {
    this.#shared = sharedMemory();
    this.memory = this.#shared === null ? Buffer.alloc(PAGES * PAGE) : Buffer.from(this.#shared.buffer);
    const { buffer, byteOffset, length } = this.memory;
    this.view = new DataView(buffer, byteOffset, length);
  }

  /** The functions, which are compiled when they are first needed. */
  get kernels(): Kernels {
    this.#kernels ??= this.#compile();
    return this.#kernels;
  }

  #compile(): Kernels {
    try {
      if (this.#shared !== null) return simdKernels(this.#shared, PAGES);
    } catch {
      // This processor or this build of Node lacks WebAssembly's vectors.
    }
    return plainKernels(this.memory);
  }
}

/** Returns memory for WebAssembly; null: it is unavailable, or its address space is limited. */
const sharedMemory = (): WebAssembly.Memory | null => {
  try {
    return new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  } catch {
    return null;
  }
};

export const workspace = new Workspace();
