import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { SourceInfo } from '../../../src/web/protocol/pushes.ts';
import type { ScriptedRecord } from './scriptedLogs.ts';
import { ScriptedViewer } from './scriptedViewer.ts';

const DIST = join(import.meta.dirname, '../../../dist/web');

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** The policy of the real server: the page has to work under it. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

export interface ScriptedLog {
  readonly host: string;
  readonly log: string;
  readonly state?: Partial<SourceInfo>;
}

export interface Script {
  readonly logs: readonly ScriptedLog[];
  /** Initial number of records; the record with id `n` belongs to the log `n % logs.length`. */
  readonly count: number;
  readonly record: (id: number) => ScriptedRecord;
  /** Milliseconds before each answer. */
  readonly delay?: number;
  /** Number of records that hosts have before the first: negative ids. */
  readonly older?: number;
  readonly role?: 'viewer' | 'operator';
  /** Default: the hosts. */
  readonly title?: string;
}

/**
 * Plays the part of `rtail serve` according to the test's rules: the records of a function, any number of
 * them, delays, evictions, lost connections, restarts. Filters are JavaScript's regular expressions over the
 * newest records.
 */
export class ScriptedServer {
  script: Script;
  readonly logs: SourceInfo[] = [];
  first = 0;
  end: number;
  epoch = 'one';
  /** Incremented when older records are added at the start. */
  past = 0;
  questions: readonly string[] = [];
  /** This many searches are requested before anything has been searched. */
  unscanned = 0;
  readonly viewers = new Set<ScriptedViewer>();
  readonly token = 'scripted-token';
  refusal: string | null = null;
  /** No page gets a connection. */
  isDown = false;
  #http: Server;
  #sockets: WebSocketServer;
  #timer: ReturnType<typeof setInterval> | undefined;

  static async start(script: Script): Promise<ScriptedServer> {
    const server = new ScriptedServer(script);
    await new Promise<void>(done => server.#http.listen(0, '127.0.0.1', done));
    return server;
  }

  private constructor(script: Script) {
    this.script = script;
    this.end = script.count;
    for (const log of script.logs) this.open(log);
    this.#http = createServer((request, response) => {
      const path = new URL(request.url!, 'http://x').pathname;
      if (path === '/api/login') {
        let body = '';
        request.on('data', chunk => (body += chunk));
        request.on('end', () => {
          const isRight = this.refusal === null && JSON.parse(body).token === this.token;
          response.writeHead(isRight ? 200 : 401, { 'Content-Type': 'application/json' });
          const refusal = {
            error: this.refusal ?? 'The link has no valid token.',
            advice: 'Open the link that rtail serve printed.',
          };
          response.end(JSON.stringify(isRight ? { key: 'key', role: 'viewer', name: 'viewer' } : refusal));
        });
        return;
      }
      const file = path === '/' ? 'index.html' : path.slice(1);
      const headers = {
        'Content-Type': TYPES[extname(file)] ?? 'text/html; charset=utf-8',
        'Content-Security-Policy': POLICY,
      };
      if (path.startsWith('/api/download/')) {
        response.writeHead(200, { 'Content-Disposition': 'attachment; filename="logs.txt"' });
        response.end([...this.viewers][0]?.text() ?? '');
      } else if (/^(index\.html|assets\/[\w.-]+)$/.test(file)) {
        response.writeHead(200, headers);
        response.end(readFileSync(join(DIST, file)));
      } else response.writeHead(404).end();
    });
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.isDown) {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, connection => {
        const viewer = new ScriptedViewer(this, connection);
        this.viewers.add(viewer);
        connection.on('close', () => this.viewers.delete(viewer));
      });
    });
  }

  /** The link that opens the page. */
  get link(): string {
    return `${this.address}#t=${this.token}`;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  get firstLogs(): readonly string[] {
    return this.script.logs.map(({ host, log }) => `${host}:${log}`);
  }

  open({ host, log, state }: ScriptedLog): void {
    const source = this.logs.length;
    this.logs.push({
      source,
      host,
      team: null,
      log,
      name: `${host}:${log}`,
      state: 'live',
      detail: null,
      at: null,
      trouble: null,
      records: 0,
      warnings: 0,
      errors: 0,
      rate: 0,
      openedAs: `${host}:${log}`,
      evicted: 0,
      ...state,
    });
  }

  change(source: number, change: Partial<SourceInfo>): void {
    this.logs[source] = { ...this.logs[source]!, ...change };
    for (const viewer of this.viewers) viewer.snap({ sources: [this.logs[source]!] });
  }

  ask(questions: readonly string[]): void {
    this.questions = questions;
    for (const viewer of this.viewers) viewer.snap({ questions });
  }

  append(count: number): void {
    this.end += count;
    for (const viewer of this.viewers) viewer.push();
  }

  /** Appends this many records per second, until told otherwise (0). */
  flow(perSecond: number): void {
    clearInterval(this.#timer);
    if (perSecond > 0) this.#timer = setInterval(() => this.append(Math.ceil(perSecond / 20)), 50);
  }

  evict(count: number): void {
    this.first = Math.min(this.end, this.first + count);
    for (const viewer of this.viewers) viewer.push();
  }

  /** Reads records from the hosts, before the first. */
  readOlder(count: number): void {
    this.first = Math.max(-(this.script.older ?? 0), this.first - count);
    this.past++;
    for (const viewer of this.viewers) viewer.push();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const viewer of this.viewers) viewer.cut();
  }

  /** From now on, acts as another run of the server. */
  restart(epoch: string): void {
    this.epoch = epoch;
    this.cut();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.cut();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise(done => this.#http.close(done));
  }
}
