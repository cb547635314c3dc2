import { describe, expect, test } from 'vitest';
import { assemble, levelsOfBytes, timeOf } from './assembling.ts';

const NOW = Date.UTC(2026, 10, 28, 15);

/** An expected record: its level, and its time if that matters. */
type Expected = string | null | readonly [level: string | null, time: string | null];

const recordsOf = (lines: readonly string[], expected: readonly Expected[]) => {
  const records = assemble([`${lines.join('\n')}\n`], {}, NOW);
  return records.map((record, index) =>
    Array.isArray(expected[index]) ? [record.level, timeOf(record)] : record.level,
  );
};

type Case = readonly [title: string, lines: readonly string[], expected: readonly Expected[]];
const check = (cases: readonly Case[]): void => {
  test.each(cases)('%s', (_title, lines, expected) => {
    expect(recordsOf(lines, expected)).toEqual(expected);
  });
};

const T = '2026-05-01T10:00:00Z';

describe('a level in brackets before a time', () => {
  const times = [
    '2026-05-01 10:00:00',
    '2026/05/01 10:00:00',
    '[01/May/2026:10:00:00 +0000]',
    'May  1 10:00:00',
    'Fri May  1 10:00:00 2026',
    '1777629600',
    '2026-05-01T10:00:00.000Z',
  ];
  const heads = [
    '[ERROR] ',
    '[ERROR ] ',
    '[error] ',
    '[Error]\t',
    '[E] ',
    '<ERROR> ',
    '(ERROR) ',
    'ERROR ',
    'ERROR | ',
    'ERROR: ',
  ];
  check(
    heads.flatMap(head =>
      times.map(
        (time): Case => [
          `${head}${time}`,
          [`${head}${time} boom`],
          [['error', time.includes('.000') ? '2026-05-01T10:00:00.000Z' : T]],
        ],
      ),
    ),
  );
  check([
    [
      'AWS Lambda, Python',
      ['[ERROR]\t2026-05-01T10:00:00.123Z\tREQUEST-ID\tmsg'],
      [['error', '2026-05-01T10:00:00.123Z']],
    ],
    ['a time of day', ['[INFO] 10:00:00 ok'], ['info']],
    ['a colon and no blank', ['INFO:2026-05-01 10:00:00:x'], [['info', T]]],
    ['bars', ['INFO | 2026-05-01 10:00:00 | x'], [['info', T]]],
    ['a letter', ['E 2026-05-01 10:00:00,123 x'], [['error', '2026-05-01T10:00:00.123Z']]],
    [
      'in the time’s own brackets',
      ['[ERROR 2026-05-01 10:00:00,123 x.py:12] y'],
      [['error', '2026-05-01T10:00:00.123Z']],
    ],
  ]);
});

describe('colours are skipped', () => {
  const E = '\x1b';
  check([
    [
      'around time and level',
      [
        `${E}[32m2026-05-01 10:00:00,123${E}[0m ${E}[31mERROR${E}[0m boom`,
        `${E}[32m2026-05-01 10:00:01,123${E}[0m ${E}[32mINFO${E}[0m ok`,
      ],
      ['error', 'info'],
    ],
    [
      'in some lines',
      [
        '2026-05-01 10:00:00 INFO a',
        `2026-05-01 10:00:01 ${E}[31mERROR${E}[0m b`,
        `${E}[33m10:00:02,5 WARN  [io.x] (main) c${E}[0m`,
      ],
      ['info', 'error', 'warn'],
    ],
    ['in JSON', ['{"level":"\\u001b[31merror\\u001b[39m","message":"x"}'], ['error']],
    [
      'Rust’s tracing',
      [
        `${E}[2m2026-05-01T10:00:00.123456Z${E}[0m ${E}[31mERROR${E}[0m ${E}[2mapp::main${E}[0m${E}[2m:${E}[0m boom`,
      ],
      ['error'],
    ],
    [
      'zerolog’s console',
      [`${E}[90m10:00AM${E}[0m ${E}[31mERR${E}[0m boom ${E}[36merror=${E}[0mx`],
      ['error'],
    ],
    [
      'Spring',
      [
        `2026-05-01T10:00:00.123Z ${E}[31mERROR${E}[0;39m ${E}[35m1${E}[0;39m ${E}[2m---${E}[0;39m ${E}[2m[main]${E}[0;39m ${E}[36mc.e.App${E}[0;39m : boom`,
      ],
      ['error'],
    ],
    [
      'compose',
      [
        `${E}[36mweb-1  | ${E}[0m2026-05-01 10:00:00 ERROR boom`,
        `${E}[36mweb-1  | ${E}[0m\tat a.B.c(B.java:1)`,
      ],
      ['error'],
    ],
    ['an erased line', [`${E}[2K2026-05-01 10:00:00 ERROR boom`], ['error']],
    [
      'Docker’s JSON',
      ['{"log":"\\u001b[31mERROR\\u001b[0m boom\\n","stream":"stderr","time":"2026-05-01T10:00:00.1Z"}'],
      ['error'],
    ],
    ['as rsyslog writes them', ['May  1 10:00:00 h app[1]: #033[31mERROR#033[0m boom'], ['error']],
    ['around a bracket', [`[${E}[31merror${E}[0m] boom`], ['error']],
    ['a carriage return in front', ['\r2026-05-01 10:00:00 ERROR boom'], ['error']],
  ]);
});

describe('a level after a syslog or journal tag', () => {
  const heads = [
    'May  1 10:00:00 h app[12]: ',
    'May  1 10:00:00 h app: ',
    '2026-05-01T10:00:00+00:00 h app[12]: ',
    '2026-05-01T10:00:00.123456+00:00 h app[12]: ',
    '1777629600.123456 h app[12]: ',
    'Fri 2026-05-01 10:00:00 UTC h app[12]: ',
    '<14>May  1 10:00:00 h app[12]: ',
    '<14>1 2026-05-01T10:00:00Z h app 12 - - ',
    '1 2026-05-01T10:00:00Z h app 12 - - ',
    '1 2026-05-01T10:00:00Z h app 12 ID1 [x@1 a="b"] ',
    '2026-05-01T10:00:00.1Z stderr F ',
    'web-1  | ',
    '[pod/x/y] ',
    '2026-05-01T10:00:00.1Z ',
    '2026-05-01T10:00:00.1Z app[web.1]: ',
  ];
  const messages: readonly (readonly [string, string])[] = [
    ['error: no hostkey', 'error'],
    ['ERROR no route', 'error'],
    ['warning: x', 'warn'],
    ['WARNING: CPU: 0', 'warn'],
    ['Warning: x', 'warn'],
    ['ERROR:    Exception in ASGI', 'error'],
    ['WARN  [main] c.e.App x', 'warn'],
    ['ERROR:root:x', 'error'],
    ['fatal: x', 'fatal'],
    ['[ERROR] x', 'error'],
    ['[main] ERROR c.e.App x', 'error'],
    ['E0501 10:00:00.123456 1 a.go:1] x', 'error'],
    ['{"level":"error","msg":"x"}', 'error'],
    ['level=error msg=x', 'error'],
    ['2026-05-01 10:00:00,100 ERROR x', 'error'],
  ];
  check(
    heads.flatMap(head =>
      messages.map(([message, level]): Case => [`${head}${message}`, [`${head}${message}`], [level]]),
    ),
  );
  check([
    ['no prose: a command', ['May  1 10:00:00 h CRON[1]: (root) CMD (echo error)'], [null]],
    ['no prose: a word further on', ['May  1 10:00:00 h named[1]: query: error'], [null]],
    ['no prose: a sentence', ['May  1 10:00:00 h app[1]: Server returned error'], [null]],
    ['no prose: a title', ['May  1 10:00:00 h app[1]: FINE DINING'], [null]],
    ['the kernel', ['May  1 10:00:00 h kernel: WARNING: CPU: 0'], ['warn']],
  ]);
});

describe('a crash is a separate record', () => {
  const traceback = [
    'Traceback (most recent call last):',
    '  File "a.py", line 1, in <module>',
    'ValueError: x',
  ];
  const others: readonly (readonly [string, readonly string[]])[] = [
    [
      'Java',
      [
        'Exception in thread "main" java.lang.IllegalStateException: x',
        '\tat a.B.c(B.java:3)',
        'Caused by: java.io.IOException: y',
        '\t... 3 more',
      ],
    ],
    [
      'Node',
      [
        'node:internal/modules/cjs/loader:1080',
        '  throw err;',
        '  ^',
        '',
        "Error: Cannot find module 'x'",
        '    at f (node:internal/x:1:1)',
        '',
        'Node.js v20.9.0',
      ],
    ],
    ['Rust', ["thread 'main' panicked at src/main.rs:1:5:", 'boom', 'note: run with `RUST_BACKTRACE=1`']],
    [
      'Go',
      [
        'fatal error: all goroutines are asleep - deadlock!',
        '',
        'goroutine 1 [chan receive]:',
        'main.main()',
        '\t/x.go:3 +0x1',
      ],
    ],
    ['.NET', ['Unhandled exception. System.InvalidOperationException: x', '   at A.B() in /a.cs:line 1']],
    ['Dart', ['Unhandled exception:', 'Bad state: x', '#0      main (file:///a.dart:1:1)']],
    [
      'AddressSanitizer',
      [
        '==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x6',
        'READ of size 4 at 0x6 thread T0',
        '    #0 0x4 in main /a.c:1',
        'SUMMARY: AddressSanitizer: heap-use-after-free',
      ],
    ],
  ];
  const befores = [
    ['2026-05-01 10:00:00 INFO started', 'info'],
    ['INFO:     started', 'info'],
    ['info: A[0]', 'info'],
    ['2026-05-01 10:00:00 DEBUG started', 'debug'],
  ] as const;
  check(
    [['Python', traceback] as const, ...others].flatMap(([language, crash]): Case[] => [
      [`${language}, alone`, crash, ['error']],
      ...befores.map(
        ([line, level]): Case => [`${language} after ${line}`, [line, ...crash], [level, 'error']],
      ),
      [`${language} after an error: told of by it`, ['2026-05-01 10:00:00 ERROR x', ...crash], ['error']],
      [`${language}, two in a row`, [...crash, ...crash], ['error', 'error']],
    ]),
  );
  check([
    [
      'a handled exception stays',
      ['2026-05-01 10:00:00 WARN retry', 'java.io.IOException: x', '\tat a.B.c(B.java:3)'],
      ['warn'],
    ],
    [
      'PHP’s',
      ['PHP Fatal error:  A in /a.php on line 3', 'PHP Fatal error:  B in /b.php on line 4'],
      ['fatal', 'fatal'],
    ],
    [
      'Go’s panics',
      [
        'panic: one',
        '',
        'goroutine 1 [running]:',
        'main.main()',
        '\t/x.go:3 +0x1',
        'exit status 2',
        'panic: two',
        '',
        'goroutine 1 [running]:',
      ],
      ['fatal', 'fatal'],
    ],
    ['a compiler’s', ['ERROR: cannot open a', 'fatal error: cannot open b'], ['error', 'error']],
    [
      'Python’s chain is one',
      [
        ...traceback,
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        ...traceback,
      ],
      ['error'],
    ],
  ]);
});

describe('a stack trace after heads on every line', () => {
  const P = '2026-05-01T10:00:00.1Z stderr F ';
  const S = 'May  1 10:00:00 h java[1]: ';
  const json = (log: string): string =>
    JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-05-01T10:00:00.1Z' });
  const java = [
    '2026-05-01 10:00:00,100 ERROR [main] boom',
    'java.lang.IllegalStateException: x',
    '\tat a.B.c(B.java:3)',
  ];
  const python = ['Traceback (most recent call last):', '  File "a.py", line 1, in f', 'ValueError: x'];
  const go = ['panic: x', '', 'goroutine 1 [running]:', 'main.main()', '\t/x.go:3 +0x1'];
  const wrappers: readonly (readonly [string, (line: string) => string])[] = [
    ['CRI', line => P + line],
    ['syslog', line => S + line],
    ['Docker’s JSON', json],
    ['docker logs -t', line => `2026-05-01T10:00:00.1Z ${line}`],
    ['compose', line => `web-1  | ${line}`],
    ['Heroku', line => `2026-05-01T10:00:00.123456+00:00 app[web.1]: ${line}`],
    ['kubectl --prefix', line => `[pod/x/y] ${line}`],
    ['RFC 5424', line => `<14>1 2026-05-01T10:00:00Z h app 12 - - ${line}`],
    ['compose of docker logs -t', line => `web-1  | 2026-05-01T10:00:00.1Z ${line}`],
    ['Docker’s JSON in syslog', line => S + json(line)],
  ];
  check(
    wrappers.flatMap(([name, wrap]): Case[] => [
      [`${name}: Java`, java.map(wrap), ['error']],
      [`${name}: Python`, python.map(wrap), ['error']],
      [`${name}: Go`, go.map(wrap), ['fatal']],
    ]),
  );
  check([
    [
      'pieces of Docker’s',
      [
        '{"log":"2026-05-01 10:00:00 ERROR a","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}',
        '{"log":"b\\n","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}',
        json('2026-05-01 10:00:01 INFO c'),
      ],
      ['error', 'info'],
    ],
    [
      'without newlines at all they are lines',
      ['{"log":"ERROR: a","stream":"stdout"}', '{"log":"INFO: b","stream":"stdout"}'],
      ['error', 'info'],
    ],
    [
      'lines of another program in between: a trace stays with its record',
      [
        'web-1  | 2026-05-01 10:00:00 ERROR a',
        'db-1   | 2026-05-01 10:00:00 INFO b',
        'web-1  | \tat a.B.c(B.java:3)',
        'db-1   | 2026-05-01 10:00:00 INFO c',
      ],
      ['error', 'info', 'info'],
    ],
  ]);
});

describe('a number is a level only if its scale is proven', () => {
  check([
    [
      'Nextcloud',
      ['{"reqId":"x","level":1,"time":"2026-05-01T10:00:00+00:00","app":"files","message":"scanned"}'],
      ['info'],
    ],
    ['Windows', ['{"EventID":4625,"Level":2}'], ['error']],
    ['nothing', ['{"level":2,"msg":"x"}'], [null]],
    ['a severity', ['{"severity":2}'], [null]],
    ['a priority', ['{"priority":1}'], [null]],
    ['GELF', ['{"version":"1.1","host":"h","short_message":"x","level":3}'], ['error']],
    ['journald', ['{"PRIORITY":"4","MESSAGE":"x","__REALTIME_TIMESTAMP":"1777629600000000"}'], ['warn']],
    ['logfmt', ['ts=2026-05-01T10:00:00Z level=3 msg=x'], [null]],
  ]);
});

describe('a log within a log', () => {
  check([
    [
      'JSON in Docker’s JSON',
      [
        '{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"x\\"}\\n","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}',
      ],
      ['error'],
    ],
    [
      'logfmt in Docker’s JSON',
      ['{"log":"level=error msg=x\\n","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}'],
      ['error'],
    ],
    ['JSON behind two heads', ['web-1  | 2026-05-01T10:00:00Z {"level":"error"}'], ['error']],
    [
      'JSON in a message',
      ['{"time":"2026-05-01T10:00:00Z","message":"{\\"level\\":\\"error\\"}"}'],
      ['error'],
    ],
    [
      'journald’s message',
      ['{"MESSAGE":"ERROR x","PRIORITY":"6","__REALTIME_TIMESTAMP":"1777629600000000"}'],
      ['info'],
    ],
    [
      'a line in a message',
      ['{"@timestamp":"2026-05-01T10:00:00Z","message":"2026-05-01 10:00:00 ERROR x"}'],
      ['error'],
    ],
    ['a time in a message', ['{"level":"error","msg":"2026-05-01 10:00:00 x"}'], [['error', T]]],
    [
      'syslog in Docker’s JSON',
      ['{"log":"May  1 10:00:00 h app[1]: ERROR x\\n","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}'],
      ['error'],
    ],
  ]);

  test('has the fields of the inner log', () => {
    const [record] = assemble([
      '{"log":"{\\"level\\":\\"error\\",\\"n\\":1}\\n","stream":"stdout","time":"2026-05-01T10:00:00.1Z"}\n',
    ]);
    expect(record!.fields).toEqual({ level: 'error', n: 1 });
  });

  test('has the fields of a truncated line', () => {
    const pieces = ['{"level":"error","msg":"a', 'b"}'];
    const lines = pieces.map(
      (piece, index) => `2026-05-01T10:00:00.1Z stdout ${index === 0 ? 'P' : 'F'} ${piece}\n`,
    );
    const [record] = assemble([lines.join('')]);
    expect([record!.level, record!.fields]).toEqual(['error', { level: 'error', msg: 'ab' }]);
  });
});

describe('a level in the head, wherever it is', () => {
  check(
    [
      '2026-05-01 10:00:00,123 main ERROR Unable to locate appender',
      '2026/05/01 10:00:00 main.go:12: [ERROR] x',
      '[2026-08-13 22:00:12 GMT] - [main] ERROR c.i.W: x',
      '2026-05-01 10:00:00 [host1] [main] [ERROR] x',
      '2026-05-01 10:00:00 shop.cart: [ERROR] x',
      '2026-05-01 10:00:00 [main:ERROR] x',
      '2026-05-01 10:00:00 thread-1 ERROR x',
      '2026-05-01 10:00:00 level=error x',
      '2026-05-01 10:00:00 a=1 severity="error" x',
      '2026-06-05 17:10:04 MSK [608647-3] [local] a@b ERROR:  x',
      '2026-05-01 10:00:00 pool-1-thread-3 [x] ERROR x',
      '2026-05-01 10:00:00 (main) {x} [ERROR] x',
      '2026-05-01 10:00:00 10.0.0.1 - [ERROR] x',
      '[2026-05-01 10:00:00] worker-1: ERROR: x',
      '2026-05-01 10:00:00 1234 main.cc:12 [ERROR] x',
      '2026-05-01 10:00:00.123 [main] <error> x',
      '2026-05-01T10:00:00.1Z Er(179) Hostd[1]: x',
      '[0.123s][error][gc] x',
      'Zigbee2MQTT:error  2026-05-01 10:00:00: x',
      '[main] [ERROR] x',
      '[worker-1] ERROR x',
      '[2026-05-01T10:00:00] [main/ERROR] x',
      '[01May2026 10:00:00.123] [main/ERROR] [x/]: y',
    ].map((line): Case => [line, [line], ['error']]),
  );
  check([
    [
      'a padded name in brackets',
      ['2026-01-05 12:13:24,566 - retry.api                        (7fd8ad34) :  WARNING (api:40) - x'],
      ['warn'],
    ],
    ['gstreamer', ['0:00:11.920000000   689 0x25f0 DEBUG                GST_BUS gstbus.c:1:f: x'], ['debug']],
    ['JVM', ['[0.123s][warning][gc] x'], ['warn']],
    ['prose: a word in capitals after a verb', ['2026-05-01 10:00:00 got an ERROR today'], [null]],
    ['prose: small letters', ['2026-05-01 10:00:00 error a.b happened'], [null]],
    ['prose: mixed case', ['2026-05-01 10:00:00 Info  x'], [null]],
    ['prose: further on', ['2026-05-01 10:00:00 Server said ERROR'], [null]],
    ['prose: a request', ['2026-05-01 10:00:00 GET /ERROR [ERROR]'], [null]],
    ['prose: brackets behind a message', ['2026-05-01 10:00:00 started worker [ERROR]'], [null]],
  ]);
});

describe('a time in another place', () => {
  check([
    ['werkzeug', ['127.0.0.1 - - [01/May/2026 10:00:00] "GET / HTTP/1.1" 500 -'], [['error', T]]],
    [
      'in a level’s brackets',
      ['[ERROR 2026-05-01 10:00:00,123 x.py:12] y'],
      [['error', '2026-05-01T10:00:00.123Z']],
    ],
    [
      'OpenTelemetry’s agent',
      ['[otel.javaagent 2026-04-24 19:51:57:317 +0000] [main] WARN io.x - y'],
      [['warn', '2026-04-24T19:51:57.317Z']],
    ],
    [
      'SSSD',
      ['(Tue May 12 06:03:46 2026) [sssd[be[x]]] [y] (0x0020): z'],
      [['fatal', '2026-05-12T06:03:46Z']],
    ],
    ['SSSD 2', ['(2026-05-12  8:52:40): [be[x]] [y] (0x0010): z'], [['fatal', '2026-05-12T08:52:40Z']]],
    [
      'uWSGI',
      [
        '[pid: 2|app: 0|req: 1/2] 1.2.3.4 () {44 vars in 600 bytes} [Tue May 12 05:01:31 2026] GET /x => generated 1 bytes in 2 msecs (HTTP/1.1 200) 3 headers',
      ],
      [['info', '2026-05-12T05:01:31Z']],
    ],
    ['in angles', ['<INFO> 2026-05-01 10:00:00 x'], [['info', T]]],
    ['multilog', ['@4000000069f479aa00000000 tcpserver: x'], [[null, '2026-05-01T10:00:00.000000000Z']]],
    ['in quotes', ['"2026-05-01 10:00:00" "x"'], [[null, T]]],
    ['Nextflow', ['May-01 10:00:00.684 [main] DEBUG x'], [['debug', '2026-05-01T10:00:00.684Z']]],
    ['Forge', ['[01May2026 10:00:00.123] [main/ERROR] x'], [['error', '2026-05-01T10:00:00.123Z']]],
    ['vdsm', ['Thread-1::INFO::2026-05-01 10:00:00,123::x'], [['info', '2026-05-01T10:00:00.123Z']]],
    ['kubectl --prefix', ['[pod/x/y] 2026-05-01 10:00:00 ERROR x'], [['error', T]]],
    ['stern', ['x-6d4f app 2026-05-01 10:00:00 ERROR x'], [['error', T]]],
  ]);
});

describe('a level after a time in any notation', () => {
  check(
    [
      '2026-5-1 9:05:03',
      '1.5.2026 9:05:03',
      '2026/05/01 10:00AM',
      '20260501-10:00:00.123',
      '2026-05-13T09:05:03z',
      'May 13, 2026 9:05:03 AM',
      '2026-05-13T09:05:03+02:00[Europe/Berlin]',
    ].map((time): Case => [time, [`${time} ERROR x`], ['error']]),
  );
});

describe('the first bytes of a line', () => {
  check([
    ['a byte order mark', ['\ufeff2026-05-01 10:00:00 ERROR x'], [['error', T]]],
    ['one before JSON', ['\ufeff{"level":"error","time":"2026-05-01T10:00:00Z"}'], [['error', T]]],
    [
      'blanks before an object',
      ['  {"level":"error","time":"2026-05-01T10:00:00Z"}', '  {"level":"info"}'],
      [['error', T], 'info'],
    ],
    ['an array', ['[', '{"level":"error"},', '{"level":"info"}', ']'], [null, 'error', 'info']],
    ['an array on its line', ['[{"level":"error"},', '{"level":"info"}]'], ['error', 'info']],
    ['a sequence', ['\x1e{"level":"error"}'], ['error']],
    ['two objects', ['{"level":"error"}{"level":"info"}'], ['error']],
    ['NULs', [`${'\0'.repeat(100)}2026-05-01 10:00:00 ERROR x`], [['error', T]]],
    ['blanks before a time', ['   2026-05-01 10:00:00 ERROR x'], [['error', T]]],
  ]);

  test('UTF-16 is read', () => {
    const text = '2026-05-01 10:00:00 ERROR x\n2026-05-01 10:00:01 INFO y\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const records = levelsOfBytes(bytes.toString('latin1'));
      expect(records.slice(0, 2)).toEqual(['error', 'info']);
    }
  });
});

describe('various details', () => {
  check([
    ['a number alone is no time', ['2026-05-01 10:00:00 ERROR ids:', '1777629600', 'more'], ['error']],
    [
      'JavaMail',
      [
        'ERROR: x',
        'javax.mail.MessagingException: x;',
        '  nested exception is:',
        '\tjava.net.ConnectException: y',
      ],
      ['error'],
    ],
    ['a listing of rustc', ['error: expected', '3  | let x', '   | ^'], ['error', null]],
    [
      'the Java Service Wrapper',
      [
        'STATUS | wrapper  | 2026/05/01 10:00:00 | started',
        'INFO   | jvm 1    | 2026/05/01 10:00:00 | DEBUG x',
      ],
      [
        [null, T],
        ['debug', T],
      ],
    ],
    [
      'an access log',
      ['10.0.0.9 - - [01/May/2026:10:00:00 +0000] "GET /a\\"b HTTP/1.1" 503 12 "-" "x"'],
      ['error'],
    ],
    ['a request that is no status', ['10.0.0.9 - - [01/May/2026:10:00:00 +0000] "-" - 0'], [null]],
  ]);
});
