import { encodeText } from '../core/bytes.ts';
import { fieldsOf } from '../core/fields/readFields.ts';
import type { LogRecord, Marker, SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { markerText } from '../core/text/markerText.ts';
import type { Template } from '../core/text/template.ts';
import type { ZoneOffset } from '../core/text/timeText.ts';
import type { RecordSink } from '../session/events.ts';
import { markerLine, type Surface, shownBytes, shownText } from './display.ts';
import { createLabels, type Labels } from './labels.ts';
import { markerJson } from './marker.ts';
import type { Printer, PrintOptions, PrintTargets } from './printer.ts';
import { type JsonWriter, recordJson, terminalJson } from './recordJson.ts';
import { type RecordTextOptions, recordText } from './recordText.ts';

/** How records are written. */
export type RecordForm =
  | ({ readonly kind: 'text' } & Pick<RecordTextOptions, 'time' | 'levelLetter'>)
  | { readonly kind: 'json' }
  /** `--format`, compiled by `core/template`. */
  | { readonly kind: 'template'; readonly template: Template };

export interface RecordPrinterOptions extends PrintOptions {
  readonly form: RecordForm;
  /** The zone of our own clock: minutes ahead of UTC at a moment. */
  readonly zone: ZoneOffset;
}

/** One form's way to write; a record's text is without its line end, in the encoding stated. */
interface FormWriter {
  readonly encoding: 'latin1' | 'utf8';
  opened(source: Source): void;
  record(record: LogRecord, source: Source): string;
  /** The record's text alone, whatever its fields are. */
  plain(record: LogRecord, source: Source): string;
  /** A marker's line, or null where markers go to stderr. */
  marker(source: Source, marker: Marker): string | null;
}

/**
 * Prints records: text with levels and times, a `--format`, or JSON lines (`-o json`, where markers are objects with a `marker` key).
 * A batch is one write. On a terminal everything from a log is sanitised and markers are lines of their own look; in other
 * text they are messages on stderr. In a merged stream headers would come at every line: `header` means `always`.
 */
export const createRecordPrinter = (
  options: RecordPrinterOptions,
  { out, messages }: PrintTargets,
): RecordSink & Printer => {
  const sources = new Map<SourceId, Source>();
  const choice = options.prefix === 'header' ? 'always' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  const form = formWriter(options, labels);

  /** One record that cannot be written as asked is written as plain text: the rest must not suffer for it. */
  const recordLine = (record: LogRecord, source: Source): string => {
    try {
      return form.record(record, source);
    } catch {
      return form.plain(record, source);
    }
  };

  return {
    opened(source) {
      sources.set(source.id, source);
      labels.opened(source);
      form.opened(source);
    },
    records(batch) {
      let text = '';
      for (const record of batch) text += `${recordLine(record, sources.get(record.source)!)}\n`;
      return out.write(Buffer.from(text, form.encoding));
    },
    marker(source, marker) {
      const line = form.marker(source, marker);
      if (line === null) return messages.say(`${labels.label(source)}: ${markerText(marker, true)}`);
      return out.write(Buffer.from(`${line}\n`, form.encoding));
    },
    state: messages.state,
    closed: out.closed,
    finish: out.flush,
  };
};

const formWriter = (options: RecordPrinterOptions, labels: Labels): FormWriter => {
  switch (options.form.kind) {
    case 'json':
      return jsonWriter(options);
    case 'template':
      return templateWriter(options.form.template, options, labels);
    case 'text':
      return textWriter(options.form, options, labels);
  }
};

const jsonWriter = ({ terminal }: Surface): FormWriter => {
  const writers = new Map<SourceId, JsonWriter>();
  const shown = terminal ? terminalJson : (json: string) => json;
  return {
    encoding: 'utf8',
    opened: source => void writers.set(source.id, recordJson(source)),
    record: (record, source) => shown(writers.get(source.id)!(record, fieldsOf(record, source))),
    plain: (record, source) => shown(writers.get(source.id)!(record, null)),
    marker: (source, marker) => shown(markerJson(source, marker)),
  };
};

const markerWriter =
  (surface: Surface, labels: Labels): FormWriter['marker'] =>
  (source, marker) =>
    surface.terminal ? markerLine(labels.label(source), markerText(marker, true), surface) : null;

const plainWriter =
  (surface: Surface, labels: Labels): FormWriter['plain'] =>
  (record, source) =>
    labels.prefix(source.id) + shownBytes(record.text, surface);

const templateWriter = (template: Template, options: RecordPrinterOptions, labels: Labels): FormWriter => {
  const clean = options.terminal ? (text: string) => shownText(encodeText(text), options) : null;
  const context = { depth: options.depth, zone: options.zone, clean };
  return {
    encoding: 'latin1',
    opened: () => undefined,
    record: (record, source) => template(record, source, context),
    plain: plainWriter(options, labels),
    marker: markerWriter(options, labels),
  };
};

const textWriter = (
  form: Extract<RecordForm, { kind: 'text' }>,
  options: RecordPrinterOptions,
  labels: Labels,
): FormWriter => {
  const { terminal, depth, zone } = options;
  const write = recordText({ ...form, terminal, depth, zone });
  return {
    encoding: 'latin1',
    opened: () => undefined,
    record: (record, source) => write(record, labels.prefix(source.id)),
    plain: plainWriter(options, labels),
    marker: markerWriter(options, labels),
  };
};
