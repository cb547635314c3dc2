import type { Input } from '../inputs.ts';
import { D, MSX, NEXT, NS, T, US } from './moments.ts';

/** An entry as `journalctl -o json` prints it. */
const J = (message: string, transport = 'stdout', priority = '6'): string =>
  JSON.stringify({
    _TRANSPORT: transport,
    PRIORITY: priority,
    __REALTIME_TIMESTAMP: '1789369565123456',
    SYSLOG_IDENTIFIER: 'app',
    _PID: '12',
    MESSAGE: message,
  });

const RUSTC =
  'error[E0308]: mismatched types\n --> src/main.rs:2:5\n  |\n1 | fn f() -> i32 {\n  |           --- expected `i32`\n...\n12 |     "x"\n  |     ^^^ expected `i32`, found `&str`\n  |\n  = note: expected type `i32`\n             found reference `&str`\n';

const BOX =
  '╷\n│ Error: Invalid reference\n│ \n│   on main.tf line 3:\n│    3:   name = foo\n│ \n│ A reference\n╵';

const inCompose = (prefix: string, text: string): string =>
  text
    .split('\n')
    .map(line => prefix + line)
    .join('\n');

/** What the rules for levels must not catch, records of other shapes, and wrappers in wrappers. Each answer was judged by hand. */
export const FURTHER_RECORDS: Readonly<Record<string, readonly Input[]>> = {
  'false levels after the new rules': [
    ['Error 2147942402 occurred', null],
    ['warning 1789369565 bytes left', null],
    ['error 12:30 train', null],
    ['Info 2026 edition', null],
    ['Debug 2026-09-14 build', null],
    ['Warning 2026-09-14 is the deadline', null],
    [`${D},success,200,12`, [null, T]],
    [`${D},failed,3`, [null, T]],
    [`${D},a,Error,b`, [null, T]],
    [`${D} at:error x`, [null, T]],
    [`${D} level:high x`, [null, T]],
    [`${D} water level:5 error`, [null, T]],
    [`${D} l:error`, [null, T]],
    ['Completed 500 of 1000 rows', null],
    ['Error A1 (x)', 'error'],
    ['INFO! x', 'info'],
    ['WARNING! The disk is full', 'warn'],
    ['a|ERROR|b|c', null],
    ['Require stack:', null],
    ['Started GET me at 12', null],
    [`${D} INFO a\nRequire stack:\n- /a.js\n${D} INFO b`, ['info', T], ['info', T]],
  ],
  'records of other shapes': [
    ['level=error msg="x" stack="a\\nb"\nlevel=info msg=y', 'error', 'info'],
    ['{"level":"error","stack":"Error: x\\n    at f (a.js:1:2)"}\n{"level":"info"}', 'error', 'info'],
    [
      'E0914 07:06:05.123456       1 a.go:12] x\ngoroutine 12 [running]:\nmain.f()\n\t/a.go:1 +0x1\nI0914 07:06:05.123456       1 a.go:12] y',
      ['error', US],
      ['info', US],
    ],
    [
      'I0914 07:06:05.123456       1 a.go:12] x\npanic: y\n\ngoroutine 12 [running]:\nmain.f()\n\t/a.go:1 +0x1',
      ['info', US],
      'fatal',
    ],
    ['2026/09/14 07:06:05 x\npanic: y\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1', ['fatal', T]],
    [
      '2026/09/14 07:06:05 http: panic serving 10.0.0.9:4711: y\ngoroutine 12 [running]:\nnet/http.(*conn).serve.func1()\n\t/a.go:1 +0x1\n2026/09/14 07:06:06 x',
      ['error', T],
      [null, NEXT],
    ],
    [
      '[GIN] 2026/09/14 - 07:06:05 | 500 | 1.2ms | 10.0.0.9 | POST "/x"\n2026/09/14 07:06:05 [Recovery] 2026/09/14 - 07:06:05 panic recovered:\nx\n/a.go:12 (0x1)',
      ['error', T],
      [null, T],
    ],
    [
      '[Nest] 12  - 09/14/2026, 7:06:05 AM   ERROR [ExceptionsHandler] x\nError: x\n    at f (/a.js:1:2)',
      ['error', T],
    ],
    [
      `${D}.123 ERROR 1 --- [main] o.s.b.SpringApplication : Application run failed\n\norg.springframework.beans.X: y\n\tat a.B.c(B.java:1) ~[x.jar:1]\nCaused by: java.lang.E: z\n\t... 12 common frames omitted\n\n${D}.123 INFO 1 --- [main] x : y`,
      ['error', MSX],
      ['info', MSX],
    ],
    [
      `${D}.123  INFO 1 --- [main] o.s.b.X : y\n\n***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nz`,
      ['info', MSX],
    ],
    [
      'ERROR:root:x\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x\nINFO:root:y',
      'error',
      'info',
    ],
    [
      'Exception in thread Thread-1 (f):\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x\nINFO:root:y',
      'error',
      'info',
    ],
    [
      'Exception ignored in: <function f at 0x1>\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
      'error',
    ],
    [
      '[2026-09-14 07:06:05,123] ERROR in app: Exception on / [GET]\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nZeroDivisionError: division by zero\n10.0.0.9 - - [14/Sep/2026 07:06:05] "GET / HTTP/1.1" 500 -',
      ['error', MSX],
      ['error', T],
    ],
    [
      '(node:12) UnhandledPromiseRejectionWarning: Error: x\n    at f (/a.js:1:2)\n(node:12) [DEP0018] DeprecationWarning: y',
      'error',
      'warn',
    ],
    [
      '(node:12) Warning: x\n(Use `node --trace-warnings ...` to show where the warning was created)',
      'warn',
      null,
    ],
    [
      '2026-09-14 07:06:05.123 UTC [12] ERROR:  x\n2026-09-14 07:06:05.123 UTC [12] STATEMENT:  select\n\t1\n2026-09-14 07:06:05.123 UTC [13] LOG:  y',
      ['error', MSX],
      ['info', MSX],
    ],
    [
      '# Time: 2026-09-14T07:06:05.123456Z\n# User@Host: a[a] @ h []  Id: 1\n# Query_time: 1.2\nSET timestamp=1789369565;\nSELECT 1;\n# Time: 2026-09-14T07:06:06.123456Z\n# User@Host: a[a] @ h []',
      [null, US],
      [null, '2026-09-14T07:06:06.123456Z'],
    ],
    [
      'Sep 14 07:06:05 h kernel: ------------[ cut here ]------------\nSep 14 07:06:05 h kernel: WARNING: CPU: 0 PID: 12 at a.c:1 f+0x1/0x2\nSep 14 07:06:05 h kernel: Call Trace:',
      [null, T],
      ['warn', T],
      [null, T],
    ],
    [
      'Sep 14 07:06:05 h systemd[1]: Started x.\nSep 14 07:06:05 h systemd[1]: x.service: Main process exited, code=exited, status=1/FAILURE',
      [null, T],
      [null, T],
    ],
    [
      '{"time":"2026-09-14T07:06:05.123Z","level":"ERROR","msg":"x"}\npanic: y\n\ngoroutine 1 [running]:',
      ['error', MSX],
      'fatal',
    ],
    [
      'time=2026-09-14T07:06:05.123Z level=INFO msg=x\nfatal error: concurrent map writes\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1',
      ['info', MSX],
      'error',
    ],
    [
      `${D} [error] 12#12: *1 FastCGI sent in stderr: "PHP message: PHP Fatal error:  x in /a.php:1\nStack trace:\n#0 {main}\n  thrown in /a.php on line 1" while reading, client: 10.0.0.9`,
      ['error', T],
    ],
    [
      '[14-Sep-2026 07:06:05 UTC] PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 {main}\n  thrown in /a.php on line 1\n[14-Sep-2026 07:06:06 UTC] PHP Notice:  y in /a.php on line 2',
      ['fatal', T],
      ['notice', NEXT],
    ],
    [
      'ERROR: for api  Cannot start service api: x\nERROR: Encountered errors while bringing up the project.',
      'error',
      'error',
    ],
    ['Error from server (NotFound): pods "x" not found', null],
    ['error: the server doesn\'t have a resource type "x"', 'error'],
    [
      "E0914 07:06:05.123456   12 memcache.go:12] couldn't get current server API group list: x",
      ['error', US],
    ],
    [
      'LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\n3m          Warning   BackOff  pod/x    y',
      null,
      'warn',
    ],
    [`${D} INFO  a\n  {\n    "level": "error"\n  }\n${D} INFO b`, ['info', T], ['info', T]],
    ['{"level":"info","msg":"x"\n{"level":"error","msg":"y"}', null, 'error'],
  ],
  'wrappers twice': [
    [`Sep 14 07:06:05 h docker[9]: api-1  | ${D} ERROR x`, ['error', T]],
    [`api-1  | Sep 14 07:06:04 h app[1]: ERROR x`, ['error', '2026-09-14T07:06:04Z']],
    [`2026-09-14T07:06:05.123456789Z stdout F <11>1 2026-09-14T07:06:04Z h app 1 - - x`, ['error', NS]],
    [
      `2026-09-14T07:06:05.123456789Z stdout F 10.0.0.9 - - [14/Sep/2026:07:06:04 +0000] "GET / HTTP/1.1" 404 1`,
      ['warn', NS, { status: 404, stream: 'stdout' }],
    ],
    [
      `2026-09-14T07:06:05.123456789Z stdout F time="2026-09-14T07:06:04Z" level=warning msg="x"`,
      ['warn', NS, { msg: 'x', stream: 'stdout' }],
    ],
    [`[pod/a-1/b] {"level":"warn","ts":"2026-09-14T07:06:05Z"}`, ['warn', T, { pod: 'a-1', container: 'b' }]],
    [
      `{"log":"{\\"log\\":\\"ERROR x\\\\n\\",\\"stream\\":\\"stdout\\"}\\n","stream":"stdout","time":"2026-09-14T07:06:05.123456789Z"}`,
      ['error', NS],
    ],
    [
      `{"log":"api-1  | ERROR x\\n","stream":"stdout","time":"2026-09-14T07:06:05.123456789Z"}`,
      ['error', NS],
    ],
    [`{"message":"10.0.0.9 - - [14/Sep/2026:07:06:05 +0000] \\"GET / HTTP/1.1\\" 500 1"}`, ['error', T]],
    [`{"@timestamp":"2026-09-14T07:06:05.123Z","message":"level=error msg=x"}`, ['error', MSX]],
    [
      `{"@timestamp":"2026-09-14T07:06:05.123Z","log":{"file":{"path":"/x"}},"message":"E0914 07:06:05.123456 1 a.go:1] x"}`,
      ['error', MSX],
    ],
    [`{"MESSAGE":"ERROR x","_PID":"1"}`, 'error'],
    [
      `2026-09-14T07:06:05.123456+00:00 heroku[postgres.1]: [12-1] sql_error_code = 42P01 ERROR:  relation "x" does not exist`,
      ['error', US],
    ],
    [`2026-09-14T07:06:05.123456+00:00 app[api]: Release v1 created by user x`, [null, US]],
    [`api-6d4f9c7b8d-x2xk9 api 2026-09-14T07:06:05.123456789Z {"level":"error"}`, ['error', NS]],
    [`api-6d4f9c7b8d-x2xk9 › api {"level":"error"}`, null],
    [`shop_web.1.k3j2h1g0f9e8@node-1    | ${D} ERROR x`, ['error', T]],
    [`web_1      | web_2 | ERROR x`, null],
    [`i-0abc/app 2026-09-14T07:06:05.123Z ERROR x`, ['error', MSX]],
    [
      `ecs/app/0123456789abcdef0123456789abcdef 2026-09-14T07:06:05.123000+00:00 [ERROR] x`,
      ['error', '2026-09-14T07:06:05.123000Z'],
    ],
  ],
  'what services print to the journal': [
    [J('[ERROR] x'), ['error', US]],
    [J('x'), ['info', US]],
    [J('{"level":"warn"}'), ['warn', US]],
    [J('level=debug msg=x'), ['debug', US]],
    [J('ERROR x', 'syslog'), ['info', US]],
    [J('ERROR x', 'journal'), ['info', US]],
    [J('INFO x', 'stdout', '3'), ['error', US]],
    [
      `${J('Traceback (most recent call last):')}\n${J('  File "a.py", line 1, in f')}\n${J('KeyError: 1')}\n${J('x')}`,
      ['error', US],
      ['info', US],
    ],
  ],
  'messages of compilers, with lines of the source': [
    [RUSTC, 'error'],
    [`${RUSTC}\n${RUSTC}\nerror: could not compile \`app\``, 'error', 'error', 'error'],
    [
      `   Compiling app v0.1.0\n${RUSTC}\nwarning: unused variable\n --> src/a.rs:5:9\n  |\n5 |     let y = 1;\n  |         ^ help\n\nhelp: prefix it\n  |\n5 |     let _y = 1;\n  |         ^\n    Finished dev`,
      null,
      'error',
      'warn',
    ],
    [inCompose('web-1  | ', RUSTC), 'error'],
    [inCompose('Sep 14 07:06:05 h cargo[1]: ', RUSTC), ['error', T]],
    ['1 | x\n2 | y', [null, null, { container: undefined }], null],
    ['error: x\n1 | y', 'error', null],
  ],
  'boxes of Terraform': [
    [`Initializing\n${BOX}\n${BOX.replace('Error', 'Warning')}\nApply complete`, null, 'error', 'warn', null],
    [inCompose('web-1  | ', BOX), 'error'],
    [inCompose('Sep 14 07:06:05 h app[1]: ', BOX), ['error', T]],
    [`INFO x\n${BOX}`, 'info', 'error'],
    [`\x1b[31m${BOX.replaceAll('\n', '\x1b[0m\n\x1b[31m')}\x1b[0m`, 'error'],
    ['│ Error: x', null],
    ['╷ x\n│ Error: x', null, null],
  ],
  'events of Kubernetes': [
    [
      'LAST SEEN   TYPE      REASON      OBJECT            MESSAGE\n2m          Normal    Scheduled   pod/web-6d4f      Successfully assigned x\n100s        Warning   BackOff     pod/web-6d4f      Back-off: Error\n  more\n<unknown>   Normal    Pulled      pod/web           x',
      null,
      'info',
      'warn',
      'info',
    ],
    ['5m12s       Warning   Failed   deployment.apps/web   Error: ErrImagePull', 'warn'],
    ['32s (x3 over 5m)   Warning   Unhealthy   Pod/web   Readiness probe failed', 'warn'],
    [
      'NAMESPACE   LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\ndefault     2m          Normal    Killing  pod/a    x\nkube-system 2m          Warning   Failed   pod/b    Error: y',
      null,
      'info',
      'warn',
    ],
    [`${D} INFO x\n2m          Warning    Failed   pod/a   y\n${D} INFO z`, ['info', T], 'warn', ['info', T]],
    ['2m Normal people say x/y', null],
  ],
  'names of files before their lines': [
    [
      `==> a.log <==\n${D} INFO a\njava.lang.Error: x\n\n==> b.log <==\nplain\n${D} ERROR b`,
      null,
      ['info', T],
      null,
      null,
      ['error', T],
    ],
    ['INFO x\n==> a.log <==\r\nERROR y', 'info', null, 'error'],
    ['==> Downloading x', null],
    [`${D} INFO x\n==> not a head`, ['info', T]],
  ],
  'names of packages and tasks before lines': [
    [inCompose('web#build: ', 'ERROR x\n    at f (/a.js:1:2)'), 'error'],
    [inCompose('@shop/web#build: ', 'ERROR x\n    at f (/a.js:1:2)'), 'error'],
    [inCompose('packages/web build: ', 'ERROR x\n    at f (/a.js:1:2)'), 'error'],
    [
      'packages/a build$ tsc -b\npackages/a build: ERROR x\npackages/b test:unit: WARN y',
      null,
      'error',
      'warn',
    ],
    [`packages/a build: ${D} ERROR x\npackages/b build: ${D} INFO y`, ['error', T], ['info', T]],
    [
      'packages/a build: ERROR x\npackages/b build: INFO y\npackages/a build:     at f (/a.js:1:2)',
      'error',
      'info',
    ],
    [inCompose('apps/web dev: ', '{"level":"error","msg":"x"}'), 'error'],
    ['a/b build: is not', null],
  ],
};
