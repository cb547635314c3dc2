import { moduleOf } from '../assembler.ts';
import {
  BLOCK_BYTES,
  BLOCKS,
  BLOCKS_AT,
  MAX_LINES,
  MAX_PREFIX,
  ORDER_AT,
  PAD,
  PAGES,
  PREFIX,
  PREFIXES_AT,
  QUEUE,
  RUN_BYTES,
  RUNS_AT,
  SLOT,
  SLOT_BYTES,
  SLOTS,
  SLOTS_AT,
  STATE,
  STATE_AT,
  TEXT_BYTES,
} from './layout.ts';
import { mergeRuns } from './mergeRuns.ts';
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
  /**
   * Merges the lines of the slots in the list of them, of which there are at least two: adds runs until a slot has no more
   * lines or there is no room for more runs. `orderEnd`: the end of the list, which stays in order. Returns where the runs
   * end.
   */
  mergeRuns(orderEnd: number): number;
  /**
   * Writes the lines of runs, from `line` of the first one on, each with its prefix, to an address as long as there is room
   * up to a limit. Returns where they end; the state tells which line is next.
   */
  writeRuns(run: number, runsEnd: number, line: number, to: number, limit: number): number;
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

  get prefixLength(): number {
    return this.#memory.view.getInt32(this.address + PREFIXES_AT + PREFIX.length, true);
  }

  /** Sets what `mergeRuns` needs to know: the source, the first line that was not merged, and the number of lines. */
  queue(source: number, first: number, count: number): void {
    const { view } = this.#memory;
    view.setFloat64(this.address + QUEUE.ms, this.ms[first]!, true);
    view.setInt32(this.address + QUEUE.nanos, this.nanos[first]!, true);
    view.setInt32(this.address + QUEUE.source, source, true);
    view.setInt32(this.address + QUEUE.first, first, true);
    view.setInt32(this.address + QUEUE.count, count, true);
  }

  /** The first line that `mergeRuns` has not merged. */
  get first(): number {
    return this.#memory.view.getInt32(this.address + QUEUE.first, true);
  }

  /** Returns where a line starts. */
  startOf(line: number): number {
    return line === 0 ? 0 : this.ends[line - 1]! + 1;
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
  readonly #slots: MergeSlot[] = [];
  /** The run that is written next, its first line that is, and where the runs end. */
  #run = RUNS_AT;
  #line = 0;
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
    if (slot !== null || this.#slots.length === SLOTS) return slot;
    const added = new MergeSlot(this, SLOTS_AT + this.#slots.length * SLOT_BYTES);
    this.#slots.push(added);
    return added;
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

  /** True if lines of the present runs have not been written. */
  get hasRuns(): boolean {
    return this.#run < this.#runsEnd;
  }

  /** Sets the only run: some lines of a slot. */
  setRun(slot: MergeSlot, from: number, to: number): void {
    this.view.setInt32(RUNS_AT, slot.address, true);
    this.view.setInt32(RUNS_AT + 4, from, true);
    this.view.setInt32(RUNS_AT + 8, to, true);
    this.#start(RUNS_AT + RUN_BYTES);
  }

  /**
   * Sets the runs of lines that come next in the time order of some slots, at least two, until one has no more lines or
   * there are many runs. The slots are those of `queue`, ordered by their first lines. Returns them as they are then ordered.
   */
  mergeRuns(slots: readonly MergeSlot[]): MergeSlot[] {
    const { view } = this;
    for (const [index, { address }] of slots.entries()) view.setInt32(ORDER_AT + 4 * index, address, true);
    this.#start(this.kernels.mergeRuns(ORDER_AT + 4 * slots.length));
    return slots.map((_, index) => this.#slotAt(view.getInt32(ORDER_AT + 4 * index, true)));
  }

  /** Passes on each run: its slot, the first line and the line after the last. */
  eachRun(take: (slot: MergeSlot, from: number, to: number) => void): void {
    for (let run = RUNS_AT; run < this.#runsEnd; run += RUN_BYTES)
      take(this.#slotOf(run), this.view.getInt32(run + 4, true), this.view.getInt32(run + 8, true));
  }

  /** Returns the slot of the last run. */
  get lastSlot(): MergeSlot {
    return this.#slotOf(this.#runsEnd - RUN_BYTES);
  }

  /** Returns the line that is written next; there has to be one. */
  get nextLine(): { readonly slot: MergeSlot; readonly line: number } {
    return { slot: this.#slotOf(this.#run), line: this.#line };
  }

  /** Skips the line that would be written next. */
  skipLine(): void {
    if (++this.#line === this.view.getInt32(this.#run + 8, true)) this.#startRun(this.#run + RUN_BYTES);
  }

  /**
   * Writes lines of the runs to a block of this memory, as many as there is room for up to its end. Returns where they end in
   * it.
   */
  writeRuns(block: Buffer, from: number, to: number): number {
    const at = block.byteOffset;
    const end = this.kernels.writeRuns(this.#run, this.#runsEnd, this.#line, at + from, at + to);
    this.#run = this.view.getInt32(STATE_AT + STATE.run, true);
    this.#line = this.view.getInt32(STATE_AT + STATE.line, true);
    return end - at;
  }

  #start(runsEnd: number): void {
    this.#runsEnd = runsEnd;
    this.#startRun(RUNS_AT);
  }

  #startRun(run: number): void {
    this.#run = run;
    this.#line = this.view.getInt32(run + 4, true);
  }

  #slotOf(run: number): MergeSlot {
    return this.#slotAt(this.view.getInt32(run, true));
  }

  #slotAt(address: number): MergeSlot {
    return this.#slots[(address - SLOTS_AT) / SLOT_BYTES]!;
  }
}

/** The room that a line takes in a block besides its bytes and its prefix. */
export const LINE_ROOM = PAD;

/** Returns a memory for lines; null: WebAssembly or its vectors are unavailable, or address space is limited. */
export const createMergeMemory = (): MergeMemory | null => {
  try {
    // Into a shared memory, copying takes longer.
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    const module = new WebAssembly.Module(moduleOf([readLines, mergeRuns, writeRuns], PAGES, false));
    const { exports } = new WebAssembly.Instance(module, { host: { memory } });
    return new MergeMemory(memory, exports as unknown as MergeKernels);
  } catch {
    return null;
  }
};
