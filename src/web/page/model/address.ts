import type { SourceNumber } from '../../protocol/rows.ts';
import type { Row } from '../list/row.ts';
import { writeLink } from './link.ts';
import { logNames, type PageState } from './state.ts';

/** Returns the fragment of a link that reopens this view, including a record, if any. */
export const fragmentOf = (state: PageState, row: Row | null): string => {
  const { settings, sources, merged, zoom, welcome } = state;
  const nameOf = (source: SourceNumber): string => sources.get(source)?.name ?? '';
  const record =
    row === null || row.kind !== 'record'
      ? null
      : { epoch: welcome?.epoch ?? '', id: row.id, log: nameOf(row.source), ms: row.ms };
  const logs = logNames(state);
  return writeLink({
    settings,
    logs: isSameSet(logs, welcome?.firstLogs ?? []) ? [] : logs,
    hidden: settings.hidden.map(nameOf).filter(name => name !== ''),
    solo: settings.solo === null ? null : nameOf(settings.solo),
    merged,
    zoom: zoom === undefined || zoom === null ? null : nameOf(zoom),
    record,
  });
};

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every(one => others.includes(one));
