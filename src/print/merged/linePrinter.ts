import { fromByteString } from '../../core/bytes.ts';
import type { SourceId } from '../../core/record.ts';
import { LATE, type TimedLines } from '../../core/records/timedLines.ts';
import { markerText } from '../../core/text/markerText.ts';
import type { MergedLinesSink } from '../../session/records/lineStage.ts';
import { createLabels } from '../labels.ts';
import type { Printer, PrintOptions, PrintTargets } from '../printer.ts';
import { OutputBlocks } from './outputBlocks.ts';

const NEWLINE = 10;

/**
 * Prints merged lines to a pipe or file: each with its source's prefix and nothing else, as a record printer would without
 * times, levels and colours. `header` means `always`, because a merged stream would need a header for every line.
 */
export const createLinePrinter = (
  options: PrintOptions,
  { out, messages }: PrintTargets,
): MergedLinesSink & Printer => {
  const choice = options.prefix === 'header' ? 'always' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  /** By source; empty after another one was opened, as all prefixes have the same width. */
  let prefixes: Prefixes[] = [];
  const blocks = new OutputBlocks(out);

  const prefixesOf = (id: SourceId): Prefixes => {
    const text = labels.prefix(id);
    const made = { usual: fromByteString(text), late: fromByteString(text.replace(/\| $/, '~ ')) };
    prefixes[id] = made;
    return made;
  };

  return {
    opened(source) {
      labels.opened(source);
      prefixes = [];
    },
    take(source, lines, from, to) {
      writeLines(blocks, prefixes[source] ?? prefixesOf(source), lines, from, to);
    },
    deliver: () => blocks.write(),
    marker: (source, marker) => messages.say(`${labels.label(source)}: ${markerText(marker, true)}`),
    state: messages.state,
    closed: out.closed,
    finish: out.flush,
  };
};

/** What is printed before the lines of a source. A `~` marks lines that came too late for their place. */
interface Prefixes {
  readonly usual: Buffer;
  readonly late: Buffer;
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
