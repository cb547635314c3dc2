import { BLOCK_BYTES, LATE } from '../../core/kernels/merging/layout.ts';
import { type MergeMemory, type MergeSlot, OVERRUN } from '../../core/kernels/merging/mergeMemory.ts';
import type { TimedLines } from '../../core/records/timedLines.ts';
import type { Outlet } from '../outlet.ts';
import { OutputBlocks } from './outputBlocks.ts';

const NEWLINE = 10;

/** What is printed before the lines of a source. A `~` marks lines that came too late for their place. */
export interface Prefixes {
  readonly usual: Buffer;
  readonly late: Buffer;
}

/**
 * Writes merged lines with their prefixes. Lines in a slot are collected as runs, and written together to a block in the same
 * memory.
 */
export class LineWriter {
  readonly #memory: MergeMemory | null;
  readonly #blocks: OutputBlocks;
  /** The block for the collected runs, and the number of bytes in it that are left for others. */
  #block: Buffer | null = null;
  #room = 0;

  constructor(out: Outlet, memory: MergeMemory | null) {
    this.#memory = memory;
    this.#blocks = new OutputBlocks(out, memory?.blocks);
  }

  /** Takes some lines, which are valid until they are delivered. */
  add(prefixes: Prefixes, lines: TimedLines, from: number, to: number): void {
    const { slot } = lines;
    if (slot !== null && this.#addRun(slot, prefixes, lines, from, to)) return;
    this.#write();
    writeLines(this.#blocks, prefixes, lines, from, to);
  }

  /** Writes everything; a returned promise means that the reader is behind. */
  deliver(): void | Promise<void> {
    this.#write();
    return this.#blocks.write();
  }

  /** Adds a run to those that are written together; returns false if that is impossible. */
  #addRun(slot: MergeSlot, prefixes: Prefixes, lines: TimedLines, from: number, to: number): boolean {
    const memory = this.#memory!;
    if (slot.prefixes !== prefixes) {
      this.#write();
      if (!slot.setPrefixes(prefixes.usual, prefixes.late)) return false;
      slot.prefixes = prefixes;
    }
    const bytes = lines.startOf(to) - lines.startOf(from) + (to - from) * prefixes.usual.length;
    if (bytes > this.#room && !this.#reserve(bytes)) return false;
    this.#room -= bytes;
    if (!memory.addRun(slot, from, to)) this.#write();
    return true;
  }

  /** Makes room for a run in a block; returns false if it is too long. */
  #reserve(bytes: number): boolean {
    this.#write();
    if (bytes + OVERRUN > BLOCK_BYTES) return false;
    const block = this.#blocks.reserve(bytes + OVERRUN);
    this.#block = block;
    this.#room = Math.min(block.length - this.#blocks.length, BLOCK_BYTES) - OVERRUN;
    return true;
  }

  /** Writes the collected runs. */
  #write(): void {
    const block = this.#block;
    if (block === null) return;
    const at = this.#blocks.length;
    const memory = this.#memory!;
    if (memory.contains(block)) this.#blocks.advance(memory.writeRuns(block, at));
    else {
      // All blocks of the memory are being written to a slow reader.
      const { spareBlock } = memory;
      const end = memory.writeRuns(spareBlock, 0);
      this.#blocks.advance(at + spareBlock.copy(block, at, 0, end));
    }
    this.#block = null;
    this.#room = 0;
  }
}

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
