import { fieldsOf } from '../../core/fields/readFields.ts';
import { severity } from '../../core/level.ts';
import { momentOf } from '../../core/record.ts';
import { isRecord, type StoreEntry } from '../../core/store/entry.ts';
import type { Source } from '../../core/target.ts';
import { markerText } from '../../core/text/markerText.ts';
import { displayText, sanitiseText } from '../../core/text/sanitise.ts';
import { isStructuredText } from '../../core/text/structuredText.ts';
import type { Entry } from '../protocol/answers.ts';
import type { EntryRequest } from '../protocol/requests.ts';

const SAFE = { color: true, tabStop: null } as const;
const PLAIN = { color: false, tabStop: null } as const;

const MAX_FIELDS = 200;
const MAX_VALUE = 4000;
/** Maximum number of bytes of a record that are parsed for fields. */
const MAX_PARSED = 1 << 20;
const MAX_PRETTY = 1 << 18;

/** Formats a field's value as safe text. */
export const fieldText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
  return sanitiseText(text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text, PLAIN);
};

/** Returns a piece of a record's text and, with the first piece, its fields. */
export const detailOf = (entry: StoreEntry, source: Source, { q, id, from, length }: EntryRequest): Entry => {
  if (!isRecord(entry)) {
    const text = markerText(entry.marker, true);
    const { at } = entry.marker;
    const nothing = { pretty: null, fields: [], level: 0, received: null } as const;
    return {
      type: 'entry',
      q,
      id,
      length: text.length,
      from: 0,
      next: null,
      text,
      source: source.id,
      time: at,
      ...nothing,
    };
  }
  const { text } = entry;
  const to = pieceEnd(text, from, length);
  const fields = from === 0 && text.length <= MAX_PARSED ? fieldsOf(entry, source) : null;
  const isStructured = fields !== null && isStructuredText(text);
  const pretty = isStructured ? sanitiseText(JSON.stringify(fields, null, 2), PLAIN) : null;
  return {
    type: 'entry',
    q,
    id,
    length: text.length,
    from,
    next: to < text.length ? to : null,
    text: displayText(text.slice(from, to), SAFE),
    pretty: pretty !== null && pretty.length > MAX_PRETTY ? `${pretty.slice(0, MAX_PRETTY)}\n…` : pretty,
    fields: Object.entries(fields ?? {})
      .slice(0, MAX_FIELDS)
      .map(([name, value]) => [sanitiseText(name.slice(0, 200), PLAIN), fieldText(value)] as const),
    source: source.id,
    time: entry.time === null ? null : momentOf(entry),
    received: entry.received,
    level: entry.level === null ? 0 : severity(entry.level) + 1,
  };
};

/** Returns where a piece ends: never within a UTF-8 character, and at a line break if there is one nearby. */
const pieceEnd = (text: string, from: number, length: number): number => {
  const most = from + length;
  if (most >= text.length) return text.length;
  const line = text.lastIndexOf('\n', most - 1) + 1;
  if (line > from + length / 2) return line;
  let end = most;
  while (end > from + 1 && (text.charCodeAt(end) & 0xc0) === 0x80) end--;
  return end;
};
