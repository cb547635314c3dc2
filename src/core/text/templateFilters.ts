import type { LogRecord } from '../record.ts';
import type { Source } from '../target.ts';
import { hostColor, LEVEL_STYLE, paint } from './palette.ts';
import { isPlainAscii } from './sanitise.ts';
import { SGR_RESET } from './sgr.ts';
import type { TemplateContext } from './templateContext.ts';

/** Changes a value's text; null means that the record does not have the value. */
export type Filter = (
  text: string | null,
  record: LogRecord,
  source: Source,
  context: TemplateContext,
) => string | null;

export type ArgumentKind = 'nothing' | 'text' | 'columns';

interface FilterRow {
  readonly takes: ArgumentKind;
  readonly what: string;
  readonly make: (argument: string, field: string) => Filter;
}

const onText =
  (change: (text: string) => string): Filter =>
  text =>
    text === null ? null : change(text);

const simple = (what: string, change: (text: string) => string): FilterRow => ({
  takes: 'nothing',
  what,
  make: () => onText(change),
});

const painted = (sgr: string): FilterRow => ({
  takes: 'nothing',
  what: 'this colour or weight',
  make: () => (text, _record, _source, context) =>
    text === null || context.depth === 0 ? text : paint(text, sgr),
});

/** After splitting at this, the odd pieces are colours. */
const SGR = /(\x1b\[[\d;:]*m)/;
const EACH_SGR = /\x1b\[[\d;:]*m/g;

/**
 * Changes the printed text but not colours: in upper case, a colour sequence would delete lines of the
 * terminal.
 */
const onPrinted =
  (change: (text: string) => string): ((text: string) => string) =>
  text =>
    text.includes('\x1b')
      ? text
          .split(SGR)
          .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
          .join('')
      : change(text);

/** Returns the width of a text in columns: one per code point, none for SGR. */
export const columns = (text: string): number =>
  isPlainAscii(text) ? text.length : [...text.replace(EACH_SGR, '')].length;

const padding = (text: string, width: number): string => ' '.repeat(Math.max(0, width - columns(text)));

const cut = (text: string, width: number): string => {
  if (columns(text) <= width) return text;
  let left = width - 1;
  const pieces = text.split(SGR);
  const kept = pieces.map((piece, index) => {
    if (index % 2 === 1) return left > 0 ? piece : '';
    const characters = [...piece].slice(0, left);
    left -= characters.length;
    return characters.join('');
  });
  return `${kept.join('')}…${pieces.length > 1 ? SGR_RESET : ''}`;
};

const firstCharacter = (text: string): string => [...text.replace(EACH_SGR, '').slice(0, 2)][0] ?? '';

/** Uses the host's colour for host, log and path, and the level's for anything else. */
const ownColor: FilterRow = {
  takes: 'nothing',
  what: 'the colour of the host (for host, log, path), otherwise of the level',
  make: (_argument, field) => (text, record, source, context) => {
    if (text === null || context.depth === 0) return text;
    if (field === 'host' || field === 'log' || field === 'path')
      return paint(text, hostColor(source.host.name, context.depth));
    return record.level === null ? text : paint(text, LEVEL_STYLE[record.level].sgr);
  },
};

/** Every filter of `--format`, by name. */
export const FILTERS: Readonly<Record<string, FilterRow>> = {
  upper: simple(
    'upper case',
    onPrinted(text => text.toUpperCase()),
  ),
  lower: simple(
    'lower case',
    onPrinted(text => text.toLowerCase()),
  ),
  short: {
    takes: 'nothing',
    what: 'the letter of a level; otherwise the first character',
    make: (_argument, field) => (text, record) =>
      field === 'level' && record.level !== null
        ? LEVEL_STYLE[record.level].letter
        : text && firstCharacter(text),
  },
  oneline: simple('lines joined by ⏎', text => text.replaceAll('\n', ' ⏎ ')),
  json: { takes: 'nothing', what: 'as a JSON string, or null', make: () => text => JSON.stringify(text) },
  default: {
    takes: 'text',
    what: 'this text if there is no value',
    make: argument => text => text || argument,
  },
  pad: {
    takes: 'columns',
    what: 'padded with spaces on the right',
    make: argument => text => (text ?? '') + padding(text ?? '', Number(argument)),
  },
  lpad: {
    takes: 'columns',
    what: 'padded with spaces on the left',
    make: argument => text => padding(text ?? '', Number(argument)) + (text ?? ''),
  },
  cut: {
    takes: 'columns',
    what: 'shortened to this many columns, ending in …',
    make: argument => onText(text => cut(text, Number(argument))),
  },
  color: ownColor,
  bold: painted('1'),
  dim: painted('2'),
  red: painted('31'),
  green: painted('32'),
  yellow: painted('33'),
  blue: painted('34'),
  magenta: painted('35'),
  cyan: painted('36'),
  gray: painted('90'),
};
