import { isDeepStrictEqual } from 'node:util';
import { standsForSeveral } from '../../core/place.ts';
import { momentOf, type SourceId } from '../../core/record.ts';
import type { EntryId, StoreEntry } from '../../core/store/entry.ts';
import type { TakenEntry } from '../../core/store/store.ts';
import { type MarkerTest, type RecordTest, StoreViews } from '../../core/store/views.ts';
import type { Source } from '../../core/target.ts';
import type { SessionAction, SessionEvent } from './actions.ts';
import { UNKNOWN_FORMAT } from './condition.ts';
import type { RemoteFilter, Session } from './contract.ts';
import { filterTest } from './filterTest.ts';
import type { Hub, HubListener } from './hub.ts';
import { createPast, type Past } from './past/past.ts';
import { matchBytes } from './pattern.ts';
import type { RecordAccess } from './recordAccess.ts';
import { initialState, reduce } from './reducer.ts';
import type { SessionSnapshot, SessionState } from './snapshot.ts';

export interface ViewOptions {
  /** The initial filters, level and case. */
  readonly initial?: Partial<RemoteFilter>;
  /**
   * True if this is the only view, so its filters run on the hosts. Default: they run locally and do not affect other
   * views.
   */
  readonly owner?: boolean;
  /** Selects the sources of this view. Default: all. */
  readonly sees?: (source: Source) => boolean;
}

/** One viewer's view of a hub: its own filters, level, search, range and messages over shared data. */
export class HubView implements Session, HubListener {
  readonly held: RecordAccess;
  readonly #hub: Hub;
  readonly #owner: boolean;
  readonly #views: StoreViews;
  readonly #past: Past;
  readonly #listeners = new Set<() => void>();
  readonly #leave: () => void;
  readonly #seen = new Map<SourceId, boolean>();
  #sees: ((source: Source) => boolean) | null;
  #state: SessionState;
  #taken: SessionSnapshot | null = null;

  constructor(hub: Hub, { initial = {}, owner = false, sees }: ViewOptions = {}) {
    this.#hub = hub;
    this.#owner = owner;
    this.#sees = sees ?? null;
    const nextId = Math.max(0, ...(initial.filters ?? []).map(filter => filter.id)) + 1;
    this.#state = { ...initialState, ...initial, nextId };
    this.#state = { ...this.#state, ...this.#sharedState() };
    const visible = (id: SourceId): boolean => this.isVisible(id);
    this.#views = new StoreViews(hub.store, this.#sees === null ? null : visible);
    this.#past = createPast({
      shared: hub.past,
      owner,
      store: hub.store,
      views: this.#views,
      sourceOf: id => hub.source(id),
      visible,
      state: () => this.#state,
      changed: () => this.changed(),
      notify: (tone, text) => this.#apply({ type: 'notify', tone, text }),
    });
    this.#setFilter();
    this.held = this.#past.access(hub.timeline(visible));
    this.#leave = hub.join(this);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): SessionSnapshot {
    this.#taken ??= this.#takeSnapshot();
    return this.#taken;
  }

  /** Returns true if this view has the source. */
  isVisible(id: SourceId): boolean {
    if (this.#sees === null) return true;
    const known = this.#seen.get(id);
    if (known !== undefined) return known;
    const source = this.#hub.source(id);
    if (source === undefined) return false;
    const seen = this.#sees(source);
    this.#seen.set(id, seen);
    return seen;
  }

  /** Changes which sources this view has. */
  setSees(sees: (source: Source) => boolean): void {
    this.#sees = sees;
    this.#seen.clear();
    this.#state = { ...this.#state, ...this.#sharedState() };
    this.#views.setVisible(id => this.isVisible(id));
    this.#past.reshaped();
    this.changed();
  }

  dispatch(action: SessionAction): void {
    switch (action.type) {
      case 'answer': {
        const same = sameQuestions(this.#state, action);
        this.#hub.answer(action);
        for (const id of same) this.dispatch({ ...action, id });
        break;
      }
      case 'removeSource':
        this.#hub.removeSource(action.source);
        break;
      default: {
        const before = this.#state;
        this.#apply(action);
        this.#lookAgain(before);
        this.#pass(action);
        this.#past.fill();
      }
    }
  }

  work(entries: number): boolean {
    if (!this.#views.scanning) return false;
    const more = this.#views.scan(entries);
    if (!more) this.#past.fill();
    this.changed();
    return more;
  }

  tick(): void {
    this.#hub.tick();
  }

  fill(): void {
    this.#past.fill();
  }

  /** Detaches from the hub. */
  close(): void {
    this.#leave();
    this.#past.close();
    this.#views.close();
    this.#listeners.clear();
  }

  heard(event: SessionAction | SessionEvent): void {
    const source = event.type === 'opened' ? event.source.id : 'source' in event ? event.source : null;
    if (source !== null && event.type !== 'removeSource' && !this.isVisible(source)) return;
    this.#apply(event);
  }

  appended(first: EntryId, entries: readonly StoreEntry[]): void {
    this.#views.appended(first, entries);
  }

  taken(entries: readonly TakenEntry[]): void {
    this.#views.taken(entries);
  }

  dropped(source: SourceId, ids: readonly EntryId[]): void {
    this.#views.dropped(source, ids);
    this.#past.reshaped();
    this.changed();
  }

  changed(): void {
    this.#taken = null;
    for (const listener of this.#listeners) listener();
  }

  #sharedState(): Pick<SessionState, 'sources' | 'questions'> {
    const { sources, questions } = this.#hub.shared;
    return { sources: sources.filter(({ source }) => this.isVisible(source.id)), questions };
  }

  #apply(event: SessionAction | SessionEvent): void {
    const before = this.#state;
    this.#state = reduce(before, event, this.#hub.now());
    if (this.#state !== before) this.changed();
  }

  /** Filters and searches the buffer again if an action changed the criteria. */
  #lookAgain(before: SessionState): void {
    const { filters, level, ignoreCase, search, range } = this.#state;
    const recased = before.ignoreCase !== ignoreCase;
    if (recased || before.search !== search) {
      const matches = search === null ? null : matchBytes(search, ignoreCase);
      const test: RecordTest | null = matches && (record => matches(record.text));
      this.#views.setSearch(test);
      this.#past.setSearch(test);
    }
    if (before.hidden !== this.#state.hidden) {
      const hidden = new Set(this.#state.hidden);
      this.#views.setHidden(hidden);
      this.#past.setHidden(hidden);
    }
    const narrowed = recased || before.filters !== filters || before.level !== level;
    if (narrowed) this.#past.refilter(before, this.#state);
    if (narrowed || before.range !== range) this.#setFilter();
    if (narrowed && this.#owner) this.#hub.applyFilter(this.#state, false);
  }

  #setFilter(): void {
    const { range } = this.#state;
    const passes = filterTest(
      this.#state,
      ({ source }) => this.#hub.source(source)?.format ?? UNKNOWN_FORMAT,
    );
    if (range === null) {
      this.#views.setFilter(passes);
      this.#past.setFilter(passes);
      return;
    }
    const isIn = (moment: number): boolean => moment >= range.from && moment < range.to;
    const test: RecordTest = record => isIn(momentOf(record)) && (passes === null || passes(record));
    const markers: MarkerTest = ({ marker }) => isIn(marker.at);
    this.#views.setFilter(test, markers);
    this.#past.setFilter(test, markers);
  }

  /** Forwards actions that others perform. */
  #pass(action: SessionAction): void {
    const { control } = this.#hub;
    switch (action.type) {
      case 'addSources':
        control
          .add(action.names, action.only ?? false)
          .catch(error => this.#apply({ type: 'notify', tone: 'error', text: errorText(error) }));
        break;
      case 'browse':
        control.browse?.(action.on);
        break;
      case 'retry':
        control.retry(action.source);
        break;
      case 'reread':
        this.#past.reread();
        if (this.#owner) this.#hub.applyFilter(this.#state, true);
        else this.#hub.reread();
        break;
      case 'readOlder':
      case 'stopReading':
      case 'readOn':
      case 'readAt':
      case 'readAround':
      case 'leaveAround':
      case 'dropDetached':
        this.#past.read(action);
        break;
      default:
    }
  }

  #takeSnapshot(): SessionSnapshot {
    const { nextId: _, sources, ...rest } = this.#state;
    return {
      ...rest,
      ...this.#hub.rates,
      sources: withoutMatched(sources).map(one => this.#hub.statusOf(one)),
      buffer: this.#hub.buffer,
      scanned: this.#views.progress,
      shown: this.#views.view(null, 'shown').length,
      found: this.#views.view(null, 'found').length,
    };
  }
}

/**
 * Omits what stands for several sources while some of those are open: a glob that waited for its first file has nothing
 * more to show.
 */
const withoutMatched = (sources: SessionState['sources']): SessionState['sources'] =>
  sources.filter(
    ({ source, state }) =>
      state.kind !== 'done' ||
      !standsForSeveral(source.place) ||
      !sources.some(other => other.source.partOf === source.id),
  );

/** Finds other questions about the same key of the same host: one answer covers all of them, and only them. */
const sameQuestions = ({ questions }: SessionState, action: SessionAction): number[] => {
  if (action.type !== 'answer') return [];
  const asked = questions.find(one => one.id === action.id)?.question;
  if (asked?.kind !== 'host-key') return [];
  const [same] = questions.filter(one => one.id !== action.id && isDeepStrictEqual(one.question, asked));
  return same ? [same.id] : [];
};

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
