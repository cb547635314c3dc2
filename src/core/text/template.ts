import { type ByteString, decodeText, encodeText } from '../bytes.ts';
import { allFieldsOf } from '../fields/readFields.ts';
import { SeenFields } from '../fields/seenFields.ts';
import { fieldKey } from '../fields/words.ts';
import { nearest } from '../nearest.ts';
import type { LogRecord } from '../record.ts';
import type { Source } from '../target.ts';
import type { TemplateContext } from './templateContext.ts';
import { FIELDS, type FieldReader, structuredField } from './templateFields.ts';
import { type ArgumentKind, FILTERS, type Filter } from './templateFilters.ts';

/** A compiled `--format`: returns the bytes of one record, without a newline. */
export type Template = (record: LogRecord, source: Source, context: TemplateContext) => ByteString;

export type TemplateResult =
  | {
      readonly ok: true;
      readonly template: Template;
      /**
       * Names that matched no field in any record printed so far, each with a hint from `SeenFields.hint`.
       */
      readonly unseen: () => readonly { readonly name: string; readonly hint: string }[];
    }
  /** `position`: the character with the problem, from 1. `message`: one sentence without a full stop. */
  | { readonly ok: false; readonly position: number; readonly message: string };

type Part = Template;

/**
 * Compiles a `--format` template, e.g. `{time:HH:mm:ss} {level|upper|pad:5} {host|color} {text}`.
 *
 * - `{FIELD}` is `time`, `received`, `level`, `host`, `log`, `path`, `seq`, `text`, `fields` (all structured fields, as JSON),
 *   or any structured field of the record: `{status}`, `{user.id}`; `{fields.level}` where a name is one of the above.
 *   What a record does not have is empty.
 * - `{time:PATTERN}` and `{received:PATTERN}` take a pattern of YYYY MMM MM DD HH mm ss SSS SSSSSS SSSSSSSSS Z, or `utc`
 *   (the default: ISO 8601, as precise as it was printed) or `local`.
 * - `{FIELD|FILTER|FILTER:ARGUMENT}` passes the value through the filters of `templateFilters`, from left to right:
 *   upper, lower, short, oneline, json, default:TEXT, pad:N, lpad:N, cut:N, color, and colours by name.
 * - `{{` and `}}` are braces; `\n`, `\t` and `\\` a newline, a tab and a backslash.
 *
 * A value without filters is printed byte for byte (after `clean`); filters work on its decoded text.
 */
export const parseTemplate = (template: string): TemplateResult => {
  const parts: Part[] = [];
  const looked = new Map<string, boolean>();
  const seen = new SeenFields();
  let literal = '';
  let at = 0;
  const endLiteral = (): void => {
    const bytes = encodeText(literal);
    if (bytes !== '') parts.push(() => bytes);
    literal = '';
  };

  while (at < template.length) {
    const two = template.slice(at, at + 2);
    const plain = ESCAPES.get(two);
    if (plain !== undefined) {
      literal += plain;
      at += 2;
    } else if (two[0] === '}') {
      return fault(at, 'unmatched `}`; write `}}` for a literal brace');
    } else if (two[0] === '{') {
      const end = template.indexOf('}', at);
      if (end === -1) return fault(at, 'this `{` is never closed; write `{{` for a literal brace');
      endLiteral();
      const part = parseField(template.slice(at + 1, end), at + 1, looked);
      if (!part.ok) return part;
      parts.push(part.template);
      at = end + 1;
    } else {
      literal += two[0];
      at++;
    }
  }
  endLiteral();
  let watched = looked.size === 0 ? 0 : MAX_WATCHED;
  return {
    ok: true,
    template: (record, source, context) => {
      if (watched > 0) {
        watched--;
        seen.add(allFieldsOf(record, source.format));
      }
      let bytes = '';
      for (const part of parts) bytes += part(record, source, context);
      return bytes;
    },
    unseen: () =>
      [...looked].flatMap(([name, has]) =>
        has ? [] : [{ name, hint: seen.hint(fieldKey(name), Object.keys(FIELDS)) }],
      ),
  };
};

/** Number of records whose fields are remembered. */
const MAX_WATCHED = 50;

const ESCAPES = new Map([
  ['{{', '{'],
  ['}}', '}'],
  ['\\n', '\n'],
  ['\\t', '\t'],
  ['\\\\', '\\'],
]);

const fault = (index: number, message: string): TemplateResult => ({
  ok: false,
  position: index + 1,
  message,
});

/** Parses the text between braces, e.g. `level|upper|pad:5`; `start` is its index in the template. */
const parseField = (inside: string, start: number, looked: Map<string, boolean>): FieldResult => {
  const [head = '', ...filters] = inside.split('|');
  const { name, argument } = nameAndArgument(head);
  if (name === '') return fault(start, 'a field name is missing here');
  const known = Object.hasOwn(FIELDS, name) ? FIELDS[name]! : null;
  if (argument !== null && !known?.patterned)
    return fault(start + name.length, `\`${name}\` takes no pattern`);
  const read = known === null ? watched(name, structuredField(name), looked) : known.read(argument);

  const chain: Filter[] = [];
  let at = start + head.length + 1;
  for (const text of filters) {
    const filter = parseFilter(text, name, at);
    if (!filter.ok) return filter;
    chain.push(filter.filter);
    at += text.length + 1;
  }
  return { ok: true, template: fieldPart(read, chain) };
};

type FieldResult =
  | { readonly ok: true; readonly template: Template }
  | Extract<TemplateResult, { ok: false }>;

/** Returns a reader that notes whether any record has had its field. */
const watched = (name: string, read: FieldReader, looked: Map<string, boolean>): FieldReader => {
  looked.set(name, looked.get(name) ?? false);
  return (record, source, context) => {
    const value = read(record, source, context);
    if (value !== null) looked.set(name, true);
    return value;
  };
};

const nameAndArgument = (text: string): { name: string; argument: string | null } => {
  const colon = text.indexOf(':');
  return colon === -1
    ? { name: text.trim(), argument: null }
    : { name: text.slice(0, colon).trim(), argument: text.slice(colon + 1) };
};

type FilterResult = { readonly ok: true; readonly filter: Filter } | Extract<TemplateResult, { ok: false }>;

const parseFilter = (text: string, field: string, start: number): FilterResult => {
  const { name, argument } = nameAndArgument(text);
  const fail = (message: string): FilterResult => ({ ok: false, position: start + 1, message });
  if (!Object.hasOwn(FILTERS, name)) {
    const [near] = nearest(name, Object.keys(FILTERS), 1);
    const hint =
      near === undefined ? `the filters are ${Object.keys(FILTERS).join(', ')}` : `did you mean \`${near}\`?`;
    return fail(`unknown filter \`${name}\`; ${hint}`);
  }
  const { takes, make } = FILTERS[name]!;
  const wrong = wrongArgument(takes, argument);
  return wrong === null ? { ok: true, filter: make(argument ?? '', field) } : fail(`\`${name}\` ${wrong}`);
};

const wrongArgument = (takes: ArgumentKind, argument: string | null): string | null => {
  switch (takes) {
    case 'nothing':
      return argument === null ? null : 'takes no argument';
    case 'text':
      return argument === null ? 'needs a text, as in `default:-`' : null;
    case 'columns':
      return /^[1-9]\d{0,2}$/.test(argument ?? '')
        ? null
        : 'needs a number of columns from 1 to 999, as in `pad:5`';
  }
};

const fieldPart =
  (read: FieldReader, filters: readonly Filter[]): Part =>
  (record, source, context) => {
    const value = read(record, source, context);
    if (filters.length === 0 && context.clean === null) return value ?? '';
    let text = value === null ? null : decodeText(value);
    if (text !== null && context.clean !== null) text = context.clean(text);
    for (const filter of filters) text = filter(text, record, source, context);
    return encodeText(text ?? '');
  };
