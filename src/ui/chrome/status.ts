import { bytesText, countText, rateText } from '../../core/text/quantities.ts';
import { timePattern, timestampOf } from '../../core/text/timeText.ts';
import type { Filter, SessionSnapshot } from '../../session/live/snapshot.ts';
import type { CommandContext } from '../commands/command.ts';
import { focusKey } from '../commands/focus.ts';
import type { Glyphs } from '../glyphs.ts';
import { MERGED } from '../state/screen.ts';
import { clip } from '../surface/width.ts';
import { safe } from './dialog.ts';
import { RED, type Span, spansWidth, YELLOW } from './spans.ts';
import { timeSpanText } from './timelineRow.ts';

/** What the status bar shows about the focused pane. */
export interface StatusPane {
  readonly mode: 'FOLLOW' | 'ENDED' | 'RANGE' | 'PAUSED' | 'SELECT' | 'CONTEXT';
  /** Number of records that pass the filter, and of those buffered. */
  readonly shown: number;
  readonly held: number;
  /** The selected match (from 1; 0 if none is selected) and the number of matches. */
  readonly match: number;
  readonly matches: number;
}

type Segment = readonly Span[];

/** Reports that the panes are about to move to a time whose lines are still being read. */
const goingSegment = (context: CommandContext): Segment | null => {
  const { state, log } = context;
  const key = focusKey(context);
  const isReading = log.held.edge(key === MERGED ? null : key)?.kind === 'reading';
  if (state.pending?.kind !== 'moment' || !isReading) return null;
  return [{ text: `reading ${clock(timestampOf(state.pending.moment), log.zone)}…`, color: YELLOW }];
};

const clock = timePattern('HH:mm:ss');

const statesSegment = (snapshot: SessionSnapshot, glyphs: Glyphs): Segment => {
  const count = (...kinds: string[]): number =>
    snapshot.sources.filter(one => kinds.includes(one.state.kind)).length;
  const busy = count('connecting', 'retrying', 'stalled');
  const failed = count('failed');
  const idle = count('absent', 'waiting', 'done');
  const connected = count('live', 'stalled', 'absent', 'done');
  const total = snapshot.sources.length;
  return [
    { text: `${glyphs.live}${count('live')}` },
    ...(busy > 0 ? [{ text: ` ${glyphs.busy}${busy}`, color: YELLOW }] : []),
    ...(failed > 0 ? [{ text: ` ${glyphs.failed}${failed}`, color: RED, bold: true }] : []),
    ...(idle > 0 ? [{ text: ` ${glyphs.idle}${idle}` }] : []),
    ...(connected < total && total > 1 ? [{ text: ` connected ${connected}/${total}` }] : []),
  ];
};

/** Returns the current page of panes, and the other pages that have errors. */
const pageSegment = ({ snapshot, layout }: CommandContext): Segment | null => {
  const { page, pages } = layout;
  if (pages < 2) return null;
  const perPage = Math.ceil(snapshot.sources.length / pages);
  const others = Array.from({ length: pages }, (_, i) => i).filter(
    i => i !== page && snapshot.sources.slice(i * perPage, (i + 1) * perPage).some(one => one.errors > 0),
  );
  return [
    { text: `page ${page + 1}/${pages}` },
    ...(others.length > 0
      ? [{ text: ` E on ${others.map(i => i + 1).join(',')}`, color: RED, bold: true }]
      : []),
  ];
};

/** Returns the log that a filter applies to, after a joining text; empty if it applies to all logs. */
export const scopeText = ({ only }: Filter, { sources }: SessionSnapshot, joint: string): string => {
  const source = only === undefined ? undefined : sources.find(one => one.source.id === only)?.source;
  return source ? safe(`${joint}${source.host.name}:${source.log}`) : '';
};

/** Longer filters are shortened; the list of filters shows them in full. */
const MAX_FILTER_CELLS = 48;

const filterSegment = (snapshot: SessionSnapshot, pane: StatusPane): Segment | null => {
  const enabled = snapshot.filters.filter(filter => filter.enabled);
  if (enabled.length === 0 && snapshot.level === null) return null;
  const names = enabled.map(
    filter => `${filter.negate ? '!' : '&'}${filter.pattern}${scopeText(filter, snapshot, '@')}`,
  );
  if (snapshot.level !== null) names.push(`>=${snapshot.level}`);
  const scanning = snapshot.scanned < 1 ? ` ${Math.floor(snapshot.scanned * 100)}%` : '';
  return [
    { text: clip(names.join(' '), MAX_FILTER_CELLS), underline: enabled.length > 0 },
    { text: ` ${countText(pane.shown)}/${countText(pane.held)}${scanning}` },
  ];
};

const searchSegment = (snapshot: SessionSnapshot, pane: StatusPane): Segment | null => {
  if (snapshot.search === null) return null;
  // Exact: one sees each step.
  const place = pane.match > 0 ? `${pane.match}/` : '';
  return [
    { text: clip(`/${snapshot.search}`, MAX_FILTER_CELLS), color: YELLOW, inverse: true },
    {
      text:
        snapshot.scanned < 1
          ? ` ${countText(pane.matches)}, counting ${Math.floor(snapshot.scanned * 100)}%`
          : ` ${place}${countText(pane.matches)}${pane.matches === 1 ? ' match' : pane.match > 0 ? '' : ' matches'}`,
    },
  ];
};

/** Returns the share of data read on the hosts that was filtered out there, in percent; null if unknown. */
const filteredThere = (snapshot: SessionSnapshot): number | null => {
  if (snapshot.level === null && !snapshot.filters.some(filter => filter.enabled)) return null;
  const known = snapshot.sources.filter(status => status.bytesRead !== null);
  const read = known.reduce((sum, status) => sum + status.bytesRead!, 0);
  const received = known.reduce((sum, status) => sum + status.bytesReceived, 0);
  return read > received && read > 0 ? Math.floor((1 - received / read) * 100) : null;
};

const rateSegment = (snapshot: SessionSnapshot): Segment => {
  const there = filteredThere(snapshot);
  const rates = `${rateText(snapshot.recordRate)}/s ${bytesText(snapshot.byteRate)}/s`;
  return [{ text: there === null ? rates : `${rates}, ${there}% filtered on the hosts` }];
};

/** From this percentage on, the status bar shows how full the buffer is. */
const NEARLY_FULL = 80;

const bufferSegment = ({ buffer }: SessionSnapshot): Segment | null => {
  const full = Math.min(100, Math.round((buffer.bytes / buffer.capacity) * 100));
  if (full < NEARLY_FULL && buffer.evicted === 0) return null;
  const dropped = buffer.evicted > 0 ? ` drop ${countText(buffer.evicted)}` : '';
  return [{ text: `buf ${full}%${dropped}`, color: YELLOW }];
};

/** The most useful commands of each mode, each with a one-word description. */
const MODE_KEYS: Readonly<Record<StatusPane['mode'], readonly (readonly [command: string, word: string])[]>> =
  {
    FOLLOW: [
      ['search', 'search'],
      ['filter', 'filter'],
      ['up', 'back'],
      ['layout', 'merge'],
      ['sources', 'sources'],
      ['previous-error', 'error'],
      ['timeline', 'times'],
    ],
    ENDED: [
      ['search', 'search'],
      ['filter', 'filter'],
      ['up', 'back'],
      ['previous-error', 'error'],
      ['save', 'save'],
      ['sources', 'sources'],
    ],
    PAUSED: [
      ['bottom', 'follow'],
      ['previous-error', 'error'],
      ['detail', 'detail'],
      ['copy', 'copy'],
      ['values', 'only this…'],
      ['layout', 'merge'],
      ['search', 'search'],
      ['filter', 'filter'],
      ['go-back', 'go back'],
    ],
    RANGE: [
      ['back', 'all times'],
      ['search', 'search'],
      ['filter', 'filter'],
      ['save', 'save'],
    ],
    CONTEXT: [
      ['context', 'leave context'],
      ['detail', 'detail'],
      ['copy', 'copy'],
    ],
    SELECT: [
      ['copy', 'copy'],
      ['select', 'give up'],
    ],
  };

/** Returns the keys of the mode, as many as fit after the status; help is always included. */
const keySpans = (
  pane: StatusPane,
  snapshot: SessionSnapshot,
  keyOf: (command: string) => string,
  room: number,
): Span[] => {
  const searching: readonly (readonly [string, string])[] =
    snapshot.search === null
      ? []
      : pane.matches === 0 && snapshot.scanned >= 1
        ? [['filter', 'search the hosts']]
        : [
            ['next-match', 'next'],
            ['previous-match', 'previous'],
          ];
  const help: readonly Span[] = [{ text: `${keyOf('help')} ` }, { text: 'help', dim: true }];
  const spans: Span[] = [];
  let left = room - spansWidth(help);
  const named = new Set(searching.map(([command]) => command));
  for (const [command, word] of [...searching, ...MODE_KEYS[pane.mode].filter(([own]) => !named.has(own))]) {
    const pair: Span[] = [{ text: `${keyOf(command)} ` }, { text: `${word}  `, dim: true }];
    const cells = spansWidth(pair);
    if (cells > left) break;
    spans.push(...pair);
    left -= cells;
  }
  return left < 0 ? [] : [...spans, ...help];
};

/**
 * Returns the status bar, most important first, then the keys of the mode; whatever does not fit is dropped
 * from the right.
 */
export const statusSpans = (
  context: CommandContext,
  pane: StatusPane,
  keyOf: (command: string) => string,
  glyphs: Glyphs,
): Span[] => {
  const { snapshot, state, size, log } = context;
  const mode: Span = { text: ` ${pane.mode} `, inverse: true, bold: pane.mode !== 'FOLLOW' };
  const segments: (Segment | null)[] = [
    goingSegment(context),
    pageSegment(context),
    statesSegment(snapshot, glyphs),
    state.inStep && state.view !== 'merged' ? [{ text: 'in step' }] : null,
    snapshot.range === null
      ? null
      : [{ text: timeSpanText(snapshot.range, log.zone, context.now), underline: true }],
    filterSegment(snapshot, pane),
    searchSegment(snapshot, pane),
    snapshot.ignoreCase ? [{ text: 'any case' }] : null,
    bufferSegment(snapshot),
    rateSegment(snapshot),
  ];
  const keysIn = (room: number): Span[] => keySpans(pane, snapshot, keyOf, room - 3);
  const spans: Span[] = [mode];
  let used = spansWidth(spans);
  for (const [i, segment] of segments.entries()) {
    if (!segment) continue;
    const joint: Span = { text: used === spansWidth([mode]) ? ' ' : ` ${glyphs.vertical} `, dim: true };
    const room = size.columns - used - spansWidth([joint, ...segment]);
    if (room < 0) break;
    // Rates come last: knowing what to do next is more useful.
    const isLast = i === segments.length - 1;
    if (isLast && keysIn(room).length < MIN_KEY_SPANS && keysIn(size.columns - used).length >= MIN_KEY_SPANS)
      break;
    spans.push(joint, ...segment);
    used = size.columns - room;
  }
  const keys = keysIn(size.columns - used);
  return keys.length === 0 ? spans : [...spans, { text: ` ${glyphs.vertical} `, dim: true }, ...keys];
};

/** The key and the word of a command, and the two spans of help. */
const MIN_KEY_SPANS = 4;
