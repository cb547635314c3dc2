import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromByteString } from '../../core/bytes.ts';
import { isLevel, LEVELS } from '../../core/level.ts';
import { type EntryId, isRecord } from '../../core/store/entry.ts';
import { markerText } from '../../core/text/markerText.ts';
import { conditionFilter } from '../../session/live/condition.ts';
import type { Hub } from '../../session/live/hub.ts';
import { checkFilter } from '../../session/live/pattern.ts';
import { HubView } from '../../session/live/view.ts';
import { NO_STORE, SECURITY_HEADERS } from '../access/headers.ts';
import type { Person } from '../access/logins.ts';
import type { Library } from '../library.ts';
import type { Turns } from '../viewer/turns.ts';
import type { JsonLine } from './downloads.ts';

/** A script's request. */
export interface StreamQuery {
  readonly sources: readonly string[];
  readonly filters: readonly { readonly pattern: string; readonly negate: boolean }[];
  readonly level: (typeof LEVELS)[number] | null;
  readonly ignoreCase: boolean;
  /** How many earlier records to send. */
  readonly lines: number;
  readonly follow: boolean;
  readonly form: 'text' | 'ndjson' | 'sse';
}

const KNOWN = new Set(['source', 'grep', 'exclude', 'where', 'level', 'i', 'n', 'follow', 'format']);
const MAX_VALUES = 50;
const MAX_LENGTH = 4096;
const MAX_LINES = 1_000_000;

/** Parses a query string; returns a sentence if something is wrong with it. */
export const parseStreamQuery = (query: URLSearchParams, accept: string): StreamQuery | string => {
  for (const [name, value] of query) {
    if (!KNOWN.has(name))
      return `${JSON.stringify(name.slice(0, 40))} is not a parameter; the parameters are ${[...KNOWN].join(', ')}`;
    if (value.length > MAX_LENGTH) return `${name} is too long`;
  }
  const all = (name: string): string[] => query.getAll(name).slice(0, MAX_VALUES);
  const filters = [
    ...all('grep').map(pattern => ({ pattern, negate: false })),
    ...all('exclude').map(pattern => ({ pattern, negate: true })),
    ...all('where').map(condition => ({ pattern: conditionFilter(condition), negate: false })),
  ];
  for (const { pattern } of filters) {
    const problem = checkFilter(pattern);
    if (problem !== null) return problem;
  }
  const level = query.get('level');
  if (level !== null && !isLevel(level)) return `level is one of ${LEVELS.join(', ')}`;
  const n = query.get('n') ?? '10';
  if (!/^\d{1,7}$/.test(n) || Number(n) > MAX_LINES) return `n is a number from 0 to ${MAX_LINES}`;
  const flag = (name: string, otherwise: boolean): boolean | null => {
    const text = query.get(name);
    if (text === null) return otherwise;
    return /^(1|true|yes|)$/.test(text) ? true : /^(0|false|no)$/.test(text) ? false : null;
  };
  const follow = flag('follow', true);
  const ignoreCase = flag('i', false);
  if (follow === null || ignoreCase === null) return 'follow and i are 1 or 0';
  const form =
    query.get('format') ??
    (accept.includes('text/event-stream') ? 'sse' : accept.includes('ndjson') ? 'ndjson' : 'text');
  if (form !== 'text' && form !== 'ndjson' && form !== 'sse') return 'format is text, ndjson or sse';
  return { sources: all('source'), filters, level, ignoreCase, lines: Number(n), follow, form };
};

export interface StreamContext {
  readonly hub: Hub;
  readonly library: Library;
  readonly turns: Turns;
  readonly json: JsonLine;
  readonly epoch: string;
  log(line: string): void;
}

const TYPES = {
  text: 'text/plain; charset=utf-8',
  ndjson: 'application/x-ndjson',
  sse: 'text/event-stream',
} as const;

/** How long to wait for logs to connect before their last lines are sent. Milliseconds. */
const READY_MS = 15_000;
/** How often to check for new records, and how often to send something if there are none. Milliseconds. */
const LOOK_MS = 50;
const ALIVE_MS = 15_000;
/** Records sent between two checks of whether the reader keeps up. */
const PIECE = 500;

/** Streams logs to a script until it disconnects: first the last lines, then new ones, at the script's pace. */
export const sendStream = async (
  query: StreamQuery,
  person: Person,
  request: IncomingMessage,
  response: ServerResponse,
  context: StreamContext,
): Promise<void> => {
  const { hub, library, turns, epoch } = context;
  const card = library.join(person, () => {}, query.sources.length === 0 ? null : []);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const view = new HubView(hub, { sees: source => card.sees(source) });
  try {
    if (query.sources.length > 0) {
      card.open(query.sources, false);
      view.setSees(source => card.sees(source));
    }
    const filters = query.filters.map(filter => ({ ...filter, enabled: true }));
    const { level, ignoreCase } = query;
    view.dispatch({ type: 'setFilters', filters, level, ignoreCase });
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      ...NO_STORE,
      'Content-Type': TYPES[query.form],
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const names = view.snapshot().sources.map(({ source }) => `${source.host.name}:${source.log}`);
    context.log(`streams ${names.join(', ') || 'nothing yet'}`);
    const sender = new Sender(view, response, query, context, gone.signal);
    const after = resumedAfter(String(request.headers['last-event-id'] ?? ''), epoch);
    await ready(view, turns, gone.signal);
    await sender.start(after);
    while (query.follow && !gone.signal.aborted) {
      await sender.catchUp();
      await sleep(LOOK_MS, undefined, { signal: gone.signal }).catch(() => undefined);
    }
  } finally {
    turns.forget(view);
    view.close();
    // Clients of server-sent events reconnect automatically and continue where they were.
    card.leave(query.form !== 'sse');
    if (response.headersSent) {
      response.end();
      context.log('stream ended');
    }
  }
};

/** `Last-Event-ID` contains the epoch and the entry. */
const resumedAfter = (header: string, epoch: string): EntryId | null => {
  const match = /^([\w-]{1,64})\.(\d{1,15})$/.exec(header);
  return match && match[1] === epoch ? Number(match[2]) : null;
};

/** Waits until every log has connected or failed, and the buffer has been filtered. */
const ready = async (view: HubView, turns: Turns, signal: AbortSignal): Promise<void> => {
  const until = performance.now() + READY_MS;
  const isBusy = (): boolean => {
    const { sources, scanned } = view.snapshot();
    if (scanned < 1) turns.want(view);
    return scanned < 1 || sources.some(({ state: { kind } }) => kind === 'waiting' || kind === 'connecting');
  };
  let quiet = 0;
  while (!signal.aborted && performance.now() < until && quiet < 4) {
    quiet = isBusy() ? 0 : quiet + 1;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
};

/** Sends the view's records from a given position on. */
class Sender {
  readonly #view: HubView;
  readonly #response: ServerResponse;
  readonly #query: StreamQuery;
  readonly #context: StreamContext;
  readonly #signal: AbortSignal;
  #next: EntryId = 0;
  #sentAt = performance.now();

  constructor(
    view: HubView,
    response: ServerResponse,
    query: StreamQuery,
    context: StreamContext,
    signal: AbortSignal,
  ) {
    this.#view = view;
    this.#response = response;
    this.#query = query;
    this.#context = context;
    this.#signal = signal;
  }

  /** Sends the last lines, or everything after an entry. */
  async start(after: EntryId | null): Promise<void> {
    const list = this.#view.held.view(null, 'shown');
    const { lines } = this.#query;
    let first = after === null ? list.length : list.lowerBound(after + 1);
    for (let left = after === null ? lines : 0; left > 0 && first > 0; ) {
      first--;
      const entry = this.#view.held.get(list.at(first));
      if (entry && isRecord(entry)) left--;
    }
    const ids = Array.from({ length: list.length - first }, (_, i) => list.at(first + i));
    this.#next = this.#view.held.end;
    await this.#send(ids);
  }

  /** Sends new records. */
  async catchUp(): Promise<void> {
    const { held } = this.#view;
    const list = held.view(null, 'shown');
    if (held.buffered > this.#next) {
      await this.#write(this.#said(null, 'gap: records left the buffer before this reader received them'));
      this.#next = held.buffered;
    }
    const from = list.lowerBound(this.#next);
    const ids = Array.from({ length: Math.min(PIECE * 20, list.length - from) }, (_, i) => list.at(from + i));
    if (ids.length > 0) {
      this.#next = ids.at(-1)! + 1;
      await this.#send(ids);
    } else if (from === list.length) this.#next = Math.max(this.#next, held.end);
    if (performance.now() - this.#sentAt > ALIVE_MS && this.#query.form !== 'text')
      await this.#write(this.#query.form === 'sse' ? ': alive\n\n' : '\n');
  }

  async #send(ids: readonly EntryId[]): Promise<void> {
    for (let at = 0; at < ids.length && !this.#signal.aborted; at += PIECE) {
      const parts = ids.slice(at, at + PIECE).map(id => this.#entry(id));
      await this.#write(Buffer.concat(parts));
    }
  }

  #entry(id: EntryId): Buffer {
    const { held } = this.#view;
    const entry = held.get(id);
    const source = entry && held.source(entry.source);
    if (!entry || !source) return NOTHING;
    if (!isRecord(entry)) return Buffer.from(this.#said(id, markerText(entry.marker, true)));
    if (this.#query.form === 'text') return fromByteString(`${entry.text}\n`);
    const json = this.#context.json(entry, source);
    return Buffer.from(this.#query.form === 'ndjson' ? json : `${this.#eventId(id)}data: ${json}\n`);
  }

  /** Formats a marker for the stream; text has none, since it consists of the log's own bytes. */
  #said(id: EntryId | null, text: string): string {
    switch (this.#query.form) {
      case 'text':
        return '';
      case 'ndjson':
        return `${JSON.stringify({ marker: text })}\n`;
      case 'sse':
        return `${this.#eventId(id)}event: marker\ndata: ${JSON.stringify({ marker: text })}\n\n`;
    }
  }

  #eventId(id: EntryId | null): string {
    return id === null || id < 0 ? '' : `id: ${this.#context.epoch}.${id}\n`;
  }

  async #write(data: string | Buffer): Promise<void> {
    if (data.length === 0) return;
    this.#sentAt = performance.now();
    if (this.#response.write(data)) return;
    await once(this.#response, 'drain', { signal: this.#signal }).catch(() => undefined);
  }
}

const NOTHING = Buffer.alloc(0);
