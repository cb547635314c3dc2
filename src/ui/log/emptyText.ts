import type { SourceId } from '../../core/record.ts';
import type { PastEdge } from '../../core/store/past.ts';
import type { Source } from '../../core/target.ts';
import { sourcePath } from '../../core/text/prefix.ts';
import { bytesText, countText, spanText } from '../../core/text/quantities.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import { troubleText } from '../../session/live/reducer.ts';
import type { Filter, SessionSnapshot, SourceStatus } from '../../session/live/snapshot.ts';
import { awaitsAnswer } from '../chrome/loginAnswer.ts';
import { timeSpanText } from '../chrome/timelineRow.ts';
import type { PanePlace } from '../state/layout.ts';
import { MERGED } from '../state/screen.ts';
import type { LogContext } from './format.ts';

interface EmptyContext {
  readonly snapshot: SessionSnapshot;
  readonly log: LogContext;
  readonly now: number;
}

/** Returns the text of a pane without records: what it waits for, what failed, or what hides the records. */
export const emptyText = (place: PanePlace, context: EmptyContext): string[] => {
  const { snapshot, log, now } = context;
  const source = place.key === MERGED ? null : place.key;
  const { held } = log.held.records(source);
  if (held > 0) return hiddenText(context, source, held);
  const status = snapshot.sources.find(one => one.source.id === place.key);
  const edge = log.held.edge(source);
  const isNarrowed = snapshot.level !== null || filtersOver(snapshot, source).length > 0;
  if (isNarrowed && edge !== null) return hiddenText(context, source, held);
  if (status && awaitsAnswer(status, snapshot, now))
    return [
      ...(status.trouble ? [troubleText(status.trouble, status.source)] : []),
      'Answer the question to connect',
    ];
  return status ? waitingText(status, now) : mergedText(snapshot);
};

/** Returns the filters in effect for a log, or for all logs (null). */
const filtersOver = ({ filters }: SessionSnapshot, source: SourceId | null): readonly Filter[] =>
  filters.filter(
    ({ enabled, only }) => enabled && (only === undefined || source === null || only === source),
  );

const hiddenText = (
  { snapshot, log, now }: EmptyContext,
  source: SourceId | null,
  held: number,
): string[] => {
  const names = filtersOver(snapshot, source).map(({ pattern, negate }) => `${negate ? '!' : '&'}${pattern}`);
  if (snapshot.scanned < 1) return [`Filtering the buffer: ${Math.floor(snapshot.scanned * 100)}%`];
  const { range } = snapshot;
  if (range !== null && !log.held.isComplete(source, range)) {
    const edge = log.held.edge(source);
    if (edge?.kind === 'reading' || log.held.gap(source) === 'reading')
      return ['Reading that time on the host', 'Esc stops'];
    const where =
      edge?.kind === 'older' && edge.fileStart
        ? 'it may be in a rotated file'
        : 'older lines are on the host';
    return [`That time has not been read: ${where}`, ':range reads it, Esc shows all times again'];
  }
  if (names.length === 0 && snapshot.level === null)
    return [
      'No records in this time range',
      ...(range === null ? [] : [timeSpanText(range, log.zone, now)]),
      'Esc shows all times again',
    ];
  const level = snapshot.level === null ? '' : `level ${snapshot.level} or worse`;
  const wanted =
    names.length === 0 ? `is of ${level}` : `matches ${names.join(' ')}${level === '' ? '' : ` at ${level}`}`;
  return [
    `Nothing ${wanted}`,
    ...beyondText(log.held.edge(source)),
    ...betweenText(log.held.gap(source)),
    ...(held > 0 ? [`${countText(held)} buffered records are hidden; f lists the filters`] : []),
  ];
};

/** Points out what has not been searched, so that nothing unread is reported as absent. */
const beyondText = (edge: PastEdge | null): string[] => {
  switch (edge?.kind) {
    case 'older':
      if (edge.fileStart) return ['Searched back to the start of the file: press g to search rotated files'];
      return [
        edge.searched === undefined
          ? 'Searched the buffer: older lines are on the host, press g to search them'
          : `Searched the buffer and ${bytesText(edge.searched)} before it: press g to search the rest on the host`,
      ];
    case 'reading':
      return [
        `Searching older lines on the host…${edge.searched ? ` ${bytesText(edge.searched)} searched` : ''}`,
        'Esc stops',
      ];
    case 'start':
      return ['Searched back to the start of the log'];
    case 'unreadable':
      return [`Searched the buffer: earlier lines cannot be read, ${edge.why}`];
    case 'range':
    case undefined:
      return [];
  }
};

/** The same for lines between older lines and the buffer. */
const betweenText = (gap: 'reading' | 'unread' | null): string[] =>
  gap === null
    ? []
    : [
        gap === 'reading'
          ? 'Searching the lines after that on the host…'
          : 'Lines after that are on the host',
      ];

const waitingText = (
  { state, source, trouble, records, unfinished }: SourceStatus,
  now: number,
): string[] => {
  switch (state.kind) {
    case 'waiting':
      return ['Waiting to connect'];
    case 'connecting':
      return trouble === null
        ? [`Connecting${stepText(state.detail, source)}`]
        : [troubleText(trouble, source), `Retrying now${stepText(state.detail, source)}`];
    case 'live':
      return records === 0 && unfinished > 0
        ? [
            'Connected; the first line is not complete yet',
            `${bytesText(unfinished)} without a line end so far`,
          ]
        : ['Connected; no lines yet'];
    case 'absent':
      return [`${pathText(source)} does not exist yet`, 'It will be read from the start once it appears'];
    case 'stalled':
      return [
        `No response for ${spanText(now - state.since)}`,
        'The connection may be dead; press ^r to retry',
      ];
    case 'retrying':
      return [
        troubleText(state.trouble, source),
        state.at > now ? `Trying again in ${spanText(state.at - now)}; ^r tries now` : 'Trying again now',
      ];
    case 'failed':
      return [
        troubleText(state.trouble, source),
        ...(state.trouble.advice === null ? [] : [state.trouble.advice]),
        '^r tries again',
      ];
    case 'done':
      return ['The log has ended; it has no lines'];
  }
};

/** Returns the current login step, if it adds anything to the host's name. */
const stepText = (detail: string, source: Source): string =>
  detail === '' || detail === source.host.name ? '' : `: ${detail}`;

const pathText = (source: Source): string =>
  sanitiseLine(sourcePath(source) ?? source.log, { color: false, tabStop: 1 });

const mergedText = (snapshot: SessionSnapshot): string[] => {
  const failed = snapshot.sources.filter(one => one.state.kind === 'failed').length;
  const total = snapshot.sources.length;
  return failed > 0 && failed === total
    ? ['All sources failed', 'press M to see why']
    : [`No lines yet from ${total} ${total === 1 ? 'log' : 'logs'}`];
};
