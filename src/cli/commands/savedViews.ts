import type { LoadedConfig } from '../../config/load.ts';
import { screenSettings } from '../../config/screenSettings.ts';
import { SelectionError } from '../../config/sources/selectionProblem.ts';
import { nearest } from '../../core/nearest.ts';
import type { Query } from '../../core/query.ts';
import type { SavedView } from '../../core/savedView.ts';
import { filtersOf, narrowedQuery } from '../../session/live/remoteFilter.ts';
import type { RemoteFilter } from '../../session/live/session.ts';
import type { Request } from '../request/request.ts';

/**
 * Returns the view with this name, or null without a name. Throws a SelectionError if the configuration has
 * no such view.
 */
export const viewNamed = (name: string | null, views: readonly SavedView[]): SavedView | null => {
  if (name === null) return null;
  const view = views.find(one => one.name === name);
  if (view) return view;
  const names = views.map(one => one.name);
  const [near] = nearest(name, names);
  throw new SelectionError([
    {
      word: '--view',
      message: `the configuration has no view named ${name}`,
      advice:
        near !== undefined
          ? `Did you mean ${near}?`
          : names.length > 0
            ? `It has ${names.join(', ')}.`
            : 'In rtop, :save-view NAME saves one.',
    },
  ]);
};

/** Returns the initial filter: that of the command line, then that of the view. */
export const firstFilter = (query: Query, view: SavedView | null): RemoteFilter => {
  const asked = filtersOf(query);
  const kept = (view?.filters ?? []).map((filter, i) => ({ ...filter, id: asked.length + i + 1 }));
  return {
    filters: [...asked, ...kept],
    level: query.level ?? view?.level ?? null,
    ignoreCase: query.ignoreCase || (view?.ignoreCase ?? false),
  };
};

/** Options that limit which lines are read: without them, a finite filtered read covers the whole log. */
const EXTENT_OPTIONS: ReadonlySet<string> = new Set(['lines', 'bytes', 'since']);

/**
 * Returns the request with the sources and filters of its view, if it has one. Throws a SelectionError if the
 * configuration lacks that view.
 */
export const withView = (request: Request, { config }: LoadedConfig): Request => {
  const view = viewNamed(request.screen.view, screenSettings(config).views);
  if (view === null) return request;
  const filter = firstFilter(request.query, view);
  const isFiltered = filter.level !== null || filter.filters.some(one => one.enabled);
  const query = { ...narrowedQuery(request.query, filter), level: filter.level };
  const isBounded = request.settings.some(({ name, text }) => EXTENT_OPTIONS.has(name) && text !== null);
  const isWhole = isFiltered && query.follow === 'none' && !isBounded;
  return {
    ...request,
    words: request.words.length > 0 ? request.words : view.sources,
    filtering: request.filtering || isFiltered,
    query: isWhole ? { ...query, from: { kind: 'fromLine', line: 1 } } : query,
  };
};
