import { connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '../../src/web/protocol/limits.ts';
import { openPage, TestPage } from './helpers/page.ts';
import { ask, logIn, type Served, serve, TOKENS } from './helpers/served.ts';

const json = { 'Content-Type': 'application/json' };

const login = (served: Served, headers: Record<string, string | string[]>, token: string = TOKENS.viewer) =>
  ask(served.port, '/api/login', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ token }),
  });

/** Returns how an upgrade ends: the status that refuses it, or 101. */
const upgrade = (port: number, headers: Record<string, string>, path = '/api/socket'): Promise<number> =>
  new Promise(resolve => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => {});
  });

describe('a request', () => {
  test.each([
    ['no name', { Host: '' }],
    ['a name that points here (DNS rebinding)', { Host: 'evil.test' }],
    ['such a name with our port', { Host: 'evil.test:PORT' }],
    ['our name within another one', { Host: '127.0.0.1.evil.test' }],
    ['our name as a user', { Host: '127.0.0.1@evil.test' }],
  ])('for %s is refused before anything else is checked', async (_title, headers) => {
    const served = await serve();
    const host = headers.Host.replace('PORT', String(served.port));
    const { cookie } = await logIn(served);
    const everything = {
      Host: host,
      Origin: `http://${host}`,
      Cookie: cookie,
      Authorization: `Bearer ${TOKENS.viewer}`,
    };
    for (const path of ['/', '/health', '/assets/main-1.js', '/stream', '/api/download/x', '/nothing']) {
      expect((await ask(served.port, path, { headers: everything })).status).toBe(421);
    }
    expect((await login(served, everything)).status).toBe(421);
    // The client inserts a name if there is none.
    if (host !== '') expect(await upgrade(served.port, everything)).toBe(421);
  });

  test.each([
    '127.0.0.1',
    '127.0.0.1:9',
    'localhost',
    'LOCALHOST',
    '[::1]:7070',
    'logs.example.com',
    'proxy.example.com',
  ])('for %s is answered', async host => {
    const served = await serve({ hostNames: ['logs.example.com'], origins: ['https://proxy.example.com'] });
    expect((await ask(served.port, '/health', { headers: { Host: host } })).body).toBe('ok\n');
  });

  test('gets all headers that restrict a page, and none that lets another origin read it', async () => {
    const served = await serve();
    for (const path of ['/', '/assets/main-1.js', '/health', '/nothing', '/stream']) {
      const { headers } = await ask(served.port, path, { headers: { Origin: 'http://evil.test' } });
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
      );
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
      });
      expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([]);
    }
    expect((await ask(served.port, '/')).headers['cache-control']).toBe('no-store');
    expect((await ask(served.port, '/assets/main-1.js')).headers['cache-control']).toMatch(/immutable/);
  });

  test.each([
    '/../../etc/passwd',
    '/assets/../../../etc/passwd',
    '/assets/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets//etc/passwd',
    '/assets/main-1.js%00',
    '/assets/__proto__',
    '/assets/constructor',
    '//evil.test/',
    '/api/socket',
    'http://evil.test/',
    '*',
  ])('for %s does not reach a file', async path => {
    const served = await serve();
    const reply = await ask(served.port, path);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.headers.location).toBeUndefined();
  });

  test('works below a prefix that a proxy strips, or passes on', async () => {
    const served = await serve({ basePath: '/deep/logs', origins: ['https://logs.example.com'] });
    for (const path of ['/', '/deep/logs/'])
      expect((await ask(served.port, path)).body).toMatch(/^<!doctype/);
    const bare = await ask(served.port, '/deep/logs');
    expect([bare.status, bare.headers.location]).toEqual([308, 'logs/']);
    for (const path of ['/api/login', '/deep/logs/api/login']) {
      const headers = { ...json, Host: 'internal:80', Origin: 'https://logs.example.com' };
      const body = JSON.stringify({ token: TOKENS.viewer });
      expect((await ask(served.port, path, { method: 'POST', headers, body })).status).toBe(421);
      const known = { ...headers, Host: 'logs.example.com' };
      const reply = await ask(served.port, path, { method: 'POST', headers: known, body });
      expect(reply.headers['set-cookie']?.[0]).toMatch(
        /^rtail-[0-9a-f]{8}=[\w-]{22}; HttpOnly; SameSite=Strict; Secure$/,
      );
    }
  });
});

describe('a login', () => {
  test("at one of two servers on ports of the same host leaves the other's cookies alone", async () => {
    const cookies = [await logIn(await serve()), await logIn(await serve())];
    const [one, other] = cookies.map(({ cookie }) => cookie.split('=')[0]);
    expect(one).not.toBe(other);
  });

  test('exchanges the token for a cookie that scripts cannot read, and a key', async () => {
    const served = await serve();
    const reply = await login(served, { Origin: served.origin });
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^rtail-[0-9a-f]{8}=[\w-]{22}; HttpOnly; SameSite=Strict$/,
    );
    expect(JSON.parse(reply.body)).toEqual({
      key: expect.stringMatching(/^[\w-]{22}$/),
      role: 'viewer',
      name: 'viewer',
    });
    expect(JSON.parse((await login(served, { Origin: served.origin }, TOKENS.operator)).body).role).toBe(
      'operator',
    );
  });

  test.each([
    ['no origin', {}, 403],
    ['another site', { Origin: 'http://evil.test' }, 403],
    ['another port of the same host', { Origin: 'http://127.0.0.1:1' }, 403],
    ['the null origin of a sandbox', { Origin: 'null' }, 403],
    ['https instead of http', { Origin: 'https://127.0.0.1:PORT' }, 403],
    [
      'our page, but cross-site according to the browser',
      { Origin: 'http://127.0.0.1:PORT', 'Sec-Fetch-Site': 'cross-site' },
      403,
    ],
    [
      'our host, but same-site according to the browser',
      { Origin: 'http://127.0.0.1:PORT', 'Sec-Fetch-Site': 'same-site' },
      403,
    ],
    ['a form', { Origin: 'http://127.0.0.1:PORT', 'Content-Type': 'text/plain' }, 415],
    ['our page', { Origin: 'http://127.0.0.1:PORT', 'Sec-Fetch-Site': 'same-origin' }, 200],
  ])('of %s', async (_title, headers, status) => {
    const served = await serve();
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, text.replace('PORT', String(served.port))]),
    );
    expect((await login(served, own)).status).toBe(status);
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"token":1}',
    '{"token":"wrong"}',
    '{"token":["viewer-token-0123456789"]}',
    JSON.stringify({ token: 'x'.repeat(5000) }),
  ])('with the body %s fails', async body => {
    const served = await serve();
    const headers = { ...json, Origin: served.origin };
    expect((await ask(served.port, '/api/login', { method: 'POST', headers, body })).status).toBe(401);
  });

  test('may be attempted ten times a minute, and again after that', async () => {
    let now = 1e12;
    const served = await serve({ now: () => now });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await login(served, { Origin: served.origin }, `guess ${i}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await login(served, { Origin: served.origin })).status).toBe(429);
    now += 61_000;
    expect((await login(served, { Origin: served.origin })).status).toBe(200);
    expect(served.lines.filter(line => /failed: wrong token/.test(line))).toHaveLength(10);
    expect(served.lines.join()).not.toContain('guess');
  });

  test('with a single-use link', async () => {
    const served = await serve({ once: true });
    expect((await login(served, { Origin: served.origin })).status).toBe(200);
    expect((await login(served, { Origin: served.origin })).status).toBe(401);
    expect((await login(served, { Origin: served.origin }, TOKENS.operator)).status).toBe(200);
  });

  test('ends with a logout', async () => {
    const served = await serve();
    const { cookie } = await logIn(served);
    const headers = { Origin: served.origin, Cookie: cookie };
    expect(await upgrade(served.port, headers)).toBe(101);
    expect(
      (await ask(served.port, '/api/logout', { method: 'POST', headers: { Cookie: cookie } })).status,
    ).toBe(403);
    expect((await ask(served.port, '/api/logout', { method: 'POST', headers })).status).toBe(204);
    expect(await upgrade(served.port, headers)).toBe(401);
  });
});

describe('a socket', () => {
  test.each([
    ['no origin', () => ({ Origin: '' }), 403],
    ['another site', () => ({ Origin: 'http://evil.test' }), 403],
    ['another port of the same host, with our cookie', () => ({ Origin: 'http://127.0.0.1:1' }), 403],
    ['our page without a cookie', () => ({ Cookie: '' }), 401],
    ['our page with a made-up cookie', (name: string) => ({ Cookie: `${name}=AAAAAAAAAAAAAAAAAAAAAA` }), 401],
    [
      'our page with our cookie among others with its name',
      (name: string, cookie: string) => ({ Cookie: `${name}=evil; ${cookie}` }),
      101,
    ],
    ['our page', () => ({}), 101],
  ])('of %s', async (_title, change, status) => {
    const served = await serve();
    const { cookie } = await logIn(served);
    const headers = { Origin: served.origin, Cookie: cookie, ...change(cookie.split('=')[0]!, cookie) };
    const sent = Object.fromEntries(Object.entries(headers).filter(([, text]) => text !== ''));
    expect(await upgrade(served.port, sent)).toBe(status);
  });

  test.each([
    ['a stolen cookie and no key', '{"type":"hello","protocol":1,"key":""}', CLOSE.login],
    ['the key of another login', '{"type":"hello","protocol":1,"key":"OTHER"}', CLOSE.login],
    ['another protocol', '{"type":"hello","protocol":99,"key":"KEY"}', CLOSE.protocol],
    [
      'a question before hello',
      '{"type":"rows","q":1,"v":0,"pane":null,"list":"shown","at":"end","before":9,"after":0}',
      CLOSE.protocol,
    ],
    ['no JSON', 'GET / HTTP/1.1', CLOSE.protocol],
    ['an unknown message', '{"type":"exec","command":"id"}', CLOSE.protocol],
    ['a binary frame', Buffer.from('{"type":"ping"}'), CLOSE.protocol],
    ['a frame of 70 KB', 'x'.repeat(70_000), 1009],
  ])('with %s is closed without a message', async (_title, frame, code) => {
    const served = await serve();
    served.say(0, 'a secret');
    const [one, other] = [await logIn(served), await logIn(served)];
    const page = new TestPage(`ws://127.0.0.1:${served.port}/api/socket`, {
      Origin: served.origin,
      Cookie: one.cookie,
    });
    await new Promise(resolve => page.socket.once('open', resolve));
    page.socket.send(
      typeof frame === 'string' ? frame.replace('OTHER', other.key).replace('KEY', one.key) : frame,
    );
    await page.until(() => page.closed);
    expect(page.closed?.code).toBe(code);
    expect(page.heard.filter(({ type }) => type !== 'bye')).toEqual([]);
  });

  test('that sends nothing is closed soon', async () => {
    let now = 1e12;
    const served = await serve({ now: () => now });
    const { cookie } = await logIn(served);
    const page = new TestPage(`ws://127.0.0.1:${served.port}/api/socket`, {
      Origin: served.origin,
      Cookie: cookie,
    });
    await new Promise(resolve => page.socket.once('open', resolve));
    now += 4000;
    await page.until(() => page.closed);
    expect(page.closed?.code).toBe(CLOSE.protocol);
  });

  test.each([
    ['a second hello', { type: 'hello', protocol: 1, key: '' }],
    ['an acknowledgement of something that was never sent', { type: 'ack', n: 999 }],
  ])('is closed for %s', async (_title, message) => {
    const served = await serve();
    const page = await openPage(served);
    page.send(message as Parameters<typeof page.send>[0]);
    await page.until(() => page.closed);
    expect(page.closed?.code).toBe(CLOSE.protocol);
  });

  test('of a page that floods is closed, and the others continue', async () => {
    const served = await serve();
    const [flood, calm] = [await openPage(served), await openPage(served)];
    for (let i = 0; i < 2000; i++)
      flood.send({ type: 'rows', q: i, v: 0, pane: null, list: 'shown', at: 'end', before: 500, after: 0 });
    await flood.until(() => flood.closed);
    expect(flood.closed?.code).toBe(CLOSE.slow);
    calm.send({ type: 'ping' });
    await calm.see('pong');
  });

  test('of a page that requests and never reads uses little memory, and costs the others nothing', async () => {
    const served = await serve();
    served.say(0, ...Array.from({ length: 600 }, (_, i) => `${i} ${'x'.repeat(8000)}`));
    const [mute, calm] = [await openPage(served), await openPage(served)];
    mute.socket.pause();
    for (let i = 0; i < 300; i++)
      mute.send({ type: 'rows', q: i, v: 0, pane: null, list: 'shown', at: 'end', before: 500, after: 0 });
    const before = process.memoryUsage().rss;
    calm.tail([{ pane: null, rows: 1 }]);
    for (let i = 0; i < 20; i++) {
      served.say(1, `tick ${i}`);
      await calm.see('tail', ({ panes }) => panes.some(({ rows }) => rows.at(-1)?.[6] === `tick ${i}`));
    }
    // Not 300 answers of a megabyte each: as much as the sockets hold, and one more.
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('is accepted among a thousand connections that send nothing', async () => {
    const served = await serve();
    const idle = await Promise.all(
      Array.from(
        { length: 1000 },
        () =>
          new Promise<ReturnType<typeof connect>>(resolve => {
            const socket = connect(served.port, '127.0.0.1', () => resolve(socket));
            socket.on('error', () => {});
          }),
      ),
    );
    const page = await openPage(served);
    page.send({ type: 'ping' });
    await page.see('pong');
    for (const socket of idle) socket.destroy();
  });

  test('is refused if 64 others have not sent hello yet', async () => {
    const served = await serve();
    const { cookie } = await logIn(served);
    const headers = { Origin: served.origin, Cookie: cookie };
    const open = await Promise.all(
      Array.from(
        { length: 64 },
        () =>
          new Promise<WebSocket>(resolve => {
            const socket = new WebSocket(`ws://127.0.0.1:${served.port}/api/socket`, { headers });
            socket.on('open', () => resolve(socket));
          }),
      ),
    );
    expect(await upgrade(served.port, headers)).toBe(503);
    for (const socket of open) socket.terminate();
  });

  test.each(['(a+)+$', '(a|a)*b', '((a{1,50}){1,50}){1,50}', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'that filters by %s delays nobody',
    async pattern => {
      const served = await serve();
      served.say(0, ...Array.from({ length: 200 }, () => `${'a'.repeat(2000)}!`));
      const [hostile, calm] = [await openPage(served), await openPage(served)];
      hostile.set({
        filters: [{ kind: 'pattern', text: pattern, negate: false, enabled: true }],
        search: pattern,
      });
      const start = performance.now();
      for (let i = 0; i < 5; i++)
        expect(
          await calm.ask({ type: 'rows', pane: null, list: 'shown', at: 'end', before: 1, after: 0 }),
        ).toBeTruthy();
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );
});

describe('a proxy that names the user', () => {
  const proxied = {
    authHeader: 'Remote-User',
    trustedProxies: ['127.0.0.0/8'],
    operators: ['alice'],
  } as const;
  const enter = (served: Served, headers: Record<string, string | string[]>) =>
    ask(served.port, '/api/login', {
      method: 'POST',
      headers: { ...json, Origin: served.origin, ...headers },
      body: '{}',
    });

  test.each([
    ['its user', { 'Remote-User': 'bob' }, 200, 'bob viewer'],
    ['an operator', { 'Remote-User': 'alice' }, 200, 'alice operator'],
    ['nobody', {}, 401, 'no token was sent'],
    ['two users', { 'Remote-User': ['bob', 'alice'] }, 401, 'Remote-User was sent more than once'],
    [
      'a twin with underscores',
      { 'Remote-User': 'bob', Remote_User: 'alice' },
      401,
      'Remote-User was sent more than once',
    ],
    ['only the twin', { Remote_User: 'alice' }, 401, 'it was sent as "Remote_User"'],
    [
      'a header that Connection drops',
      { 'Remote-User': 'alice', Connection: 'close, Remote-User' },
      401,
      'Connection names Remote-User',
    ],
    ['no name', { 'Remote-User': 'a b' }, 401, 'Remote-User contains no name'],
  ])('%s', async (_title, headers, status, what) => {
    const served = await serve(proxied);
    const reply = await enter(served, headers);
    const body = JSON.parse(reply.body);
    expect([reply.status, status === 200 ? `${body.name} ${body.role}` : body.error]).toEqual([status, what]);
  });

  test('is not trusted at another address', async () => {
    const served = await serve({ ...proxied, trustedProxies: ['10.0.0.0/8'] });
    expect((await enter(served, { 'Remote-User': 'alice' })).status).toBe(401);
  });

  test('must keep naming the same user', async () => {
    const served = await serve(proxied);
    const [cookie] = (await enter(served, { 'Remote-User': 'bob' })).headers['set-cookie']!;
    const headers = { Origin: served.origin, Cookie: cookie!.split(';')[0]! };
    expect(await upgrade(served.port, { ...headers, 'Remote-User': 'bob' })).toBe(101);
    expect(await upgrade(served.port, { ...headers, 'Remote-User': 'eve' })).toBe(401);
  });
});

describe('a stream', () => {
  const bearer = { Authorization: `Bearer ${TOKENS.viewer}` };

  test.each([
    ['text', '&format=text', 'apple 1\napple 2\n'],
    ['NDJSON', '&format=ndjson', '{"host":"web-1","text":"apple 1"}\n{"host":"web-1","text":"apple 2"}\n'],
    [
      'events',
      '&format=sse',
      /^id: [\w-]+\.0\ndata: \{"host":"web-1","text":"apple 1"\}\n\nid: [\w-]+\.2\ndata: .*"apple 2"\}\n\n$/,
    ],
    ['the last ones', '&n=1', 'apple 2\n'],
    ['a level', '&level=error', ''],
  ])('sends %s', async (_title, query, body) => {
    const served = await serve();
    served.say(0, 'apple 1', 'pear', 'apple 2');
    const reply = await ask(served.port, `/stream?source=web-1:app&grep=apple&follow=0${query}`, {
      headers: bearer,
    });
    expect([reply.status, reply.body]).toEqual([
      200,
      typeof body === 'string' ? body : expect.stringMatching(body),
    ]);
  });

  test('follows until its reader leaves, which ends the reader on the host', async () => {
    const served = await serve({ named: 0, graceMs: 20 });
    const socket = connect(served.port, '127.0.0.1');
    let got = '';
    socket.on('data', data => {
      got += data;
    });
    socket.write(
      `GET /stream?source=web-2:app&n=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKENS.viewer}\r\n\r\n`,
    );
    await expect.poll(() => served.calls, { interval: 10 }).toEqual(['open web-2:app']);
    await expect.poll(() => got, { interval: 10 }).toContain('200 OK');
    // Whatever arrives before the stream has started counts as earlier lines.
    const heard = (): string => {
      served.say(0, 'later');
      return got;
    };
    await expect.poll(heard, { interval: 50, timeout: 5000 }).toContain('later');
    socket.destroy();
    await expect.poll(() => served.calls, { interval: 10 }).toContain('end 0');
  });

  test.each([
    ['no token', '/stream', {}, 401],
    ['a wrong token', '/stream', { Authorization: 'Bearer wrong' }, 401],
    ['a token in the query', `/stream?token=${TOKENS.viewer}`, {}, 401],
    ['another page', '/stream', { ...bearer, Origin: 'http://evil.test' }, 403],
    ['a path as a source', '/stream?source=web-1:/etc/passwd', bearer, 404],
    ['an unknown log', '/stream?source=web-9:app', bearer, 404],
    ['an invalid pattern', '/stream?grep=(', bearer, 400],
    ['an invalid number', '/stream?n=-1', bearer, 400],
    ['an unknown parameter', '/stream?command=id', bearer, 400],
  ])('with %s is refused', async (_title, path, headers, status) => {
    const served = await serve();
    expect((await ask(served.port, path, { headers })).status).toBe(status);
  });
});

test('reports that a port is in use', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const listen = { kind: 'tcp', address: '127.0.0.1', port } as const;
  await expect(serve({ listen })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  taken.close();
});
