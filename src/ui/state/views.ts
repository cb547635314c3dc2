import { hostlessName, shellCommand, singlePath } from '../../core/place.ts';
import type { SavedView } from '../../core/savedView.ts';
import type { LogPlace } from '../../core/target.ts';
import { forAllLogs } from '../../session/live/remoteFilter.ts';
import type { SessionSnapshot } from '../../session/live/snapshot.ts';
import { type ScreenState, TIMELINE_SHOWN } from './screen.ts';

type Shares = ScreenState['rowShares'];

const sharesOf = (list: readonly number[]): Shares => ({ ...list });

const listOf = (shares: Shares): number[] => {
  const last = Math.max(-1, ...Object.keys(shares).map(Number));
  return Array.from({ length: last + 1 }, (_, i) => Math.round((shares[i] ?? 1) * 100) / 100);
};

/** Returns the part of the screen's state that is saved in a view. */
export const screenOf = (view: SavedView) =>
  ({
    view: view.layout,
    arrangement: view.layout === 'merged' ? 'split' : view.layout,
    zoomed: false,
    rowShares: sharesOf(view.rows),
    columnShares: sharesOf(view.columns),
    time: view.time,
    wrap: view.wrap,
    hostColumn: view.hostColumn,
    verbatim: view.verbatim,
    timeline: view.timeline ? TIMELINE_SHOWN : null,
  }) satisfies Partial<ScreenState>;

/** Captures the screen as a view to save. */
export const viewOf = (name: string, state: ScreenState, snapshot: SessionSnapshot): SavedView => ({
  name,
  sources: [...new Set(snapshot.sources.map(({ source }) => sourceWord(source)))],
  filters: forAllLogs(snapshot.filters).map(({ pattern, negate, enabled }) => ({ pattern, negate, enabled })),
  level: snapshot.level,
  ignoreCase: snapshot.ignoreCase,
  layout: state.view,
  rows: listOf(state.rowShares),
  columns: listOf(state.columnShares),
  time: state.time,
  wrap: state.wrap,
  hostColumn: state.hostColumn,
  verbatim: state.verbatim,
  timeline: state.timeline !== null,
});

/**
 * Returns a source as it is requested: a local file by its path, a published log by its URL, everything else
 * by host and log.
 */
export const sourceWord = ({ host, log, place }: SessionSnapshot['sources'][number]['source']): string =>
  hostlessName(place) ??
  (host.kind === 'local' ? (singlePath(place) ?? localWord(place, log)) : `${host.name}:${log}`);

/** Special local logs are requested by their name. */
const localWord = (place: LogPlace, log: string): string =>
  shellCommand(place) === null ? log : `local:${log}`;
