import { severity } from '../../../core/level.ts';
import type { SourceId } from '../../../core/record.ts';
import { type EntryId, isRecord, type MarkerEntry, type StoreEntry } from '../../../core/store/entry.ts';
import { IdList, type IdSequence } from '../../../core/store/ids.ts';
import { completeFrom, completeTo, entryMoment, type Lane, type PastEdge } from '../../../core/store/past.ts';
import { FixedIds, IdsBefore, IdsFrom, JoinedIds, NO_IDS } from '../../../core/store/sequences.ts';
import type { MarkerTest, RecordCount, RecordTest, StoreViews, ViewKind } from '../../../core/store/views.ts';
import type { Source } from '../../../core/target.ts';
import { bytesText } from '../../../core/text/quantities.ts';
import type { TimeSpan } from '../snapshot.ts';
import type { LiveHistory } from './history.ts';
import type { PastChange } from './lanes.ts';

/** The data behind the lists of older lines. */
export interface PastViewsOptions {
  readonly history: () => LiveHistory;
  readonly buffered: StoreViews;
  readonly get: (id: EntryId) => StoreEntry | undefined;
  readonly sourceOf: (id: SourceId) => Source | undefined;
  readonly openSources: () => readonly SourceId[];
  /** Returns true if this viewer has the source. */
  readonly visible: (source: SourceId) => boolean;
  readonly range: () => TimeSpan | null;
  /** Returns true if a time range is set and everything in it was read, of one log (null: of all). */
  readonly isRangeRead: (source: SourceId | null) => boolean;
  /** Returns true if lines between the older lines and the buffer can be read. */
  readonly canReadOn: (source: SourceId) => boolean;
}

type Lists = Readonly<Record<ViewKind, IdList>> & {
  /** Number of records on the lists `all` and `shown`, without markers. */
  readonly records: { held: number; shown: number };
};

const newLists = (): Lists => ({
  all: new IdList(),
  shown: new IdList(),
  found: new IdList(),
  alarms: new IdList(),
  records: { held: 0, shown: 0 },
});

/** A message shown once between earlier buffered entries and later ones. */
interface Divider {
  /** The first entry after it. */
  readonly before: EntryId;
  /** The logs it concerns. */
  readonly sources: ReadonlySet<SourceId>;
  readonly text: string;
}

const ALARM = severity('error');

/** Lists of the older lines followed by the buffer; rebuilt on request after a change. */
export class PastViews {
  readonly #options: PastViewsOptions;
  #filter: RecordTest | null = null;
  #markers: MarkerTest = () => true;
  #search: RecordTest | null = null;
  #hidden: ReadonlySet<SourceId> = new Set();
  #complete: MergedSpan | null = null;
  #lists: Map<SourceId | null, Lists> | null = null;
  /** Rows between entries that describe what is missing, by their ids. */
  readonly #said = new Map<EntryId, MarkerEntry>();
  #dividers: readonly Divider[] = [];

  constructor(options: PastViewsOptions) {
    this.#options = options;
  }

  setFilter(filter: RecordTest | null, markers: MarkerTest = () => true): void {
    this.#filter = filter;
    this.#markers = markers;
    this.#lists = null;
  }

  setSearch(search: RecordTest | null): void {
    this.#search = search;
    this.#lists = null;
  }

  setHidden(hidden: ReadonlySet<SourceId>): void {
    this.#hidden = hidden;
    this.#lists = null;
  }

  /**
   * Updates the lists after a change. Entries added in front of one log only have to be added in front of its
   * lists.
   */
  changed(change: PastChange): void {
    const history = this.#options.history();
    if (change.kind === 'none' && history.lanes.size === 1) return;
    if (change.kind !== 'prepended' || history.lanes.size !== 1 || this.#lists === null) {
      this.#lists = null;
      return;
    }
    for (let i = change.count - 1; i >= 0; i--) this.#placeInFront(i);
  }

  get(id: EntryId): StoreEntry | undefined {
    return Number.isInteger(id) ? this.#options.history().get(id) : this.#said.get(id);
  }

  /** Returns the records and markers of one log (null: of all), older lines before the buffer. */
  view(source: SourceId | null, kind: ViewKind): IdSequence {
    const past = this.#of(source)[kind];
    const buffered = this.#options.buffered.view(source, kind);
    return past.length === 0 ? buffered : new JoinedIds([past, buffered]);
  }

  /**
   * Returns the same with rows in between: what is before the first entry, and what is missing after the older lines.
   */
  rows(source: SourceId | null, kind: 'all' | 'shown'): IdSequence {
    const past = this.#of(source)[kind];
    // The lines around a record were read from the host, where nothing is filtered; the buffer would repeat some.
    const isAround = kind === 'all' && this.#isAround(source);
    const buffered = isAround ? NO_IDS : this.#options.buffered.view(source, kind);
    const inside = isAround ? [] : this.#dividersIn(source);
    if (past.length + buffered.length + inside.length === 0) return NO_IDS;
    const gap = this.#gapRow(source, source === null ? -0.125 : -0.25 - source / 2 ** 24);
    const firsts = [past, gap, buffered].flatMap(list => (list.length > 0 ? [list.at(0)] : []));
    const first = Math.min(...firsts, ...inside.map(({ before }) => before));
    const edge = this.#edgeRow(source, first - (source === null ? 0.75 : 0.5));
    return new JoinedIds([edge, past, gap, ...this.#divided(source, buffered, inside)]);
  }

  /** Returns true while the lines around a record of a log are displayed (null: of any log). */
  #isAround(source: SourceId | null): boolean {
    const { around } = this.#options.history();
    return source === null ? around.size > 0 : around.has(source);
  }

  /** Adds a message after the currently buffered entries of all logs, once in each pane and in the merged log. */
  divide(before: EntryId, text: string): void {
    const sources = new Set(this.#options.openSources());
    this.#dividers = [...this.#dividers.filter(one => one.before < before), { before, sources, text }];
  }

  /** Removes the messages, because the logs are read again from their last lines. */
  undivide(): void {
    this.#dividers = [];
  }

  /**
   * Returns the messages between a log's buffered entries (null: all logs). A message is dropped once nothing is left
   * before it; if nothing has arrived at all, it explains why.
   */
  #dividersIn(source: SourceId | null): readonly Divider[] {
    if (this.#dividers.length === 0 || this.#options.range() !== null) return [];
    const all = this.#options.buffered.view(source, 'all');
    return this.#dividers.filter(
      ({ before, sources }) =>
        (source === null || sources.has(source)) && (all.length === 0 || all.at(0) < before),
    );
  }

  /** Returns the buffered entries including the messages between them. */
  #divided(source: SourceId | null, buffered: IdSequence, inside: readonly Divider[]): IdSequence[] {
    const parts: IdSequence[] = [];
    let rest = buffered;
    for (const { before, text } of inside) {
      const id = before - (source === null ? 0.25 : 0.375);
      parts.push(new IdsBefore(rest, before), this.#say(id, source ?? NO_SOURCE, text));
      rest = new IdsFrom(rest, before);
    }
    return [...parts, rest];
  }

  /** Returns how many records of one log (null: of all but the hidden) exist and are visible. */
  records(source: SourceId | null): RecordCount {
    const { openSources, buffered } = this.#options;
    const past = this.#of(source).records;
    const logs = source === null ? openSources().filter(id => !this.#hidden.has(id)) : [source];
    const counts = [past, ...logs.map(id => buffered.records(id))];
    return {
      held: counts.reduce((sum, { held }) => sum + held, 0),
      shown: counts.reduce((sum, { shown }) => sum + shown, 0),
    };
  }

  /** Returns what is before the first entry of one log, or of all of them; null: unknown. */
  edge(source: SourceId | null): { readonly edge: PastEdge; readonly logs: readonly SourceId[] } | null {
    const { openSources, isRangeRead } = this.#options;
    const history = this.#options.history();
    const open = openSources().filter(id => !this.#hidden.has(id));
    if (isRangeRead(source) && (source !== null || open.length > 0))
      return { edge: { kind: 'range' }, logs: source === null ? open : [source] };
    if (source !== null) {
      const edge = history.edge(source);
      return edge && { edge, logs: [source] };
    }
    const known = open.flatMap(id => {
      const edge = history.edge(id);
      return edge ? [{ id, edge }] : [];
    });
    for (const isWanted of EDGES_IN_ORDER) {
      const logs = known.filter(({ edge }) => isWanted(edge));
      if (logs.length > 0)
        return {
          edge: joinedEdge(logs.map(({ edge }) => edge)),
          logs: this.#firstOf(logs.map(({ id }) => id)),
        };
    }
    return null;
  }

  /**
   * Returns the logs, starting with the one whose older lines start latest: before that point, the other logs' lines
   * are not shown.
   */
  #firstOf(logs: readonly SourceId[]): readonly SourceId[] {
    const { source } = completeFrom(this.#merged, log => this.#bufferedFrom(log));
    return source !== null && logs.includes(source) ? [source, ...logs.filter(log => log !== source)] : logs;
  }

  #edgeRow(source: SourceId | null, id: EntryId): IdSequence {
    const found = this.edge(source);
    if (found === null) return NO_IDS;
    const names = source === null ? ` ${this.#names(found.logs)}` : '';
    const isOfAll = source === null && (found.edge.kind === 'range' || found.logs.length > 1);
    return this.#say(id, isOfAll ? NO_SOURCE : found.logs[0]!, edgeText(found.edge, names, isOfAll));
  }

  #gapRow(source: SourceId | null, id: EntryId): IdSequence {
    const { canReadOn, range } = this.#options;
    const torn = this.#torn(source);
    if (torn.length === 0) return NO_IDS;
    if (this.#isAround(source)) return this.#say(id, torn[0]![0], 'the context ends here: x goes back');
    const to = range()?.to ?? null;
    const isRead = ([, { entries }]: (typeof torn)[number]): boolean =>
      entries.length > 0 && entryMoment(entries.at(-1)!) >= to!;
    if (to !== null && torn.every(isRead)) return NO_IDS;
    const names = source === null ? ` of ${this.#names(torn.map(([log]) => log))}` : '';
    const text = torn.some(([, lane]) => lane.readingOn)
      ? `reading on${names}…`
      : torn.some(([log]) => canReadOn(log))
        ? `lines${names} in between are on the host: keep moving down to read them`
        : `lines${names} in between are not buffered; press R to read the logs again`;
    return this.#say(id, torn[0]![0], text);
  }

  /** Returns whether lines between older lines and the buffer are unread. */
  gap(source: SourceId | null): 'reading' | 'unread' | null {
    const torn = this.#torn(source);
    if (torn.length === 0) return null;
    return torn.some(([, { readingOn }]) => readingOn) ? 'reading' : 'unread';
  }

  /** Returns the logs whose older lines do not adjoin the buffer, of one log or of all (null). */
  #torn(source: SourceId | null): readonly (readonly [SourceId, Lane])[] {
    const lanes = source === null ? this.#merged : this.#options.history().lanes;
    return [...lanes].filter(
      ([log, lane]) => (source === null || log === source) && !lane.attached && lane.pages.length > 0,
    );
  }

  #names(logs: readonly SourceId[]): string {
    const names = logs.slice(0, 2).map(id => {
      const source = this.#options.sourceOf(id);
      return source ? `${source.host.name}:${source.log}` : '?';
    });
    return `${names.join(', ')}${logs.length > 2 ? ` and ${logs.length - 2} more` : ''}`;
  }

  #say(id: EntryId, source: SourceId, text: string): IdSequence {
    if (this.#said.size > MAX_SAID) this.#said.clear();
    this.#said.set(id, { source, marker: { kind: 'notice', at: 0, text } });
    return new FixedIds([id]);
  }

  /** The times between which the older lines of all logs are available; of one log, all are shown. */
  get #mergedSpan(): MergedSpan {
    if (this.#complete !== null) return this.#complete;
    const lanes = this.#merged;
    this.#complete =
      lanes.size === 1
        ? ALL_TIMES
        : {
            from: completeFrom(lanes, source => this.#bufferedFrom(source)).moment,
            to: completeTo(lanes),
          };
    return this.#complete;
  }

  /** The older lines of the logs in the merged view; in a context, of those that are part of it. */
  get #merged(): ReadonlyMap<SourceId, Lane> {
    const { history, visible } = this.#options;
    const { lanes } = history();
    return new Map([...lanes].filter(([source]) => visible(source) && this.#isMerged(source)));
  }

  #of(source: SourceId | null): SomeLists {
    this.#lists ??= this.#make();
    return this.#lists.get(source) ?? NOTHING;
  }

  #make(): Map<SourceId | null, Lists> {
    const made = new Map<SourceId | null, Lists>([[null, newLists()]]);
    this.#complete = null;
    this.#lists = made;
    for (let i = this.#options.history().entries.length - 1; i >= 0; i--) this.#placeInFront(i);
    return made;
  }

  #listsOf(source: SourceId): Lists {
    let own = this.#lists!.get(source);
    if (!own) {
      own = newLists();
      this.#lists!.set(source, own);
    }
    return own;
  }

  /** Adds an older entry, by its index, in front of its lists. */
  #placeInFront(index: number): void {
    const history = this.#options.history();
    const entry = history.entries[index]!;
    if (!this.#options.visible(entry.source)) return;
    const id = index - history.entries.length;
    const { from, to } = this.#mergedSpan;
    const moment = entryMoment(entry);
    const isMerged = moment >= from && moment <= to && this.#isMerged(entry.source);
    const own = this.#listsOf(entry.source);
    const lists = isMerged ? [own, this.#lists!.get(null)!] : [own];
    const record = isRecord(entry) ? entry : null;
    for (const { all, records } of lists) {
      all.prepend(id);
      if (record) records.held++;
    }
    const isShown = record ? (this.#filter?.(record) ?? true) : this.#markers(entry as MarkerEntry);
    if (!isShown) return;
    for (const { shown, records } of lists) {
      shown.prepend(id);
      if (record) records.shown++;
    }
    if (record === null) return;
    if (record.level !== null && severity(record.level) >= ALARM)
      for (const { alarms } of lists) alarms.prepend(id);
    if (this.#search?.(record)) for (const { found } of lists) found.prepend(id);
  }

  #isMerged(source: SourceId): boolean {
    const { around } = this.#options.history();
    return !this.#hidden.has(source) && (around.size === 0 || around.has(source));
  }

  #bufferedFrom(source: SourceId): number | null {
    const ids = this.#options.buffered.view(source, 'all');
    const entry = ids.length > 0 ? this.#options.get(ids.at(0)) : undefined;
    return entry ? entryMoment(entry) : null;
  }
}

/** Milliseconds since the epoch, both inclusive. */
interface MergedSpan {
  readonly from: number;
  readonly to: number;
}

const ALL_TIMES: MergedSpan = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Number of cached rows; other rows are rebuilt when displayed. */
const MAX_SAID = 4096;

type SomeLists = Readonly<Record<ViewKind, IdSequence>> & { readonly records: RecordCount };

const NOTHING: SomeLists = {
  all: NO_IDS,
  shown: NO_IDS,
  found: NO_IDS,
  alarms: NO_IDS,
  records: { held: 0, shown: 0 },
};

/** The source of messages about all logs. */
const NO_SOURCE: SourceId = -1;

/** The edges of several logs, in order of importance. */
const EDGES_IN_ORDER: readonly ((edge: PastEdge) => boolean)[] = [
  ({ kind }) => kind === 'reading',
  edge => edge.kind === 'older' && !edge.fileStart,
  ({ kind }) => kind === 'older',
  ({ kind }) => kind === 'unreadable',
  ({ kind }) => kind === 'start',
];

/** Returns the edge of several logs with edges of the same kind. */
const joinedEdge = (edges: readonly PastEdge[]): PastEdge => {
  const searched = edges.reduce((sum, edge) => sum + (('searched' in edge && edge.searched) || 0), 0);
  return searched === 0 ? edges[0]! : ({ ...edges[0]!, searched } as PastEdge);
};

const edgeText = (edge: PastEdge, names: string, isOfAll: boolean): string => {
  switch (edge.kind) {
    case 'older':
      if (edge.fileStart)
        return `${names === '' ? 'the file starts' : `the files of${names} start`} here: press k or g to look for rotated ones`;
      return `older lines${names === '' ? ' are on the host' : ` of${names} are on the hosts`}: press k, PgUp or g to read them`;
    case 'reading':
      return `reading older lines${names === '' ? '' : ` of${names}`}…${searchedText(edge)}`;
    case 'start':
      return isOfAll ? 'the logs start here' : 'the log starts here';
    case 'range':
      return 'the time range starts here: Esc shows all times';
    case 'unreadable':
      return `earlier lines cannot be read: ${edge.why}`;
  }
};

const searchedText = ({ searched = 0 }: PastEdge & { readonly kind: 'reading' }): string =>
  searched === 0 ? '' : ` ${bytesText(searched)} searched, Esc stops`;
