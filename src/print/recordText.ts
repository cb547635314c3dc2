import type { ByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import { LEVEL_STYLE } from '../core/text/palette.ts';
import { SGR_RESET } from '../core/text/sgr.ts';
import { type TimeStyle, timeStyle, type ZoneOffset } from '../core/text/timeText.ts';
import { type Surface, shownBytes } from './display.ts';
import { structuredLine } from './structuredLine.ts';

export interface RecordTextOptions extends Surface {
  /** `--time`: the record's own time, printed first. */
  readonly time: TimeStyle;
  /** Show the level's letter. With colours, debug, notice, and anything worse than info is also coloured. */
  readonly levelLetter: boolean;
  /** Our own clock's zone. */
  readonly zone: ZoneOffset;
  /** Marks search matches in a line for display; if absent, nothing is marked. */
  readonly marked?: ((line: ByteString) => ByteString) | undefined;
}

/** Writes one record as text without its last line end; `prefix` is the source's. */
export type RecordWriter = (record: LogRecord, prefix: ByteString) => ByteString;

/**
 * Writes `14:02:11.204 E web-01 | java.lang.Error`: time, letter, source, text, each only if requested. Continuation
 * lines have the source, and blanks for the rest. A `~` after the time, or instead of the bar if no time is shown,
 * marks a record that arrived too late for its place. On a terminal, JSON and logfmt are shown as message and fields.
 */
export const recordText = (options: RecordTextOptions): RecordWriter => {
  const timeText = timeStyle(options.time, options.zone);
  const timeBlank = timeText === null ? '' : `${timeText(null)} `;
  const { terminal, depth, levelLetter, marked = (line: ByteString) => line } = options;
  const fieldsLine = terminal
    ? structuredLine({ depth, showsTime: timeText !== null, showsLevel: levelLetter })
    : null;
  const blank = timeBlank + (options.levelLetter ? '  ' : '');

  return (record, prefix) => {
    let lead = '';
    if (timeText !== null) lead += timeText(record.time) + (record.late ? '~' : ' ');
    if (options.levelLetter) lead += record.level === null ? '  ' : `${LEVEL_STYLE[record.level].letter} `;
    const sgr = options.depth > 0 && record.level !== null ? LEVEL_STYLE[record.level].sgr : '';
    const text = fieldsLine?.(record, sgr) ?? shownBytes(record.text, options);
    const source = record.late && timeText === null ? prefix.replace(/\| $/, '~ ') : prefix;
    if (!text.includes('\n')) return lead + source + marked(tinted(text, sgr));
    return text
      .split('\n')
      .map((line, index) => (index === 0 ? lead : blank) + source + marked(tinted(line, sgr)))
      .join('\n');
  };
};

/** Returns a line in its level's colour, unless the log has coloured it. */
const tinted = (line: ByteString, sgr: string): ByteString =>
  sgr === '' || line === '' || line.includes('\x1b') ? line : `\x1b[${sgr}m${line}${SGR_RESET}`;
