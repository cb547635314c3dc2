import { type ByteString, encodeText } from '../core/bytes.ts';
import type { LineEnd } from '../core/lines.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { markerText } from '../core/text/markerText.ts';
import { isPlainAscii } from '../core/text/sanitise.ts';
import type { SourceSink } from '../session/events.ts';
import { markerLine, shownBytes } from './display.ts';
import { createLabels } from './labels.ts';
import type { Printer, PrintOptions, PrintTargets } from './printer.ts';

export interface ChunkPrinterOptions extends PrintOptions {
  /** `-o raw`: the prefix choice `auto` means never. */
  readonly raw: boolean;
  /** Lines end in NUL (`-z`). On a terminal they are shown ending in newline. */
  readonly zeroTerminated: boolean;
}

/**
 * Prints whole lines as they are: `-o raw`, and text that needs neither levels nor times. To a pipe or file every byte is the
 * log's own but for the prefixes; a terminal gets them sanitised.
 *
 * Sources interleave between lines only. A last line without its end is printed without one; if anything is printed after it,
 * a line end goes in between. Markers are lines on a terminal, else messages on stderr.
 */
export const createChunkPrinter = (
  options: ChunkPrinterOptions,
  { out, messages }: PrintTargets,
): SourceSink & Printer => {
  const choice = options.raw && options.prefix === 'auto' ? 'never' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  const end: LineEnd = options.zeroTerminated ? '\0' : '\n';
  const shownEnd: LineEnd = options.terminal ? '\n' : end;
  /** Whose line was printed last, and whether it lacks its end. */
  let last: SourceId | null = null;
  let open = false;

  /** What must come between what was printed and something of this source, or of nobody. */
  const turnTo = (source: Source | null): ByteString => {
    const id = source?.id ?? null;
    if (id === last) return '';
    let between = open ? shownEnd : '';
    if (options.prefix === 'header' && source !== null) {
      between += `${last === null ? '' : '\n'}==> ${encodeText(labels.label(source))} <==\n`;
    }
    last = id;
    open = false;
    return between;
  };

  return {
    opened: labels.opened,
    lines(source, chunk) {
      if (chunk.length === 0) return undefined;
      const between = turnTo(source);
      const prefix = labels.prefix(source.id);
      const goesOn = open;
      open = chunk[chunk.length - 1] !== end.charCodeAt(0);
      if (prefix === '' && !options.terminal && between === '') return out.write(chunk);
      const whole = open ? chunk.length : chunk.length - 1;
      const body = bodyOf(chunk.toString('latin1', 0, whole), options, end);
      const text = (goesOn ? '' : prefix) + prefixed(body, prefix, shownEnd) + (open ? '' : shownEnd);
      return out.write(Buffer.from(between + text, 'latin1'));
    },
    marker(source, marker) {
      const label = labels.label(source);
      if (!options.terminal) return messages.say(`${label}: ${markerText(marker, true)}`);
      const between = turnTo(null);
      return out.write(
        Buffer.from(`${between}${markerLine(label, markerText(marker, true), options)}\n`, 'latin1'),
      );
    },
    state: messages.state,
    closed: out.closed,
    finish: out.flush,
  };
};

/** A chunk's lines without the last one's end, as they may be shown. */
const bodyOf = (lines: ByteString, options: ChunkPrinterOptions, end: LineEnd): ByteString => {
  if (!options.terminal || isPlainAscii(lines)) return lines;
  if (end === '\n') return shownBytes(lines, options);
  return lines
    .split(end)
    .map(line => shownBytes(line, options))
    .join('\n');
};

/** Puts the prefix after every line end. `replace` with a one-character pattern is the fastest way V8 has. */
const prefixed = (body: ByteString, prefix: ByteString, end: LineEnd): ByteString =>
  prefix === '' ? body : body.replace(end === '\n' ? /\n/g : /\0/g, end + prefix.replaceAll('$', '$$$$'));
