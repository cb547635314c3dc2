import type { Kernels } from './kernels.ts';
import { PAGE, PAGES } from './places.ts';
import { plainKernels } from './plainKernels.ts';
import { sharedMemory } from './sharedMemory.ts';
import { textModule } from './simdKernels.ts';

/** Memory whose bytes functions examine and copy many at a time. There is one; each of its ranges has one user. */
class Workspace {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly #shared: WebAssembly.Memory | null;
  #kernels: Kernels | null = null;

  constructor() {
    this.#shared = memoryOrNull();
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
      if (this.#shared !== null) return simdKernels(this.#shared);
    } catch {
      // This processor or this build of Node lacks WebAssembly's vectors.
    }
    return plainKernels(this.memory);
  }
}

/** Returns the functions as WebAssembly, for a memory of `PAGES`. Throws if that has no vectors here. */
export const simdKernels = (memory: WebAssembly.Memory): Kernels => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(textModule()), { host: { memory } });
  return exports as unknown as Kernels;
};

/** Returns memory for WebAssembly; null: it is unavailable, or its address space is limited. */
const memoryOrNull = (): WebAssembly.Memory | null => {
  try {
    return sharedMemory(PAGES);
  } catch {
    return null;
  }
};

export const workspace = new Workspace();
