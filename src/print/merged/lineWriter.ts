import { BLOCK_BYTES, LATE } from '../../core/kernels/merging/layout.ts';
import { LINE_ROOM, type MergeMemory, type MergeSlot } from '../../core/kernels/merging/mergeMemory.ts';
import type { TimedLines } from '../../core/records/timedLines.ts';
import type { Outlet } from '../outlet.ts';
import { OutputBlocks } from './outputBlocks.ts';

const NEWLINE = 10;

/** What is printed before the lines of a source. A `~` marks lines that came too late for their place. */
export interface Prefixes {
  readonly usual: Buffer;
  readonly late: Buffer;
}

/** Writes merged lines with their prefixes: those in slots many at a time. */
export class LineWriter {
  readonly #memory: MergeMemory | null;
  readonly #blocks: OutputBlocks;

  constructor(out: Outlet, memory: MergeMemory | null) {
    this.#memory = memory;
    this.#blocks = new OutputBlocks(out, memory?.blocks);
  }

  /** Writes some lines. */
  add(prefixes: Prefixes, lines: TimedLines, from: number, to: number): void {
    const { slot } = lines;
    if (slot === null || !setPrefixes(slot, prefixes)) {
      writeLines(this.#blocks, prefixes, lines, from, to);
      return;
    }
    this.#memory!.setRun(slot, from, to);
    this.#writeRuns();
  }

  /** Writes the memory's runs. `sources`: the lines of each of their sources, and its prefixes. */
  addRuns(sources: readonly (readonly [TimedLines, Prefixes])[]): void {
    let areSet = true;
    for (const [{ slot }, prefixes] of sources) areSet = setPrefixes(slot!, prefixes) && areSet;
    if (areSet) {
      this.#writeRuns();
      return;
    }
    const bySlot = new Map(sources.map(source => [source[0].slot, source]));
    this.#memory!.eachRun((slot, from, to) => {
      const [lines, prefixes] = bySlot.get(slot)!;
      writeLines(this.#blocks, prefixes, lines, from, to);
    });
  }

  /** Passes on everything; a returned promise means that the reader is behind. */
  deliver(): void | Promise<void> {
    return this.#blocks.write();
  }

  #writeRuns(): void {
    const memory = this.#memory!;
    while (memory.hasRuns) {
      const { slot, line } = memory.nextLine;
      const needed = slot.prefixLength + slot.ends[line]! - slot.startOf(line) + LINE_ROOM;
      if (needed > BLOCK_BYTES) this.#writeLong(slot, line);
      else this.#writeBlock(this.#blocks.reserve(needed));
    }
  }

  /** Writes as many lines as a block has room for. */
  #writeBlock(block: Buffer): void {
    const memory = this.#memory!;
    const at = this.#blocks.length;
    if (memory.contains(block)) {
      this.#blocks.advance(memory.writeRuns(block, at, block.length));
      return;
    }
    // All blocks of the memory are being written to a slow reader.
    const { spareBlock } = memory;
    const end = memory.writeRuns(spareBlock, 0, Math.min(spareBlock.length, block.length - at));
    this.#blocks.advance(at + spareBlock.copy(block, at, 0, end));
  }

  /** Writes a line that is longer than a block. */
  #writeLong(slot: MergeSlot, line: number): void {
    const { usual, late } = slot.prefixes as Prefixes;
    const [from, to] = [slot.startOf(line), slot.ends[line]!];
    const parts = [slot.own[line] === LATE ? late : usual, slot.bytes.subarray(from, to), END];
    for (const part of parts) {
      const into = this.#blocks.reserve(part.length);
      this.#blocks.advance(this.#blocks.length + part.copy(into, this.#blocks.length));
    }
    this.#memory!.skipLine();
  }
}

const END = Buffer.from('\n');

/** Sets the prefixes of a slot's lines, if they are others; returns false if they are too long. */
const setPrefixes = (slot: MergeSlot, prefixes: Prefixes): boolean => {
  if (slot.prefixes === prefixes) return true;
  const areSet = slot.setPrefixes(prefixes.usual, prefixes.late);
  slot.prefixes = areSet ? prefixes : null;
  return areSet;
};

/** Longer lines are cheaper to copy with a native call. */
const MAX_COPIED = 512;
/** The number of bytes that are copied at a time. */
const STEP = 16;

const writeLines = (
  out: OutputBlocks,
  prefixes: Prefixes,
  lines: TimedLines,
  from: number,
  to: number,
): void => {
  const { bytes, view, ends, own } = lines;
  const { usual, late } = prefixes;
  const lastStep = view.byteLength - STEP;
  let into = out.reserve(0);
  let target = out.view;
  let at = out.length;
  let lineFrom = lines.startOf(from);
  for (let line = from; line < to; line++) {
    const prefix = own[line] === LATE ? late : usual;
    const { length } = prefix;
    const end = ends[line]!;
    const needed = length + end - lineFrom + STEP;
    if (at + needed > into.length) {
      out.advance(at);
      into = out.reserve(needed);
      target = out.view;
      at = out.length;
    }
    for (let place = 0; place < length; place++) into[at++] = prefix[place]!;
    if (end > lastStep || end - lineFrom > MAX_COPIED) {
      bytes.copy(into, at, lineFrom, end);
      at += end - lineFrom;
    } else {
      const distance = at - lineFrom;
      for (let place = lineFrom; place < end; place += STEP) {
        target.setInt32(place + distance, view.getInt32(place, true), true);
        target.setInt32(place + distance + 4, view.getInt32(place + 4, true), true);
        target.setInt32(place + distance + 8, view.getInt32(place + 8, true), true);
        target.setInt32(place + distance + 12, view.getInt32(place + 12, true), true);
      }
      at = end + distance;
    }
    into[at++] = NEWLINE;
    lineFrom = end + 1;
  }
  out.advance(at);
};
