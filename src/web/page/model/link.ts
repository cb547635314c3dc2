import { isLevel } from '../../../core/level.ts';
import { MAX_NAME } from '../../protocol/limits.ts';
import type { RowId } from '../../protocol/rows.ts';
import { DEFAULT_SETTINGS, type ViewFilter, type ViewSettings } from '../../protocol/view.ts';

/** The record a link points to: identified by its row while the server runs, otherwise by its log and time. */
export interface LinkedRecord {
  readonly epoch: string;
  readonly id: RowId;
  readonly log: string;
  readonly ms: number | null;
}

/** The view that a link reopens. Logs are identified by name, since numbers are only valid while the server runs. */
export interface LinkedView {
  readonly settings: Omit<ViewSettings, 'hidden' | 'solo'>;
  /** The open logs; empty for those that the server opens by default. */
  readonly logs: readonly string[];
  readonly hidden: readonly string[];
  readonly solo: string | null;
  readonly merged: boolean | null;
  readonly zoom: string | null;
  readonly record: LinkedRecord | null;
}

/** Returns the fragment of a link to a view; fragments never leave the browser, not even in a request. */
export const writeLink = (view: LinkedView): string => {
  const words = new URLSearchParams();
  const { settings } = view;
  for (const filter of settings.filters) words.append(filterName(filter), filter.text);
  if (settings.level !== null) words.set('level', settings.level);
  if (settings.search !== null) words.set('search', settings.search);
  if (settings.ignoreCase) words.set('ignore-case', '1');
  if (settings.verbatim) words.set('verbatim', '1');
  if (settings.range !== null) {
    words.set('from', new Date(settings.range.from).toISOString());
    words.set('to', new Date(settings.range.to).toISOString());
  }
  for (const name of view.logs) words.append('log', name);
  for (const name of view.hidden) words.append('hide', name);
  if (view.solo !== null) words.set('only', view.solo);
  if (view.zoom !== null) words.set('pane', view.zoom);
  if (view.merged !== null) words.set('view', view.merged ? 'merged' : 'split');
  if (view.record !== null) {
    const { epoch, id, log, ms } = view.record;
    words.set('record', [epoch, id, ms ?? '', log].join('~'));
  }
  return words.toString();
};

const filterName = ({ kind, negate, enabled }: ViewFilter): string =>
  `${enabled ? '' : 'off-'}${negate ? 'not-' : ''}${kind === 'where' ? 'where' : 'grep'}`;

const FILTER = /^(off-)?(not-)?(where|grep)$/;

/** Parses a fragment, ignoring anything unknown. Returns null if it does not describe a view. */
export const readLink = (fragment: string): LinkedView | null => {
  const words = new URLSearchParams(fragment);
  const filters: ViewFilter[] = [];
  let isEmpty = true;
  for (const [name, text] of words) {
    isEmpty = false;
    const [found, off, not, kind] = FILTER.exec(name) ?? [];
    if (found === undefined || text === '') continue;
    filters.push({
      kind: kind === 'where' ? 'where' : 'pattern',
      text,
      negate: not !== undefined,
      enabled: off === undefined,
    });
  }
  if (isEmpty) return null;
  const level = words.get('level') ?? '';
  const view = words.get('view');
  return {
    settings: {
      ...DEFAULT_SETTINGS,
      filters,
      level: isLevel(level) ? level : null,
      search: words.get('search') || null,
      ignoreCase: words.has('ignore-case'),
      verbatim: words.has('verbatim'),
      range: readRange(words.get('from'), words.get('to')),
    },
    logs: words.getAll('log').filter(name => name !== '' && name.length <= MAX_NAME),
    hidden: words.getAll('hide'),
    solo: words.get('only'),
    zoom: words.get('pane'),
    merged: view === 'merged' ? true : view === 'split' ? false : null,
    record: readRecord(words.get('record')),
  };
};

const readRange = (from: string | null, to: string | null): ViewSettings['range'] => {
  const range = { from: Date.parse(from ?? ''), to: Date.parse(to ?? '') };
  return range.from < range.to ? range : null;
};

const readRecord = (text: string | null): LinkedRecord | null => {
  const [epoch = '', id = '', ms = '', ...log] = (text ?? '').split('~');
  const row = /^-?\d+$/.test(id) ? Number(id) : Number.NaN;
  if (epoch === '' || !Number.isSafeInteger(row) || log.length === 0) return null;
  return { epoch, id: row, ms: /^-?\d+$/.test(ms) ? readTime(Number(ms)) : null, log: log.join('~') };
};

/** Returns null for what no Date can be: the server would take it for a malformed message. */
const readTime = (ms: number): number | null => (Number.isNaN(new Date(ms).getTime()) ? null : ms);
