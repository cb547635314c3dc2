import { type ByteString, encodeText, fromByteString } from '../core/bytes.ts';
import { fieldListOf } from '../core/fields/readFields.ts';
import type { LogRecord, Marker, SourceId } from '../core/record.ts';
import type { RecordRun } from '../core/records/recordRun.ts';
import type { Source } from '../core/target.ts';
import { markerText } from '../core/text/markerText.ts';
import type { Template } from '../core/text/template.ts';
import type { ZoneOffset } from '../core/text/timeText.ts';
import type { RecordSink } from '../session/events.ts';
import { ByteOutput } from './byteOutput.ts';
import { markerLine, type Surface, shownBytes, shownText } from './display.ts';
import { outputSlots } from './json/outputSlots.ts';
import { type JsonWriter, jsonStart, recordJson, terminalJson } from './json/recordJson.ts';
import { PIECE, RunJson } from './json/runJson.ts';
import { createLabels, type Labels } from './labels.ts';
import { markerJson } from './marker.ts';
import type { Printer, PrintOptions, PrintTargets } from './printer.ts';
import { RecordBytes } from './recordBytes.ts';
import { type RecordTextOptions, recordText } from './recordText.ts';

/** The format of printed records. */
export type RecordForm =
  | ({ readonly kind: 'text' } & Pick<RecordTextOptions, 'time' | 'levelLetter' | 'marked'>)
  | { readonly kind: 'json' }
  /** `--format`, compiled by `core/template`. */
  | { readonly kind: 'template'; readonly template: Template };

export interface RecordPrinterOptions extends PrintOptions {
  readonly form: RecordForm;
  /** Returns our own clock's zone at a given time, as minutes ahead of UTC. */
  readonly zone: ZoneOffset;
}

/** The writer for one format. */
interface FormWriter {
  opened(source: Source): void;
  /** Writes a record with a line end. If it throws, part of the record may have been written. */
  record(record: LogRecord, source: Source, out: ByteOutput): void;
  /** Writes records from an index on, until a piece is full; returns the next index. Null: one by one. */
  run?(run: RecordRun, first: number, out: ByteOutput): number;
  /** Writes only the record's text, without its fields. */
  plain(record: LogRecord, source: Source, out: ByteOutput): void;
  /** Returns the bytes of a batch in output form. */
  shown(bytes: Buffer): Buffer;
  /** Returns a marker's line, or null if markers go to stderr. */
  marker(source: Source, marker: Marker): Buffer | null;
}

/**
 * Prints records: text with levels and times, a `--format`, or JSON lines (`-o json`, where markers are objects with a
 * `marker` key). A batch is a single write. On a terminal, all text from logs is sanitised and markers are distinct
 * lines; in other text, they are messages on stderr. `header` means `always`, because a merged stream would need a
 * header for every line.
 */
export const createRecordPrinter = (
  options: RecordPrinterOptions,
  { out, messages }: PrintTargets,
): RecordSink & Printer => {
  const sources = new Map<SourceId, Source>();
  const choice = options.prefix === 'header' ? 'always' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  const form = formWriter(options, labels);
  const bytes = new ByteOutput(options.form.kind === 'json' ? outputSlots : null);

  /** Writes one record; if that fails, writes it as plain text, so that the others are not affected. */
  const write = (record: LogRecord, source: Source, batch: ByteOutput): void => {
    const start = batch.length;
    try {
      form.record(record, source, batch);
    } catch {
      batch.advance(start);
      form.plain(record, source, batch);
    }
  };

  const writeAll = (batch: readonly LogRecord[]): void => {
    for (const record of batch) write(record, sources.get(record.source)!, bytes);
  };

  const passOn = (): void | Promise<void> => {
    if (bytes.length === 0) return undefined;
    const { whole } = bytes;
    return out.write(form.shown(bytes.take()), () => bytes.giveBack(whole));
  };

  return {
    opened(source) {
      sources.set(source.id, source);
      labels.opened(source);
      form.opened(source);
    },
    records(batch) {
      writeAll(batch);
      return passOn();
    },
    ...(form.run && {
      run(before: readonly LogRecord[], run: RecordRun) {
        writeAll(before);
        const source = sources.get(run.source)!;
        let taken: Promise<void> | null = null;
        for (let at = 0; at < run.length; ) {
          if (bytes.length >= PIECE) taken = passOn() || taken;
          const next = form.run!(run, at, bytes);
          if (next === at) write(run.record(at++), source, bytes);
          else at = next;
        }
        return taken ?? undefined;
      },
    }),
    marker(source, marker) {
      const line = form.marker(source, marker);
      if (line === null) return messages.say(`${labels.label(source)}: ${markerText(marker, true)}`);
      return out.write(line);
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
  const readers = new Map<SourceId, (record: LogRecord) => ReturnType<typeof fieldListOf>>();
  const runs = new Map<SourceId, RunJson>();
  const shown = (bytes: Buffer): Buffer =>
    terminal ? Buffer.from(terminalJson(bytes.toString('utf8'))) : bytes;
  return {
    opened(source) {
      writers.set(source.id, recordJson(source));
      readers.set(source.id, record => fieldListOf(record, source));
      runs.set(source.id, new RunJson(jsonStart(source)));
    },
    run: (run, first, out) => runs.get(run.source)!.write(run, first, out),
    record: (record, source, out) => writers.get(source.id)!(record, readers.get(source.id)!, out),
    plain: (record, source, out) => writers.get(source.id)!(record, null, out),
    shown,
    marker: (source, marker) => shown(Buffer.from(`${markerJson(source, marker)}\n`)),
  };
};

const markerWriter =
  (surface: Surface, labels: Labels): FormWriter['marker'] =>
  (source, marker) => {
    if (!surface.terminal) return null;
    return fromByteString(`${markerLine(labels.label(source), markerText(marker, true), surface)}\n`);
  };

/** Creates a writer for formats that build a string for each record. */
const stringWriter = (
  options: RecordPrinterOptions,
  labels: Labels,
  text: (record: LogRecord, source: Source) => ByteString,
): FormWriter => ({
  opened: () => undefined,
  record: (record, source, out) => out.latin1(`${text(record, source)}\n`),
  plain: (record, source, out) =>
    out.latin1(`${labels.prefix(source.id)}${shownBytes(record.text, options)}\n`),
  shown: bytes => bytes,
  marker: markerWriter(options, labels),
});

const templateWriter = (template: Template, options: RecordPrinterOptions, labels: Labels): FormWriter => {
  const clean = options.terminal ? (text: string) => shownText(encodeText(text), options) : null;
  const context = { depth: options.depth, zone: options.zone, clean };
  return stringWriter(options, labels, (record, source) => template(record, source, context));
};

const textWriter = (
  form: Extract<RecordForm, { kind: 'text' }>,
  options: RecordPrinterOptions,
  labels: Labels,
): FormWriter => {
  const { terminal, depth, zone } = options;
  const write = recordText({ ...form, terminal, depth, zone });
  const writer = stringWriter(options, labels, (record, source) => write(record, labels.prefix(source.id)));
  const bare = !terminal && depth === 0 && form.time === 'off' && !form.levelLetter;
  return bare ? bareLines(writer, labels) : writer;
};

/** Copies lines with nothing but a prefix, instead of converting them to strings. */
const bareLines = (otherwise: FormWriter, labels: Labels): FormWriter => {
  const texts = new Map<SourceId, RecordBytes>();
  return {
    ...otherwise,
    opened: source => void texts.set(source.id, new RecordBytes()),
    record(record, source, out) {
      const text = texts.get(source.id)!;
      text.look(record);
      if (record.late || !text.isLine) {
        otherwise.record(record, source, out);
        return;
      }
      out.ascii(labels.prefix(source.id));
      out.line(text.bytes, text.from, text.to);
    },
  };
};
