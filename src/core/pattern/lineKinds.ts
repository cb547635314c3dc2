import type { ByteString } from '../bytes.ts';
import { endsRepetition, FIRST_STATE, OTHER, REPEATED, ROW_BYTES, UNKNOWN } from '../kernels/lineKernels.ts';
import { MAX_STATES } from '../kernels/linePlaces.ts';
import type { LineTable } from '../kernels/lineWorkspace.ts';
import { parseEre } from './parse.ts';
import { compileProgram, LINE, type PatternProgram, Walk } from './program.ts';

const WIDTH = ROW_BYTES / 2;
const NEWLINE = 10;

/** Minimum number of bytes of lines per computed transition for the table to pay off. */
const MIN_REUSE = 64;

/** Lines that match a pattern from their start on. */
export interface LineKind {
  readonly ere: ByteString;
  /** Its number for the kernels. */
  readonly kind: number;
}

interface Part {
  readonly kind: number;
  readonly program: PatternProgram;
  readonly walk: Walk;
}

/** A place in a line: the nodes that are reached there, by pattern, and the preceding character. */
interface State {
  readonly nodes: readonly (readonly number[])[];
  readonly before: number;
  /** The first pattern that matches already; those after it no longer count. */
  readonly matched: number;
}

/**
 * The transitions by which kernels tell kinds of lines apart, computed when a line first needs them. If several patterns match a line, the
 * first decides.
 */
export class LineKinds implements LineTable {
  readonly transitions = new Uint16Array(MAX_STATES * WIDTH);
  readonly #parts: readonly Part[];
  /** Bytes that no pattern distinguishes, by a byte. */
  readonly #alike: readonly (readonly number[])[];
  /** One byte of each kind that patterns distinguish. */
  readonly #kindsOfBytes: readonly number[];
  #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  #made = 0;

  constructor(kinds: readonly LineKind[]) {
    this.#parts = kinds.map(({ ere, kind }) => {
      const program = programOf(ere);
      return { kind, program, walk: new Walk(program) };
    });
    this.#alike = this.#bytesAlike();
    this.#kindsOfBytes = [...new Set(this.#alike)].map(alike => alike[0]!);
    this.#forget();
  }

  get used(): number {
    return (FIRST_STATE + this.#states.length) * WIDTH;
  }

  /** Computes where a state goes with a byte; returns false if no room was left, so that all lines have to be examined again. */
  follow(state: number, byte: number): boolean {
    this.#made++;
    const next = this.#next(this.#states[state - FIRST_STATE]!, byte);
    if (next === UNKNOWN) {
      this.#forget();
      return false;
    }
    const at = state * WIDTH;
    if (next === state && this.#repeats(state, byte))
      for (let other = 0; other < 256; other++) {
        if (!endsRepetition(other)) this.transitions[at + other] = state | REPEATED;
      }
    else for (const other of this.#alike[byte]!) this.transitions[at + other] = next;
    return true;
  }

  /** Returns true unless lines differ too much, after so many bytes of them. */
  paysOff(bytes: number): boolean {
    return this.#made < MAX_STATES || bytes >= MIN_REUSE * this.#made;
  }

  /** Returns true if all bytes lead back to a state, like this one, but for those that end a repetition. */
  #repeats(state: number, byte: number): boolean {
    if (endsRepetition(byte)) return false;
    const from = this.#states[state - FIRST_STATE]!;
    return this.#kindsOfBytes.every(
      other =>
        (endsRepetition(other) && this.#alike[other]!.every(endsRepetition)) ||
        this.#next(from, other) === state,
    );
  }

  #next({ nodes, before, matched }: State, byte: number): number {
    const next: number[][] = [];
    let first = matched;
    let after = LINE;
    for (let part = 0; part < first; part++) {
      const { program, walk } = this.#parts[part]!;
      const byteClass = program.classOf[byte]!;
      after = program.kindOf[byteClass]!;
      const reached: number[] = [];
      walk.begin();
      let matches = false;
      for (const node of nodes[part]!) if (walk.reach(node, before, after, reached)) matches = true;
      const taken = matches ? [] : takenOf(program, reached, byteClass);
      if (matches || taken.some(id => program.nodes[id]!.kind === 'match')) first = part;
      else next.push(taken);
    }
    const isEnd = byte === NEWLINE || next.every(taken => taken.length === 0);
    if (isEnd) return this.#parts[first]?.kind ?? OTHER;
    return this.#numberOf({ nodes: next, before: after, matched: first });
  }

  #numberOf(state: State): number {
    const key = `${state.matched} ${state.before} ${state.nodes.join(';')}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = FIRST_STATE + this.#states.length;
    if (number >= MAX_STATES) return UNKNOWN;
    this.#states.push(state);
    this.#numbers.set(key, number);
    return number;
  }

  #forget(): void {
    this.transitions.fill(UNKNOWN, 0, this.used);
    this.#states = [];
    this.#numbers.clear();
    const nodes = this.#parts.map(({ program }) => [program.start]);
    this.#numberOf({ nodes, before: LINE, matched: this.#parts.length });
  }

  #bytesAlike(): number[][] {
    const byKey = new Map<string, number[]>();
    return Array.from({ length: 256 }, (_, byte) => {
      const key = this.#parts.map(({ program }) => program.classOf[byte]).join();
      const alike = byKey.get(key) ?? [];
      byKey.set(key, alike);
      alike.push(byte);
      return alike;
    });
  }
}

const MAX_PROGRAMS = 60;
const programs = new Map<ByteString, PatternProgram>();

/** Compiles a pattern, unless it was lately: logs of the same program have lines of the same kinds. */
const programOf = (ere: ByteString): PatternProgram => {
  const known = programs.get(ere);
  if (known !== undefined) return known;
  if (programs.size >= MAX_PROGRAMS) programs.clear();
  const program = compileProgram(parseEre(ere), { ignoreCase: false, separator: '\n' });
  programs.set(ere, program);
  return program;
};

const takenOf = ({ nodes }: PatternProgram, reached: readonly number[], byteClass: number): number[] => {
  const outs = new Set<number>();
  for (const id of reached) {
    const node = nodes[id]!;
    if (node.kind === 'bytes' && node.takes[byteClass] === 1) outs.add(node.out);
  }
  return [...outs].sort((a, b) => a - b);
};
