import { type ByteString, decodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { fieldText } from '../understand/structured/json.ts';
import { sanitiseLine } from './sanitise.ts';

const PLAIN = { color: false, tabStop: 1 } as const;

/** Keys under which loggers put the message, the time and the level. */
const MESSAGE_KEYS = ['msg', 'message', '@message', 'short_message', 'event', 'text', 'log'];
export const TIME_FIELDS = ['time', 'timestamp', '@timestamp', 'ts', 't', 'date', 'datetime'] as const;
export const LEVEL_FIELDS = ['level', 'lvl', 'severity', 'loglevel', 'log.level'] as const;

/** Keys that say little beside the others: they come last. */
const TRAILING_KEYS =
  /^(service|app|application|logger|logger_name|thread|thread_name|pid|trace_?id|span_?id|request_?id|caller)$/i;

/** Characters of the message, and of another field's value, on a line. */
const MAX_MESSAGE = 32_768;
const MAX_VALUE = 2000;

/** Fields that are shown on a line at most; nobody reads further. */
const MAX_FIELDS = 500;

/** A structured line in a form for people: safe to show. */
export interface StructuredText {
  /** Null: no field is one. It may have colours of its own. */
  readonly message: string | null;
  /** The other fields as `key=value`, those that say little last; empty if there are none. */
  readonly rest: string;
}

export interface StructuredTextOptions {
  /** Keys of fields that are left out, in small letters: what is shown elsewhere. */
  readonly hidden: ReadonlySet<string>;
  /** What a line break in the message becomes; null: only its first line is shown. */
  readonly lineBreak: string | null;
  /** Colours that the message has may stay. */
  readonly color: boolean;
  /** Keys are dimmed by SGR, and an HTTP status of trouble has its level's colour. */
  readonly quietKeys?: boolean;
}

/** The message and the other fields of a structured record, for one line; null if nothing is left to show. */
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

/** A value; of an HTTP status of 400 and more in the colour of a warning, of 500 and more in that of an error. */
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

/** Whether a record's text is fields and nothing else: JSON, or logfmt from its first word on. */
export const isStructuredText = (text: ByteString): boolean =>
  /^\s*\{/.test(text) || /^[\w.@-]+=/.test(decodeText(text.slice(0, 200)));
