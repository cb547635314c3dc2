import type { SourceId } from '../../core/record.ts';
import type { Hub } from '../../session/live/hub.ts';
import type { Person } from '../access/logins.ts';
import type { Card, Library } from '../library.ts';
import { parseMessage } from '../parseMessage.ts';
import {
  CLOSE,
  type ClientMessage,
  HELLO_MS,
  type Hello,
  LIMITS,
  type Pane,
  PROTOCOL,
  type RowId,
  type ServerMessage,
  type TailMessage,
  type ViewMessage,
  type Welcome,
} from '../protocol.ts';
import { Snaps, type Surrounding } from '../viewer/snaps.ts';
import type { Turns } from '../viewer/turns.ts';
import { countValues } from '../viewer/values.ts';
import { type Stretch, Viewer } from '../viewer/viewer.ts';
import { Allowance } from './allowance.ts';

/** One WebSocket, as far as a conversation needs it. */
export interface Wire {
  send(text: string): void;
  /** Bytes that were sent and have not left. */
  readonly buffered: number;
  /** Stops and goes on reading what comes. */
  pause(): void;
  resume(): void;
  close(code: number, why: string): void;
}

export interface ConversationContext {
  readonly hub: Hub;
  readonly library: Library;
  readonly turns: Turns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly welcome: Pick<Welcome, 'epoch' | 'version' | 'title' | 'hostFilters' | 'initial'>;
  /** A number for one more viewer; null: there are as many as may be. */
  admit(): number | null;
  left(): void;
  surrounding(): Surrounding;
  /** Says who comes, goes and looks at what. */
  log(line: string): void;
  /** A ticket for a download; null: there are too many. */
  ticket(
    viewer: Viewer,
    stretch: Stretch,
    form: 'text' | 'ndjson',
  ): { readonly url: string; readonly name: string } | null;
}

/** Who is at the other end. */
export interface Peer {
  readonly person: Person;
  readonly address: string;
  hasKey(key: string): boolean;
}

/** Above this nothing is sent, and nothing more is read, until it has left. Bytes. */
const MAX_BUFFERED = 1 << 20;
/** Who reads nothing for so long is let go. Milliseconds. */
const SLOW_MS = 30_000;
/** Frames that may wait until the page has read. Characters. */
const MAX_WAITING = 1 << 20;
/** Messages a second that a page may send, and how many at once. */
const RATE = 200;
const BURST = 400;
/** Reads of the past that a viewer may ask for a second, and at once. */
const READS = 3;
const READ_BURST = 12;
/** Between two looks at all panes and sources. Milliseconds. */
const SNAP_MS = 250;

/** What one page and the server say to one another: answers to its messages, and what is pushed at its pace. */
export class Conversation {
  readonly #wire: Wire;
  readonly #peer: Peer;
  readonly #context: ConversationContext;
  readonly #messages: Allowance;
  readonly #reads: Allowance;
  readonly #opened: number;
  readonly #snaps = new Snaps();
  #viewer: Viewer | null = null;
  #card: Card | null = null;
  #id = 0;
  #tails: TailMessage['panes'] = [];
  /** The last row sent of each pane's end, and how many there were. */
  #sent = new Map<Pane, { readonly last: RowId | null; readonly total: number }>();
  #states = new Map<Pane, string>();
  #stateRest = '';
  #n = 0;
  #acked = 0;
  #isChanged = true;
  #snapAt = 0;
  #slowSince: number | null = null;
  #isPaused = false;
  #isCounting = false;
  #ended = false;
  /** Frames that came while the page did not read. */
  readonly #waiting: string[] = [];
  #waitingBytes = 0;

  constructor(wire: Wire, peer: Peer, context: ConversationContext) {
    this.#wire = wire;
    this.#peer = peer;
    this.#context = context;
    this.#opened = context.now();
    this.#messages = new Allowance(RATE, BURST, context.now);
    this.#reads = new Allowance(READS, READ_BURST, context.now);
  }

  /** Whether it said hello, and is a viewer. */
  get isGreeted(): boolean {
    return this.#viewer !== null;
  }

  /** A frame came. */
  heard(frame: string): void {
    if (this.#ended) return;
    this.#waitingBytes += frame.length;
    if (!this.#messages.take() || this.#waitingBytes > MAX_WAITING) {
      this.#fail('the page sends too much', CLOSE.slow);
      return;
    }
    this.#waiting.push(frame);
    this.#read();
  }

  /** Reads what has come, as long as the page takes the answers: frames that came together go on coming after a pause. */
  #read(): void {
    while (this.#heed() && this.#waiting.length > 0) {
      const frame = this.#waiting.shift()!;
      this.#waitingBytes -= frame.length;
      const answer = this.#heard(frame);
      if (answer !== null) this.#send(answer);
    }
  }

  /** Pushes what is due; called about 20 times a second. */
  tick(): void {
    if (this.#ended) return;
    const { now } = this.#context;
    if (this.#viewer === null) {
      if (now() - this.#opened > HELLO_MS) this.end('no hello came', CLOSE.protocol, false);
      return;
    }
    this.#read();
    if (this.#ended || !this.#heed()) return;
    const isDue = now() - this.#snapAt >= SNAP_MS;
    if (isDue) this.#snap(this.#viewer);
    if (!this.#isChanged && !isDue) return;
    this.#isChanged = false;
    if (!this.#tail(this.#viewer)) this.#isChanged = true;
    this.#state(this.#viewer, isDue);
    if (this.#viewer.view.snapshot().scanned < 1) this.#context.turns.want(this.#viewer.view);
  }

  /** Ends it with a last word. */
  end(why: string, code: number, back: boolean): void {
    if (this.#ended) return;
    this.#send({ type: 'bye', why, back });
    this.#wire.close(code, why.slice(0, 100));
    this.gone(why);
  }

  /** The socket is closed. */
  gone(why = 'left'): void {
    if (this.#ended) return;
    this.#ended = true;
    const viewer = this.#viewer;
    if (viewer === null) return;
    this.#context.turns.forget(viewer.view);
    viewer.close();
    this.#context.left();
    this.#say(why);
  }

  /** False while the page has to read first, and when it is over. */
  #heed(): boolean {
    if (this.#ended) return false;
    const { now } = this.#context;
    if (this.#wire.buffered <= MAX_BUFFERED) {
      this.#slowSince = null;
      if (this.#isPaused) this.#wire.resume();
      this.#isPaused = false;
      return true;
    }
    this.#slowSince ??= now();
    if (!this.#isPaused) this.#wire.pause();
    this.#isPaused = true;
    if (now() - this.#slowSince > SLOW_MS) this.end('the page does not read', CLOSE.slow, true);
    return false;
  }

  #heard(frame: string): ServerMessage | null {
    const parsed = parseMessage(frame);
    if (!parsed.ok) return this.#fail(parsed.problem, CLOSE.protocol);
    const { message } = parsed;
    if (this.#viewer === null)
      return message.type === 'hello'
        ? this.#hello(message)
        : this.#fail('hello has to come first', CLOSE.protocol);
    if (message.type === 'hello') return this.#fail('hello came twice', CLOSE.protocol);
    return this.#answer(this.#viewer, message);
  }

  #fail(why: string, code: number): null {
    this.end(why, code, false);
    return null;
  }

  #hello({ protocol, key, view, tail }: Hello): null {
    const { hub, library, now, welcome } = this.#context;
    if (protocol !== PROTOCOL)
      return this.#fail(`the server speaks protocol ${PROTOCOL}: reload the page`, CLOSE.protocol);
    if (!this.#peer.hasKey(key)) return this.#fail('the key is not that of this login', CLOSE.login);
    const id = this.#context.admit();
    if (id === null) return this.#fail('as many viewers as may be are there already', CLOSE.full);
    this.#id = id;
    const { person } = this.#peer;
    this.#card = library.join(person, () => this.#viewer?.reopened());
    this.#viewer = new Viewer(hub, this.#card, {
      changed: () => {
        this.#isChanged = true;
      },
      moved: (from, to) => this.#send({ type: 'moved', from, to }),
    });
    this.#send({
      type: 'welcome',
      protocol: PROTOCOL,
      viewer: { id, name: person.name, role: person.role },
      ...welcome,
      picker: this.#card.items('').length > 0,
      limits: LIMITS,
      now: now(),
    });
    this.#say(`came, looks at ${this.#open()}`);
    this.#snap(this.#viewer);
    const problem = view ? this.#view(this.#viewer, view) : null;
    if (problem !== null) this.#send(problem);
    if (tail) this.#tails = tail.panes;
    this.tick();
    return null;
  }

  #answer(viewer: Viewer, message: Exclude<ClientMessage, Hello>): ServerMessage | null {
    switch (message.type) {
      case 'ping':
        return { type: 'pong' };
      case 'ack':
        if (message.n > this.#n)
          return this.#fail('a tail was acknowledged that was not sent', CLOSE.protocol);
        this.#acked = Math.max(this.#acked, message.n);
        return null;
      case 'view':
        return this.#view(viewer, message);
      case 'tail':
        this.#tails = message.panes;
        this.#sent.clear();
        this.#isChanged = true;
        return null;
      case 'entry': {
        const entry = viewer.entry(message);
        return (
          entry ??
          this.#refuse(
            message.q,
            'this record is no longer held',
            'read it from its host: history at its time',
          )
        );
      }
      case 'picker': {
        const items = this.#card!.items(message.text);
        return {
          type: 'picker',
          q: message.q,
          items: items.slice(0, MAX_ITEMS),
          more: items.length > MAX_ITEMS,
        };
      }
      case 'open':
        return this.#openLogs(message.q, message.names, message.only);
      case 'close': {
        const name = this.#nameOf(message.source);
        if (!this.#card!.close(message.source)) return this.#refuse(message.q, 'this log is not open');
        this.#say(`closed ${name}`);
        return { type: 'done', q: message.q };
      }
      case 'act':
        return this.#act(viewer, message);
      case 'history':
        return this.#history(viewer, message);
      default:
        return this.#ask(viewer, message);
    }
  }

  /** Answers what is asked of a pane. */
  #ask(viewer: Viewer, message: PaneRequest): ServerMessage | null {
    const { q, pane } = message;
    if (!viewer.hasPane(pane)) return this.#refuse(q, 'there is no such log');
    switch (message.type) {
      case 'rows':
        return viewer.rows(message);
      case 'find':
        return viewer.find(message);
      case 'text':
        return viewer.text(message);
      case 'timeline':
        return viewer.timeline(message);
      case 'download': {
        const ticket = this.#context.ticket(viewer, message, message.form);
        if (ticket === null)
          return this.#refuse(q, 'too many downloads are under way', 'try again when one has ended');
        this.#say(`downloads ${pane === null ? this.#open() : this.#nameOf(pane)}`);
        return { type: 'ticket', q, ...ticket };
      }
      case 'values':
        if (this.#isCounting) return this.#refuse(q, 'values are being counted already');
        this.#isCounting = true;
        void countValues(viewer.view.held, viewer.shown(pane), message.field).then(counted => {
          this.#isCounting = false;
          this.#send({ type: 'values', q, v: message.v, field: message.field, ...counted });
        });
        return null;
    }
  }

  #view(viewer: Viewer, message: ViewMessage): ServerMessage | null {
    const problem = viewer.set(message);
    if (problem !== null) {
      const { message: text, at } = problem;
      return { type: 'refused', q: null, v: message.v, message: text, advice: null, at };
    }
    this.#sent.clear();
    this.#states.clear();
    this.#stateRest = '';
    this.#isChanged = true;
    this.#context.turns.want(viewer.view);
    return null;
  }

  #openLogs(q: number, names: readonly string[], only: boolean): ServerMessage | null {
    try {
      this.#card!.open(names, only);
    } catch (error) {
      return this.#refuse(q, error instanceof Error ? error.message : String(error));
    }
    this.#say(`opened ${names.join(' ')}`);
    return { type: 'done', q };
  }

  #act(viewer: Viewer, { q, action }: Extract<ClientMessage, { type: 'act' }>): ServerMessage | null {
    const { library } = this.#context;
    if (this.#peer.person.role !== 'operator')
      return this.#refuse(
        q,
        'only operators may do this',
        'use the link for operators that rtail serve printed',
      );
    if (action.kind === 'retry') {
      if (!viewer.view.isVisible(action.source)) return this.#refuse(q, 'there is no such log');
      library.retry(action.source);
    } else library.reread();
    this.#say(action.kind === 'retry' ? `retried ${this.#nameOf(action.source)}` : 'read all logs again');
    return { type: 'done', q };
  }

  #history(viewer: Viewer, { q, what }: Extract<ClientMessage, { type: 'history' }>): ServerMessage | null {
    if (!this.#reads.take())
      return this.#refuse(q, 'too many reads of the past at once', 'try again in a second');
    const { view } = viewer;
    if ('pane' in what && !viewer.hasPane(what.pane)) return this.#refuse(q, 'there is no such log');
    switch (what.kind) {
      case 'older':
        view.dispatch({ type: 'readOlder', source: what.pane });
        break;
      case 'on':
        view.dispatch({ type: 'readOn', source: what.pane });
        break;
      case 'at': {
        const open = view.snapshot().sources.map(({ source }) => source.id);
        view.dispatch({
          type: 'readAt',
          moment: what.time,
          sources: what.pane === null ? open : [what.pane],
        });
        break;
      }
      default: {
        const id = viewer.entryOf(what.id);
        if (id === null) return this.#refuse(q, 'this record is no longer held');
        view.dispatch({ type: what.kind === 'around' ? 'readAround' : 'leaveAround', id });
      }
    }
    return { type: 'done', q };
  }

  #snap(viewer: Viewer): void {
    this.#snapAt = this.#context.now();
    const snap = this.#snaps.next(viewer.view.snapshot(), this.#context.surrounding());
    if (snap !== null) this.#send(snap);
  }

  /** Sends the ends of panes that show them, made at this moment; false where the page has not painted the ones before. */
  #tail(viewer: Viewer): boolean {
    if (this.#tails.length === 0) return true;
    if (this.#n - this.#acked >= LIMITS.credits) return false;
    const panes = this.#tails.flatMap(({ pane, rows: count }) => {
      if (!viewer.hasPane(pane)) return [];
      const before = this.#sent.get(pane);
      const { total, rows, same } = viewer.tail(pane, count, before?.last ?? null);
      const last = rows.at(-1)?.[0] ?? (same ? before!.last : null);
      if (before?.total === total && before.last === last) return [];
      this.#sent.set(pane, { last, total });
      return [{ pane, total, rows, ...(same && before!.last !== null && { same: before!.last }) }];
    });
    if (panes.length === 0) return true;
    this.#n++;
    this.#send({ type: 'tail', n: this.#n, v: viewer.version, panes });
    return true;
  }

  /** Sends the counts that have changed: of the merged pane and those that show their ends, and now and then of all. */
  #state(viewer: Viewer, all: boolean): void {
    const { sources, scanned } = viewer.view.snapshot();
    const shown: Pane[] = all
      ? [null, ...sources.map(({ source }) => source.id)]
      : [null, ...this.#tails.map(({ pane }) => pane)];
    const panes = [...new Set(shown)].flatMap(pane => {
      if (!viewer.hasPane(pane)) return [];
      const state = viewer.paneState(pane);
      const text = JSON.stringify(state);
      if (this.#states.get(pane) === text) return [];
      this.#states.set(pane, text);
      return [state];
    });
    const rest = `${viewer.version} ${scanned} ${viewer.past}`;
    if (panes.length === 0 && rest === this.#stateRest) return;
    this.#stateRest = rest;
    this.#send({ type: 'state', v: viewer.version, panes, scanned, past: viewer.past });
  }

  #send(message: ServerMessage): void {
    if (!this.#ended) this.#wire.send(JSON.stringify(message));
  }

  #refuse(q: number, message: string, advice: string | null = null): ServerMessage {
    return { type: 'refused', q, v: null, message, advice, at: null };
  }

  #nameOf(id: SourceId): string {
    const source = this.#context.hub.source(id);
    return source ? `${source.host.name}:${source.log}` : String(id);
  }

  /** The logs that this viewer has open, as one says them. */
  #open(): string {
    const names = (this.#viewer?.view.snapshot().sources ?? []).map(({ source }) => this.#nameOf(source.id));
    const more = names.length - MAX_NAMES;
    return names.length === 0
      ? 'nothing yet'
      : `${names.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }

  #say(what: string): void {
    const { person, address } = this.#peer;
    this.#context.log(`viewer ${this.#id} (${person.name}, ${address}): ${what}`);
  }
}

type PaneRequest = Extract<
  ClientMessage,
  { type: 'rows' | 'find' | 'text' | 'download' | 'timeline' | 'values' }
>;

/** Items of the catalogue in one answer; names in a line of the log. */
const MAX_ITEMS = 500;
const MAX_NAMES = 20;
