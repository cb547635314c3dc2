import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/web/protocol/answers.ts';
import { DEFAULT_SETTINGS } from '../../src/web/protocol/view.ts';
import { percentile } from '../measure.ts';
import { startDevTools } from '../web/devTools.ts';

/**
 * The server's cost of viewers with different filters: `node bench/serve/viewers.ts [LINES_PER_SECOND] [SECONDS]
 * [VIEWERS,…]`, with the built command and a local log. One of the viewers is Chromium, which measures how long a line
 * takes from being appended to being painted; the others are sockets that acknowledge. One more never reads. CPU time
 * and memory are the server's own, as counted by the kernel.
 */
const root = dirname(dirname(import.meta.dirname));
const rate = Number(process.argv[2] ?? 50_000);
const seconds = Number(process.argv[3] ?? 10);
const VIEWERS = (process.argv[4] ?? '0,1,5,20,50').split(',').map(Number);

const line = (n: number): string =>
  `2026-11-29T10:00:00.${String(n % 1000).padStart(3, '0')}Z INFO  [http-${n % 50}] RequestLog - GET /cart/${n % 977} 200 in ${n % 391}ms\n`;

/** The lines of each beat are generated in advance, so that their generation is not measured. */
const BEAT_MS = 20;
const beat = (): Buffer[] =>
  Array.from({ length: 50 }, (_, k) =>
    Buffer.from(Array.from({ length: (rate * BEAT_MS) / 1000 }, (_, i) => line(k * 1000 + i)).join('')),
  );

const cpuMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(stat[11]) + Number(stat[12])) * 10;
};

const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

interface Server {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly token: string;
}

const start = (log: string, home: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const args = [
      join(root, 'dist/rtail.js'),
      'serve',
      '--listen',
      '127.0.0.1:0',
      '--max-viewers',
      '100',
      log,
    ];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: home },
    });
    let said = '';
    child.stderr!.on('data', data => {
      said += data;
      const found = /Viewers: +(http:\/\/\S+)\/#t=([\w-]+)/.exec(said);
      if (found) resolve({ child, origin: found[1]!, token: found[2]! });
    });
    child.once('exit', () => reject(new Error(said)));
  });

const logIn = ({ origin, token }: Server): Promise<{ cookie: string; key: string }> =>
  new Promise((resolve, reject) => {
    const headers = { Origin: origin, 'Content-Type': 'application/json' };
    const asked = request(`${origin}/api/login`, { method: 'POST', headers }, response => {
      let body = '';
      response.on('data', data => {
        body += data;
      });
      response.on('end', () =>
        resolve({ cookie: response.headers['set-cookie']![0]!.split(';')[0]!, key: JSON.parse(body).key }),
      );
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ token }));
  });

interface Viewer {
  readonly socket: WebSocket;
  bytes: number;
  tails: number;
}

const look = async (server: Server, filter: string, reads: boolean): Promise<Viewer> => {
  const { cookie, key } = await logIn(server);
  const url = `${server.origin.replace('http', 'ws')}/api/socket`;
  const socket = new WebSocket(url, {
    headers: { Origin: server.origin, Cookie: cookie },
    perMessageDeflate: false,
  });
  const viewer: Viewer = { socket, bytes: 0, tails: 0 };
  await new Promise(resolve => socket.once('open', resolve));
  const settings = {
    ...DEFAULT_SETTINGS,
    filters: [{ kind: 'pattern', text: filter, negate: false, enabled: true }],
  };
  const view = { type: 'view', v: 1, settings };
  const tail = { type: 'tail', panes: [{ pane: null, rows: 60 }] };
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, key, view, tail }));
  if (!reads) socket.pause();
  socket.on('message', data => {
    viewer.bytes += (data as Buffer).length;
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type !== 'tail') return;
    viewer.tails++;
    socket.send(JSON.stringify({ type: 'ack', n: message.n }));
  });
  return viewer;
};

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Records in the page how long lines that contain their own time took until they were painted. */
const WATCH = `(() => {
  window.took = [];
  const seen = new Set();
  const paint = new MessageChannel();
  let due = [];
  paint.port1.onmessage = () => { const now = Date.now(); window.took.push(...due.map(at => now - at)); due = []; };
  new MutationObserver(() => {
    const fresh = [...document.querySelectorAll('.row')].filter(row => !seen.has(row.dataset.id));
    for (const row of fresh) {
      seen.add(row.dataset.id);
      const at = /probe at (\\d+)/.exec(row.textContent);
      if (at) due.push(Number(at[1]));
    }
    if (fresh.length > 0) requestAnimationFrame(() => paint.port2.postMessage(0));
  }).observe(document.querySelector('.panes'), { childList: true, subtree: true });
})()`;

const measure = async (count: number, mute: boolean): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-viewers-'));
  const log = join(folder, 'app.log');
  const fd = openSync(log, 'w');
  const beats = beat();
  let written = 0;
  const server = await start(log, folder);
  try {
    const viewers = await Promise.all(
      Array.from({ length: Math.max(0, count - 1) }, (_, i) => look(server, `http-${i}[^0-9]`, true)),
    );
    if (count > 0) {
      await tools.open(`${server.origin}/#t=${server.token}&grep=probe`);
      await tools.until(`document.querySelector('.panes') !== null`);
    }
    if (mute) await look(server, 'GET', false);
    const from = performance.now();
    let next = 0;
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - from) / BEAT_MS);
      for (; next < due; next++) {
        writeSync(fd, beats[next % beats.length]!);
        writeSync(fd, `2026-11-29T10:00:00.000Z INFO  [x] probe at ${Date.now()}\n`);
        written += (rate * BEAT_MS) / 1000;
      }
    }, BEAT_MS);
    await wait(3000);
    const pid = server.child.pid!;
    if (count > 0) await tools.evaluate(WATCH);
    const before = {
      cpu: cpuMs(pid),
      at: performance.now(),
      written,
      bytes: viewers.reduce((sum, one) => sum + one.bytes, 0),
      tails: viewers.reduce((sum, one) => sum + one.tails, 0),
    };
    await wait(seconds * 1000);
    const elapsed = (performance.now() - before.at) / 1000;
    const cpu = (cpuMs(pid) - before.cpu) / 10 / elapsed;
    const lines = (written - before.written) / elapsed;
    const mb = (viewers.reduce((sum, one) => sum + one.bytes, 0) - before.bytes) / 1e6 / elapsed;
    const tails =
      viewers.length === 0
        ? 0
        : (viewers.reduce((sum, one) => sum + one.tails, 0) - before.tails) / elapsed / viewers.length;
    const took = count > 0 ? ((await tools.evaluate('window.took')) as number[]) : [];
    const painted = took.length > 0 ? `${percentile(took, 0.5)} / ${percentile(took, 0.95)} ms` : '–';
    clearInterval(timer);
    for (const { socket } of viewers) socket.terminate();
    return `| ${count}${mute ? ' + 1 that never reads' : ''} | ${Math.round(lines)} | ${cpu.toFixed(1)} % | ${rssMb(pid).toFixed(0)} MB | ${mb.toFixed(2)} | ${tails.toFixed(1)} | ${painted} |`;
  } finally {
    server.child.kill('SIGTERM');
    closeSync(fd);
    rmSync(folder, { recursive: true, force: true });
  }
};

const tools = await startDevTools();
process.stdout.write(
  '| viewers | lines/s | CPU of the server | RSS | MB/s sent | tails/s a viewer | appended → painted p50 / p95 |\n|---|---|---|---|---|---|---|\n',
);
for (const count of VIEWERS) process.stdout.write(`${await measure(count, false)}\n`);
process.stdout.write(`${await measure(5, true)}\n`);
tools.close();
process.exit(0);
