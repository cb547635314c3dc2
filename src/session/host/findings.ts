import { toByteString } from '../../core/bytes.ts';
import { ownFieldNames } from '../../core/fields/ownPattern.ts';
import { filePath } from '../../core/place.ts';
import type { ByteSpan, LogFindings, Query, RecordStart } from '../../core/query.ts';
import { type LogContext, RecordHeads } from '../../core/records/heads.ts';
import { knownRecordStart, learnRecordStart } from '../../core/records/start.ts';
import type { LogFormat, LogPlace, Source } from '../../core/target.ts';
import { nextOffsets, spanOf, type TimeSample, type TimeSearch } from '../../core/timeSearch.ts';
import { TroubleError } from '../../core/trouble.ts';
import { countsKinds } from '../../pushdown/count/splitCount.ts';
import { recordSelection } from '../../pushdown/filter/recordSelection.ts';
import { choosesRecords } from '../../pushdown/filter/recordStages.ts';
import { selectsByShape } from '../../pushdown/filter/shapeStage.ts';
import {
  type LogSample,
  probedSampleCommand,
  readSample,
  SAMPLE,
  sampleCommand,
  sampleText,
} from '../../pushdown/probes/recordSample.ts';
import { PROBE_BYTES, readProbedLines, timeProbeCommand } from '../../pushdown/probes/timeProbe.ts';
import { expander, readsWhole } from '../../pushdown/readStages.ts';
import { pathBytes } from '../../pushdown/script/pathBytes.ts';
import { isFoundOut } from '../../pushdown/shapes/chooseShapes.ts';
import type { FieldSurvey } from './fieldSurvey.ts';
import { FirstRead } from './firstRead.ts';
import type { Hosts, ReachedHost } from './hosts.ts';
import { levelNotes } from './levelNotes.ts';
import { runShortScript, type ShortOutput, wholeOutput } from './remoteScript.ts';
import type { RunningCounts } from './sourceCounts.ts';

/** What is needed to examine a log. */
export interface FindingContext {
  readonly hosts: Hosts;
  readonly sudo: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly fields?: FieldSurvey;
}

/** A file smaller than this is read whole, which costs less than searching it. */
const WORTH_SEARCHING = 256 * 1024;

/** Places checked per round trip, and the maximum number of round trips. */
const PLACES = 40;
const ROUNDS = 8;

/** Returns true if a plan benefits from examining the log first. */
export const wantsFindings = (query: Query, source: Source): boolean =>
  choosesRecords(query) ||
  isSearched(query, source) ||
  asksLatest(query, source) ||
  countsMatches(query, source) ||
  asksShapes(query, source);

/** Returns true if the host can do better when the form of the log's lines is known. */
const asksShapes = (query: Query, { place, format }: Source): boolean =>
  place.kind === 'file' &&
  isFoundOut(format) &&
  ((query.follow === 'none' && countsKinds(query)) || selectsByShape(query));

/** Returns true for a followed log whose last matching lines are requested. */
const countsMatches = (
  { where, follow, from, pushdown, zeroTerminated }: Query,
  { place }: Source,
): boolean =>
  where.length > 0 &&
  follow !== 'none' &&
  from.kind === 'lastLines' &&
  pushdown &&
  !zeroTerminated &&
  isPlainFile(place);

/**
 * Examines a log before it is read: how its records start, and where in the file the requested times are.
 * Returns the query for this log. Rejects with a TroubleError if its host cannot be reached; other problems
 * are reported when the log is read.
 */
export const withFindings = async (
  query: Query,
  source: Source,
  context: FindingContext,
  counts: RunningCounts,
  signal: AbortSignal,
): Promise<Query> => {
  if (!wantsFindings(query, source)) return query;
  const log: LogContext = { format: source.format, timezone: source.host.timezone, now: context.now };
  const path = filePath(source.place);
  if (path === null) {
    const start = knownRecordStart(log);
    const own = ownFieldsOf(source.format);
    return {
      ...query,
      findings: { start, span: null, size: null, levels: source.format.level ?? null, ...own },
    };
  }
  const search = isSearched(query, source);
  const near = search ? null : await nearSample(path, source, context);
  if (near !== null) {
    const look = new Look(path, { source, reached: null, first: null, near, context, counts, signal, log });
    return examined(query, look, false, signal);
  }
  const first = firstSample(path, source, context, signal);
  try {
    const reached = await context.hosts.reach(source.host, first);
    const look = new Look(path, { source, reached, first, near, context, counts, signal, log });
    return await examined(query, look, search, signal);
  } finally {
    first?.discard();
  }
};

/** Returns a sample of a file of this machine, as a script would print it; null: it takes a script. */
const nearSample = async (
  path: string,
  { host }: Source,
  { hosts, sudo }: FindingContext,
): Promise<string | null> => {
  if (host.kind !== 'local' || sudo || path.includes('\0') || expander(path) !== null) return null;
  const ends = await hosts.readEnds(host, pathBytes(path), SAMPLE);
  return ends && sampleText(ends.size, toByteString(ends.head), toByteString(ends.tail));
};

/** Returns a sample to take together with the probe of the host; null: the host is known already. */
const firstSample = (
  path: string,
  { host }: Source,
  { hosts, sudo }: FindingContext,
  signal: AbortSignal,
): FirstRead | null =>
  hosts.facts(host) === null
    ? new FirstRead({ command: probedSampleCommand(path, { sudo }), remote: null }, path, signal)
    : null;

const examined = async (query: Query, look: Look, search: boolean, signal: AbortSignal): Promise<Query> => {
  try {
    return placed(query, await look.findings(query, search));
  } catch (error) {
    if (signal.aborted || error instanceof TroubleError) return query;
    throw error;
  }
};

/** Bounded by times and nothing else. */
const isSearched = ({ time, from, pushdown, zeroTerminated }: Query, { place }: Source): boolean =>
  (time.since !== null || time.until !== null) &&
  pushdown &&
  !zeroTerminated &&
  readsWhole(from) &&
  isPlainFile(place);

const isPlainFile = (place: LogPlace): boolean => {
  const path = filePath(place);
  return path !== null && expander(path) === null;
};

/** True if the latest records of a file are requested, which may all be at its end. */
export const asksLatest = (query: Query, { place }: Source): boolean =>
  query.last !== null &&
  query.last > 0 &&
  query.head === null &&
  query.before + query.after === 0 &&
  query.follow === 'none' &&
  query.pushdown &&
  !query.zeroTerminated &&
  readsWhole(query.from) &&
  isPlainFile(place) &&
  recordSelection(query) !== null;

/** A followed log is read starting at that byte. */
const placed = (query: Query, findings: LogFindings): Query => {
  const start = findings.span?.start ?? 0;
  return start > 0
    ? { ...query, findings, from: { kind: 'fromByte', byte: start + 1 } }
    : { ...query, findings };
};

/** Returns what conditions on fields need to know about the log's own pattern. */
const ownFieldsOf = ({ pattern }: LogFormat): Pick<LogFindings, 'ownFields'> =>
  pattern ? { ownFields: ownFieldNames(pattern) } : {};

interface Place {
  readonly source: Source;
  /** Null: the sample suffices. */
  readonly reached: ReachedHost | null;
  readonly first: FirstRead | null;
  /** The sample, if no script was needed for it. */
  readonly near: string | null;
  readonly context: FindingContext;
  readonly counts: RunningCounts;
  readonly signal: AbortSignal;
  readonly log: LogContext;
}

/** The probes of one file. */
class Look {
  readonly #path: string;
  readonly #place: Place;

  constructor(path: string, place: Place) {
    this.#path = path;
    this.#place = place;
  }

  async findings(query: Query, search: boolean): Promise<LogFindings> {
    const { log } = this.#place;
    const sample = readSample(await this.#sample());
    this.#place.counts.read(sample.head.length + sample.tail.length);
    let learned: { readonly start: RecordStart | null } | null = null;
    // Learning takes longer than all else, and many plans do not need it.
    const start = (): RecordStart | null => {
      learned ??= { start: learnRecordStart(sample.tail, log) ?? knownRecordStart(log) };
      return learned.start;
    };
    const span = search ? await this.#search(query, sample, start()) : null;
    const levels = log.format.level ?? null;
    const lines = sample.tail.split('\n').slice(0, -1);
    const { source, context } = this.#place;
    context.fields?.noteLines(source, query, lines);
    const notes = [...levelNotes(query, sample.tail, log), ...this.#timeNotes(query, sample)];
    const seen = asksShapes(query, source) ? { sample: lines } : {};
    const near = source.host.kind === 'local' ? { isNear: true as const } : {};
    const own = ownFieldsOf(log.format);
    return {
      get start() {
        return start();
      },
      span,
      size: sample.size,
      notes,
      levels,
      ...seen,
      ...near,
      ...own,
    };
  }

  /** Reports that the log ends before the requested times, or starts after them. */
  #timeNotes({ time: { since, until }, follow }: Query, sample: LogSample): string[] {
    if (follow !== 'none' || (since === null && until === null)) return [];
    const times = this.#ends(sample).map(({ ms }) => ms);
    const [first, last] = [times[0] ?? null, times.at(-1) ?? null];
    if (since !== null && last !== null && last < since)
      return [`its latest record is from ${secondText(last)}, before the requested time`];
    if (until !== null && first !== null && first > until)
      return [`its first record is from ${secondText(first)}, after the requested time`];
    return [];
  }

  async #search(query: Query, sample: LogSample, start: RecordStart | null): Promise<ByteSpan | null> {
    const { facts } = this.#place.reached!;
    const lines = start?.timed === true ? [...start.any] : this.#timeLines(sample);
    const { size } = sample;
    if (size === null || size < WORTH_SEARCHING || lines.length === 0 || facts.grep === 'none') return null;
    let found: TimeSearch = { size, range: query.time, samples: this.#ends(sample) };
    for (let round = 0; round < ROUNDS; round++) {
      const offsets = nextOffsets(found, PLACES);
      if (offsets.length === 0) break;
      const request = { path: this.#path, offsets, lines, sudo: this.#place.context.sudo };
      const probed = readProbedLines(await this.#run(timeProbeCommand(request, facts)));
      this.#place.counts.read(offsets.length * PROBE_BYTES);
      const samples = probed.map(({ offset, text }) => ({
        offset,
        ms: text === null ? null : this.#timeOf(text),
      }));
      found = { ...found, samples: [...found.samples, ...samples] };
    }
    return spanOf(found);
  }

  /** EREs that match the times in a sample, for a log whose records start in no known way. */
  #timeLines({ tail }: LogSample): string[] {
    const heads = new RecordHeads(this.#place.log);
    const eres = tail.split('\n').flatMap(line => {
      heads.begins(line, 0, line.length);
      const { time } = heads.reading;
      return time === null ? [] : [time.compiled.ere];
    });
    return [...new Set(eres)];
  }

  /** Returns the first time in the file, and the first and last time at the end of its sample. */
  #ends({ head, tail, tailAt }: LogSample): TimeSample[] {
    const first = this.#times(head === '' ? tail : head, 0)[0];
    const last = this.#times(tail, tailAt ?? 0);
    return [first, last[0], last.at(-1)].flatMap(sample => (sample === undefined ? [] : [sample]));
  }

  #times(lines: string, at: number): TimeSample[] {
    const heads = new RecordHeads(this.#place.log);
    const samples: TimeSample[] = [];
    let offset = at;
    for (const line of lines.split('\n')) {
      if (heads.begins(line, 0, line.length)) {
        const time = heads.time();
        if (time !== null) samples.push({ offset, ms: time.ms });
      }
      offset += line.length + 1;
    }
    return samples;
  }

  #timeOf(line: string): number | null {
    const heads = new RecordHeads(this.#place.log);
    heads.begins(line, 0, line.length);
    return heads.time()?.ms ?? null;
  }

  async #sample(): Promise<string> {
    const { first, context, source, near, counts } = this.#place;
    if (near !== null) {
      counts.bytesReceived += near.length;
      return near;
    }
    if (first?.reads !== true) return this.#run(sampleCommand(this.#path, context));
    return this.#outputOf(wholeOutput(source.host.name, output => first.receive({ output })));
  }

  #run(command: string): Promise<string> {
    const { reached, signal } = this.#place;
    return this.#outputOf(runShortScript(reached!.connection, { command, log: this.#path, signal }));
  }

  async #outputOf(running: Promise<ShortOutput>): Promise<string> {
    const { counts } = this.#place;
    const { output, end } = await running;
    if (end.trouble) throw new TroubleError(end.trouble);
    counts.bytesReceived += output.length;
    return output;
  }
}

/** Formats a time as people write it for `--since`, in UTC. */
const secondText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, '');
