import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { CHROMIUM } from '../../test/web/helpers/chromium.ts';

/**
 * Drives Chromium with nothing but its own protocol. Drivers that monitor the network receive a copy of every frame of
 * a socket, which slows down what is being measured.
 */
export interface DevTools {
  open(address: string): Promise<void>;
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is true in the page. */
  until(expression: string): Promise<void>;
  send(method: string, parameters?: object): Promise<Record<string, unknown>>;
  close(): void;
}

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
  '--window-size=1280,800',
  'about:blank',
];

const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));

export const startDevTools = async (): Promise<DevTools> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-chromium-'));
  const child = spawn(CHROMIUM, [`--user-data-dir=${folder}`, ...ARGUMENTS], {
    stdio: 'ignore',
    detached: true,
  });
  const socket = await connect(folder);
  let next = 1;
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  socket.on('message', data => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message.result ?? { error: message.error });
    waiting.delete(message.id);
  });
  const send: DevTools['send'] = (method, parameters = {}) =>
    new Promise(done => {
      waiting.set(next, done);
      socket.send(JSON.stringify({ id: next++, method, params: parameters }));
    });
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return (answer['result'] as { readonly value?: unknown } | undefined)?.value;
  };
  await send('Performance.enable');
  return {
    send,
    evaluate,
    open: async address => {
      await send('Page.navigate', { url: 'about:blank' });
      await send('Page.navigate', { url: address });
    },
    until: async expression => {
      while ((await evaluate(expression)) !== true) await pause(10);
    },
    close: () => end(child, folder),
  };
};

const connect = async (folder: string): Promise<WebSocket> => {
  for (;;) {
    await pause(100);
    try {
      const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n');
      const pages = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        readonly type: string;
        readonly webSocketDebuggerUrl: string;
      }[];
      const page = pages.find(({ type }) => type === 'page');
      if (!page) continue;
      const socket = new WebSocket(page.webSocketDebuggerUrl);
      await new Promise(done => socket.once('open', done));
      return socket;
    } catch {
      // It has not opened its port yet.
    }
  }
};

const end = (child: ChildProcess, folder: string): void => {
  process.kill(-child.pid!, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
