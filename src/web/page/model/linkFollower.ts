import type { Pane, RowId, SourceInfo, SourceNumber, Toast, ViewSettings } from '../../protocol.ts';
import type { Row } from '../list/row.ts';
import type { Answer, Question } from '../wire/socket.ts';
import { type LinkedRecord, type LinkedView, readLink } from './link.ts';
import { logNames, type PageState } from './state.ts';

/** What following a link does to the page. */
export interface LinkHost {
  state(): PageState;
  set(change: Partial<PageState>): void;
  setSettings(change: Partial<ViewSettings>): void;
  say(tone: Toast['tone'], text: string): void;
  ask(question: Question): Promise<Answer | null>;
  /** Selects a row; returns it, or null where it is not there. */
  goToRow(pane: Pane, id: RowId): Promise<Row | null>;
  /** Stands at a time; returns the rows of this very time. */
  goToTime(pane: Pane, ms: number): Promise<readonly Row[]>;
}

/** How long a log that was opened may take to be heard of, and the files of a glob. Milliseconds. */
const OPENING_MS = 3000;

/** Opens what a link says: its logs first, and when these are known whatever it says of them. */
export class LinkFollower {
  readonly #page: LinkHost;
  #link: LinkedView | null = null;
  #isOpening = false;
  #isOpened = false;
  /** Until then logs that the link names are waited for. Milliseconds since the epoch; null: they are not yet. */
  #until: number | null = null;

  constructor(page: LinkHost) {
    this.#page = page;
  }

  /** Whether a link is still being followed. */
  get isUnderWay(): boolean {
    return this.#link !== null;
  }

  /** Takes up a link; returns what it says, or null if it is not one. */
  take(fragment: string): LinkedView | null {
    const link = readLink(fragment);
    if (link) {
      this.#link = link;
      this.#isOpened = false;
      this.#until = null;
    }
    return link;
  }

  /** Goes on, now that more may be known of the logs. */
  follow(): void {
    const link = this.#link;
    const { order } = this.#page.state();
    if (!link || this.#isOpening || (order.length === 0 && link.logs.length === 0)) return;
    if (link.logs.length > 0 && !this.#isOpened) {
      void this.#open(link);
      return;
    }
    if (!this.#isAllKnown(link) && this.#mayWait()) return;
    this.#link = null;
    this.#showLogs(link);
    if (link.record) this.#showRecord(link.record);
  }

  /** Has exactly the link's logs open, as far as this viewer may open them. */
  async #open(link: LinkedView): Promise<void> {
    this.#isOpening = true;
    const wanted = new Set(link.logs);
    const refused = new Set<string>();
    const missing = link.logs.filter(name => !this.#isOpen(name));
    for (const name of missing) {
      const answer = await this.#page.ask({ type: 'open', names: [name], only: false });
      if (answer?.type !== 'refused') continue;
      refused.add(name);
      this.#page.say('warn', `The link also shows ${name}, but ${answer.message}.`);
    }
    for (const name of logNames(this.#page.state())) {
      const source = wanted.has(name) ? undefined : this.#sources().find(({ openedAs }) => openedAs === name);
      if (source) await this.#page.ask({ type: 'close', source: source.source });
    }
    this.#isOpening = false;
    if (this.#link !== link) return;
    this.#link = { ...link, logs: link.logs.filter(name => !refused.has(name)) };
    this.#isOpened = true;
    this.follow();
  }

  /** Whether all that the link speaks of was heard of: what is opened, and a glob's files, a little later. */
  #isAllKnown({ logs, hidden, solo, zoom, record }: LinkedView): boolean {
    const named = [...hidden, solo, zoom, record?.log ?? null].filter(name => name !== null);
    return logs.every(name => this.#isOpen(name)) && named.every(name => this.#numberOf(name) !== null);
  }

  #mayWait(): boolean {
    if (this.#until === null) {
      this.#until = Date.now() + OPENING_MS;
      setTimeout(() => this.follow(), OPENING_MS);
    }
    return Date.now() < this.#until;
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

  #showLogs(link: LinkedView): void {
    const hidden = link.hidden.flatMap(name => this.#numberOf(name) ?? []);
    const solo = link.solo === null ? null : this.#numberOf(link.solo);
    if (hidden.length > 0 || solo !== null) this.#page.setSettings({ hidden, solo });
    const zoom = link.zoom === null ? null : this.#numberOf(link.zoom);
    if (zoom !== null) this.#page.set({ zoom, focus: zoom });
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
    // Rows below zero are called so for one page only.
    const isKnown = epoch === this.#page.state().welcome?.epoch && id >= 0;
    const row = isKnown ? await this.#page.goToRow(pane, id) : null;
    // Its log may have been read again since: then it is another row, of the same time.
    const found =
      row && isIt(row) ? row : ms === null ? null : (await this.#page.goToTime(pane, ms)).find(isIt);
    if (!found) {
      this.#page.say(
        'info',
        `The link’s record is not held any more${ms === null ? '' : ': this is its time'}.`,
      );
      return;
    }
    this.#page.set({ detail: { pane, id: found.id } });
    if (found !== row) await this.#page.goToRow(pane, found.id);
  }
}
