import type { ByteString } from '../bytes.ts';
import {
  LineState,
  OTHER,
  STREAM_BYTES,
  STREAM_KIND,
  STREAM_KINDS,
  STREAMS_AT,
  StreamState,
  TAKES,
} from '../kernels/lineKernels.ts';
import { LineOutput } from '../kernels/lineOutput.ts';
import { INPUT_AT, INPUT_BYTES } from '../kernels/linePlaces.ts';
import { type LineWorkspace, lineWorkspace } from '../kernels/lineWorkspace.ts';
import { LineKinds } from '../pattern/lineKinds.ts';
import { CollectedStarts, type RecordStarts } from '../records/starts.ts';
import { RepeatedStarts, TRACE_LINES } from '../understand/known/repeatedStarts.ts';
import type { RecordStep } from './recordStep.ts';
import type { CertainStream } from './step.ts';

const NEWLINE = 10;
/** Starts escape sequences as rsyslog writes them, which are skipped where a line is read. */
const WRITTEN_ESCAPE = '#033';

/** A line that the kernel took: its place, its number, and its stream if it continues a record. */
interface Taken {
  readonly at: number;
  readonly count: number;
  readonly continues: ByteString | null;
}

/**
 * Filters the lines of a container's streams by level, as `ByteSkimmer` does those of other logs: the kernel passes on or drops most
 * lines. Before any other line, the step reads the last ones that were taken, which decide what may follow them.
 */
export class StreamSkimmer {
  readonly #step: RecordStep;
  readonly #work: LineWorkspace;
  readonly #streams: readonly CertainStream[];
  #kinds: LineKinds;
  readonly #traces = new RepeatedStarts(TRACE_LINES);
  #read = 0;
  readonly #passed: LineOutput;
  #starts = new CollectedStarts();

  constructor(step: RecordStep, work: LineWorkspace, streams: readonly CertainStream[]) {
    this.#step = step;
    this.#work = work;
    this.#passed = new LineOutput(work);
    this.#streams = streams;
    this.#kinds = this.#kindsWith(null);
  }

  /** Returns the kinds of lines; with those that continue a trace if their text starts in such a way. */
  #kindsWith(traceStarts: string | null): LineKinds {
    const kinds = this.#streams.flatMap(({ lower, wanted, indented, around }, index) => {
      const first = STREAM_KINDS + 4 * index;
      const isKnown = traceStarts !== null && around !== undefined;
      return [
        { ere: lower, kind: first + STREAM_KIND.lower },
        { ere: wanted, kind: first + STREAM_KIND.wanted },
        { ere: indented, kind: first + STREAM_KIND.indented },
        {
          ere: isKnown ? around.before + traceStarts + around.after : '',
          kind: first + STREAM_KIND.indented,
        },
      ];
    });
    return new LineKinds(kinds.filter(({ ere }) => ere !== ''));
  }

  /** Takes whole lines, like a step, and returns what passes; null if they have to be filtered as text. */
  push(chunk: Buffer): Buffer | null {
    if (chunk.length > INPUT_BYTES || !this.#kinds.paysOff(this.#read)) return null;
    if (chunk.includes(WRITTEN_ESCAPE)) return null;
    this.#read += chunk.length;
    this.#work.load(this.#kinds);
    this.#work.memory.set(chunk, INPUT_AT);
    this.#passed.start();
    const end = INPUT_AT + chunk.lastIndexOf(NEWLINE) + 1;
    this.#takeLines(end);
    const stop = INPUT_AT + chunk.length;
    if (end < stop) this.#feed(end, stop);
    return this.#passed.take();
  }

  takeStarts(): RecordStarts {
    return this.#starts.take();
  }

  #takeLines(end: number): void {
    for (let at = INPUT_AT; at < end; ) {
      if (!this.#step.waits) {
        this.#passed.makeRoom(end - at);
        at = this.#skim(at, end);
        if (at >= end) return;
      }
      const to = this.#others(this.#lineEnd(at), end);
      this.#feed(at, to);
      this.#learn();
      at = to;
    }
  }

  /** Learns from a line that was read how lines of traces start. */
  #learn(): void {
    const text = this.#streams[0]?.around === undefined ? null : this.#step.bareText;
    if (text === null || !this.#traces.see(text)) return;
    this.#kinds = this.#kindsWith(this.#traces.take());
    this.#work.load(this.#kinds);
  }

  /** Takes lines that need not be read, and returns where another one is. */
  #skim(first: number, end: number): number {
    this.#begin();
    let at = first;
    do at = this.#work.kernels.skimStreams(at, end);
    while (at < end && this.#work.learns(this.#kinds));
    this.#readLast();
    return at;
  }

  /** Returns where lines end that cannot be taken whatever comes before them. */
  #others(first: number, end: number): number {
    let at = first;
    do at = this.#work.kernels.run(at, end, OTHER);
    while (at < end && this.#work.learns(this.#kinds));
    return at;
  }

  #begin(): void {
    this.#work.setNumber(LineState.count, 0);
    for (const [index, { key, isTimed }] of this.#streams.entries()) {
      const { starts, indented, behind } = this.#step.streamState(key);
      this.#set(index, 'takes', (starts ? TAKES.starts : 0) | (indented === 'open' ? 0 : TAKES.indented));
      this.#set(index, 'takesAfter', TAKES.starts | (isTimed ? TAKES.indented : 0));
      this.#set(index, 'wanted', Number(indented === 'match'));
      this.#set(index, 'first', 0);
      this.#set(index, 'last', 0);
      this.#set(index, 'lastCount', -behind);
    }
  }

  /** Reads the last lines of each stream, in order, and counts those before them. */
  #readLast(): void {
    const lines: Taken[] = [];
    for (const [index, { key }] of this.#streams.entries()) {
      const first = this.#get(index, 'first');
      const last = this.#get(index, 'last');
      if (first !== 0) lines.push({ at: first, count: this.#get(index, 'firstCount'), continues: null });
      if (last !== 0) lines.push({ at: last, count: this.#get(index, 'lastCount'), continues: key });
    }
    lines.sort((a, b) => a.count - b.count);
    let counted = 0;
    for (const [index, { at, count }] of lines.entries()) {
      this.#skipLines(count - 1 - counted, lines.slice(index));
      // It has already been passed on if it is wanted.
      this.#step.push(this.#textOf(at, this.#lineEnd(at)));
      this.#step.takeStarts();
      counted = count;
    }
    this.#skipLines(this.#work.number(LineState.count) - counted, []);
  }

  /** Counts lines that need not be read, before others. */
  #skipLines(lines: number, next: readonly Taken[]): void {
    if (lines <= 0) return;
    this.#step.skipStreamLines(
      lines,
      next.flatMap(({ continues }) => continues ?? []),
    );
  }

  #get(index: number, member: keyof typeof StreamState): number {
    return this.#work.number(STREAMS_AT + index * STREAM_BYTES + StreamState[member]);
  }

  #set(index: number, member: keyof typeof StreamState, value: number): void {
    this.#work.setNumber(STREAMS_AT + index * STREAM_BYTES + StreamState[member], value);
  }

  #lineEnd(at: number): number {
    return this.#work.memory.indexOf(NEWLINE, at) + 1;
  }

  #textOf(from: number, to: number): ByteString {
    return this.#work.memory.toString('latin1', from, to);
  }

  /** Passes lines through the step. */
  #feed(from: number, to: number): void {
    const passed = this.#step.push(this.#textOf(from, to));
    if (passed === '') return;
    this.#starts.addAll(this.#step.takeStarts(), this.#passed.length);
    this.#passed.addText(passed);
  }
}

/** Returns a skimmer; null if there is no workspace. */
export const streamSkimmer = (step: RecordStep, streams: readonly CertainStream[]): StreamSkimmer | null => {
  const work = lineWorkspace();
  return work && new StreamSkimmer(step, work, streams);
};
