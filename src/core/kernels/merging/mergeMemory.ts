import { moduleOf } from '../assembler.ts';
import {
  BLOCK_BYTES,
  BLOCKS,
  BLOCKS_AT,
  MAX_LINES,
  MAX_PREFIX,
  PAD,
  PAGES,
  PREFIX,
  PREFIXES_AT,
  RUN_BYTES,
  RUNS_AT,
  RUNS_END,
  SLOT,
  SLOT_BYTES,
  SLOTS,
  SLOTS_AT,
  STATE,
  STATE_AT,
  TEXT_BYTES,
} from './layout.ts';
import { readLines } from './readLines.ts';
import { writeRuns } from './writeRuns.ts';

/** Functions over lines in a MergeMemory; addresses are places in it. */
export interface MergeKernels {
  /**
   * Reads the lines of a slot from an address up to a limit, as long as they start like one in its table: finds their ends,
   * and their places in time order. They are stored from the number `line` on. Returns the number of the first line that
   * was not read, for want of a start or of room.
   */
  readLines(slot: number, from: number, limit: number, line: number, kind: number): number;
  /** Writes the lines of all runs up to an address, each with its prefix, to another address. Returns where they end. */
  writeRuns(runsEnd: number, to: number): number;
}

/** Room for the lines of one source, and for what is known about them. */
export class MergeSlot {
  readonly address: number;
  /** The bytes of the lines. */
  readonly bytes: Buffer;
  readonly ends: Int32Array;
  readonly ms: Float64Array;
  readonly nanos: Int32Array;
  readonly own: Uint8Array;
  /** The table of starts. */
  readonly starts: DataView;
  /** What the prefixes in this slot were made from. */
  prefixes: object | null = null;
  readonly #memory: MergeMemory;

  constructor(memory: MergeMemory, address: number) {
    const { buffer } = memory.bytes;
    this.#memory = memory;
    this.address = address;
    this.bytes = memory.bytes.subarray(address + SLOT.text, address + SLOT.text + TEXT_BYTES);
    this.ends = new Int32Array(buffer, address + SLOT.ends, MAX_LINES);
    this.ms = new Float64Array(buffer, address + SLOT.ms, MAX_LINES);
    this.nanos = new Int32Array(buffer, address + SLOT.nanos, MAX_LINES);
    this.own = new Uint8Array(buffer, address + SLOT.own, MAX_LINES);
    this.starts = new DataView(buffer, address + SLOT.starts, SLOT.lastStart - SLOT.starts);
  }

  /** Reads lines as the kernel does; see there. `from` and `limit` are places in `bytes`. */
  readLines(from: number, limit: number, line: number, kind: number): number {
    const text = this.address + SLOT.text;
    return this.#memory.kernels.readLines(this.address, text + from, text + limit, line, kind);
  }

  get state(): ReadState {
    return this.#memory.state;
  }

  /** Sets where the time of a line ends that starts like none but the last one. */
  set timeEnd(place: number) {
    this.#memory.view.setInt32(this.address + SLOT.timeEnd, place, true);
  }

  /** Sets the prefixes of its lines, which have the same length; false: they are too long. */
  setPrefixes(usual: Uint8Array, late: Uint8Array): boolean {
    if (usual.length > MAX_PREFIX || late.length !== usual.length) return false;
    const { bytes, view } = this.#memory;
    const at = this.address + PREFIXES_AT;
    view.setInt32(at + PREFIX.length, usual.length, true);
    bytes.set(usual, at + PREFIX.usual);
    bytes.set(late, at + PREFIX.late);
    return true;
  }

  clear(): void {
    this.prefixes = null;
    this.#memory.bytes.fill(0, this.address + SLOT.starts, this.address + SLOT.ends);
  }
}

/** What `readLines` continues, and what it leaves behind. */
export class ReadState {
  readonly #view: DataView;

  constructor(view: DataView) {
    this.#view = view;
  }

  /** The place of the last line: no later one is placed before it. */
  get lastMs(): number {
    return this.#view.getFloat64(STATE_AT + STATE.lastMs, true);
  }

  get lastNanos(): number {
    return this.#view.getInt32(STATE_AT + STATE.lastNanos, true);
  }

  set(lastMs: number, lastNanos: number, skewMs: number): void {
    this.#view.setFloat64(STATE_AT + STATE.lastMs, lastMs, true);
    this.#view.setInt32(STATE_AT + STATE.lastNanos, lastNanos, true);
    this.#view.setFloat64(STATE_AT + STATE.skewMs, skewMs, true);
  }
}

/** Memory in which functions read and write many lines at a time: slots for sources, and blocks for output. */
export class MergeMemory {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly kernels: MergeKernels;
  readonly state: ReadState;
  /** Blocks for output, which belong to whoever writes, and one for what does not go to one of them. */
  readonly blocks: readonly Buffer[];
  readonly spareBlock: Buffer;
  readonly #free: MergeSlot[] = [];
  #slots = 0;
  #runsEnd = RUNS_AT;

  constructor(memory: WebAssembly.Memory, kernels: MergeKernels) {
    this.bytes = Buffer.from(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.kernels = kernels;
    this.state = new ReadState(this.view);
    this.blocks = Array.from({ length: BLOCKS }, (_, index) => this.#blockAt(index));
    this.spareBlock = this.#blockAt(BLOCKS);
  }

  /** Returns an unused slot; null: there is none. */
  take(): MergeSlot | null {
    const slot = this.#free.pop() ?? null;
    if (slot !== null) slot.clear();
    else if (this.#slots < SLOTS) return new MergeSlot(this, SLOTS_AT + this.#slots++ * SLOT_BYTES);
    return slot;
  }

  /** Takes back a slot; what it contains remains until it is taken again. */
  giveBack(slot: MergeSlot): void {
    this.#free.push(slot);
  }

  /** Returns block `index` for output. */
  #blockAt(index: number): Buffer {
    const at = BLOCKS_AT + index * BLOCK_BYTES;
    return this.bytes.subarray(at, at + BLOCK_BYTES);
  }

  contains(block: Buffer): boolean {
    return block.buffer === this.bytes.buffer;
  }

  /** Adds some lines of a slot to those that are written next; returns false if there is no room for others. */
  addRun(slot: MergeSlot, from: number, to: number): boolean {
    const { view } = this;
    const at = this.#runsEnd;
    view.setInt32(at, slot.address, true);
    view.setInt32(at + 4, from, true);
    view.setInt32(at + 8, to, true);
    this.#runsEnd = at + RUN_BYTES;
    return this.#runsEnd < RUNS_END;
  }

  /** Writes the added runs to a block; returns where they end in it. Up to 16 bytes after that are overwritten. */
  writeRuns(block: Buffer, at: number): number {
    const end = this.kernels.writeRuns(this.#runsEnd, block.byteOffset + at);
    this.#runsEnd = RUNS_AT;
    return end - block.byteOffset;
  }
}

/** The number of bytes that `writeRuns` may overwrite behind its output. */
export const OVERRUN = PAD;

/** Returns a memory for lines; null: WebAssembly or its vectors are unavailable, or address space is limited. */
export const createMergeMemory = (): MergeMemory | null => {
  try {
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    const module = new WebAssembly.Module(moduleOf([readLines, writeRuns], PAGES));
    const { exports } = new WebAssembly.Instance(module, { host: { memory } });
    return new MergeMemory(memory, exports as unknown as MergeKernels);
  } catch {
    return null;
  }
};
