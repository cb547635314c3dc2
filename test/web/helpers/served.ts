import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import type { Source } from '../../../src/core/target.ts';
import type { SourceControl } from '../../../src/session/live/contract.ts';
import { Hub } from '../../../src/session/live/hub.ts';
import type { Person } from '../../../src/web/access/logins.ts';
import type { CatalogueItem } from '../../../src/web/library.ts';
import { type RunningServer, type ServeOptions, startServer } from '../../../src/web/serve.ts';
import { sampleSource } from '../../print/samples.ts';

export const TOKENS = { viewer: 'viewer-token-0123456789', operator: 'operator-token-0123456789' } as const;

export const sourceOf = (host: string, log: string): Source => sampleSource(0, host, log);

export interface Served {
  readonly server: RunningServer;
  readonly hub: Hub;
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Requests to the hosts, and messages on stderr. */
  readonly calls: string[];
  readonly lines: string[];
  /** Delivers records to a log by its number. */
  say(source: number, ...texts: readonly string[]): void;
}

export interface ServedOptions extends Partial<ServeOptions> {
  readonly logs?: readonly (readonly [host: string, log: string])[];
  /** How many of the logs the command line names. Default: all. */
  readonly named?: number;
  readonly sees?: (person: Person, source: Source) => boolean;
  readonly bufferRecords?: number;
}

/** Starts a server over a hub whose logs are controlled by the test. */
export const serve = async (options: ServedOptions = {}): Promise<Served> => {
  const {
    logs = [
      ['web-1', 'app'],
      ['web-2', 'app'],
    ],
    named = logs.length,
    sees,
    bufferRecords,
    ...rest
  } = options;
  const calls: string[] = [];
  const lines: string[] = [];
  const control: SourceControl = {
    add: async () => {},
    remove: () => {},
    retry: id => calls.push(`retry ${id}`),
    applyFilter: (_filter, reread) => calls.push(`filter ${reread}`),
    counts: () => null,
  };
  const filter = { filters: [], level: null, ignoreCase: false } as const;
  const hub = new Hub({
    bufferBytes: 64e6,
    ...(bufferRecords !== undefined && { bufferRecords }),
    control,
    now: Date.now,
    filter,
    timelinePerSource: true,
  });
  const all = logs.map(([host, log]) => sourceOf(host, log));
  const items: CatalogueItem[] = logs.map(([host, log]) => ({
    name: `${host}:${log}`,
    kind: 'log',
    detail: '',
  }));
  const allows = sees ?? (() => true);
  let next = 0;
  const server = await startServer({
    hub,
    catalogue: {
      first: all.slice(0, named),
      allows,
      itemsFor: person => items.filter((_, i) => allows(person, all[i]!)),
      resolve: name => all.filter((_, i) => items[i]!.name === name),
    },
    reader: {
      open: (source, told) => {
        const id = next++;
        told(id);
        calls.push(`open ${source.host.name}:${source.log}`);
        hub.opened({ ...source, id });
        hub.state({ ...source, id }, { kind: 'live' });
      },
      end: id => calls.push(`end ${id}`),
      retry: id => calls.push(`retry ${id}`),
    },
    files: {
      index: {
        type: 'text/html; charset=utf-8',
        body: Buffer.from('<!doctype html><title>page</title>'),
        gzipped: null,
        tag: '"i"',
      },
      assets: new Map([
        ['main-1.js', { type: 'text/javascript', body: Buffer.from('1;'), gzipped: null, tag: '"m"' }],
      ]),
    },
    listen: { kind: 'tcp', address: '127.0.0.1', port: 0 },
    tls: null,
    basePath: '',
    hostNames: [],
    origins: [],
    trustedProxies: [],
    authHeader: null,
    operators: [],
    tokens: TOKENS,
    once: false,
    maxViewers: 20,
    graceMs: 60_000,
    version: 'test',
    title: 'test',
    hostFilter: filter,
    initial: null,
    questions: () => [],
    json: (record, source) => `${JSON.stringify({ host: source.host.name, text: record.text })}\n`,
    now: Date.now,
    log: line => lines.push(line),
    ...rest,
  });
  onTestFinished(() => server.close());
  const port = server.port!;
  const origin = `http://127.0.0.1:${port}`;
  let seq = 0;
  return {
    server,
    hub,
    port,
    origin,
    calls,
    lines,
    say: (source, ...texts) => hub.records(texts.map(text => recordOf(source, seq++, text))),
  };
};

export const recordOf = (source: number, seq: number, text: string): LogRecord => ({
  source,
  seq,
  received: 1_700_000_000_000 + seq * 10,
  time: { ms: 1_700_000_000_000 + seq * 10, nanos: 0, digits: 3 },
  level: text.startsWith('ERROR') ? 'error' : 'info',
  text,
  fields: null,
  late: false,
});

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request with exactly these headers. */
export const ask = (
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string | string[]>; body?: string } = {},
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, setHost: !('Host' in headers), agent: false },
      response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });

/** Logs in like the page; returns the cookie and the key. */
export const logIn = async (
  { port, origin }: Pick<Served, 'port' | 'origin'>,
  token: string = TOKENS.viewer,
): Promise<{ readonly cookie: string; readonly key: string }> => {
  const headers = { Origin: origin, 'Content-Type': 'application/json' };
  const reply = await ask(port, '/api/login', { method: 'POST', headers, body: JSON.stringify({ token }) });
  if (reply.status !== 200) throw new Error(`login: ${reply.status} ${reply.body}`);
  const [cookie] = reply.headers['set-cookie'] ?? [];
  return { cookie: cookie!.split(';')[0]!, key: JSON.parse(reply.body).key };
};
