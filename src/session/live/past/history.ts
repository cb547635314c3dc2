import type { HistoryPlace } from '../../../core/history/place.ts';
import { type LogRecord, momentOf, type SourceId } from '../../../core/record.ts';
import { type EntryId, isRecord, type StoreEntry } from '../../../core/store/entry.ts';
import {
  emptyLane,
  entryMoment,
  type Lane,
  type PastEdge,
  placeToReadBack,
  readBack,
  readForth,
  withoutTorn,
  withTaken,
} from '../../../core/store/past.ts';
import type { TakenEntry } from '../../../core/store/store.ts';
import type { Source } from '../../../core/target.ts';
import { BackSearch, type Effort } from './backSearch.ts';
import type { HistoryControl, PastRead } from './historyControl.ts';
import { LaneReads } from './laneReads.ts';
import { detached, idle, LOST, NOWHERE, olderEdge, readingEdge, startsBy } from './laneState.ts';
import { Lanes, type LanesListener } from './lanes.ts';

/**
 * Maximum number of pages to read from the place found for a time until one reaches it: places are some bytes apart,
 * and lines may be short.
 */
const MAX_PAGES_TO_MOMENT = 10;
/** Number of lines in such a page, at least. */
const MIN_LINES_TO_MOMENT = 1000;

/** Maximum number of bytes to search for matches after a given place. */
const FORTH_BYTES = 2 * 1024 * 1024 * 1024;

export interface LiveHistoryOptions {
  readonly control: HistoryControl;
  /** Maximum number of bytes of older lines to keep. */
  readonly bytes: () => number;
  readonly sourceOf: (id: SourceId) => Source | undefined;
  /** Returns the place of a log's oldest buffered line; null: unknown, because others left the buffer. */
  readonly bufferStart: (source: SourceId) => HistoryPlace | null;
  /** Called before older lines of a log are read for the first time: may move its first lines out of the buffer. */
  readonly readsFirst: () => void;
  /** Called when the entries changed. */
  readonly changed: LanesListener;
  /** Called when a read failed. */
  readonly failed: (source: SourceId, error: unknown) => void;
}

/** The start and end in a log of entries taken from the buffer; null: unknown. */
export interface TakenPlaces {
  readonly first: HistoryPlace | null;
  readonly last: HistoryPlace | null;
  /** True if the buffer follows directly. */
  readonly attached: boolean;
  /** Bytes of the first entry if it is the rest of a record that starts earlier; otherwise 0. */
  readonly torn: number;
}

/** The older lines read so far: their entries have negative ids, ordered by time across all logs. */
export class LiveHistory {
  readonly #options: LiveHistoryOptions;
  readonly #lanes: Lanes;
  readonly #reads: LaneReads;
  /** A log's older lines from before the context of a record was displayed. */
  readonly #aside = new Map<SourceId, Lane>();
  /** The logs whose context is displayed. */
  readonly #around = new Set<SourceId>();
  /** The search backwards in each log. */
  readonly #searches = new Map<SourceId, BackSearch>();

  constructor(options: LiveHistoryOptions) {
    this.#options = options;
    this.#lanes = new Lanes(options.bytes, options.changed);
    this.#reads = new LaneReads(this.#lanes, options.failed);
  }

  get lanes(): ReadonlyMap<SourceId, Lane> {
    return this.#lanes.all;
  }

  get entries(): readonly StoreEntry[] {
    return this.#lanes.entries;
  }

  /** The logs whose lines around a record are displayed, instead of all others. */
  get around(): ReadonlySet<SourceId> {
    return this.#around;
  }

  get(id: EntryId): StoreEntry | undefined {
    return this.entries[id + this.entries.length];
  }

  /** Returns the lane of a log, created on first use; null while nothing is known about its older lines. */
  lane(source: SourceId): Lane | null {
    const known = this.lanes.get(source);
    if (known) return known;
    const start = this.#options.control.start(source);
    if (start === null || typeof start === 'string') return null;
    const lane = emptyLane(this.#options.bufferStart(source) ?? start, true);
    this.#lanes.put(source, lane);
    return lane;
  }

  /** Returns what is before a log's first entry; null: not known yet. */
  edge(source: SourceId): PastEdge | null {
    const lane = this.lane(source);
    if (lane?.edge.kind === 'older') return { ...lane.edge, fileStart: this.#isFileStart(source, lane) };
    if (lane) return lane.edge;
    const why = this.#options.control.start(source);
    return typeof why === 'string' ? { kind: 'unreadable', why } : null;
  }

  /** Returns true if older lines of one log (null: of any) were read from its host. */
  hasReadOlder(source: SourceId | null): boolean {
    return [...this.lanes].some(
      ([log, { pages }]) =>
        (source === null || source === log) && pages.some(({ taken }) => taken === undefined),
    );
  }

  #isFileStart(source: SourceId, { pages, first }: Lane): boolean {
    const from = pages.length > 0 ? first : this.#options.bufferStart(source);
    return from?.offset === 0;
  }

  /**
   * Returns true if the older lines of a log extend back to a given time, or cannot do so. The buffer starts at
   * `buffered`; null: it is empty.
   */
  reaches(source: SourceId, moment: number, buffered: number | null): boolean {
    if (buffered !== null && buffered < moment) return true;
    const lane = this.lanes.get(source);
    if (!lane) return false;
    const first = lane.entries[0];
    const last = lane.entries.at(-1);
    const isAtStart = lane.edge.kind === 'start' || lane.edge.kind === 'unreadable';
    const isFromBefore =
      isAtStart || startsBy(lane, moment) || (first !== undefined && entryMoment(first) < moment);
    return isFromBefore && (lane.attached || (last !== undefined && entryMoment(last) >= moment));
  }

  /**
   * Reads older lines of a log; returns false if there are none. If they are being read already, reads on until this
   * request is satisfied too.
   */
  readOlder(source: SourceId, lines: number, effort: Effort = 'much'): boolean {
    if (this.lane(source)?.pages.length === 0) this.#options.readsFirst();
    const lane = this.lane(source);
    const target = this.#options.sourceOf(source);
    const current = this.#searches.get(source);
    if (lane?.edge.kind === 'reading' && current) {
      current.extend(lines, effort);
      return true;
    }
    if (!lane || !target || lane.edge.kind !== 'older') return false;
    // If nothing has been read yet, the older lines end where the buffer now starts.
    const isUnread = lane.pages.length === 0;
    const from = isUnread ? (this.#options.bufferStart(source) ?? lane.first) : null;
    const place = from === null ? {} : { first: from, last: from };
    const { searched = 0 } = lane.edge;
    this.#lanes.set(source, { ...lane, ...place, edge: readingEdge(searched) });
    const search = new BackSearch(lines, effort, searched);
    this.#searches.set(source, search);
    void this.#searchBack(source, target, search).finally(() => {
      if (this.#searches.get(source) === search) this.#searches.delete(source);
    });
    return true;
  }

  /** Reads page after page until the search has enough: what was found is visible after each. */
  async #searchBack(source: SourceId, target: Source, search: BackSearch): Promise<void> {
    for (let isDone = false; !isDone; ) {
      const before = this.lanes.get(source);
      if (!before) return;
      const reading = async (signal: AbortSignal): Promise<{ lane: Lane }> => {
        const from = placeToReadBack(before);
        const read = await this.#options.control.back(target, from, search.next(), signal);
        const now = this.lanes.get(source)!;
        isDone = !search.take(read);
        // Lines that follow the ones searched left the buffer: whoever reads on starts from there again.
        const isMoved = before.pages.length > 0 && now.pages.length === 0;
        const edge: PastEdge =
          read.end === 'lost'
            ? LOST
            : read.end === 'edge' && !isMoved
              ? { kind: 'start' }
              : olderEdge(isMoved ? 0 : search.searchedInAll);
        if (isMoved) isDone = true;
        if (isMoved || !read.edges) return { lane: { ...now, edge } };
        const rest = before.torn === undefined ? { ...now, torn: undefined } : withoutTorn(now);
        const next = readBack(this.#detachedIfMoved(source, rest), read.records, read.edges);
        const state = isDone ? edge : readingEdge(search.searchedInAll);
        return { lane: this.#lanes.bounded({ ...next, edge: state }, 'newest') };
      };
      if (!(await this.#reads.run(source, reading))) return;
    }
  }

  /** Returns the lane without a link to the buffer if lines between them left it during the first read. */
  #detachedIfMoved(source: SourceId, lane: Lane): Lane {
    if (lane.pages.length > 0 || !lane.attached) return lane;
    const start = this.#options.bufferStart(source);
    const isAdjacent = start === null || start.offset === lane.last.offset;
    return isAdjacent ? lane : { ...lane, attached: false };
  }

  /** Stops reading older lines of a log; what was read stays. */
  stop(source: SourceId): void {
    this.#reads.stop(source);
  }

  /** Stops all reads. */
  close(): void {
    this.#reads.stopAll();
  }

  /** Continues reading after a range that is not adjacent to the buffer. */
  readOn(source: SourceId, lines: number, bytes = FORTH_BYTES): boolean {
    const lane = this.lane(source);
    const target = this.#options.sourceOf(source);
    if (!lane || !target || lane.attached || lane.readingOn || this.#aside.has(source)) return false;
    const until = this.#options.bufferStart(source);
    if (until === null) return false;
    this.#lanes.set(source, { ...lane, readingOn: true });
    void this.#reads.run(source, async signal => {
      const limits = { lines, bytes };
      const read = await this.#options.control.forth(target, lane.last, until, limits, signal);
      const now = this.lanes.get(source)!;
      const next = read.edges ? readForth(now, read.records, read.edges) : now;
      return {
        lane: this.#lanes.bounded({ ...next, readingOn: false, attached: read.end === 'edge' }, 'oldest'),
      };
    });
    return true;
  }

  /** Reads a range starting at a time, replacing earlier reads; resolves when it was read or failed. */
  async readAt(source: SourceId, moment: number, lines: number): Promise<void> {
    const lane = this.lane(source);
    const target = this.#options.sourceOf(source);
    if (!lane || !target) return;
    const { control } = this.#options;
    const kept = this.#replace(source, lane);
    const reading = async (signal: AbortSignal): Promise<{ lane: Lane }> => {
      const place = await control.locate(target, moment, signal);
      if (place === null) return { lane: kept };
      const until = this.#options.bufferStart(source);
      const edge: PastEdge = place.isStart ? { kind: 'start' } : { kind: 'older' };
      let next: Lane = { ...emptyLane(place, false), edge, since: moment };
      let from: HistoryPlace = place;
      const limits = { lines: Math.max(lines, MIN_LINES_TO_MOMENT), bytes: FORTH_BYTES };
      for (let page = 1; ; page++) {
        const read = await control.forth(target, from, until, limits, signal);
        if (read.edges) next = readForth(next, read.records, read.edges);
        const isThere = read.records.some(record => momentOf(record) >= moment);
        if (isThere || !read.edges || read.end !== 'enough' || page === MAX_PAGES_TO_MOMENT)
          return {
            lane: this.#lanes.bounded(
              { ...next, attached: read.end === 'edge' && until !== null, ended: read.end === 'edge' },
              'oldest',
            ),
          };
        from = read.edges.last;
      }
    };
    await this.#reads.run(source, reading, () => kept);
  }

  /**
   * Reads the lines around a record, replacing earlier reads; returns the record among them, null if it was not found.
   */
  async readAround(source: SourceId, record: LogRecord, lines: number): Promise<EntryId | null> {
    const { control } = this.#options;
    const isRead = await this.#replaceBy(source, (target, signal) =>
      control.around(target, record, lines, signal),
    );
    return isRead ? this.idOf(record) : null;
  }

  /** Reads the lines around a time, replacing earlier reads; returns false if they were not found. */
  async readAroundTime(source: SourceId, moment: number, lines: number): Promise<boolean> {
    const { control } = this.#options;
    return this.#replaceBy(source, (target, signal) => control.aroundTime(target, moment, lines, signal));
  }

  /** Replaces a log's older lines, which are kept aside, by a range of them; returns false if it was not found. */
  async #replaceBy(
    source: SourceId,
    readRange: (target: Source, signal: AbortSignal) => Promise<PastRead | null>,
  ): Promise<boolean> {
    const lane = this.lane(source);
    const target = this.#options.sourceOf(source);
    if (!lane || !target || typeof this.#options.control.start(source) === 'string') return false;
    const kept = this.#replace(source, lane);
    const before = this.#aside.get(source);
    this.#aside.set(source, before ?? kept);
    let isRead = false;
    const reading = async (signal: AbortSignal): Promise<{ lane: Lane }> => {
      const read = await readRange(target, signal);
      if (!read?.edges) return { lane: kept };
      isRead = true;
      this.#around.add(source);
      const edge: PastEdge = read.isStart ? { kind: 'start' } : { kind: 'older' };
      const lane = readForth(emptyLane(read.edges.first, false), read.records, read.edges);
      return { lane: { ...lane, edge, ended: read.isEnd === true } };
    };
    const isCurrent = await this.#reads.run(source, reading, () => kept);
    if (isCurrent && isRead) return true;
    if (before === undefined) {
      this.#aside.delete(source);
      this.#around.delete(source);
    }
    return false;
  }

  /** Restores all lines that were read before a record's context was displayed. */
  putBack(): void {
    for (const source of this.#aside.keys()) this.stop(source);
    const aside = [...this.#aside];
    this.#aside.clear();
    this.#around.clear();
    for (const [source, lane] of aside) this.#lanes.set(source, lane);
  }

  /** Returns the id of an older record; null if there is none. */
  idOf({ source, text }: LogRecord): EntryId | null {
    const index = this.entries.findIndex(
      entry => isRecord(entry) && entry.source === source && entry.text === text,
    );
    return index < 0 ? null : index - this.entries.length;
  }

  /** Takes over the lines of another history, if they include everything this one would have read. */
  adopt(other: LiveHistory): void {
    this.#lanes.replaceAll(new Map([...other.lanes].map(([source, lane]) => [source, idle(lane)])));
  }

  /** Drops what was read, because the filters changed. */
  forget(): void {
    this.#reads.supersedeAll();
    this.#aside.clear();
    this.#around.clear();
    this.#lanes.replaceAll(new Map());
  }

  /** Drops older lines that are not adjacent to the buffer. */
  dropDetached(): void {
    for (const [source, lane] of this.lanes)
      if (!lane.attached && !this.#aside.has(source)) this.drop(source);
  }

  /** Drops a log's older lines. */
  drop(source: SourceId): void {
    this.stop(source);
    this.#aside.delete(source);
    this.#around.delete(source);
    this.#lanes.delete(source);
  }

  /**
   * Takes over the first buffered entries of logs, so that they can be ordered with the older lines of others. If
   * another range of a log is displayed, they are read again later.
   */
  takeOver(taken: readonly TakenEntry[], placesOf: (source: SourceId) => TakenPlaces): void {
    const bySource = Map.groupBy(taken, ({ entry }) => entry.source);
    for (const [source, list] of bySource) {
      const start = this.#options.control.start(source);
      if (start === null) continue;
      const edge: PastEdge =
        typeof start === 'string' ? { kind: 'unreadable', why: start } : { kind: 'older' };
      const entries = list.map(({ entry }) => entry);
      const after = (before: Lane | undefined): Lane => {
        const { first, last, attached, torn } = placesOf(source);
        const isUnread = !before || before.pages.length === 0;
        const empty = emptyLane(first ?? before?.first ?? NOWHERE, true);
        const own = torn > 0 ? { ...empty, torn } : empty;
        const lane = isUnread ? { ...own, edge: before?.edge ?? edge } : before;
        return { ...withTaken(lane, entries, last ?? NOWHERE), attached };
      };
      const aside = this.#aside.get(source);
      if (aside?.attached) this.#aside.set(source, after(aside));
      const before = this.lanes.get(source);
      if (before === undefined || before.pages.length === 0 || before.attached)
        this.#lanes.put(source, after(before));
    }
    const ids = new Map(taken.map(({ id, entry }) => [id, entry]));
    this.#lanes.rebuild(id => ids.get(id));
  }

  /** Records that lines of a log left the buffer, so its older lines are no longer adjacent to it. */
  evicted(source: SourceId): void {
    const lane = this.lanes.get(source);
    if (lane?.attached) this.#lanes.put(source, detached(lane));
    const aside = this.#aside.get(source);
    if (aside?.attached) this.#aside.set(source, detached(aside));
  }

  /** Starts a read that replaces a log's lines; returns the lane to restore if it finds nothing. */
  #replace(source: SourceId, lane: Lane): Lane {
    const kept = idle(lane);
    this.#reads.supersede(source);
    this.#lanes.set(source, { ...kept, edge: { kind: 'reading' } });
    return kept;
  }
}
