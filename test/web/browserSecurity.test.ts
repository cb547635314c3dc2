import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, hasChromium, startChromium } from './helpers/chromium.ts';
import { serve, TOKENS } from './helpers/served.ts';

/**
 * The page's own script, because the policy does not apply to code evaluated from outside. It reports the
 * outcome of each attempt in the title.
 */
const SCRIPT = `
const tries = {
  innerHTML: () => { document.body.innerHTML = '<b>x</b>'; },
  handler: () => document.body.setAttribute('onclick', 'x()'),
  eval: () => (0, eval)('1'),
  Function: () => new Function('1')(),
  script: () => { document.createElement('script').text = '1'; },
};
const said = {};
for (const [name, act] of Object.entries(tries)) {
  try { act(); said[name] = 'done'; } catch { said[name] = 'refused'; }
}
const blocked = [];
document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
const image = new Image(); image.src = 'http://127.0.0.1:1/x.png';
const style = document.createElement('style'); style.textContent = 'body { color: red }'; document.head.append(style);
document.body.style.top = '1px';
const token = location.hash.slice(3);
history.replaceState(null, '', location.pathname);
const login = async () => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch('api/login', { method: 'POST', headers, body: JSON.stringify({ token }) });
  const { key } = await answer.json();
  localStorage.setItem('key', key);
  const socket = new WebSocket(new URL('api/socket', document.baseURI));
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, key }));
  const first = await new Promise(resolve => { socket.onmessage = event => resolve(JSON.parse(event.data).type); socket.onclose = () => resolve('closed'); });
  const url = location.href;
  document.title = JSON.stringify({ ...said, blocked: [...new Set(blocked)].sort(), cookie: document.cookie, first, url, cssom: document.body.style.top });
};
login().catch(error => { document.title = JSON.stringify({ error: String(error) }); });
`;

/** Someone else's page, which tries to read and to act. */
const evil = (target: string): string => `<!doctype html><title></title><body><script>
const target = ${JSON.stringify(target)};
const outcome = async act => { try { return await act(); } catch { return 'refused'; } };
const socket = () => new Promise(resolve => {
  const one = new WebSocket(target.replace('http', 'ws') + 'api/socket');
  one.onopen = () => resolve('open'); one.onerror = () => resolve('refused');
});
const load = (name, set) => new Promise(resolve => {
  const element = document.createElement(name); set(element);
  element.onload = () => resolve('loaded'); element.onerror = () => resolve('refused'); document.body.append(element);
});
const frame = () => new Promise(resolve => {
  const one = document.createElement('iframe'); one.src = target; document.body.append(one);
  one.onload = () => { let text = 'refused'; try { text = one.contentDocument.body.textContent; } catch {} resolve(text); };
});
(async () => {
  const said = {
    socket: await socket(),
    page: await outcome(async () => (await fetch(target, { credentials: 'include' })).text()),
    stream: await outcome(async () => (await fetch(target + 'stream', { credentials: 'include' })).text()),
    login: await outcome(async () => (await fetch(target + 'api/login', { method: 'POST', credentials: 'include', body: '{"token":"${TOKENS.viewer}"}' })).text()),
    script: await load('script', one => { one.src = target + 'assets/main-1.js'; }),
    image: await load('img', one => { one.src = target; }),
    frame: await frame(),
    events: await new Promise(resolve => { const one = new EventSource(target + 'stream', { withCredentials: true }); one.onopen = () => resolve('open'); one.onerror = () => resolve('refused'); }),
  };
  document.title = JSON.stringify(said);
})();
</script>`;

const page = (script: string) => ({
  index: {
    type: 'text/html; charset=utf-8',
    body: Buffer.from('<!doctype html><title></title><body><script src="assets/main-1.js" defer></script>'),
    gzipped: null,
    tag: '"i"',
  },
  assets: new Map([
    ['main-1.js', { type: 'text/javascript', body: Buffer.from(script), gzipped: null, tag: '"m"' }],
  ]),
});

const REFUSED = {
  socket: 'refused',
  page: 'refused',
  stream: 'refused',
  login: 'refused',
  script: 'refused',
  image: 'refused',
  frame: expect.not.stringContaining('script'),
  events: 'refused',
};

const listen = (server: Server): Promise<number> =>
  new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

const told = async (tab: Page): Promise<Record<string, unknown>> => {
  await tab.waitForFunction(() => document.title !== '', undefined, { polling: 50 });
  return JSON.parse(await tab.title());
};

describe.skipIf(!hasChromium)(
  `Chromium${hasChromium ? '' : ' (skipped: /usr/bin/chromium is not installed)'}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startChromium({
        args: ['--no-sandbox', '--host-resolver-rules=MAP evil.test 127.0.0.1'],
      });
    }, 30_000);
    afterAll(() => browser?.close());

    test('loads the page, restricts it, and lets no page of another port, host or rebound name read anything', async () => {
      const served = await serve({ files: page(SCRIPT) });
      served.say(0, 'a secret');
      const own = await browser.context.newPage();
      await own.goto(`${served.origin}/#t=${TOKENS.viewer}`);
      expect(await told(own)).toEqual({
        innerHTML: 'refused',
        handler: 'refused',
        eval: 'refused',
        Function: 'refused',
        script: 'refused',
        blocked: ['img-src', 'require-trusted-types-for', 'style-src-elem'],
        cookie: '',
        first: 'welcome',
        url: `${served.origin}/`,
        cssom: '1px',
      });
      const other = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(evil(`${served.origin}/`));
      });
      const port = await listen(other);
      // The cookie is also sent from another port of the same host, and from none of the others.
      for (const name of ['127.0.0.1', 'localhost', 'evil.test']) {
        const tab = await browser.context.newPage();
        await tab.goto(`http://${name}:${port}/`);
        expect(await told(tab), name).toEqual(REFUSED);
        await tab.close();
      }
      const rebound = await own.goto(`http://evil.test:${served.port}/`);
      expect(rebound?.status()).toBe(421);
      await own.close();
      other.close();
    }, 30_000);

    test('works behind a proxy that strips a prefix and rewrites the host', async () => {
      let target = 0;
      const proxy = createServer((asked, response) => {
        const headers = { ...asked.headers, host: 'internal.example' };
        void import('node:http').then(({ request }) => {
          const path = asked.url!.replace('/deep/logs', '');
          const on = request({ port: target, path, method: asked.method, headers }, answer => {
            response.writeHead(answer.statusCode!, answer.headers);
            answer.pipe(response);
          });
          asked.pipe(on);
        });
      });
      proxy.on('upgrade', (asked, socket) => {
        void import('node:net').then(({ connect }) => {
          const on = connect(target, '127.0.0.1', () => {
            const headers = Object.entries({ ...asked.headers, host: 'internal.example' });
            on.write(
              `GET ${asked.url!.replace('/deep/logs', '')} HTTP/1.1\r\n${headers.map(([name, text]) => `${name}: ${text}\r\n`).join('')}\r\n`,
            );
            on.pipe(socket).pipe(on);
          });
          for (const one of [on, socket]) one.on('error', () => {});
        });
      });
      const port = await listen(proxy);
      const served = await serve({
        files: page(SCRIPT),
        origins: [`http://127.0.0.1:${port}`],
        hostNames: ['internal.example'],
      });
      target = served.port;
      const tab = await browser.context.newPage();
      await tab.goto(`http://127.0.0.1:${port}/deep/logs/#t=${TOKENS.viewer}`);
      expect(await told(tab)).toMatchObject({ first: 'welcome', url: `http://127.0.0.1:${port}/deep/logs/` });
      await tab.close();
      proxy.closeAllConnections();
      proxy.close();
    }, 30_000);
  },
);
