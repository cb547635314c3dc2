import { toByteString } from '../../../core/bytes.ts';
import {
  type ContainerLine,
  criLine,
  Unwrapper,
  type Wrapping,
  wrappedPattern,
} from '../../../core/containers/unwrap.ts';
import type { Query } from '../../../core/query.ts';
import type { Marker } from '../../../core/record.ts';
import type { Source } from '../../../core/target.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { SourceSink } from '../../events.ts';
import { NAME_ABSENT } from '../../follow/steps.ts';
import { Requery } from '../../host/requery.ts';
import { RunningCounts } from '../../host/sourceCounts.ts';
import type { Reading } from '../contract.ts';
import type { Intake } from '../intake.ts';
import { readLog } from '../remote/readLog.ts';

export interface FileReading {
  readonly reading: Reading;
  readonly intake: Intake;
  readonly path: string;
  readonly wrapping: Wrapping;
  /** The starting point, and how to follow. */
  readonly query: Query;
  readonly signal: AbortSignal;
  /** Number of lines to leave out at the start. Default: none. */
  readonly skip?: number;
  /** Called when the file was removed and has been read completely. */
  readonly gone: () => void;
}

/**
 * Reads the file that a container's engine writes like any file: at exact bytes, across rotations and
 * disconnects. Lines are unwrapped, then filtered.
 */
export const readContainerFile = async (file: FileReading): Promise<Trouble | null> => {
  const { reading, intake, wrapping, query, signal, gone } = file;
  const { source, context, counts } = reading;
  const unwrapper = new Unwrapper(wrapping);
  await intake.wrapped('cri');
  let { skip = 0 } = file;
  const own = new AbortController();
  const inner = new RunningCounts();
  const before = counts.bytesReceived;
  const take = async (lines: readonly ContainerLine[]): Promise<void> => {
    counts.bytesReceived = before + inner.bytesReceived;
    const wanted = lines.slice(skip);
    skip -= lines.length - wanted.length;
    if (wanted.length > 0) await intake.take(wrappedLines(wanted));
    if (intake.satisfied) own.abort();
  };
  const sink: SourceSink = {
    opened() {},
    lines: (_source, chunk) => take(unwrapper.push(toByteString(chunk))),
    marker: (_source, marker) =>
      isAbsence(marker, file.path) ? undefined : context.sink.marker(source, marker),
    state(_source, state) {
      if (state.kind === 'absent') gone();
      else if (state.kind !== 'done' && state.kind !== 'failed') context.sink.state(source, state);
    },
  };
  const requery = new Requery();
  const unlisten = context.requery?.listen(next => requery.tell(hostQuery({ ...query, ...next }, wrapping)));
  const innerContext = {
    hosts: context.hosts,
    sudo: context.sudo,
    now: context.now,
    elapsed: context.elapsed,
    stdin: context.stdin,
    query: hostQuery(query, wrapping),
    sink,
    requery,
  };
  const trouble = await readLog({
    source: fileOf(source, file.path),
    counts: inner,
    context: innerContext,
    signal: AbortSignal.any([signal, own.signal]),
  }).finally(() => unlisten?.());
  if (!reading.signal.aborted) await take(unwrapper.flush());
  return own.signal.aborted ? null : trouble;
};

/**
 * Returns true for the absence of a removed container's file, which is not worth reporting; waiting for its name is.
 */
const isAbsence = (marker: Marker, path: string): boolean =>
  marker.kind === 'notice' && marker.text === `${path} ${NAME_ABSENT}`;

/** Returns lines as the following steps expect them: with their time and stream. */
const wrappedLines = (lines: readonly ContainerLine[]): Buffer =>
  Buffer.from(lines.map(line => `${criLine(line)}\n`).join(''), 'latin1');

export const fileOf = (source: Source, path: string): Source => ({
  ...source,
  place: { kind: 'file', path, glob: false },
  format: { format: null, start: null, timezone: null },
});

/**
 * Returns the host's part of a query: times, and literal text that wrapping does not change; everything else applies to
 * unwrapped lines.
 */
export const hostQuery = (query: Query, wrapping: Wrapping): Query => {
  const hasContext = query.before > 0 || query.after > 0;
  const grep = literalsOf(query, hasContext).flatMap(text => wrappedPattern(text, wrapping) ?? []);
  const isPlain = query.grep.length + query.exclude.length + query.where.length === 0 && query.level === null;
  return {
    ...query,
    grep,
    exclude: [],
    where: [],
    level: null,
    fixed: false,
    record: false,
    before: 0,
    after: 0,
    maxCount: null,
    head: null,
    last: isPlain ? query.last : null,
    count: null,
  };
};

/**
 * Returns true if a host can leave out more lines if its engine prints the log than if its file is read, because nothing
 * that is requested can be searched for in the file.
 */
export const printsLess = (query: Query, wrapping: Wrapping): boolean => {
  const { grep, exclude, where, level, count, last, follow, pushdown } = query;
  const isAsked =
    grep.length + exclude.length + where.length > 0 || level !== null || (count != null && last === null);
  return pushdown && follow === 'none' && isAsked && hostQuery(query, wrapping).grep.length === 0;
};

/** Returns patterns that are literal text. Not used for whole records, which have lines without the text. */
const literalsOf = ({ grep, fixed, pushdown, record }: Query, hasContext: boolean): readonly string[] => {
  if (hasContext || !pushdown || record) return [];
  return grep.filter(text => fixed || /^[\w \-:=/@,;'%#!~`]+$/.test(text));
};

/** Returns the local part of a query: everything but times. */
export const localQuery = (query: Query): Query => ({ ...query, time: { since: null, until: null } });
