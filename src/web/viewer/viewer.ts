import { type EntryId, isRecord } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { TimeCounts } from '../../core/store/timeline.ts';
import type { Source } from '../../core/target.ts';
import { plainText } from '../../core/text/recordLines.ts';
import { conditionFilter } from '../../session/live/condition.ts';
import type { Hub } from '../../session/live/hub.ts';
import { checkFilter, checkPattern } from '../../session/live/pattern.ts';
import { HubView } from '../../session/live/view.ts';
import type { Card } from '../library.ts';
import type { Entry, Found, Refused, Rows, TextPiece, TimelineAnswer } from '../protocol/answers.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { PaneState } from '../protocol/pushes.ts';
import type {
  EntryRequest,
  FindRequest,
  RowsRequest,
  TextRequest,
  TimelineRequest,
  ViewMessage,
} from '../protocol/requests.ts';
import type { ListKind, Pane, Row, RowId, RowPlace } from '../protocol/rows.ts';
import { DEFAULT_SETTINGS, type ViewFilter, type ViewSettings } from '../protocol/view.ts';
import { detailOf } from './detail.ts';
import { indexOfTime, listOf } from './lists.ts';
import { RowNames } from './rowNames.ts';
import { RowMaker } from './rows.ts';

/** Maximum number of characters in one `rows` answer; if rows are long, there are fewer. */
const MAX_ANSWER = 1 << 20;

/** Why settings were refused. */
export type SettingsProblem = Pick<Refused, 'message' | 'at'>;

/** A range of a pane's visible rows, inclusive; null for either end. */
export interface Stretch {
  readonly pane: Pane;
  readonly from: RowId | null;
  readonly to: RowId | null;
}

export interface ViewerEvents {
  /** There is something new to show. */
  changed(): void;
  /** A requested record is now a different row. */
  moved(from: RowId, to: RowId): void;
}

/**
 * One viewer's window onto the hub: its own settings, and answers about what passes them. It gives access to nothing
 * else.
 */
export class Viewer {
  readonly view: HubView;
  readonly #hub: Hub;
  readonly #card: Card;
  readonly #names: RowNames;
  readonly #unsubscribe: () => void;
  #settings: ViewSettings = DEFAULT_SETTINGS;
  #maker: RowMaker;
  #version = 0;
  #past = 0;

  constructor(hub: Hub, card: Card, events: ViewerEvents) {
    this.#hub = hub;
    this.#maker = new RowMaker(DEFAULT_SETTINGS, source => hub.openedAt(source));
    this.#card = card;
    this.view = new HubView(hub, { sees: source => card.sees(source) });
    this.#unsubscribe = this.view.subscribe(() => events.changed());
    this.#names = new RowNames(this.view.held, found => {
      this.#past++;
      if (found !== null) events.moved(found.asked, found.row);
      events.changed();
    });
  }

  /** The version of the current settings. */
  get version(): number {
    return this.#version;
  }

  /** Incremented when rows of the past have moved. */
  get past(): number {
    return this.#past;
  }

  get settings(): ViewSettings {
    return this.#settings;
  }

  /** Applies new settings; if something is wrong with them, returns the problem and keeps the previous ones. */
  set({ v, settings }: ViewMessage): SettingsProblem | null {
    const problem = settingsProblem(settings);
    if (problem !== null) return problem;
    const before = this.#settings;
    this.#settings = settings;
    this.#version = v;
    this.#maker = new RowMaker(settings, source => this.#hub.openedAt(source));
    const changed = (names: readonly (keyof ViewSettings)[]): boolean =>
      names.some(name => JSON.stringify(before[name]) !== JSON.stringify(settings[name]));
    if (changed(['filters', 'level', 'ignoreCase'])) {
      const { level, ignoreCase } = settings;
      this.view.dispatch({
        type: 'setFilters',
        filters: settings.filters.map(sessionFilter),
        level,
        ignoreCase,
      });
    }
    if (changed(['search'])) this.view.dispatch({ type: 'search', pattern: settings.search });
    if (changed(['range'])) this.view.dispatch({ type: 'setRange', range: settings.range });
    if (changed(['hidden'])) this.view.dispatch({ type: 'setHidden', sources: [...settings.hidden] });
    return null;
  }

  /** Handles a change in which logs this viewer has open. */
  reopened(): void {
    this.view.setSees(source => this.#card.sees(source));
  }

  /** Returns the name by which a log was opened; for a glob's files, the glob's name. */
  openedAs(source: Source): string {
    return this.#card.openedAs(source);
  }

  /** Returns true if a pane exists for this viewer. */
  hasPane(pane: Pane): boolean {
    return pane === null || this.view.isVisible(pane);
  }

  /** Returns the last rows of a pane, and the total; with `behind`, only the rows after it, if it is among them. */
  tail(pane: Pane, count: number, behind: RowId | null): { total: number; rows: Row[]; same: boolean } {
    const list = this.#list(pane, 'shown');
    const total = list.length;
    const first = Math.max(0, total - count);
    const id = behind === null ? null : this.#names.entryOf(behind);
    const at = id === null ? -1 : list.lowerBound(id);
    const same = at >= first && at < total && list.at(at) === id;
    return { total, rows: this.#rowsOf(list, same ? at + 1 : first, total), same };
  }

  rows({ q, v, pane, list: kind, at, before, after }: RowsRequest): Rows {
    const list = this.#list(pane, kind);
    const { index, gone } = this.#place(list, at);
    let first = Math.max(0, index - before);
    let end = Math.min(list.length, index + after, first + LIMITS.rows);
    if (end - first > LIMITS.rows) first = end - LIMITS.rows;
    const rows = this.#rowsOf(list, first, end);
    // If the answer would be too long, drop the rows farthest from the requested position.
    let size = rows.reduce((sum, row) => sum + row[6].length, 0);
    while (size > MAX_ANSWER && rows.length > 1) {
      const isFront = index - first > end - index;
      const dropped = isFront ? rows.shift()! : rows.pop()!;
      if (isFront) first++;
      else end--;
      size -= dropped[6].length;
    }
    return { type: 'rows', q, v, index: first, total: list.length, rows, gone };
  }

  find({ q, v, pane, list: kind, from, direction }: FindRequest): Found {
    const list = this.#list(pane, kind);
    const total = list.length;
    const id = from === null ? null : this.#names.entryOf(from);
    let index: number;
    if (id === null) index = direction === 'next' ? 0 : total - 1;
    else {
      const at = list.lowerBound(id);
      index = direction === 'previous' ? at - 1 : at < total && list.at(at) === id ? at + 1 : at;
    }
    const isThere = index >= 0 && index < total;
    return {
      type: 'found',
      q,
      v,
      id: isThere ? this.#names.rowOf(list.at(index)) : null,
      index: isThere ? index + 1 : 0,
      total,
      scanned: this.view.snapshot().scanned,
    };
  }

  /** Returns null if it is gone, or never existed for this viewer. */
  entry(request: EntryRequest): Entry | null {
    const id = this.#names.entryOf(request.id);
    const entry = id === null ? undefined : this.view.held.get(id);
    const source = entry && this.view.held.source(entry.source);
    return entry && source ? detailOf(entry, source, request) : null;
  }

  text({ q, pane, from, to }: TextRequest): TextPiece {
    const { list, first, end } = this.#stretch({ pane, from, to });
    let text = '';
    let at = first;
    for (; at < end && text.length < LIMITS.pieceBytes; at++) {
      const entry = this.view.held.get(list.at(at));
      if (entry && isRecord(entry)) text += `${plainText(entry)}\n`;
    }
    if (text.length > LIMITS.copyBytes) text = text.slice(0, LIMITS.copyBytes);
    return { type: 'text', q, text, next: at < end ? this.#names.rowOf(list.at(at)) : null };
  }

  /** Returns the current ids of a range. */
  idsOf(stretch: Stretch): readonly EntryId[] {
    const { list, first, end } = this.#stretch(stretch);
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => list.at(first + i));
  }

  /** Returns the pane's list that `values` counts over. */
  shown(pane: Pane): IdSequence {
    return this.#list(pane, 'shown');
  }

  /** Returns the entry of a row whose surroundings will be read, and tracks its new position; null if it is gone. */
  ask(row: RowId): EntryId | null {
    const id = this.#names.ask(row);
    return id !== null && this.view.held.get(id) !== undefined ? id : null;
  }

  timeline({ q, pane, buckets, span }: TimelineRequest): TimelineAnswer {
    const counts: TimeCounts =
      pane === null
        ? this.view.held.timeline
        : this.#hub.timeline(id => id === pane && this.view.isVisible(id));
    const { earliest, latest } = counts;
    if (earliest === null || latest === null)
      return { type: 'timeline', q, from: null, width: 1000, buckets: [], complete: true };
    const from = span?.from ?? earliest;
    const to = span === null ? latest : Math.max(span.from, span.to - 1);
    // Both ends fall into buckets, so one more is needed than fit in between.
    const width = counts.widthOf((to - from) / Math.max(1, buckets - 1));
    const count = Math.min(buckets, Math.floor(to / width) - Math.floor(from / width) + 1);
    const { list } = counts.buckets(to, count, width);
    const start = (Math.floor(to / width) - count + 1) * width;
    return {
      type: 'timeline',
      q,
      from: start,
      width,
      buckets: list.map(({ total, warnings, errors }) => [total, warnings, errors] as const),
      complete: this.view.held.isComplete(pane, { from, to: to + 1 }),
    };
  }

  paneState(pane: Pane): PaneState {
    const { held } = this.view;
    const list = this.#list(pane, 'shown');
    const { length } = list;
    return {
      pane,
      shown: length,
      found: this.#list(pane, 'found').length,
      alarms: this.#list(pane, 'alarms').length,
      edge: held.edge(this.#solo(pane)),
      edgeOf: held.edgeLogs(this.#solo(pane)),
      first: length > 0 ? this.#names.rowOf(list.at(0)) : null,
      last: length > 0 ? this.#names.rowOf(list.at(length - 1)) : null,
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#names.close();
    this.view.close();
    this.#card.leave();
  }

  /** Returns the only log visible in the merged pane, if it is restricted to one. */
  #solo(pane: Pane): Pane {
    const { solo } = this.#settings;
    return pane === null && solo !== null && this.view.isVisible(solo) ? solo : pane;
  }

  #list(pane: Pane, kind: ListKind): IdSequence {
    return listOf(this.view.held, kind === 'all' ? pane : this.#solo(pane), kind);
  }

  #rowsOf(list: IdSequence, first: number, end: number): Row[] {
    const rows: Row[] = [];
    for (let i = first; i < end; i++) {
      const id = list.at(i);
      const entry = this.view.held.get(id);
      if (entry) rows.push(this.#maker.row(id, this.#names.rowOf(id), entry));
    }
    return rows;
  }

  #place(list: IdSequence, at: RowPlace): { readonly index: number; readonly gone: boolean } {
    if (at === 'start') return { index: 0, gone: false };
    if (at === 'end') return { index: list.length, gone: false };
    if ('share' in at) return { index: Math.floor(at.share * list.length), gone: false };
    if ('time' in at) return { index: indexOfTime(this.view.held, list, at.time), gone: false };
    const id = this.#names.entryOf(at.id);
    if (id === null) return { index: 0, gone: true };
    const index = list.lowerBound(id);
    return { index, gone: index >= list.length || list.at(index) !== id };
  }

  #stretch({ pane, from, to }: Stretch): {
    readonly list: IdSequence;
    readonly first: number;
    readonly end: number;
  } {
    const list = this.#list(pane, 'shown');
    const first = from === null ? 0 : this.#place(list, { id: from }).index;
    if (to === null) return { list, first, end: list.length };
    const last = this.#place(list, { id: to });
    return { list, first, end: last.gone ? last.index : last.index + 1 };
  }
}

const sessionFilter = ({ kind, text, negate, enabled }: ViewFilter) => ({
  pattern: kind === 'where' ? conditionFilter(text) : text,
  negate,
  enabled,
});

const settingsProblem = ({ filters, search }: ViewSettings): SettingsProblem | null => {
  for (const [at, filter] of filters.entries()) {
    const message = checkFilter(sessionFilter(filter).pattern);
    if (message !== null) return { message, at };
  }
  const message = search === null ? null : checkPattern(search);
  return message === null ? null : { message, at: 'search' };
};
