import fc from 'fast-check';
import { type ByteString, encodeText } from '../../../src/core/bytes.ts';

/** Generates numbers as people and programs write them, mostly integers around 500. */
const digits = fc.oneof(
  fc.constantFrom(
    '499',
    '500',
    '501',
    '5',
    '50',
    '5000',
    '0',
    '200',
    '404',
    '503',
    '1',
    '2147483648',
    '9007199254740993',
  ),
  fc.integer({ min: 0, max: 100_000 }).map(String),
);
export const numberText = fc.oneof(
  { weight: 4, arbitrary: digits },
  fc
    .tuple(fc.constantFrom('0', '00', '000000', '+', '-', '+0', '-0', '.', '0.'), digits)
    .map(parts => parts.join('')),
  fc
    .tuple(
      digits,
      fc.constantFrom('.0', '.00', '.5', '.', '.9999999999999999999999', '.000000000000000000001'),
    )
    .map(parts => parts.join('')),
  fc
    .tuple(digits, fc.constantFrom('e0', 'E0', 'e1', 'e2', 'e+2', 'e-1', 'e-2', 'E3', 'e400', 'e-400'))
    .map(parts => parts.join('')),
  fc.constantFrom(
    '499.99999999999999999',
    '5e2',
    '5.0e2',
    '0.5e3',
    '500000e-3',
    '.5e3',
    '0x1F4',
    '1_000',
    'NaN',
    'Infinity',
    '-0',
    '0500',
    '5٠0',
    '1e999999999',
  ),
);

const words = fc.constantFrom(
  'GET',
  'get',
  'POST',
  '/api/x',
  '/api/x?id=7',
  'a b',
  'ann',
  'é',
  '日本',
  '�',
  '',
  'true',
  'a"b',
  'a\\b',
  'x\ty',
  '500',
  '5.0e2',
  'status=500',
  '"status":500',
  "it's",
  'a,b',
  '(x)',
);
const text = fc.oneof(words, numberText, fc.string({ maxLength: 6 }));

const blank = fc.constantFrom('', '', '', ' ', '  ', '\t', '\r', ' \t');
const isJsonNumber = (number: string): boolean =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(number);

/** Generates a JSON string, with some of its letters escaped. */
const jsonString = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(of, fc.constantFrom('none', 'none', 'none', 'some', 'slash')).map(([value, escapes]) => {
    const json = JSON.stringify(value);
    if (escapes === 'slash') return json.replaceAll('/', '\\/');
    if (escapes === 'none') return json;
    return json.replace(
      /[a-z0-9](?=.)(?<!\\.)/,
      char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  });

const scalar = fc.oneof(
  { weight: 3, arbitrary: numberText.filter(isJsonNumber) },
  { weight: 2, arbitrary: jsonString(text) },
  fc.constantFrom('true', 'false', 'null'),
);

const key = fc.constantFrom(
  'status',
  'status',
  'status',
  'Status',
  'http.response.status_code',
  'status_code',
  'user',
  'method',
  'path',
  'uri',
  'http',
  'response',
  'a',
  'id',
  'name',
  'duration_ms',
  'bytes',
  'msg',
  '__proto__',
  'odd key',
  'é',
);

const { value } = fc.letrec<{ value: string; object: string }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 2, arbitrary: tie('object') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
        .map(([all, gap]) => `[${gap}${all.join(`${gap},${gap}`)}]`),
    },
  ),
  object: fc
    .array(fc.tuple(jsonString(key), tie('value'), blank, blank), { maxLength: 4 })
    .map(pairs => `{${pairs.map(([name, inner, a, b]) => `${a}${name}${b}:${a}${inner}${b}`).join(',')}}`),
}));

/** Generates an object on one line. Keys may be repeated, and be in any order. */
export const jsonLine = fc
  .array(fc.tuple(jsonString(key), value, blank, blank), { maxLength: 5 })
  .map(pairs => `{${pairs.map(([name, inner, a, b]) => `${a}${name}${b}:${a}${inner}${b}`).join(',')}}`);

/** The same on several lines, broken wherever JSON allows it. */
export const jsonBlock = fc
  .array(fc.tuple(jsonString(key), scalar, fc.constantFrom('\n', '\n  ', ' ', '')), {
    minLength: 1,
    maxLength: 4,
  })
  .map(
    pairs => `{\n${pairs.map(([name, inner, gap]) => `${gap}${name}${gap}:${gap}${inner}`).join(',\n')}\n}`,
  );

const logfmtKey = fc.constantFrom(
  'status',
  'status',
  'Status',
  'user',
  'method',
  'path',
  'http.status_code',
  'a',
  'duration_ms',
  'bytes',
  'name',
);
const logfmtValue = fc.oneof(
  numberText.map(number => number.replace(/[\s"]/g, '')),
  text.map(plain => JSON.stringify(plain)),
  text.map(plain => plain.replace(/[\s"]/g, '')),
  jsonString(text),
);
export const logfmtLine = fc
  .array(fc.tuple(logfmtKey, logfmtValue), { minLength: 1, maxLength: 5 })
  .map(pairs => `level=info ${pairs.map(([name, inner]) => `${name}=${inner}`).join(' ')}`);

const request = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'get'),
      fc.constantFrom('/', '/api/x', '/api/x?status=500', '/500 200', '/" 500 1'),
      fc.constantFrom('HTTP/1.1', 'HTTP/2.0'),
    )
    .map(parts => parts.join(' ')),
  fc.constantFrom('-', '', '\\x16\\x03 \\" 200 9', 'GET /a\\" 500 12 HTTP/1.1', 'GARBAGE'),
);
const status = fc.oneof(
  fc.constantFrom('200', '404', '499', '500', '503', '000', '050', '-'),
  fc.integer({ min: 100, max: 599 }).map(String),
);
const bytes = fc.oneof(
  fc.constantFrom('-', '0', '500', '007'),
  fc.integer({ min: 0, max: 10_000_000 }).map(String),
);
const tail = fc.constantFrom(
  '',
  ' "-" "curl/8.5"',
  ' "https://x/" "Mozilla/5.0 (X11) 500"',
  ' "-" "a\\"b" 0.204',
  ' "-" "-" 204000',
  ' "-" "-" "10.1.1.1" rt=0.5',
  '\r',
);
const client = fc.constantFrom(
  '10.0.0.9',
  '::1',
  'host.example',
  'shop.example:443 10.0.0.9',
  'shop.example 10.0.0.9',
);
export const accessLine = fc
  .tuple(
    client,
    fc.constantFrom('-', 'ann', 'ann lee'),
    request.map(line => line.replace(/(?<!\\)"/g, '\\"')),
    status,
    bytes,
    tail,
  )
  .map(
    ([who, user, asked, code, size, rest]) =>
      `${who} - ${user} [20/Nov/2026:14:02:11 +0000] "${asked}" ${code} ${size}${rest}`,
  );

const haproxyLine = fc
  .tuple(status, bytes, request)
  .map(
    ([code, size, asked]) =>
      `10.0.0.9:4711 [20/Nov/2026:14:02:11.204] web~ shop/web-1 0/0/1/202/204 ${code} ${size} - - ---- 1/1/0/0/0 0/0 "${asked}"`,
  );

const appLine = fc.constantFrom(
  '2026-11-20 14:02:11,204 ERROR [500] c.e.App: x',
  '2026-11-20 14:02:11,204 ERROR 500 --- [main] c.e.App : GET',
  '2026-11-20 14:02:11,204 WARN [status=500,user=ann] c.e.App: x',
  '2026-11-20 14:02:11.204 UTC [500] ann@shop LOG:  duration: 812.000 ms',
  '500:M 20 Nov 2026 14:02:11.204 # x',
  'E1120 14:02:11.204567     871 server.go:500] x',
  '2026/11/20 14:02:11 [error] 500#872: *500 x, client: 10.0.0.9, server: shop, request: "GET /api/x HTTP/1.1"',
  '2026-11-20 14:02:11 10.1.1.1 GET /cart id=7 443 - 10.0.0.9 Mozilla/5.0 - 500 0 64 204',
  'INFO:     10.0.0.9:4711 - "GET /cart HTTP/1.1" 500 Internal',
  '[GIN] 2026/11/20 - 14:02:11 | 500 |    204.000ms |        10.0.0.9 | GET      "/cart?id=7"',
  'Completed 500 Internal Server Error in 204ms',
  '1795183331.204    204 10.0.0.9 TCP_MISS/500 1234 GET http://shop.example/cart - HIER_DIRECT/10.1.1.1 text/html',
  'https 2026-11-20T14:02:11.204567Z app/shop/50dc 10.0.0.9:4711 10.1.1.1:80 0.000 0.201 -1 500 502 34 366 "GET https://shop.example:443/cart HTTP/1.1" "curl/8.5" - - - "Root=1" "-" "-"',
  '[2026-11-20T14:02:11.204Z] "GET /cart HTTP/1.1" 503 UF 0 91 45 - "10.0.0.9" "curl/8.5" "1f0c-77" "shop.example" "10.1.1.1:80"',
  `${'79a59df900b949e5'.repeat(4)} shop [20/Nov/2026:14:02:11 +0000] 10.0.0.9 - 3E57 REST.GET.OBJECT cart.png "GET /cart.png HTTP/1.1" 500 NoSuchKey 500 - 204 - "-" "curl/8.5" -`,
  `${'79a59df900b949e5'.repeat(4)} shop [20/Nov/2026:14:02:11 +0000] - ann 3E57 S3.EXPIRE.OBJECT cart.png - 500 - 500 - 204 - - - -`,
  '[20/Nov/2026 14:02:11] "GET /cart?id=7 HTTP/1.1" 500 612',
  '2026-11-20 14:02:11 W3SVC1 WEB-1 10.1.1.1 GET /cart id=7 443 ann 10.0.0.9 HTTP/1.1 Mozilla/5.0 - - shop.example 500 0 64 500 90 204',
  '11-20 14:02:11.204   500   872 E ann: GET',
  '11-20 14:02:11.204 E/ann(  500): GET',
  '[500] 2026/11/20 14:02:11.204567 [ERR] x',
  '2026/11/20 14:02:11 cart/main.go:500: GET',
  '2026-11-20 14:02:11,204 INFO  Cart:500 - x',
  '2026-11-20 14:02:11 ann.GET ERROR: x',
  'Nov 20 14:02:11 web-1 postgres[500]: [3-1] 2026-11-20 14:02:11.204 UTC [5] ann@shop ERROR:  GET',
  '2026-11-20 14:02:11 UTC [500-3] ann@shop ERROR:  x',
  '<35>1 2026-11-20T14:02:11.204Z web-1 sshd 500 LOGIN [origin ip="10.0.0.9" status="500"] x',
);

const bare: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: jsonLine },
  { weight: 3, arbitrary: logfmtLine },
  { weight: 4, arbitrary: accessLine },
  haproxyLine,
  appLine,
  fc.string(),
);

/** The same inside other programs' wrappers. */
const wrapped = fc.tuple(bare, fc.integer({ min: 0, max: 7 })).map(([line, how]) => {
  switch (how) {
    case 0:
      return `Nov 20 14:02:11 web-1 app[7]: ${line}`;
    case 1:
      return `2026-11-20T14:02:11.204567891Z stdout F ${line}`;
    case 2:
      return `web-1  | ${line}`;
    case 3:
      return JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-20T14:02:11Z' });
    case 4:
      return JSON.stringify({
        log: JSON.stringify({ log: `${line}\n`, stream: 'stderr' }),
        stream: 'stdout',
      });
    case 5:
      return `<134>Nov 20 14:02:11 web-1 app[7]: ${line}`;
    case 6:
      return line.replace(/(\d+)/g, '\x1b[31m$1\x1b[0m');
    default:
      return `  ${line}`;
  }
});

/** Generates lines of every kind whose fields are parsed. */
export const anyLine: fc.Arbitrary<ByteString> = fc
  .oneof({ weight: 3, arbitrary: bare }, { weight: 2, arbitrary: wrapped })
  .map(line => encodeText(line.replaceAll('\n', ' ')));

/** Generates whole records, including multi-line ones. */
export const anyRecord: fc.Arbitrary<ByteString> = fc.oneof(
  { weight: 6, arbitrary: anyLine },
  { weight: 1, arbitrary: jsonBlock.map(encodeText) },
  { weight: 1, arbitrary: anyLine.map(line => `${line}\n\tat x.y.Z\n  500`) },
);

const field = fc.constantFrom(
  'status',
  'status',
  'status',
  'http.response.status_code',
  'http.status',
  'STATUS',
  'user',
  'method',
  'path',
  'bytes',
  'pid',
  'line',
  'message',
  'client',
  'id',
  'a',
  'name',
  'duration',
  'duration_ms',
  'text',
  'fields.level',
  'connection',
  'origin.ip',
  'origin',
  'stream',
  'facility',
  '`odd key`',
  'é',
  '__proto__',
  'tag',
  'thread',
);
const quoted = (plain: string): string => `'${plain.replaceAll("'", "''")}'`;
const operand = fc.oneof(
  { weight: 3, arbitrary: numberText.filter(number => /^[\w.+-]+$/.test(number)) },
  { weight: 1, arbitrary: fc.constantFrom('1.5s', '200ms', '5MB', '1KiB', 'GET', '/api/x', 'ann') },
  { weight: 2, arbitrary: text.map(quoted) },
);
const comparison = fc.oneof(
  fc
    .tuple(field, fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '>=', ':'), operand)
    .map(([name, operator, value]) => `${name} ${operator} ${value}`),
  fc
    .tuple(
      field,
      fc.constantFrom('~', '!~'),
      fc.constantFrom('^/api', '5..', '^5', "'GET|POST'", 'an+', '^500$', '0$', "'[5-9][0-9]+'", 'é', '.'),
    )
    .map(parts => parts.join(' ')),
  field.filter(name => name !== 'text').map(name => `has ${name}`),
  fc
    .tuple(field, fc.constantFrom('in (200, 500..599)', "in ('GET', 500)", 'not in (200)'))
    .map(parts => parts.join(' ')),
  fc.constantFrom('level>=warn', 'level=error', 'level<info'),
);

/** Generates conditions on such fields. */
export const { condition } = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: comparison },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
        .map(([a, joint, b]) => `(${a} ${joint} ${b})`),
    },
    { weight: 1, arbitrary: tie('condition').map(inner => `not (${inner})`) },
  ),
}));
