import type { SourceInfo, Toast } from '../../protocol/pushes.ts';
import type { Pane, RowId, SourceNumber } from '../../protocol/rows.ts';
import type { ViewSettings } from '../../protocol/view.ts';
import type { Row } from '../list/row.ts';
import type { Answer, Question } from '../wire/socket.ts';
import { type LinkedRecord, type LinkedView, readLink } from './link.ts';
import type { PageState } from './state.ts';

/** The effects on the page of following a link. */
export interface LinkHost {
  state(): PageState;
  set(change: Partial<PageState>): void;
  setSettings(change: Partial<ViewSettings>): void;
  say(tone: Toast['tone'], text: string): void;
  ask(question: Question): Promise<Answer | null>;
  /** Selects a row and returns it, or null if it does not exist. */
  goToRow(pane: Pane, id: RowId): Promise<Row | null>;
  /** Goes to a time; returns the rows with exactly that time. */
  goToTime(pane: Pane, ms: number): Promise<readonly Row[]>;
  /** Returns a row of a pane as soon as it is loaded, or null if it does not come. */
  awaitRow(pane: Pane, isIt: (row: Row) => boolean): Promise<Row | null>;
  /** Returns a buffered row with exactly this time, whatever the filters say, or null. */
  findHidden(pane: Pane, ms: number, isIt: (row: Row) => boolean): Promise<Row | null>;
}

/** How long to wait for a log whose host is being logged in to, which may need a one-time code. Milliseconds. */
const OPENING_MS = 60_000;

/** How long to wait, once all logs are being read, for files of a glob that a link names. Milliseconds. */
const FILES_MS = 3000;

/** Returns true for a log whose host has not answered yet. */
const isBeingReached = ({ state }: SourceInfo): boolean => state === 'waiting' || state === 'connecting';

/** Opens a link: first its logs and, once they are known, everything that refers to them. */
export class LinkFollower {
  readonly #page: LinkHost;
  #link: LinkedView | null = null;
  #isOpening = false;
  #isOpened = false;
  /** Names of logs that the link does not show and whose closing was requested. */
  readonly #closing = new Set<string>();
  /** When waiting began, by the limit that applies to it. Milliseconds since the epoch. */
  readonly #since = new Map<number, number>();

  constructor(page: LinkHost) {
    this.#page = page;
  }

  /** Whether a link is still being followed. */
  get isUnderWay(): boolean {
    return this.#link !== null;
  }

  /** The logs of the link that is being followed; empty for those that the server opens by default. */
  get logs(): readonly string[] {
    return this.#link?.logs ?? [];
  }

  /** Starts following a link; returns its view, or null if it is not one. */
  take(fragment: string): LinkedView | null {
    const link = readLink(fragment);
    if (link) {
      this.#link = link;
      this.#isOpened = false;
      this.#closing.clear();
      this.#since.clear();
    }
    return link;
  }

  /** Continues, now that more may be known about the logs. */
  follow(): void {
    const link = this.#link;
    const { order } = this.#page.state();
    if (!link || this.#isOpening || (order.length === 0 && link.logs.length === 0)) return;
    if (link.logs.length > 0 && !this.#isOpened) {
      void this.#open(link);
      return;
    }
    this.#closeOthers(link);
    if (!this.#isAllKnown(link) && this.#mayWait(link)) return;
    this.#link = null;
    this.#showLogs(link);
    if (link.record) this.#showRecord(link.record);
    else if (link.settings.range) this.#readFrom(link.settings.range.from);
  }

  /** Opens the link's logs, as far as this viewer may open them. */
  async #open(link: LinkedView): Promise<void> {
    this.#isOpening = true;
    const refused = new Set<string>();
    const missing = link.logs.filter(name => !this.#isOpen(name));
    for (const name of missing) {
      const answer = await this.#page.ask({ type: 'open', names: [name], only: false });
      if (answer?.type !== 'refused') continue;
      refused.add(name);
      this.#page.say('warn', `The link also shows ${name}, which was not opened: ${answer.message}.`);
    }
    this.#isOpening = false;
    if (this.#link !== link) return;
    this.#link = { ...link, logs: link.logs.filter(name => !refused.has(name)) };
    this.#isOpened = true;
    this.follow();
  }

  /**
   * Closes what a link with logs does not show. The server may announce the logs that it opens by default after it has
   * opened the link's.
   */
  #closeOthers({ logs }: LinkedView): void {
    if (logs.length === 0) return;
    for (const { openedAs, source } of this.#sources()) {
      if (logs.includes(openedAs) || this.#closing.has(openedAs)) continue;
      this.#closing.add(openedAs);
      void this.#page.ask({ type: 'close', source });
    }
  }

  /**
   * Returns true if everything the link refers to is known: opened logs and, a little later, a glob's files. The log of
   * a record must have been reached, or the record cannot be found.
   */
  #isAllKnown({ logs, hidden, solo, zoom, record }: LinkedView): boolean {
    const named = [...hidden, solo, zoom, record?.log ?? null].filter(name => name !== null);
    return (
      logs.every(name => this.#isOpen(name)) &&
      named.every(name => this.#numberOf(name) !== null) &&
      !this.#sources().some(source => source.name === record?.log && isBeingReached(source))
    );
  }

  /** Returns true while a log may still appear, or be reached. */
  #mayWait({ logs }: LinkedView): boolean {
    const isReaching = logs.some(name => !this.#isOpen(name)) || this.#sources().some(isBeingReached);
    const limit = isReaching ? OPENING_MS : FILES_MS;
    const now = Date.now();
    const since = this.#since.get(limit);
    if (since !== undefined) return now < since + limit;
    this.#since.set(limit, now);
    setTimeout(() => this.follow(), limit);
    return true;
  }

  #isOpen(name: string): boolean {
    return this.#sources().some(({ openedAs }) => openedAs === name);
  }

  #sources(): readonly SourceInfo[] {
    return [...this.#page.state().sources.values()];
  }

  #numberOf(name: string): SourceNumber | null {
    return this.#sources().find(source => source.name === name)?.source ?? null;
  }

  /** Restores which logs are hidden, alone or zoomed in, as far as the link's record stays visible. */
  #showLogs(link: LinkedView): void {
    const record = link.record === null ? null : this.#numberOf(link.record.log);
    const hidden = link.hidden.flatMap(name => this.#numberOf(name) ?? []).filter(one => one !== record);
    const only = (name: string | null): SourceNumber | null => {
      const source = name === null ? null : this.#numberOf(name);
      return source === null ? null : (record ?? source);
    };
    const solo = only(link.solo);
    if (hidden.length > 0 || solo !== null) this.#page.setSettings({ hidden, solo });
    const zoom = only(link.zoom);
    if (zoom !== null) this.#page.set({ zoom, focus: zoom });
  }

  /** Has the beginning of a time range read on the hosts, as is done when someone sets one. */
  #readFrom(time: number): void {
    void this.#page.ask({ type: 'history', what: { kind: 'at', pane: null, time } });
  }

  #showRecord(record: LinkedRecord): void {
    const { merged } = this.#page.state();
    const source = this.#numberOf(record.log);
    if (source === null) {
      this.#page.say('warn', `The link leads to a record of ${record.log}, which is not open here.`);
      return;
    }
    const pane = merged ? null : source;
    this.#page.set({ focus: pane });
    void this.#goToRecord(pane, source, record);
  }

  async #goToRecord(pane: Pane, source: SourceNumber, { epoch, id, ms }: LinkedRecord): Promise<void> {
    const isIt = (row: Row): boolean => row.source === source && row.ms === ms;
    // Negative row ids are valid on one page only.
    const isKnown = epoch === this.#page.state().welcome?.epoch && id >= 0;
    const row = isKnown ? await this.#page.goToRow(pane, id) : null;
    // If its log has been read again since, the record is a different row with the same time.
    const found = row && isIt(row) ? row : await this.#readAgain(pane, ms, isIt);
    if (found === 'hidden') return;
    if (!found) {
      this.#page.say(
        'info',
        `The link’s record is no longer buffered${ms === null ? '' : ': this is its time'}.`,
      );
      return;
    }
    this.#page.set({ detail: { pane, id: found.id } });
    if (found !== row) await this.#page.goToRow(pane, found.id);
  }

  /**
   * Goes to a record's time, and waits for the record if that time is still to be read. If the filters hide the record,
   * only its details are shown.
   */
  async #readAgain(
    pane: Pane,
    ms: number | null,
    isIt: (row: Row) => boolean,
  ): Promise<Row | 'hidden' | null> {
    if (ms === null) return null;
    const rows = await this.#page.goToTime(pane, ms);
    const shown = rows.find(isIt);
    if (shown) return shown;
    const hidden = await this.#page.findHidden(pane, ms, isIt);
    if (hidden === null) return this.#page.awaitRow(pane, isIt);
    const found = await this.#page.goToRow(pane, hidden.id);
    if (found !== null) return found;
    this.#page.set({ detail: { pane, id: hidden.id } });
    this.#page.say(
      'info',
      'The filters hide the link’s record: these are its details, and this is its time.',
    );
    return 'hidden';
  }
}
