import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { extractFieldList, extractFields } from '../../../src/core/fields/extract.ts';
import type { FieldList } from '../../../src/core/fields/fieldList.ts';
import { FIELD_LAYOUTS } from '../../../src/core/fields/layouts/layoutTables.ts';

describe('fields of text formats', () => {
  it.each(FIELD_LAYOUTS.map(layout => [layout.name, layout.example, layout.fields] as const))(
    'reads the example of %s: %s',
    (_name, example, fields) => {
      expect(extractFields(example).fields).toEqual(fields);
    },
  );

  it.each([
    ['log4j', '2026-11-20 14:02:11,204 ERROR [main] c.e.App: x', { thread: 'main', logger: 'c.e.App' }],
    ['logback', '14:02:11.204 [exec-1] DEBUG c.e.App - x', { thread: 'exec-1', logger: 'c.e.App' }],
    [
      'log4j with short names',
      '2026-11-20 14:02:11 INFO  [http-7] Cart - x',
      { thread: 'http-7', logger: 'Cart' },
    ],
    [
      'Spring Boot',
      '2026-11-20T14:02:11.204Z ERROR 123 --- [           main] c.e.App                 : x',
      { pid: 123, thread: 'main', logger: 'c.e.App' },
    ],
    [
      'Spring Boot with an application',
      '2026-11-20T14:02:11.204Z  WARN 123 --- [shop] [main] c.e.App : x',
      { pid: 123, tag: 'shop', thread: 'main', logger: 'c.e.App' },
    ],
    ['Python', '2026-11-20 14:02:11,204 - shop - ERROR - x', { logger: 'shop' }],
    [
      'JBoss',
      '2026-11-20 14:02:11,204 ERROR [org.foo.Bar] (default task-1) x',
      { logger: 'org.foo.Bar', thread: 'default task-1' },
    ],
    ['zap', '2026-11-20T14:02:11.204Z\terror\tshop/main.go:12\tx', { file: 'shop/main.go', line: 12 }],
    ['Go with a prefix', '2026/11/20 14:02:11 main.go:12: [ERROR] x', { file: 'main.go', line: 12 }],
    ['Hadoop', '081109 203615 148 INFO dfs.DataNode: x', { pid: 148, logger: 'dfs.DataNode' }],
    [
      'a mapped context',
      '2026-11-20 14:02:11 WARN [trace_id=abc,user=ann] c.e.App: x',
      { trace_id: 'abc', user: 'ann', logger: 'c.e.App' },
    ],
    [
      'PostgreSQL with named parts',
      '2026-11-20 14:02:11 UTC [123]: [2-1] user=app,db=shop,app=psql,client=10.0.0.9 ERROR:  x',
      { user: 'app', database: 'shop', tag: 'psql', client: '10.0.0.9', pid: 123 },
    ],
    [
      'PostgreSQL of RDS',
      '2026-11-20 14:02:11 UTC:10.0.0.9(5432):app@shop:[123]:ERROR:  x',
      { client: '10.0.0.9', user: 'app', database: 'shop', pid: 123 },
    ],
    [
      'PostgreSQL with an error code',
      '2026-11-20 14:02:11.204 UTC [123] 42P01 app@shop ERROR:  x',
      { pid: 123, sqlstate: '42P01', user: 'app', database: 'shop' },
    ],
    [
      'PostgreSQL with the process and its line',
      '2026-11-20 14:02:11 UTC [123-7] app@shop ERROR:  x',
      { pid: 123, user: 'app', database: 'shop' },
    ],
    ['Scrapy', '2026-11-20 14:02:11 [scrapy.core] ERROR: x', { logger: 'scrapy.core' }],
    [
      'a logger before a level with a colon',
      '2026-11-20 14:02:11 shop.cart ERROR: x',
      { logger: 'shop.cart' },
    ],
    ['a level with a colon and a logger', '2026-11-20 14:02:11 ERROR: shop.cart: x', { logger: 'shop.cart' }],
    ['Python with colons', '2026-11-20 14:02:11 - shop.cart - ERROR: x', { logger: 'shop.cart' }],
    ['a thread before a level with a colon', '2026-11-20 14:02:11 [main] ERROR: x', { thread: 'main' }],
    [
      'log4j with a class and its line',
      '2026-11-20 14:02:11 INFO  Cart:12 - x',
      { logger: 'Cart', line: 12 },
    ],
    [
      'log4j with a thread, a class and its line',
      '2026-11-20 14:02:11 INFO  [main] CartController:12 - x',
      { thread: 'main', logger: 'CartController', line: 12 },
    ],
    [
      'log4j with a package, a class and its line',
      '2026-11-20 14:02:11 INFO  c.e.CartController:12 - x',
      { logger: 'c.e.CartController', line: 12 },
    ],
    ['columns', '2026-11-20 14:02:11 | ERROR | shop.cart | x', { logger: 'shop.cart' }],
    [
      'NetworkManager',
      'Nov 20 14:02:11 web-1 NetworkManager[12]: <warn>  [1795183331.2045] x',
      { host: 'web-1', tag: 'NetworkManager', pid: 12 },
    ],
  ])('reads the head of %s', (_name, line, fields) => {
    expect(extractFields(line).fields).toEqual({ ...fields, message: 'x' });
  });

  it.each([
    ['prose', 'plain words', 'plain words'],
    ['a time and prose', '2026-11-20 14:02:11 just prose: here', 'just prose: here'],
    ['a number that is not a process', '2026-11-20 14:02:11 ERROR 500 items failed', '500 items failed'],
    ['only a level', 'ERROR failed: x', 'failed: x'],
    ['only a level and a colon', '2026-11-20 14:02:11 ERROR: refused', 'refused'],
    ['an address', '2026-11-20 14:02:11 ERROR 10.0.0.9:8080 refused', '10.0.0.9:8080 refused'],
    ['a host and a port', '2026-11-20 14:02:11 ERROR shop.example:443 refused', 'shop.example:443 refused'],
  ])('finds no field except the message in %s', (_name, line, message) => {
    expect(extractFields(line)).toEqual({ fields: null, message });
  });
});

const ACCESS = '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET /cart HTTP/1.1" 500 12';
const HTTP = {
  client: '10.0.0.9',
  method: 'GET',
  path: '/cart',
  protocol: 'HTTP/1.1',
  status: 500,
  bytes: 12,
};

describe('fields of lines within lines', () => {
  it.each([
    ['syslog', `Nov 20 14:02:11 web-1 nginx[7]: ${ACCESS}`, { host: 'web-1', tag: 'nginx', pid: 7, ...HTTP }],
    ['a container', `2026-11-20T14:02:11.204Z stdout F ${ACCESS}`, { stream: 'stdout', ...HTTP }],
    ['compose', `web-1  | ${ACCESS}`, { container: 'web-1', ...HTTP }],
    ['docker logs -t', `2026-11-20T14:02:11.204567891Z {"status":500}`, { status: 500 }],
    [
      'syslog around JSON, whose keys take precedence',
      'Nov 20 14:02:11 web-1 app[7]: {"host":"x","status":500}',
      { host: 'x', tag: 'app', pid: 7, status: 500 },
    ],
    [
      'logfmt after syslog',
      'Nov 20 14:02:11 web-1 app[7]: status=500 msg="a b"',
      { host: 'web-1', tag: 'app', pid: 7, status: '500', msg: 'a b' },
    ],
    [
      'two wrappers',
      `web-1 | 2026-11-20T14:02:11Z stderr F ${ACCESS}`,
      { container: 'web-1', stream: 'stderr', ...HTTP },
    ],
    [
      'colours',
      '\x1b[2m2026-11-20 14:02:11\x1b[0m \x1b[31mERROR\x1b[0m [main] x',
      { thread: 'main', message: 'x' },
    ],
    ['a byte order mark', '\xef\xbb\xbf{"status":500}', { status: 500 }],
    [
      'labelled values',
      'time:x\tstatus:500\treq:GET / HTTP/1.1',
      { time: 'x', status: '500', req: 'GET / HTTP/1.1' },
    ],
    [
      'syslog around labelled values',
      'Nov 20 14:02:11 web-1 app[7]: a:1\tb:2',
      { host: 'web-1', tag: 'app', pid: 7, a: '1', b: '2' },
    ],
    ['an object on several lines', '{\n "status": 500\n}', { status: 500 }],
    [
      'a trace after a line',
      '2026-11-20 14:02:11 ERROR [main] x\n\tat y',
      { thread: 'main', message: 'x\n\tat y' },
    ],
  ])('reads through %s', (_name, text, fields) => {
    expect(extractFields(text).fields).toEqual(fields);
  });

  it('keeps the fields of the wrapped line next to those of a container runtime', () => {
    const text = JSON.stringify({ log: `${ACCESS}\n`, stream: 'stdout', time: 'x' });
    expect(extractFields(text).fields).toMatchObject({ ...HTTP, stream: 'stdout' });
  });

  it('decodes UTF-8', () => {
    expect(extractFields(encodeText('Nov 20 14:02:11 w app[7]: münchen')).fields).toMatchObject({
      message: 'münchen',
    });
  });
});

describe('unusual access logs', () => {
  it.each([
    [
      'no request',
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "-" 400 0',
      { client: '10.0.0.9', status: 400, bytes: 0 },
    ],
    [
      'garbage from a scanner, with a quote',
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "\\x16\\x03 \\" 200 9" 400 0 "-" "-"',
      { client: '10.0.0.9', request: '\\x16\\x03 \\" 200 9', status: 400, bytes: 0 },
    ],
    [
      'a user with blanks',
      '::1 - ann lee [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 0',
      {
        client: '::1',
        user: 'ann lee',
        method: 'GET',
        path: '/',
        protocol: 'HTTP/1.1',
        status: 200,
        bytes: 0,
      },
    ],
    [
      "Apache's %D in microseconds",
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 0 "-" "-" 204000',
      {
        client: '10.0.0.9',
        method: 'GET',
        path: '/',
        protocol: 'HTTP/1.1',
        status: 200,
        bytes: 0,
        duration: 0.204,
      },
    ],
    [
      "Traefik's",
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 0 "-" "-" 12 "web@docker" "http://10.1.1.1:80" 204ms',
      {
        client: '10.0.0.9',
        method: 'GET',
        path: '/',
        protocol: 'HTTP/1.1',
        status: 200,
        bytes: 0,
        frontend: 'web@docker',
        upstream: 'http://10.1.1.1:80',
        duration: 0.204,
      },
    ],
  ])('reads a line with %s', (_name, line, fields) => {
    expect(extractFields(line).fields).toEqual(fields);
  });
});

describe('the time needed', () => {
  it.each([
    [
      'an endless request',
      `10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET /${'a'.repeat(1e6)} HTTP/1.1" 200 0`,
    ],
    ['an unclosed request', `10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "${'\\" '.repeat(3e5)}`],
    ['blanks', ' '.repeat(1e6)],
    ['a word', 'a'.repeat(1e6)],
    ['words', 'a '.repeat(5e5)],
    ['colons', `a${':1'.repeat(5e5)}`],
    ['brackets', `2026-11-20 14:02:11 ${'['.repeat(1e6)}`],
    ['pairs', `<1>1 2026-11-20T14:02:11Z h t 1 m ${'[a b="c"]'.repeat(1e5)}x`],
    ['equals signs', `a=${'b '.repeat(5e5)}`],
    ['capitals', `2026-11-20 14:02:11 ${'LOG: '.repeat(2e5)}`],
  ])('is bounded for a megabyte of %s', (_name, line) => {
    const started = performance.now();
    extractFields(line);
    // Tens of milliseconds; anything quadratic in the length would take minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it.each([
  ['a layout', 'W1118 11:06:40.000000       1 index.go:403] cart 70079 handled', 'cart 70079 handled'],
  ['syslog', 'Nov 20 14:02:11 web-1 shop[871]: cart 70079 handled', 'cart 70079 handled'],
  [
    'an application behind syslog',
    '2026-11-20T14:02:11Z web-1 shop[871]: INFO [main] shop.Cart - cart handled',
    'cart handled',
  ],
  ['several lines', 'Nov 20 14:02:11 web-1 shop[871]: cart handled\n\tat a.b', 'cart handled\n\tat a.b'],
  ['a carriage return', 'Nov 20 14:02:11 web-1 shop[871]: cart handled\r', 'cart handled'],
  ['two of them', 'Nov 20 14:02:11 web-1 shop[871]: cart handled\r\r', 'cart handled\r'],
  [
    'a carriage return behind several lines',
    'Nov 20 14:02:11 web-1 shop[871]: cart handled\n\tat a.b\r',
    'cart handled\n\tat a.b\r',
  ],
])('returns where the message starts instead of its text: %s', (_, text, message) => {
  const list = extractFieldList(text) as FieldList;
  expect(list.has('message')).toBe(false);
  expect(text.slice(list.messageAt, text.length - list.tail)).toBe(message);
  expect(extractFields(text).message).toBe(message);
});

it.each([
  ['a carriage return', 'Nov 20 14:02:11 web-1 shop[871]: cart handled\r\n\tat a.b', '\n\tat a.b'],
  ['a colour', 'Nov 20 14:02:11 web-1 shop[871]: \x1b[31mcart handled', ''],
  ['a colour and a carriage return', 'Nov 20 14:02:11 web-1 shop[871]: \x1b[31mcart handled\r', ''],
])('returns the text of a message that is not the rest of the record: %s', (_, text, rest) => {
  const list = extractFieldList(text) as FieldList;
  expect(list.messageAt).toBe(-1);
  expect(list.get('message')).toBe(`cart handled${rest}`);
});
