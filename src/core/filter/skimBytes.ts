import { INDENTED, LineState, LOWER, MARGIN, OTHER, TRACEBACK, WANTED } from '../kernels/lineKernels.ts';
import { LineOutput } from '../kernels/lineOutput.ts';
import { INPUT_AT, INPUT_BYTES } from '../kernels/linePlaces.ts';
import { type LineWorkspace, lineWorkspace } from '../kernels/lineWorkspace.ts';
import { LineKinds } from '../pattern/lineKinds.ts';
import { CollectedStarts, type RecordStarts } from '../records/starts.ts';
import type { RecordStep } from './recordStep.ts';
import type { CertainLines } from './step.ts';

const NEWLINE = 10;

/**
 * Filters bytes by level as `skimRecords` filters text: kernels pass on or drop most records, and the step reads all other
 * lines.
 */
export class ByteSkimmer {
  readonly #step: RecordStep;
  readonly #work: LineWorkspace;
  readonly #kinds: LineKinds;
  #read = 0;
  readonly #passed: LineOutput;
  #starts = new CollectedStarts();

  constructor(step: RecordStep, work: LineWorkspace, { lower, wanted, continuing }: CertainLines) {
    this.#step = step;
    this.#work = work;
    this.#passed = new LineOutput(work);
    this.#kinds = new LineKinds(
      [
        { ere: lower, kind: LOWER },
        { ere: wanted, kind: WANTED },
        { ere: continuing?.indented ?? '', kind: INDENTED },
        { ere: continuing?.headed ?? '', kind: OTHER },
        { ere: continuing?.margin ?? '', kind: MARGIN },
        { ere: continuing?.traceback ?? '', kind: TRACEBACK },
      ].filter(({ ere }) => ere !== ''),
    );
  }

  /** Takes whole lines, like a step, and returns what passes; null if they have to be filtered as text. */
  push(chunk: Buffer): Buffer | null {
    if (chunk.length > INPUT_BYTES || !this.#kinds.paysOff(this.#read)) return null;
    this.#read += chunk.length;
    const { memory } = this.#work;
    this.#work.load(this.#kinds);
    memory.set(chunk, INPUT_AT);
    this.#passed.start();
    const end = INPUT_AT + chunk.lastIndexOf(NEWLINE) + 1;
    this.#forgetLast();
    this.#takeLines(end);
    this.#feed(this.#readLast(end), end);
    const stop = INPUT_AT + chunk.length;
    if (end < stop) this.#feed(end, stop);
    return this.#passed.take();
  }

  takeStarts(): RecordStarts {
    return this.#starts.take();
  }

  #takeLines(end: number): void {
    for (let at = INPUT_AT; at < end; ) {
      if (this.#step.waits) {
        const to = this.#lineEnd(at);
        this.#feed(at, to);
        at = to;
        continue;
      }
      this.#passed.makeRoom(end - at);
      at = this.#work.kernels.skim(at, end);
      if (at >= end || this.#work.learns(this.#kinds)) continue;
      at = this.#readFrom(this.#readLast(at), at, end);
    }
  }

  /** Reads lines that are not known to start a record, and those before the first of them; returns where a record starts. */
  #readFrom(before: number, first: number, end: number): number {
    let from = before;
    for (let at = first; ; from = at) {
      const to = this.#others(at, end);
      this.#feed(from, to);
      if (to >= end || this.#work.number(LineState.kind) !== INDENTED) return to;
      at = this.#run(to, end, INDENTED);
      const verdict = this.#step.indented;
      if (verdict === 'open') this.#feed(to, at);
      else if (verdict === 'match') this.#passed.addLines(to, at);
    }
  }

  /** Returns where lines end that have to be read if it is unknown whether the record before them has a trace. */
  #others(first: number, end: number): number {
    for (let at = first; ; at = this.#lineEnd(at)) {
      at = this.#run(at, end, OTHER);
      const kind = this.#work.number(LineState.kind);
      if (at >= end || (kind !== MARGIN && kind !== TRACEBACK)) return at;
    }
  }

  #run(first: number, end: number, kind: number): number {
    let at = first;
    do at = this.#work.kernels.run(at, end, kind);
    while (at < end && this.#work.learns(this.#kinds));
    return at;
  }

  /**
   * Reads the last line that started a record, whose other lines then share its verdict: they reach to a place. If there are none,
   * it is left to be read with what follows. If they contain a traceback, all are read, because that determines what may follow.
   * Returns from where on lines have to be read.
   */
  #readLast(to: number): number {
    const work = this.#work;
    const from = work.number(LineState.from);
    if (from === 0) return to;
    const firstEnd = work.number(LineState.firstEnd);
    const isWanted = work.number(LineState.wanted) !== 0;
    const isTraced = work.number(LineState.traced) !== 0;
    this.#forgetLast();
    if (firstEnd === to || isTraced) return from;
    this.#feed(from, firstEnd);
    if (isWanted) this.#passed.addLines(firstEnd, to);
    return to;
  }

  #forgetLast(): void {
    this.#work.setNumber(LineState.from, 0);
    this.#work.setNumber(LineState.wanted, 0);
    this.#work.setNumber(LineState.traced, 0);
  }

  #lineEnd(at: number): number {
    return this.#work.memory.indexOf(NEWLINE, at) + 1;
  }

  /** Passes lines through the step. */
  #feed(from: number, to: number): void {
    if (from === to) return;
    const text = this.#work.memory.toString('latin1', from, to);
    const passed = this.#step.push(text);
    if (passed === '') return;
    this.#starts.addAll(this.#step.takeStarts(), this.#passed.length);
    if (passed === text) {
      this.#passed.addLines(from, to);
      return;
    }
    this.#passed.addText(passed);
  }
}

/** Returns a skimmer; null if there is no workspace. */
export const byteSkimmer = (step: RecordStep, certain: CertainLines): ByteSkimmer | null => {
  const work = lineWorkspace();
  return work && new ByteSkimmer(step, work, certain);
};
