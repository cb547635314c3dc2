import type { SourceId } from '../../core/record.ts';
import type { Card } from '../library.ts';
import { parseMessage } from '../parseMessage.ts';
import type { ServerMessage } from '../protocol/answers.ts';
import { PROTOCOL } from '../protocol/http.ts';
import { CLOSE, HELLO_MS, LIMITS } from '../protocol/limits.ts';
import type { ClientMessage, Hello, ViewMessage } from '../protocol/requests.ts';
import { type HistoryMessage, readPast } from '../viewer/readPast.ts';
import { countValues } from '../viewer/values.ts';
import { Viewer } from '../viewer/viewer.ts';
import { Allowance } from './allowance.ts';
import type { ConversationContext, Peer, Wire } from './contract.ts';
import { Inbox } from './inbox.ts';
import { Pace } from './pace.ts';
import { Pushes } from './pushes.ts';

/** How many reads of the past a viewer may request per second, and at once. */
const READS = 3;
const READ_BURST = 12;

/** The conversation between a page and the server: answers to its requests, and data pushed at its pace. */
export class Conversation {
  readonly #wire: Wire;
  readonly #peer: Peer;
  readonly #context: ConversationContext;
  readonly #pace: Pace;
  readonly #inbox: Inbox;
  readonly #reads: Allowance;
  readonly #opened: number;
  #viewer: Viewer | null = null;
  #card: Card | null = null;
  #id = 0;
  #pushes: Pushes | null = null;
  #isCounting = false;
  #ended = false;

  constructor(wire: Wire, peer: Peer, context: ConversationContext) {
    this.#wire = wire;
    this.#peer = peer;
    this.#context = context;
    this.#opened = context.now();
    this.#pace = new Pace(wire, context.now);
    this.#inbox = new Inbox(context.now);
    this.#reads = new Allowance(READS, READ_BURST, context.now);
  }

  /** Whether the page has sent `hello` and become a viewer. */
  get isGreeted(): boolean {
    return this.#viewer !== null;
  }

  /** Handles an incoming frame. */
  heard(frame: string): void {
    if (this.#ended) return;
    if (this.#inbox.put(frame)) this.#read();
    else this.#fail('the page sends too many messages', CLOSE.slow);
  }

  /** Processes incoming messages as long as the page accepts the answers. */
  #read(): void {
    while (this.#heed() && !this.#inbox.isEmpty) {
      const answer = this.#heard(this.#inbox.take());
      if (answer !== null) this.#send(answer);
    }
  }

  /** Pushes what is due; called about 20 times a second. */
  tick(): void {
    if (this.#ended) return;
    const { now } = this.#context;
    if (this.#viewer === null) {
      if (now() - this.#opened > HELLO_MS) this.end('no hello received', CLOSE.protocol, false);
      return;
    }
    this.#read();
    if (this.#ended || !this.#heed()) return;
    if (!this.#pushes!.push()) return;
    if (this.#viewer.view.snapshot().scanned < 1) this.#context.turns.want(this.#viewer.view);
  }

  /** Ends the conversation with a final message. */
  end(why: string, code: number, back: boolean): void {
    if (this.#ended) return;
    this.#send({ type: 'bye', why, back });
    this.#wire.close(code, why.slice(0, 100));
    this.gone(why);
  }

  /** Handles the closing of the socket. */
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

  /** Returns false while the page must read first, and after the end. */
  #heed(): boolean {
    if (this.#ended) return false;
    const pace = this.#pace.look();
    if (pace === 'over') this.end('the page is not reading', CLOSE.slow, true);
    return pace === 'go';
  }

  #heard(frame: string): ServerMessage | null {
    const parsed = parseMessage(frame);
    if (!parsed.ok) return this.#fail(parsed.problem, CLOSE.protocol);
    const { message } = parsed;
    if (this.#viewer === null)
      return message.type === 'hello'
        ? this.#hello(message)
        : this.#fail('hello must come first', CLOSE.protocol);
    if (message.type === 'hello') return this.#fail('hello was sent twice', CLOSE.protocol);
    return this.#answer(this.#viewer, message);
  }

  #fail(why: string, code: number): null {
    this.end(why, code, false);
    return null;
  }

  #hello({ protocol, key, view, tail, logs }: Hello): null {
    const { hub, library, now, welcome } = this.#context;
    if (protocol !== PROTOCOL)
      return this.#fail(`the server speaks protocol ${PROTOCOL}: reload the page`, CLOSE.protocol);
    if (!this.#peer.hasKey(key)) return this.#fail('the key does not belong to this login', CLOSE.login);
    const id = this.#context.admit();
    if (id === null) return this.#fail('the maximum number of viewers is reached', CLOSE.full);
    this.#id = id;
    const { person } = this.#peer;
    this.#card = library.join(person, () => this.#viewer?.reopened(), logs);
    this.#viewer = new Viewer(hub, this.#card, {
      changed: () => this.#pushes?.changed(),
      moved: (from, to) => this.#send({ type: 'moved', from, to }),
    });
    const pushes = new Pushes(this.#viewer, this.#context, message => this.#send(message));
    this.#pushes = pushes;
    this.#send({
      type: 'welcome',
      protocol: PROTOCOL,
      viewer: { id, name: person.name, role: person.role },
      ...welcome,
      firstLogs: library.firstNames(person),
      picker: this.#card.items('').length > 0,
      limits: LIMITS,
      now: now(),
    });
    this.#say(`connected, viewing ${this.#open()}`);
    pushes.snap();
    const problem = view ? this.#view(this.#viewer, view) : null;
    if (problem !== null) this.#send(problem);
    if (tail) pushes.show(tail.panes);
    this.tick();
    return null;
  }

  #answer(viewer: Viewer, message: Exclude<ClientMessage, Hello>): ServerMessage | null {
    switch (message.type) {
      case 'ping':
        return { type: 'pong' };
      case 'ack':
        return this.#pushes!.acknowledged(message.n)
          ? null
          : this.#fail('acknowledged a tail that was not sent', CLOSE.protocol);
      case 'view':
        return this.#view(viewer, message);
      case 'tail':
        this.#pushes!.show(message.panes);
        return null;
      case 'entry': {
        const entry = viewer.entry(message);
        return (
          entry ??
          this.#refuse(
            message.q,
            'this record is no longer buffered',
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

  /** Answers a request about a pane. */
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
          return this.#refuse(q, 'too many downloads are under way', 'try again when one has finished');
        this.#say(`downloads ${pane === null ? this.#open() : this.#nameOf(pane)}`);
        return { type: 'ticket', q, ...ticket };
      }
      case 'values':
        if (this.#isCounting) return this.#refuse(q, 'values are already being counted');
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
    this.#pushes!.restart();
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
        'only operators can do this',
        'use the link for operators that rtail serve printed',
      );
    if (action.kind === 'retry') {
      if (!viewer.view.isVisible(action.source)) return this.#refuse(q, 'there is no such log');
      library.retry(action.source);
    } else library.reread();
    this.#say(action.kind === 'retry' ? `retried ${this.#nameOf(action.source)}` : 're-reads all logs');
    return { type: 'done', q };
  }

  #history(viewer: Viewer, { q, what }: HistoryMessage): ServerMessage | null {
    if (!this.#reads.take())
      return this.#refuse(q, 'too many reads of older lines at once', 'try again in a second');
    const problem = readPast(viewer, what);
    return problem === null ? { type: 'done', q } : this.#refuse(q, problem);
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

  /** Describes the logs that this viewer has open. */
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

/** Maximum number of catalogue items in an answer, and of names in a line of the log. */
const MAX_ITEMS = 500;
const MAX_NAMES = 20;
