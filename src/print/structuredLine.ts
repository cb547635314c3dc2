import { type ByteString, encodeText } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { paint } from '../core/text/palette.ts';
import {
  isStructuredText,
  LEVEL_FIELDS,
  type StructuredText,
  structuredText,
  TIME_FIELDS,
} from '../core/text/structuredText.ts';
import { columns } from '../core/text/templateFilters.ts';
import { OURS } from './display.ts';

/** Messages are padded to this many columns, so that the fields after most of them are aligned. */
const MESSAGE_COLUMNS = 40;

const DIM = '2';

export interface StructuredLineOptions {
  readonly depth: ColorDepth;
  /** The parts displayed before the text, and therefore omitted from it. */
  readonly showsTime: boolean;
  readonly showsLevel: boolean;
}

/**
 * Formats a JSON or logfmt record for a terminal as its message and other fields, `key=value`, on one line. Null for
 * any other record, which is printed unchanged. The message has its level's colour (`sgr`, empty for none), unless it
 * has its own.
 */
export const structuredLine = ({
  depth,
  showsTime,
  showsLevel,
}: StructuredLineOptions): ((record: LogRecord, sgr: string) => ByteString | null) => {
  const hiddenOf = (time: boolean, level: boolean): ReadonlySet<string> =>
    new Set<string>([...(time ? TIME_FIELDS : []), ...(level ? LEVEL_FIELDS : [])]);
  const hidden = [
    [hiddenOf(false, false), hiddenOf(false, showsLevel)],
    [hiddenOf(showsTime, false), hiddenOf(showsTime, showsLevel)],
  ] as const;
  return ({ text, fields, time, level }, sgr) => {
    if (fields === null || !isStructuredText(text)) return null;
    const shown = structuredText(fields, {
      hidden: hidden[time === null ? 0 : 1][level === null ? 0 : 1],
      lineBreak: '⏎',
      color: depth > 0,
    });
    if (shown === null) return null;
    return encodeText(lineOf(shown, sgr, depth).replaceAll(OURS, '-'));
  };
};

const lineOf = ({ message, rest }: StructuredText, sgr: string, depth: ColorDepth): string => {
  if (message === null || message === '') return rest;
  const tinted = sgr === '' || message.includes('\x1b') ? message : paint(message, sgr);
  if (rest === '') return tinted;
  const padding = ' '.repeat(Math.max(0, MESSAGE_COLUMNS - columns(message)));
  return `${tinted}${padding} ${depth === 0 ? rest : paint(rest, DIM)}`;
};
