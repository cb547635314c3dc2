import { countsMatches } from '../../core/filter/matchContext.ts';
import { createMergeMemory } from '../../core/kernels/merging/mergeMemory.ts';
import { patternMatcher } from '../../core/pattern/matcher.ts';
import { compilePattern } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import type { MergeMode } from '../../core/records/merge.ts';
import type { Source } from '../../core/target.ts';
import { matchPainter } from '../../core/text/highlight.ts';
import { parseTemplate } from '../../core/text/template.ts';
import { createChunkPrinter } from '../../print/chunkPrinter.ts';
import { createLinePrinter } from '../../print/merged/linePrinter.ts';
import type { Printer, PrintTargets } from '../../print/printer.ts';
import { createRecordPrinter, type RecordForm } from '../../print/recordPrinter.ts';
import type { RecordSink, SourceSink } from '../../session/events.ts';
import { limitLines } from '../../session/records/limit.ts';
import { limitMatches } from '../../session/records/limitMatches.ts';
import { LineStage } from '../../session/records/lineStage.ts';
import { PRINT_PATIENCE } from '../../session/records/patience.ts';
import { asLines, RecordStage } from '../../session/records/recordStage.ts';
import { collectChunks } from '../heap.ts';
import { localZone } from '../localZone.ts';
import type { OutputOptions, Request } from '../request/request.ts';
import { limitedRecords, matchLimit, severalSources } from './headAndLast.ts';

/** The stages between a run's lines and stdout. */
export interface PrintedOutput {
  readonly sink: SourceSink;
  readonly printer: Printer;
  /** Returns sentences about fields in a template that no record had. */
  readonly remarks?: () => readonly string[];
  /** Delivers what the stages still buffer; call it when all sources have ended. */
  end(): Promise<void>;
  /** The run is ending: cancels slow work in `end`. Does nothing before that. */
  cancel?(): void;
}

export interface PrinterRequest {
  readonly request: Request;
  readonly sources: readonly Source[];
  readonly terminal: boolean;
  readonly targets: PrintTargets;
  /** Called when `--head` has all of its lines. */
  readonly onFull: () => void;
  /** Returns a host's clock minus ours in milliseconds, once known. */
  readonly skewMs: (source: Source) => number | null;
  /**
   * Returns a hint about a field that no record has, to be appended to a sentence; available once logs were checked.
   */
  readonly fieldHint: (name: string) => string;
}

/** Creates only the stages and the printer that a request's output needs. */
export const createPrintedOutput = (wanted: PrinterRequest): PrintedOutput => {
  if (!needsRecords(wanted)) return chunkOutput(wanted);
  return needsOnlyOrder(wanted) ? mergedOutput(wanted) : recordOutput(wanted);
};

/** Returns true if records must be parsed, unlike text without levels and times, in order of arrival. */
const needsRecords = ({ request: { output, query }, sources, terminal }: PrinterRequest): boolean => {
  if (query.last !== null && severalSources(sources)) return true;
  // In this case, they count records.
  if (query.record && query.head !== null) return true;
  if (output.form === 'raw') return false;
  // On a terminal, JSON and logfmt are shown as fields.
  if (terminal) return true;
  if (output.form === 'json' || output.template !== null || output.time !== 'off' || output.colors > 0)
    return true;
  return output.sort === 'time' && severalSources(sources);
};

/**
 * Returns true for lines that are only put in order: text for a pipe, without colours and times, of logs that are read
 * once. Other kinds of sources may deliver records that contain more than their text.
 */
const needsOnlyOrder = ({ request: { output, query }, sources, terminal }: PrinterRequest): boolean =>
  !terminal &&
  output.form === 'text' &&
  output.template === null &&
  output.time === 'off' &&
  output.colors === 0 &&
  output.sort === 'time' &&
  query.follow === 'none' &&
  !query.zeroTerminated &&
  query.head === null &&
  query.last === null &&
  severalSources(sources) &&
  sources.every(({ place }) => place.kind !== 'other');

const mergedOutput = ({ request, sources, terminal, targets, skewMs }: PrinterRequest): PrintedOutput => {
  const { prefix, colors } = request.output;
  const memory = createMergeMemory();
  const printer = createLinePrinter({ prefix, sources, terminal, depth: colors }, targets, memory);
  const stage = new LineStage({ sink: printer, now: Date.now, skewMs, memory });
  return { sink: collectChunks(stage), printer, end: () => stage.end() };
};

const chunkOutput = ({ request, sources, terminal, targets, onFull }: PrinterRequest): PrintedOutput => {
  const { output, query } = request;
  const { zeroTerminated, head } = query;
  const options = { prefix: output.prefix, sources, terminal, depth: output.colors, zeroTerminated };
  const printer = createChunkPrinter({ ...options, raw: output.form === 'raw' }, targets);
  if (head !== null && countsMatches(query)) {
    const sink = severalSources(sources)
      ? limitMatches(printer, { ...matchLimit(query, head), onFull })
      : printer;
    return { sink, printer, end: async () => {} };
  }
  const sink =
    head === null ? collectChunks(printer) : limitLines(printer, { limit: head, zeroTerminated, onFull });
  return { sink, printer, end: async () => {} };
};

const recordOutput = (wanted: PrinterRequest): PrintedOutput => {
  const { request, sources, skewMs } = wanted;
  const { output, query } = request;
  const { zeroTerminated } = query;
  const live = query.follow !== 'none';
  const several = severalSources(sources);
  const template = templateOf(output);
  const printer = recordPrinter(wanted, template);
  const limited = limitedRecords(printer, wanted);
  const merge: MergeMode = live ? { kind: 'live', holdMs: PRINT_PATIENCE.mergeMs } : { kind: 'finite' };
  const stage = new RecordStage({
    sink: limited.sink,
    merge: several && (output.sort === 'time' || limited.keepsLatest) ? merge : null,
    group: (output.form === 'json' && isUnbroken(query)) || countsRecords(query),
    live,
    zeroTerminated,
    now: Date.now,
    skewMs,
  });
  const end = async (): Promise<void> => {
    await stage.end();
    await limited.end();
  };
  return {
    sink: live ? collectChunks(stage) : stage,
    printer,
    end,
    ...(template && {
      remarks: () =>
        template.unseen().map(({ name, hint }) => `--format: no record had a field ${name}${hint}`),
    }),
  };
};

const recordPrinter = (
  { request, sources, terminal, targets }: PrinterRequest,
  template: CheckedTemplate | null,
): RecordSink & Printer => {
  const { output, query } = request;
  const options = { prefix: output.prefix, sources, terminal, depth: output.colors };
  if (output.form === 'raw') {
    const chunks = createChunkPrinter(
      { ...options, raw: true, zeroTerminated: query.zeroTerminated },
      targets,
    );
    return { ...asLines(chunks), closed: chunks.closed, finish: chunks.finish };
  }
  return createRecordPrinter({ ...options, zone: localZone, form: formOf(request, template) }, targets);
};

const countsRecords = ({ record, head, last }: Query): boolean => record && (head !== null || last !== null);

/** Returns true if adjacent lines belong together, which a line filter breaks. */
const isUnbroken = (query: Query): boolean =>
  query.record || (query.grep.length === 0 && query.exclude.length === 0);

type CheckedTemplate = Extract<ReturnType<typeof parseTemplate>, { ok: true }>;

const templateOf = ({ form, template }: OutputOptions): CheckedTemplate | null => {
  if (template === null || form !== 'text') return null;
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new RangeError(`the template must be checked first: ${template}`);
  return parsed;
};

const formOf = (request: Request, template: CheckedTemplate | null): RecordForm => {
  const { form, time, colors } = request.output;
  if (form === 'json') return { kind: 'json' };
  return template === null
    ? { kind: 'text', time, levelLetter: colors > 0, marked: matchesMarked(request) }
    : { kind: 'template', template: template.template };
};

/** Returns a function that highlights matches in each line with colours, as in grep. */
const matchesMarked = ({
  output,
  query,
  untilMatch,
}: Request): ReturnType<typeof matchPainter> | undefined => {
  const texts = [...query.grep, ...(untilMatch === null ? [] : [untilMatch])];
  if (output.colors === 0 || texts.length === 0) return undefined;
  return matchPainter(
    texts.map(text => patternMatcher(compilePattern(text, query))),
    output.matchSgr,
  );
};
