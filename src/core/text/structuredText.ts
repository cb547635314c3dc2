import { type ByteString, decodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { fieldText } from '../understand/structured/json.ts';
import { sanitiseLine } from './sanitise.ts';

const PLAIN = { color: false, tabStop: 1 } as const;

/** Keys that loggers use for the message, the time and the level. */
const MESSAGE_KEYS = ['msg', 'message', '@message', 'short_message', 'event', 'text', 'log'];
export const TIME_FIELDS = ['time', 'timestamp', '@timestamp', 'ts', 't', 'date', 'datetime'] as const;
export const LEVEL_FIELDS = ['level', 'lvl', 'severity', 'loglevel', 'log.level'] as const;

/** Less informative keys, which come last. */
const TRAILING_KEYS =
  /^(service|app|application|logger|logger_name|thread|thread_name|pid|trace_?id|span_?id|request_?id|caller)$/i;

/** Maximum length of the message, and of another field's value, on a line. */
const MAX_MESSAGE = 32_768;
const MAX_VALUE = 2000;

/** Maximum number of fields shown on a line; nobody reads further. */
const MAX_FIELDS = 500;

/** A structured line formatted for people, safe to display. */
export interface StructuredText {
  /** Null: no field is the message. It may contain colours. */
  readonly message: string | null;
  /** The other fields as `key=value`, the less informative last; empty if there are none. */
  readonly rest: string;
}

export interface StructuredTextOptions {
  /** Lower-case keys of fields to omit, because they are shown elsewhere. */
  readonly hidden: ReadonlySet<string>;
  /** Replacement for a line break in the message; null: only its first line is shown. */
  readonly lineBreak: string | null;
  /** Keep colours in the message. */
  readonly color: boolean;
  /** Dim keys with SGR, and show an HTTP error status in its level's colour. */
  readonly quietKeys?: boolean;
}

/**
 * Returns the message and the other fields of a structured record on one line; null if nothing is left to
 * show.
 */
export const structuredText = (
  fields: Fields,
  { hidden, lineBreak, color, quietKeys = false }: StructuredTextOptions,
): StructuredText | null => {
  const key = MESSAGE_KEYS.find(name => typeof fields[name] === 'string');
  const others = Object.entries(fields).filter(([name]) => name !== key && !hidden.has(name.toLowerCase()));
  if (key === undefined && others.length === 0) return null;
  const ordered = [false, true].flatMap(last => others.filter(([name]) => TRAILING_KEYS.test(name) === last));
  const shown = ordered.slice(0, MAX_FIELDS).map(([name, value]) => {
    const text = valueText(value);
    return quietKeys
      ? `${DIM}${nameText(name)}=${RESET}${statusText(name, text)}`
      : `${nameText(name)}=${text}`;
  });
  const rest = `${shown.join(' ')}${ordered.length > MAX_FIELDS ? ' …' : ''}`;
  return { message: key === undefined ? null : messageText(String(fields[key]), lineBreak, color), rest };
};

const nameText = (name: string): string => sanitiseLine(cut(name), PLAIN);

const cut = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text);

const DIM = '\x1b[2m';
const RESET = '\x1b[22;39m';

/** Keys of an HTTP status. */
const STATUS_KEY = /^(?:http[._])?(?:status|status_?code|response[._]status_code)$/i;

/**
 * Formats a value; an HTTP status of 400 or more in the colour of a warning, of 500 or more in that of an
 * error.
 */
const statusText = (name: string, text: string): string => {
  if (!STATUS_KEY.test(name) || !/^[45]\d\d$/.test(text)) return text;
  return `\x1b[${text.startsWith('5') ? 31 : 33}m${text}${RESET}`;
};

const messageText = (text: string, lineBreak: string | null, color: boolean): string => {
  const line = lineBreak === null ? text.split('\n')[0]! : text.trimEnd().replace(/\r?\n/g, lineBreak);
  return sanitiseLine(line.slice(0, MAX_MESSAGE), { color, tabStop: 8 });
};

const valueText = (value: unknown): string => {
  const safe = sanitiseLine(cut(fieldText(value)).replaceAll('\n', '⏎'), PLAIN);
  return typeof value === 'string' && /[\s"=]/.test(safe) ? `"${safe}"` : safe;
};

/** Returns true if a record's text consists only of fields: JSON, or logfmt from its first word on. */
export const isStructuredText = (text: ByteString): boolean =>
  /^\s*\{/.test(text) || /^[\w.@-]+=/.test(decodeText(text.slice(0, 200)));
