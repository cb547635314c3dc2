import { type LineKernels, LineState, ROW_BYTES, UNKNOWN } from './lineKernels.ts';
import { LINE_PAGES, MAX_STATES, TABLE_AT } from './linePlaces.ts';
import { PAGE } from './places.ts';
import { sharedMemory } from './sharedMemory.ts';
import { lineModule } from './simdLineKernels.ts';

/** A table of transitions that a workspace may hold. */
export interface LineTable {
  readonly transitions: Uint16Array;
  /** How many of them are in use. */
  readonly used: number;
}

/** A table that is computed as far as lines need it. */
export interface GrowingTable extends LineTable {
  /** Computes where a state goes with a byte; returns false if no room was left, so that the table was begun again. */
  follow(state: number, byte: number): boolean;
}

/** Memory in which lines are told apart, many bytes at a time. Whoever uses it lets go of it before anyone else does. */
export class LineWorkspace {
  readonly memory: Buffer;
  readonly kernels: LineKernels;
  /** The table in use. */
  readonly transitions: Uint16Array;
  readonly #numbers: Int32Array;
  #loaded: LineTable | null = null;

  /** Throws if there is no room, or WebAssembly has no vectors. */
  constructor() {
    const shared = sharedMemory(LINE_PAGES);
    this.memory = Buffer.from(shared.buffer);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(lineModule()), {
      host: { memory: shared },
    });
    this.kernels = exports as unknown as LineKernels;
    const { buffer, byteOffset } = this.memory;
    this.transitions = new Uint16Array(buffer, byteOffset + TABLE_AT, (MAX_STATES * ROW_BYTES) / 2);
    this.#numbers = new Int32Array(buffer, byteOffset, PAGE / 4);
  }

  /** Puts a table in place, if another one is there. */
  load(table: LineTable): void {
    if (this.#loaded === table) return;
    this.transitions.set(table.transitions.subarray(0, table.used));
    // Rows that it does not use yet are filled when they are.
    this.transitions.fill(0, table.used);
    this.#loaded = table;
  }

  /** Takes over a table that has changed: everything, or the row of one state. */
  reload(table: LineTable): void {
    this.#loaded = null;
    this.load(table);
  }

  copyRow(table: LineTable, state: number): void {
    const from = (state * ROW_BYTES) / 2;
    this.transitions.set(table.transitions.subarray(from, from + ROW_BYTES / 2), from);
  }

  /** Computes what the kernels need to examine the line at which they ended; returns false if they have it. */
  learns(table: GrowingTable): boolean {
    if (this.number(LineState.kind) !== UNKNOWN) return false;
    const state = this.number(LineState.state);
    if (table.follow(state, this.memory[this.number(LineState.at)]!)) this.copyRow(table, state);
    else this.reload(table);
    return true;
  }

  /** Returns one of the numbers in `LineState`. */
  number(place: number): number {
    return this.#numbers[place / 4]!;
  }

  setNumber(place: number, value: number): void {
    this.#numbers[place / 4] = value;
  }
}

let created: LineWorkspace | null | undefined;

/** Returns the workspace; null: this machine or this build of Node has no vectors, or no room. */
export const lineWorkspace = (): LineWorkspace | null => {
  if (created !== undefined) return created;
  try {
    created = new LineWorkspace();
  } catch {
    created = null;
  }
  return created;
};
