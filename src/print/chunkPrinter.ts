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
  /** `-o raw`: the prefix choice `auto` means `never`. */
  readonly raw: boolean;
  /** Lines end with NUL (`-z`). On a terminal they end with a newline. */
  readonly zeroTerminated: boolean;
}

/**
 * Prints whole lines unchanged: for `-o raw`, and for text that needs neither levels nor times. In a pipe or file,
 * every byte except the prefixes is the log's own; for a terminal, lines are sanitised.
 *
 * Sources only alternate at line boundaries. An unterminated last line stays unterminated, unless more is printed after
 * it. Markers are lines on a terminal; otherwise, messages on stderr.
 */
export const createChunkPrinter = (
  options: ChunkPrinterOptions,
  { out, messages }: PrintTargets,
): SourceSink & Printer => {
  const choice = options.raw && options.prefix === 'auto' ? 'never' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  const end: LineEnd = options.zeroTerminated ? '\0' : '\n';
  const shownEnd: LineEnd = options.terminal ? '\n' : end;
  /** The source of the last line, and whether that line is unterminated. */
  let last: SourceId | null = null;
  let open = false;

  /** Returns the separator before output from this source, or from none. */
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

/** Returns a chunk's lines for display, without the last line end. */
const bodyOf = (lines: ByteString, options: ChunkPrinterOptions, end: LineEnd): ByteString => {
  if (!options.terminal || isPlainAscii(lines)) return lines;
  if (end === '\n') return shownBytes(lines, options);
  return lines
    .split(end)
    .map(line => shownBytes(line, options))
    .join('\n');
};

/** Inserts the prefix after every line end. `replace` with a one-character pattern is the fastest way in V8. */
const prefixed = (body: ByteString, prefix: ByteString, end: LineEnd): ByteString =>
  prefix === '' ? body : body.replace(end === '\n' ? /\n/g : /\0/g, end + prefix.replaceAll('$', '$$$$'));
