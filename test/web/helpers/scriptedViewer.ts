import type { WebSocket } from 'ws';
import { LEVELS, severity } from '../../../src/core/level.ts';
import { type ParsedMessage, parseMessage } from '../../../src/web/parseMessage.ts';
import type { ServerMessage } from '../../../src/web/protocol/answers.ts';
import { PROTOCOL } from '../../../src/web/protocol/http.ts';
import { CLOSE, LIMITS } from '../../../src/web/protocol/limits.ts';
import type { Snap } from '../../../src/web/protocol/pushes.ts';
import type { ClientMessage, RowsRequest, TailMessage } from '../../../src/web/protocol/requests.ts';
import { type Pane, ROW, type Row } from '../../../src/web/protocol/rows.ts';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../../src/web/protocol/view.ts';
import { type IdList, listOf, matching } from './scriptedLists.ts';
import type { ScriptedServer } from './scriptedServer.ts';

/** One page that views a scripted server. */
export class ScriptedViewer {
  readonly #server: ScriptedServer;
  readonly #socket: WebSocket;
  readonly received: ClientMessage[] = [];
  #v = 0;
  #settings: ViewSettings = DEFAULT_SETTINGS;
  #tails: TailMessage['panes'] = [];
  #sent = 0;
  #acknowledged = 0;
  #last = new Map<Pane, number>();
  #isDue = false;

  constructor(server: ScriptedServer, socket: WebSocket) {
    this.#server = server;
    this.#socket = socket;
    socket.on('message', data => this.#take(parseMessage(String(data))));
  }

  cut(): void {
    this.#socket.terminate();
  }

  close(code: number, why: string, back: boolean): void {
    this.#send({ type: 'bye', why, back });
    this.#socket.close(code, why);
  }

  snap(snap: Omit<Snap, 'type'>): void {
    this.#send({ type: 'snap', ...snap });
  }

  /** Pushes counts and the last rows, as far as they may be sent. */
  push(): void {
    const { past } = this.#server;
    const panes: Pane[] = [null, ...this.#server.logs.map(({ source }) => source)];
    this.#send({
      type: 'state',
      v: this.#v,
      scanned: 1,
      past,
      panes: panes.map(pane => {
        const shown = this.#list(pane, 'shown');
        const isMore = this.#server.first > -(this.#server.script.older ?? 0);
        return {
          pane,
          shown: shown.length,
          found: this.#settings.search === null ? 0 : this.#list(pane, 'found').length,
          alarms: this.#server.end - this.#server.first > 100_000 ? 0 : this.#list(pane, 'alarms').length,
          edge: isMore ? ({ kind: 'older' } as const) : ({ kind: 'start' } as const),
          edgeOf: [],
          first: shown.length === 0 ? null : shown.at(0),
          last: shown.length === 0 ? null : shown.at(shown.length - 1),
        };
      }),
    });
    if (this.#tails.length === 0 || this.#sent - this.#acknowledged >= LIMITS.credits) {
      this.#isDue = true;
      return;
    }
    this.#isDue = false;
    this.#send({ type: 'tail', n: ++this.#sent, v: this.#v, panes: this.#tails.map(one => this.#tail(one)) });
  }

  /** Returns what passes the filters, in the form of a download. */
  text(): string {
    const list = this.#list(null, 'shown');
    return Array.from(
      { length: list.length },
      (_, at) => `${this.#server.script.record(list.at(at)).text}\n`,
    ).join('');
  }

  #tail({ pane, rows }: TailMessage['panes'][number]) {
    const list = this.#list(pane, 'shown');
    const first = Math.max(0, list.length - rows);
    const before = this.#last.get(pane);
    const last = list.length === 0 ? undefined : list.at(list.length - 1);
    if (last === undefined) return { pane, total: 0, rows: [] };
    this.#last.set(pane, last);
    const at = before === undefined ? -1 : list.indexOf(before);
    const isSame = at >= first && list.at(at) === before;
    return {
      pane,
      total: list.length,
      rows: this.#rows(list, isSame ? at + 1 : first, list.length),
      ...(isSame ? { same: before! } : {}),
    };
  }

  #take(parsed: ParsedMessage): void {
    if (!parsed.ok) {
      this.#socket.close(CLOSE.protocol, parsed.problem);
      return;
    }
    const { message } = parsed;
    this.received.push(message);
    if (message.type === 'hello') this.#welcome(message);
    else if (message.type === 'view') this.#view(message);
    else if (message.type === 'tail') {
      this.#tails = message.panes;
      this.#last.clear();
      this.push();
    } else if (message.type === 'ack') {
      this.#acknowledged = message.n;
      if (this.#isDue) this.push();
    } else if (message.type === 'ping') this.#send({ type: 'pong' });
    else setTimeout(() => this.#answer(message), this.#server.script.delay ?? 0);
  }

  #welcome(hello: Extract<ClientMessage, { type: 'hello' }>): void {
    this.#send({
      type: 'welcome',
      protocol: PROTOCOL,
      epoch: this.#server.epoch,
      viewer: { id: 1, name: 'viewer', role: this.#server.script.role ?? 'viewer' },
      version: '0.2.0',
      title: this.#server.script.title ?? this.#server.script.logs.map(({ host }) => host).join(' '),
      hostFilters: { filters: [], level: null, ignoreCase: false },
      initial: null,
      firstLogs: this.#server.firstLogs,
      picker: true,
      limits: LIMITS,
      now: Date.now(),
    });
    const { logs, questions } = this.#server;
    this.snap({
      sources: logs,
      order: logs.map(({ source }) => source),
      recordRate: 39,
      viewers: 1,
      questions,
      bufferUse: 0.1,
      toasts: [],
    });
    if (hello.view) this.#view(hello.view);
    this.#tails = hello.tail?.panes ?? [];
    this.push();
  }

  #view(message: Extract<ClientMessage, { type: 'view' }>): void {
    const bad = message.settings.filters.findIndex(({ text }) => text.includes('('));
    if (bad >= 0) {
      this.#send({
        type: 'refused',
        q: null,
        v: message.v,
        message: 'a group is not closed at character 1',
        advice: 'write \\( to find a bracket',
        at: bad,
      });
    } else this.#settings = message.settings;
    this.#v = message.v;
    this.#last.clear();
    this.push();
  }

  #answer(message: Extract<ClientMessage, { q: number }>): void {
    const { q } = message;
    if (message.type === 'rows') this.#send(this.#answerRows(message));
    else if (message.type === 'find') {
      const list = this.#list(message.pane, message.list);
      const at = list.indexOf(message.from ?? Number.MAX_SAFE_INTEGER);
      const isHere = at < list.length && list.at(at) === message.from;
      const next = message.direction === 'previous' ? at - 1 : at + (isHere ? 1 : 0);
      const isLooking = this.#server.unscanned > 0;
      if (isLooking) this.#server.unscanned--;
      const id = !isLooking && next >= 0 && next < list.length ? list.at(next) : null;
      this.#send({
        type: 'found',
        q,
        v: message.v,
        id,
        index: id === null ? 0 : next + 1,
        total: isLooking ? 0 : list.length,
        scanned: isLooking ? 0 : 1,
      });
    } else if (message.type === 'entry') {
      const record = this.#server.script.record(message.id);
      const text = record.text.slice(message.from, message.from + message.length);
      const next = message.from + text.length < record.text.length ? message.from + text.length : null;
      this.#send({
        type: 'entry',
        q,
        id: message.id,
        length: record.text.length,
        from: message.from,
        next,
        text,
        pretty: message.from === 0 ? (record.pretty ?? null) : null,
        fields: record.fields ?? [],
        source: this.#sourceOf(message.id),
        time: record.ms,
        received: record.ms,
        level: record.level === null ? 0 : LEVELS.indexOf(record.level) + 1,
      });
    } else if (message.type === 'text') {
      const list = this.#list(message.pane, 'shown');
      const from = message.from === null ? 0 : list.indexOf(message.from);
      const to = message.to === null ? list.length : list.indexOf(message.to) + 1;
      const ids = Array.from({ length: to - from }, (_, at) => list.at(from + at));
      this.#send({
        type: 'text',
        q,
        text: ids.map(id => `raw ${this.#server.script.record(id).text}\n`).join(''),
        next: null,
      });
    } else if (message.type === 'timeline') this.#send(this.#timeline(q, message.buckets));
    else if (message.type === 'values') {
      this.#send({
        type: 'values',
        q,
        v: message.v,
        field: message.field,
        values: [
          { value: 'GET', count: 812, where: `${message.field}=GET` },
          { value: 'POST', count: 300, where: `${message.field}=POST` },
        ],
        looked: 1200,
        shown: 1200,
        without: 88,
      });
    } else if (message.type === 'picker') {
      const items = ['web-04:app', 'web-05:app', 'db-2:pg'].filter(name => name.includes(message.text));
      this.#send({
        type: 'picker',
        q,
        more: false,
        items: items.map(name => ({
          name,
          kind: 'log' as const,
          detail: `/var/log/${name.split(':')[1]}.log`,
          open: false,
        })),
      });
    } else if (message.type === 'download') {
      this.#send({ type: 'ticket', q, url: 'api/download/ticket', name: 'logs.txt' });
    } else {
      const what = message.type === 'history' ? message.what : null;
      if (what?.kind === 'older') this.#server.readOlder(500);
      if (what?.kind === 'around' && what.id < this.#server.first) {
        const text = 'this record is no longer buffered';
        this.#send({ type: 'refused', q, v: null, message: text, advice: null, at: null });
      } else this.#send({ type: 'done', q });
    }
  }

  #answerRows({ q, v, pane, list: kind, at, before, after }: RowsRequest): ServerMessage {
    const list = this.#list(pane, kind);
    let place = 0;
    let gone = false;
    if (at === 'end') place = list.length;
    else if (at !== 'start') {
      if ('share' in at) place = Math.round(at.share * Math.max(0, list.length - 1));
      else if ('id' in at) {
        place = list.indexOf(at.id);
        gone = place >= list.length || list.at(place) !== at.id;
      } else {
        let low = 0;
        let high = list.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (this.#server.script.record(list.at(middle)).ms < at.time) low = middle + 1;
          else high = middle;
        }
        place = low;
      }
    }
    const from = Math.max(0, place - before);
    const to = Math.min(list.length, place + after);
    return { type: 'rows', q, v, index: from, total: list.length, rows: this.#rows(list, from, to), gone };
  }

  #timeline(q: number, count: number): ServerMessage {
    const { first, end, script } = this.#server;
    if (end <= first) return { type: 'timeline', q, from: null, width: 1000, buckets: [], complete: true };
    const from = script.record(first).ms;
    const width = Math.max(1000, Math.ceil((script.record(end - 1).ms - from + 1) / count));
    const buckets = Array.from({ length: count }, () => [0, 0, 0] as [number, number, number]);
    const step = Math.max(1, Math.floor((end - first) / 20_000));
    for (let id = first; id < end; id += step) {
      const { ms, level } = script.record(id);
      const bucket = buckets[Math.floor((ms - from) / width)];
      if (!bucket) continue;
      bucket[0] += step;
      if (level === 'warn') bucket[1] += step;
      if (level === 'error') bucket[2] += step;
    }
    return { type: 'timeline', q, from, width, buckets, complete: true };
  }

  #rows(list: IdList, from: number, to: number): Row[] {
    const rows: Row[] = [];
    for (let at = from; at < to; at++) rows.push(this.#row(list.at(at)));
    return rows;
  }

  #row(id: number): Row {
    const { ms, level, text, marker } = this.#server.script.record(id);
    const cut = text.length > LIMITS.rowBytes;
    const flags = (marker ? ROW.marker : 0) | (marker === 'gap' ? ROW.gap : 0) | (cut ? ROW.cut : 0);
    const shown = cut ? text.slice(0, LIMITS.rowBytes) : text;
    const { search } = this.#settings;
    const plain = shown.replace(/\x1b\[[\d;]*m/g, '');
    const marks =
      search === null
        ? []
        : [...plain.matchAll(new RegExp(search, 'g'))].flatMap(match => [
            match.index,
            match.index + match[0].length,
          ]);
    const number = level === null ? 0 : LEVELS.indexOf(level) + 1;
    return [id, this.#sourceOf(id), ms, 3, number, flags, shown, text.length, marks.length === 0 ? 0 : marks];
  }

  #sourceOf(id: number): number {
    const { length } = this.#server.script.logs;
    return ((id % length) + length) % length;
  }

  #list(pane: Pane, kind: RowsRequest['list']): IdList {
    const { first, end, script } = this.#server;
    const own = listOf(first, end, pane === null ? null : { of: script.logs.length, at: pane });
    const { filters, level, range, search } = this.#settings;
    const active = filters.filter(({ enabled, kind: what }) => enabled && what === 'pattern');
    const isAll = active.length === 0 && level === null && range === null;
    const tests: ((id: number) => boolean)[] = [];
    if (kind !== 'all' && !isAll) {
      for (const { text, negate } of active)
        tests.push(id => new RegExp(text).test(script.record(id).text) !== negate);
      if (level !== null) tests.push(id => severity(script.record(id).level ?? 'trace') >= severity(level));
      if (range !== null)
        tests.push(id => script.record(id).ms >= range.from && script.record(id).ms < range.to);
    }
    if (kind === 'found')
      tests.push(id => search !== null && new RegExp(search).test(script.record(id).text));
    if (kind === 'alarms') tests.push(id => script.record(id).level === 'error');
    return tests.length === 0 ? own : matching(own, id => tests.every(test => test(id)));
  }

  #send(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
