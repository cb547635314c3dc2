import { type FieldLayout, pattern } from './layout.ts';

/** The client, after the requested host if that is logged: with its port, or before an address. */
const CLIENT =
  '(?:(?<host>[A-Za-z0-9_][A-Za-z0-9._-]*)(?::\\d+ +| +(?=[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+ )))?' +
  '(?<client>[^ \\t"\\[]+) [^ \\t"\\[]+ (?<user>[^\\t"\\[]{1,300}?)';

const REQUEST = '"(?<request>{QUOTED})"';
/** The number after the closing quote of the request. */
const STATUS_MARK = '" +%';
const BYTES_MARK = '" +[0-9-]+ +%';

/** Access logs of web servers and proxies. */
export const HTTP_LAYOUTS: readonly FieldLayout[] = [
  {
    name: 'access',
    after: 'no time',
    needs: '] "',
    pattern: pattern(
      `${CLIENT} {TIME} ` +
        `${REQUEST} +(?<status>\\d{3}|-) +(?<bytes>\\d+|-)(?: +"(?<referrer>{QUOTED})" +"(?<agent>{QUOTED})")?` +
        '(?: +(?:(?<seconds>\\d+\\.\\d+)|(?<micros>\\d+)|\\d+ "(?<frontend>{QUOTED})" "(?<upstream>{QUOTED})" (?<span>\\d+ms)' +
        '|\\d+ (?<taken>\\d+\\.\\d+) \\[(?<backend>[^\\]]*)\\] \\[[^\\]]*\\] (?<peer>{WORD})[^"]* (?<request_id>[0-9a-f]{32})))?\\r?$',
    ),
    marks: { status: STATUS_MARK, bytes: BYTES_MARK },
    example:
      '10.0.0.9 - ann [20/Nov/2026:14:02:11 +0000] "GET /cart?id=7 HTTP/1.1" 502 612 "https://shop.example/" "curl/8.5" 0.204',
    fields: {
      client: '10.0.0.9',
      user: 'ann',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
      protocol: 'HTTP/1.1',
      status: 502,
      bytes: 612,
      referrer: 'https://shop.example/',
      agent: 'curl/8.5',
      duration: 0.204,
    },
  },
  {
    name: 'access',
    after: 'no time',
    needs: '] "',
    pattern: pattern(
      `${CLIENT} {TIME} ` +
        `${REQUEST} +(?<status>\\d{3}|-)(?: +(?<bytes>\\d+|-))?(?: +"(?<referrer>{QUOTED})" +"(?<agent>{QUOTED})")?(?:[^\\w.-]|$)`,
    ),
    marks: { status: STATUS_MARK, bytes: BYTES_MARK },
    example:
      'shop.example:443 10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "POST /pay HTTP/2.0" 201 - "-" "Mozilla/5.0 (X11)" "10.1.1.1" rt=0.2',
    fields: {
      host: 'shop.example',
      client: '10.0.0.9',
      method: 'POST',
      path: '/pay',
      protocol: 'HTTP/2.0',
      status: 201,
      agent: 'Mozilla/5.0 (X11)',
    },
  },
  {
    name: 'django',
    after: 'time',
    next: '"',
    pattern: pattern(` ${REQUEST} (?<status>\\d{3}) (?<bytes>\\d+|-)\\r?$`),
    marks: { status: STATUS_MARK, bytes: BYTES_MARK },
    example: '[20/Nov/2026 14:02:11] "GET /cart?id=7 HTTP/1.1" 500 612',
    fields: { method: 'GET', path: '/cart', query: 'id=7', protocol: 'HTTP/1.1', status: 500, bytes: 612 },
  },
  {
    name: 'envoy',
    after: 'time',
    next: '"',
    needs: ' "',
    pattern: pattern(
      ` ${REQUEST} (?<status>\\d{1,3}) {WORD}(?: {WORD} {WORD} "{QUOTED}")? \\d+ (?<bytes>\\d+) (?<millis>\\d+|-) (?:\\d+|-) ` +
        '"(?<client>[^",]*)[^"]*" "(?<agent>{QUOTED})" "(?<request_id>[^"]*)" "(?<host>[^"]*)" "(?<upstream>[^"]*)"',
    ),
    marks: { status: STATUS_MARK },
    example:
      '[2026-11-20T14:02:11.204Z] "GET /cart HTTP/1.1" 503 UF 0 91 45 - "10.0.0.9" "curl/8.5" "1f0c-77" "shop.example" "10.1.1.1:80"',
    fields: {
      method: 'GET',
      path: '/cart',
      protocol: 'HTTP/1.1',
      status: 503,
      bytes: 91,
      duration: 0.045,
      client: '10.0.0.9',
      agent: 'curl/8.5',
      request_id: '1f0c-77',
      host: 'shop.example',
      upstream: '10.1.1.1:80',
    },
  },
  {
    name: 'haproxy',
    after: 'no time',
    needs: '] ',
    pattern: pattern(
      '(?<address>[0-9A-Fa-f.:]+:\\d+) {TIME} (?<frontend>{WORD}) (?<upstream>[^ \\t/]+)/(?<server>{WORD}) ' +
        '-?\\d+/-?\\d+/-?\\d+/-?\\d+/\\+?(?<millis>\\d+) (?<status>\\d{3}|-1) \\+?(?<bytes>\\d+) ' +
        `[^"]*${REQUEST.replace(/"$/, '"?')}`,
    ),
    marks: { status: '/[+]?[0-9]+ %[ ][+]?[0-9]' },
    example:
      '10.0.0.9:4711 [20/Nov/2026:14:02:11.204] web~ shop/web-1 0/0/1/202/204 500 612 - - ---- 1/1/0/0/0 0/0 "GET /cart HTTP/1.1"',
    fields: {
      client: '10.0.0.9',
      frontend: 'web~',
      upstream: 'shop',
      server: 'web-1',
      duration: 0.204,
      status: 500,
      bytes: 612,
      method: 'GET',
      path: '/cart',
      protocol: 'HTTP/1.1',
    },
  },
  {
    name: 'haproxy',
    after: 'no time',
    needs: '] ',
    pattern: pattern(
      '(?<address>[0-9A-Fa-f.:]+:\\d+) {TIME} (?<frontend>{WORD}) (?<upstream>[^ \\t/]+)/(?<server>{WORD}) ' +
        '-?\\d+/-?\\d+/\\+?(?<millis>\\d+) \\+?(?<bytes>\\d+) ',
    ),
    example: '10.0.0.9:4711 [20/Nov/2026:14:02:11.204] mysql db/db-1 0/1/5007 212 -- 1/1/1/1/0 0/0',
    fields: {
      client: '10.0.0.9',
      frontend: 'mysql',
      upstream: 'db',
      server: 'db-1',
      duration: 5.007,
      bytes: 212,
    },
  },
  {
    name: 'aws-elb',
    after: 'start',
    first: 'hwg',
    pattern: pattern(
      '(?:https?|h2|wss?|grpcs) \\d{4}-[^ ]+ (?<server>{WORD}) (?<address>{WORD}) (?<upstream>{WORD}) ' +
        '(?<t1>-1|[0-9.]+) (?<t2>-1|[0-9.]+) (?<t3>-1|[0-9.]+) (?<status>\\d{3}|-) (?:\\d{3}|-) \\d+ (?<bytes>\\d+) ' +
        `${REQUEST} "(?<agent>{QUOTED})" {WORD} {WORD} {WORD} "(?<trace>[^"]*)"`,
    ),
    marks: { status: '[0-9] % ([0-9]+|-) [0-9]+ [0-9]+ \\\\*"' },
    example:
      'https 2026-11-20T14:02:11.204567Z app/shop/50dc 10.0.0.9:4711 10.1.1.1:80 0.000 0.201 0.003 502 502 34 366 "GET https://shop.example:443/cart?id=7 HTTP/1.1" "curl/8.5" - - - "Root=1-58337262" "-" "-"',
    fields: {
      server: 'app/shop/50dc',
      client: '10.0.0.9',
      upstream: '10.1.1.1:80',
      duration: 0.204,
      status: 502,
      bytes: 366,
      method: 'GET',
      host: 'shop.example:443',
      path: '/cart',
      query: 'id=7',
      protocol: 'HTTP/1.1',
      agent: 'curl/8.5',
      trace: 'Root=1-58337262',
    },
  },
  {
    name: 'squid',
    after: 'start',
    first: '0-9',
    pattern: pattern(
      '\\d{9,10}\\.\\d{3} +(?<millis>\\d+) (?<client>{WORD}) (?<code>[A-Z_]+)/(?<status>\\d{3}) (?<bytes>\\d+) ' +
        '(?<method>[A-Z]+) (?<url>{WORD}) (?<user>{WORD}) (?<upstream>{WORD})',
    ),
    marks: { status: '[A-Z]/% [0-9]' },
    example:
      '1795183331.204    204 10.0.0.9 TCP_MISS/502 1234 GET http://shop.example/cart - HIER_DIRECT/10.1.1.1 text/html',
    fields: {
      duration: 0.204,
      client: '10.0.0.9',
      code: 'TCP_MISS',
      status: 502,
      bytes: 1234,
      method: 'GET',
      host: 'shop.example',
      path: '/cart',
      upstream: 'HIER_DIRECT/10.1.1.1',
    },
  },
  {
    name: 's3',
    after: 'start',
    first: '0-9a-f',
    pattern: pattern(
      '[0-9a-f]{64} (?<bucket>{WORD}) {TIME} (?<client>{WORD}) (?<user>{WORD}) (?<request_id>{WORD}) (?<operation>{WORD}) (?<key>{WORD}) ' +
        `${REQUEST} (?<status>\\d{3}|-) (?<code>{WORD}) (?<bytes>\\d+|-) (?:\\d+|-) (?<millis>\\d+|-) (?:\\d+|-) ` +
        '(?:-|"(?<referrer>{QUOTED})") (?:-|"(?<agent>{QUOTED})")',
    ),
    marks: { status: STATUS_MARK },
    example: `${'79a59df900b949e5'.repeat(4)} shop [20/Nov/2026:14:02:11 +0000] 10.0.0.9 - 3E57427F3EXAMPLE REST.GET.OBJECT cart.png "GET /cart.png?id=7 HTTP/1.1" 404 NoSuchKey 612 - 204 - "-" "curl/8.5" -`,
    fields: {
      bucket: 'shop',
      client: '10.0.0.9',
      request_id: '3E57427F3EXAMPLE',
      operation: 'REST.GET.OBJECT',
      key: 'cart.png',
      method: 'GET',
      path: '/cart.png',
      query: 'id=7',
      protocol: 'HTTP/1.1',
      status: 404,
      code: 'NoSuchKey',
      bytes: 612,
      duration: 0.204,
      agent: 'curl/8.5',
    },
  },
  {
    name: 'iis',
    after: 'time',
    next: 'W',
    needs: ' W3SVC',
    pattern: pattern(
      ' W3SVC\\d+ {WORD} (?<server>{WORD}) (?<method>[A-Z]+) (?<path>/[^ \\t]*) (?<query>{WORD}) \\d+ (?<user>{WORD}) (?<client>{WORD}) ' +
        '(?<protocol>HTTP/[0-9.]+) (?<agent>{WORD}) {WORD} (?<referrer>{WORD}) (?<host>{WORD}) (?<status>\\d{3}) \\d+ \\d+ ' +
        '(?<bytes>\\d+) \\d+ (?<millis>\\d+)\\r?$',
    ),
    marks: { status: ' % [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+' },
    example:
      '2026-11-20 14:02:11 W3SVC1 WEB-1 10.1.1.1 GET /cart id=7 443 - 10.0.0.9 HTTP/1.1 Mozilla/5.0+(X11) - - shop.example 500 0 64 612 90 204',
    fields: {
      server: '10.1.1.1',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
      client: '10.0.0.9',
      protocol: 'HTTP/1.1',
      agent: 'Mozilla/5.0+(X11)',
      host: 'shop.example',
      status: 500,
      bytes: 612,
      duration: 0.204,
    },
  },
  {
    name: 'iis',
    after: 'time',
    needs: ' /',
    pattern: pattern(
      ' (?<server>{WORD}) (?<method>[A-Z]+) (?<path>/[^ \\t]*) (?<query>{WORD}) \\d+ (?<user>{WORD}) (?<client>{WORD}) ' +
        '(?<agent>{WORD}) (?<referrer>{WORD}) (?<status>\\d{3}) \\d+ \\d+ (?<millis>\\d+)\\r?$',
    ),
    marks: { status: [' % [0-9]+ [0-9]+ [0-9]+[^0-9 ]', ' % [0-9]+ [0-9]+ [0-9]+$'] },
    example: '2026-11-20 14:02:11 10.1.1.1 GET /cart id=7 443 - 10.0.0.9 Mozilla/5.0+(X11) - 500 0 64 204',
    fields: {
      server: '10.1.1.1',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
      client: '10.0.0.9',
      agent: 'Mozilla/5.0+(X11)',
      status: 500,
      duration: 0.204,
    },
  },
  {
    name: 'uvicorn',
    after: 'no time',
    first: 'A-Z',
    needs: ' - "',
    pattern: pattern(`[A-Z]+: +(?<address>{WORD}) - ${REQUEST} (?<status>\\d{3})(?:[^\\w.-]|$)`),
    marks: { status: STATUS_MARK },
    example: 'INFO:     10.0.0.9:4711 - "GET /cart HTTP/1.1" 500 Internal Server Error',
    fields: { client: '10.0.0.9', method: 'GET', path: '/cart', protocol: 'HTTP/1.1', status: 500 },
  },
  {
    name: 'uwsgi',
    after: 'no time',
    first: '[',
    needs: ' => generated ',
    pattern: pattern(
      '\\[pid: (?<pid>\\d+)\\|[^\\]]*\\] (?<client>{WORD}) \\((?<user>[^)]*)\\) \\{[^}]*\\} {TIME} (?<method>[A-Z]+) (?<url>{WORD}) ' +
        '=> generated (?<bytes>\\d+) bytes in (?<millis>\\d+) msecs \\((?<protocol>HTTP/[0-9.]+) (?<status>\\d{3})\\)',
    ),
    marks: { status: 'HTTP/[0-9.]+ %[)]' },
    example:
      '[pid: 871|app: 0|req: 1/2] 10.0.0.9 () {44 vars in 712 bytes} [Fri Nov 20 14:02:11 2026] GET /cart?id=7 => generated 612 bytes in 204 msecs (HTTP/1.1 500) 3 headers in 90 bytes',
    fields: {
      pid: 871,
      client: '10.0.0.9',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
      bytes: 612,
      duration: 0.204,
      protocol: 'HTTP/1.1',
      status: 500,
    },
  },
  {
    name: 'gin',
    after: 'start',
    first: '[',
    pattern: pattern(
      '\\[GIN\\] [0-9/]+ - [0-9:]+ \\| +(?<status>\\d{3}) \\| +(?<span>[0-9.]+[a-zµ\\xc2\\xb5]+) \\| +(?<client>{WORD}) \\| (?<method>[A-Z]+) +"(?<url>{QUOTED})"',
    ),
    marks: { status: '[|] +% [|]' },
    example: '[GIN] 2026/11/20 - 14:02:11 | 500 |    204.000ms |        10.0.0.9 | GET      "/cart?id=7"',
    fields: {
      status: 500,
      duration: 0.204,
      client: '10.0.0.9',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
    },
  },
  {
    name: 'fiber',
    after: 'time',
    next: '|',
    pattern: pattern(
      ' \\| +(?<status>\\d{3}) \\| +(?<span>[0-9.]+[a-zµ\\xc2\\xb5]+) \\| +(?<client>{WORD}) \\| (?<method>[A-Z]+) +\\| (?<url>[^ |]+) +\\|',
    ),
    marks: { status: '[|] +% [|]' },
    example: '14:02:11 | 500 |   204.000ms | 10.0.0.9 | GET | /cart?id=7 | refused',
    fields: {
      status: 500,
      duration: 0.204,
      client: '10.0.0.9',
      method: 'GET',
      path: '/cart',
      query: 'id=7',
    },
  },
  {
    name: 'rails',
    after: 'start',
    first: 'SC',
    pattern: pattern('Started (?<method>[A-Z]+) "(?<url>{QUOTED})" for (?<client>{WORD}) at '),
    example: 'Started GET "/cart?id=7" for 10.0.0.9 at 2026-11-20 14:02:11 +0000',
    fields: { method: 'GET', path: '/cart', query: 'id=7', client: '10.0.0.9' },
  },
  {
    name: 'rails',
    after: 'start',
    first: 'SC',
    pattern: pattern('Completed (?<status>\\d{3}) [^0-9]*?in (?<millis>\\d+)ms'),
    marks: { status: 'Completed %[ ]' },
    example: 'Completed 500 Internal Server Error in 204ms (ActiveRecord: 1.2ms)',
    fields: { status: 500, duration: 0.204 },
  },
];
