import fc from 'fast-check';
import { type ByteString, encodeText } from '../../src/core/bytes.ts';

const two = (value: number): string => String(value).padStart(2, '0');
export const one = fc.constantFrom;

const second = fc.integer({ min: 0, max: 200_000 }).map(s => new Date(Date.UTC(2026, 10, 27, 22) + s * 1000));
const clf = fc
  .tuple(second, one('+0000', '+0000', '+0530', '-0300'))
  .map(([d, zone]) => `${two(d.getUTCDate())}/Nov/2026:${d.toISOString().slice(11, 19)} ${zone}`);
const address = one(
  '10.0.0.9',
  '203.0.113.77',
  '1.2.3.4',
  '2001:db8::1',
  '::1',
  '11.12.26.14',
  'shop.example',
  '10.0.0.9 10.1.1.1',
);
const target = fc
  .tuple(
    one('/', '/cart', '/a/b', '/é', '/500', 'http://shop.example/x', '*'),
    one('', '', '?id=7', '?a=1?b=2'),
  )
  .map(([path, query]) => path + query);
const request = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(one('GET', 'POST', 'HEAD'), target).map(([m, t]) => `${m} ${t} HTTP/1.1`),
  },
  one(
    '-',
    '',
    'GET /only',
    '\\x16\\x03\\x01',
    'GET /a b HTTP/1.1',
    'get /x HTTP/1.0',
    'quit',
    'GET /q\\"x HTTP/1.1',
    'GET /#033]0;x HTTP/1.1',
    'GET /\x1b]0;x HTTP/1.1',
  ),
);
const status = one('200', '200', '200', '404', '500', '503', '301', '-', '20', '099');
const access = fc
  .record({
    address,
    user: one('-', '-', 'ann', 'a b', 'ann@x'),
    clf,
    request,
    status,
    bytes: one('0', '512', '-', '00512'),
    tail: one(
      '',
      ' "-" "curl/8"',
      ' "https://x/é" "Mozilla/5.0 (X11)"',
      ' "-" "-" 0.204',
      ' "-" "-" "10.1.1.1" rt=0.2',
      ' 0.5',
      ' ""',
      ' "-" "a#007b"',
      ' "-" "a\x07b"',
    ),
  })
  .map(l => `${l.address} - ${l.user} [${l.clf}] "${l.request}" ${l.status} ${l.bytes}${l.tail}`);

const iso = fc
  .tuple(second, one('T', 'T', ' '), one('', '.204', ',5'), one('Z', 'Z', '', '+05:30'))
  .map(
    ([d, between, fraction, zone]) =>
      `${d.toISOString().slice(0, 10)}${between}${d.toISOString().slice(11, 19)}${fraction}${zone}`,
  );
const jsonValue = fc.oneof(
  one<unknown>(
    'web-1',
    'a"b',
    '',
    'é',
    'GET /x',
    500,
    200,
    4.5,
    -1,
    0,
    true,
    null,
    [1, 'x'],
    { status: 7, b: 'c' },
    '\t',
  ),
  fc.integer({ min: 0, max: 999 }),
);
const json = fc
  .record({
    time: one('time', 'time', 'ts', '@timestamp', 'when', 'instant', 'instant'),
    at: fc.oneof(
      { weight: 5, arbitrary: iso as fc.Arbitrary<unknown> },
      one<unknown>(1_795_000_000, 1_795_000_000.5, 1_795_000_000_123, 'noon'),
      one<unknown>(
        { epochSecond: 1_795_000_000, nanoOfSecond: 34_000_000 },
        { epochSecond: 1_795_000_001, nanoOfSecond: 0 },
        { epochSecond: 17, nanoOfSecond: 5 },
        { epochSecond: 1_795_000_001, nanoOfSecond: 5, level: 'error' },
        { epochSecond: 1_795_000_001, nanoOfSecond: 1_000_000_000 },
      ),
    ),
    level: one<unknown>('info', 'info', 'ERROR', 'warn', 30, 50, 35, 'odd', undefined),
    status: fc.oneof({ weight: 3, arbitrary: one<unknown>(200, 500, 404) }, jsonValue),
    fields: fc.dictionary(
      one('path', 'user', 'http', 'msg', 'Status', 'http.status_code', 'stream', 'pid'),
      jsonValue,
      { maxKeys: 2 },
    ),
    spaced: fc.boolean(),
    cut: one(0, 0, 0, 0, 1),
  })
  .map(l => {
    const text = JSON.stringify({ [l.time]: l.at, level: l.level, status: l.status, ...l.fields });
    const laid = l.spaced ? text.replaceAll('":', '": ').replaceAll(',"', ', "') : text;
    return encodeText(l.cut === 0 ? laid : laid.slice(0, -1));
  });
const uniformJson = fc
  .tuple(
    iso,
    one('info', 'error', 'WARN'),
    one(200, 500, 404),
    one('/cart', '/', '/é'),
    one('a', 'b', 'status', 'a', 'b', 'a "b" \\', 'x\ny\u0001', 'a "level":"error" b'),
  )
  .map(([time, level, code, path, user]) =>
    encodeText(
      JSON.stringify({
        time: `${time.slice(0, 10)}T${time.slice(11, 19)}Z`,
        level,
        http: { status_code: code, path },
        user,
        msg: 'done "x'.slice(0, 4),
      }),
    ),
  );

/** Log4j's JSON layout. */
const instantJson = fc
  .tuple(
    fc.nat(9),
    one<number | string>(0, 5, 34_000_000, 999_999_999, 1_000_000_000, '5', -1),
    one('INFO', 'ERROR', 'WARN', 'odd'),
    one<Record<string, unknown>>({}, {}, {}, { time: 'noon' }, { timestamp: 1_795_000_000 }, { Instant: 7 }),
    one('done', 'a "b"', 'see #1', '#033]0;', 'x\ny'),
    fc.boolean(),
  )
  .map(([n, nanoOfSecond, level, more, message, isFirst]) => {
    const instant = { epochSecond: 1_795_000_000 + n, nanoOfSecond };
    const rest = { thread: 'main', level, ...more, message, endOfBatch: false, contextMap: {} };
    return encodeText(JSON.stringify(isFirst ? { instant, ...rest } : { ...rest, instant }));
  });

/** Requests without a level of their own. */
const accessJson = fc
  .tuple(
    iso,
    one('method', 'method', 'request', 'uri', 'user'),
    one<unknown>('GET', 'GET /x', '/x', 7),
    one<unknown>(200, 200, 404, 500, '503', '200', 99, 5000, 'ok', null),
    one('status', 'status', 'status_code', 'code'),
    one<Record<string, unknown>>({}, {}, { response_code: 500 }, { http: { status: 500 } }, { msg: 'x' }),
  )
  .map(([time, key, request, code, status, more]) =>
    encodeText(
      JSON.stringify({
        time: `${time.slice(0, 10)}T${time.slice(11, 19)}Z`,
        [key]: request,
        [status]: code,
        ...more,
      }),
    ),
  );

const text = fc
  .tuple(
    iso,
    one(' ', '  '),
    one('INFO', 'ERROR', 'WARN', 'Info', '[main]', 'ERROR:'),
    one('ready', 'at x', 'Exception in thread "main" x', 'status=500', '{"level":"error"}', ''),
  )
  .map(([time, blank, level, message]) => `${time}${blank}${level} ${message}`);

const odd = fc.oneof(
  one(
    '\tat com.shop.Cart.add',
    'Caused by: x',
    '',
    '  ',
    '{',
    '}',
    '"',
    '|',
    '=5 x',
    '\0\0',
    'status=500 level=error',
    'java.lang.IllegalStateException: x',
    'Traceback (most recent call last):',
    '  File "x.py", line 3',
    'plain words',
    '\\',
    'ValueError: x',
  ),
  fc.stringMatching(/^[ -~]{0,30}$/),
);

const kind = fc.constantFrom(access, json, uniformJson, instantJson, accessJson, text);
/** Generates lines mostly of one kind, with others in between: one in this many. */
export const shapedLog = (oddity: number): fc.Arbitrary<ByteString> =>
  kind.chain(main =>
    fc
      .tuple(
        fc.array(
          fc.oneof(
            { weight: oddity, arbitrary: main },
            { weight: 1, arbitrary: odd },
            { weight: 1, arbitrary: fc.oneof(access, json, text) },
          ),
          { minLength: 1, maxLength: 40 },
        ),
        one('\n', '\n', '', '\r\n'),
      )
      .map(([lines, end]) => encodeText(lines.join('\n')) + end),
  );

/** A plain query, for which hosts can certainly do something. */
export const ACCESS_LOG: ByteString = ['200', '503', '404']
  .map(code => `10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET /cart HTTP/1.1" ${code} 12\n`)
  .join('');
