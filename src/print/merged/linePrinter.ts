import { type ByteString, fromByteString } from '../../core/bytes.ts';
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
  const prefixes = new Map<SourceId, Prefixes>();
  const blocks = new OutputBlocks(out);

  const prefixesOf = (id: SourceId): Prefixes => {
    const text = labels.prefix(id);
    const known = prefixes.get(id);
    if (known?.text === text) return known;
    const made = { text, usual: fromByteString(text), late: fromByteString(text.replace(/\| $/, '~ ')) };
    prefixes.set(id, made);
    return made;
  };

  return {
    opened: labels.opened,
    take(source, lines, from, to) {
      writeLines(blocks, prefixesOf(source), lines, from, to);
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
  readonly text: ByteString;
  readonly usual: Buffer;
  readonly late: Buffer;
}

const writeLines = (
  out: OutputBlocks,
  prefixes: Prefixes,
  lines: TimedLines,
  from: number,
  to: number,
): void => {
  const { bytes, ends, own } = lines;
  const { usual, late } = prefixes;
  let into = out.reserve(0);
  let at = out.length;
  let lineFrom = lines.startOf(from);
  for (let line = from; line < to; line++) {
    const prefix = own[line] === LATE ? late : usual;
    const { length } = prefix;
    const end = ends[line]!;
    const needed = length + end - lineFrom + 1;
    if (at + needed > into.length) {
      out.advance(at);
      into = out.reserve(needed);
      at = out.length;
    }
    // For so few bytes, a native call costs more.
    for (let place = 0; place < length; place++) into[at++] = prefix[place]!;
    bytes.copy(into, at, lineFrom, end);
    at += end - lineFrom;
    into[at++] = NEWLINE;
    lineFrom = end + 1;
  }
  out.advance(at);
};
