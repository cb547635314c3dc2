import type { Input } from '../inputs.ts';

const E = '\x1b';
const T = '2026-10-07T08:09:10Z';
const MS = '2026-10-07T08:09:10.345Z';
const US = '2026-10-07T08:09:10.345678Z';
const NS = '2026-10-07T08:09:10.345678901Z';
const NEXT = '2026-10-07T08:09:11Z';

/** Output of frameworks and languages; what was expected was decided before it was tried. */
export const FRAMEWORK_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'frameworks of the JVM and of .NET': [
    [
      '2026-10-07T08:09:10.345+02:00 ERROR 4711 --- [shop] [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() threw exception',
      ['error', '2026-10-07T06:09:10.345Z', { pid: 4711, tag: 'shop', thread: 'nio-8080-exec-1' }],
    ],
    [
      '2026-10-07 08:09:10.345  WARN [shop,4fe14fe14fe14fe1,77aa77aa77aa77aa] 12 --- [main] c.e.App : slow',
      ['warn', MS, { trace: '4fe14fe14fe14fe1' }],
    ],
    [
      '08:09:10,345 ERROR [org.jboss.as.controller] (Controller Boot Thread) WFLYCTL0013: Operation failed',
      ['error', '2026-11-28T08:09:10.345Z', { logger: 'org.jboss.as.controller' }],
    ],
    [
      '2026-10-07 08:09:10,345 ERROR [io.qua.run.Application] (main) Failed to start application',
      ['error', MS],
    ],
    [
      '07-Oct-2026 08:09:10.345 SEVERE [main] org.apache.catalina.startup.HostConfig.deployWAR Error deploying\n\tjava.lang.IllegalStateException: x\n\t\tat a.B.c(B.java:1)',
      ['error', MS, { thread: 'main' }],
    ],
    [
      'Oct 07, 2026 8:09:10 AM io.undertow.Undertow start\nINFO: starting server\nOct 07, 2026 8:09:11 AM x.Y z\nSEVERE: lost',
      ['info', T],
      ['error', NEXT],
    ],
    [
      '[10/7/26 8:09:10:345 CEST] 00000012 ServletWrappe E com.ibm.ws.webcontainer.servlet.ServletWrapper service SRVE0068E: Uncaught exception',
      ['error', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '<Oct 7, 2026 8:09:10 AM UTC> <Error> <Deployer> <BEA-149205> <Failed to initialize the application>',
      ['error', T],
    ],
    [
      '<Oct 7, 2026, 8:09:10,345 AM Coordinated Universal Time> <Warning> <Security> <BEA-090905> <x>',
      ['warn', MS],
    ],
    [
      '[2026-10-07T08:09:10.345+0000] [glassfish 5.1] [SEVERE] [] [javax.enterprise.web] [tid: _ThreadID=12] [[\n  boom]]',
      ['error', MS],
    ],
    ['[0.345s][warning][gc,heap] Consider enabling x', 'warn'],
    ['[error] a.b.C - refused\n[info] done', 'error', 'info'],
    [
      '2026-10-07 08:09:10 [main] WARN  o.h.e.jdbc.spi.SqlExceptionHelper - SQL Error: 1062, SQLState: 23000',
      ['warn', T],
    ],
    ['INFO [main] 2026-10-07 08:09:10,345 c.e.App - 0 errors', ['info', MS]],
    ['2026-10-07 08:09:10.345 | main | ERROR | c.e.App:12 | 4fe1 | refused', ['error', MS]],
    [
      '2026-10-07 08:09:10,345 [ERROR] from play.api.http.DefaultHttpErrorHandler in main - boom',
      ['error', MS],
    ],
    [
      'WARNING: An illegal reflective access operation has occurred\nWARNING: Illegal reflective access by x',
      'warn',
      'warn',
    ],
    [
      'crit: Microsoft.AspNetCore.Server.Kestrel[0]\n      Unable to start Kestrel.\n      System.IO.IOException: x\n         at a.B()\ninfo: x[0]\n      y',
      'fatal',
      'info',
    ],
    [
      '2026-10-07 08:09:10.345 +02:00 [ERR] HTTP GET /x responded 500 in 12.3 ms',
      ['error', '2026-10-07T06:09:10.345Z'],
    ],
    ['[08:09:10 FTL] Host terminated unexpectedly', 'fatal'],
    [
      '2026-10-07 08:09:10.3456|ERROR|Shop.Cart|refused|System.Exception: x',
      ['error', '2026-10-07T08:09:10.3456Z'],
    ],
    ['2026-10-07 08:09:10,345 [4] DEBUG Shop.Cart (null) - x', ['debug', MS]],
    [
      '{"@t":"2026-10-07T08:09:10.3456789Z","@mt":"no error {x}","@l":"Warning","x":1}',
      ['warn', '2026-10-07T08:09:10.3456789Z'],
    ],
    [
      '{"@t":"2026-10-07T08:09:10.3456789Z","@mt":"Request finished","StatusCode":200}',
      ['info', '2026-10-07T08:09:10.3456789Z'],
    ],
    [
      '{"EventId":1,"LogLevel":"Error","Category":"a","Message":"x","State":{"Message":"x"},"Timestamp":"2026-10-07 08:09:10 "}',
      ['error', T],
    ],
    ['10/7/2026 8:09:10 AM: Shop.exe Error: 0 : refused', ['error', T]],
    ['Shop.exe Warning: 0 : slow', 'warn'],
    [
      'Unhandled exception. System.InvalidOperationException: x\n   at a.B.Main() in /a.cs:line 3\n   --- End of stack trace',
      'error',
    ],
    [
      'INFO up\nException in thread "pool-1-thread-2" java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\nINFO on',
      'info',
      'error',
      'info',
    ],
    [
      '2026-10-07 08:09:10 INFO up\n#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f1c, pid=12, tid=13',
      ['info', '2026-10-07T08:09:10Z'],
      'fatal',
    ],
  ],
  'frameworks of Python, Ruby, PHP, Node and Perl': [
    [
      '2026-10-07 08:09:10,345 django.request ERROR Internal Server Error: /x\nTraceback (most recent call last):\n  File "/a.py", line 1, in f\nKeyError: 1',
      ['error', MS],
    ],
    ['WARNING 2026-10-07 08:09:10,345 log 4711 139 Not Found: /error', ['warn', MS]],
    ['2026-10-07 08:09:10.345 | SUCCESS  | __main__:f:12 - no error', ['info', MS]],
    ['2026-10-07 08:09:10.345 | CRITICAL | shop.cart:add:12 - lost', ['fatal', MS]],
    ['2026-10-07 08:09:10 [warning  ] slow                           [shop.cart] took=3', ['warn', T]],
    [
      '[2026-10-07T08:09:10.345+0200] {taskinstance.py:12} ERROR - Task failed with exception',
      ['error', '2026-10-07T06:09:10.345Z', { file: 'taskinstance.py', line: 12 }],
    ],
    ['[2026-10-07 08:09:10,345] {{scheduler_job.py:12}} INFO - 0 failed', ['info', MS]],
    ['2026-10-07 08:09:10 - ERROR - 4711 - x.py:12 - refused', ['error', T]],
    ['DEBUG:urllib3.connectionpool:http://x:80 "GET /error HTTP/1.1" 500 None', 'debug'],
    [
      "2026-10-07 08:09:10,345 INFO spawned: 'web' with pid 4711\n2026-10-07 08:09:10,346 WARN exited: web (exit status 1; not expected)",
      ['info', MS],
      ['warn', '2026-10-07T08:09:10.346Z'],
    ],
    ['[uWSGI] getting INI configuration from /x.ini', null],
    [
      '[pid: 12|app: 0|req: 1/1] 10.0.0.9 () {40 vars in 500 bytes} [Wed Oct  7 08:09:10 2026] GET /x => generated 21 bytes in 3 msecs (HTTP/1.1 500) 2 headers',
      ['error', T],
    ],
    ['E, [2026-10-07T08:09:10.345678 #4711] ERROR -- shop: refused', ['error', US, { pid: 4711 }]],
    ['D, [2026-10-07T08:09:10.345678 #4711] DEBUG -- : [4fe1]   SQL (0.4ms)  SELECT 1', ['debug', US]],
    ['[4fe1] Completed 500 Internal Server Error in 12ms', [null, null]],
    [
      'I, [2026-10-07T08:09:10.345678 #12]  INFO -- : method=GET path=/error status=200 duration=3.1',
      ['info', US, { status: '200' }],
    ],
    [
      "2026-10-07 08:09:10 +0000 Rack app error handling request { GET /x }\n#<RuntimeError: boom>\n/a.rb:1:in `f'",
      [null, T],
    ],
    ["/app/a.rb:1:in `f': boom (RuntimeError)\n\tfrom /app/a.rb:3:in `<main>'", 'error'],
    ["/app/a.rb:1:in 'Object#f': boom (RuntimeError)\n\tfrom /app/a.rb:3:in '<main>'", 'error'],
    [
      '[2026-10-07 08:09:10] local.CRITICAL: lost {"exception":"[object] (Error(code: 0): lost at /a.php:1)\n[stacktrace]\n#0 /b.php(2): f()\n#1 {main}\n"} ',
      ['fatal', T],
    ],
    [
      '[2026-10-07T08:09:10.345678+02:00] request.CRITICAL: Uncaught PHP Exception Error: "x" at /a.php line 1 {"exception":"x"} []',
      ['fatal', '2026-10-07T06:09:10.345678Z'],
    ],
    ['[2026-10-07T08:09:10+00:00] app.WARNING: slow [] []', ['warn', T]],
    [
      '[07-Oct-2026 08:09:10 Europe/Berlin] PHP Warning:  Undefined variable $x in /a.php on line 1',
      ['warn', '2026-10-07T06:09:10Z'],
    ],
    [
      '[07-Oct-2026 08:09:10 UTC] PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 {main}\n  thrown in /a.php on line 1',
      ['fatal', T],
    ],
    [
      '[07-Oct-2026 08:09:10] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
      ['warn', T],
    ],
    ['2026-10-07 08:09:10 [error] [app] refused\n    in /a.php:12', ['error', T]],
    ['[Nest] 4711  - 10/07/2026, 8:09:10 AM   ERROR [ExceptionsHandler] boom', ['error', T]],
    ['[08:09:10.345] ERROR (4711): refused\n    err: {\n      "type": "Error"\n    }', 'error'],
    ['2026-10-07T08:09:10.345Z [shop] error: refused', ['error', MS]],
    ['{"level":50,"time":1791360550345,"pid":12,"hostname":"web-1","msg":"no error"}', ['error', MS]],
    [
      '{"name":"shop","hostname":"web-1","pid":12,"level":40,"msg":"x","time":"2026-10-07T08:09:10.345Z","v":0}',
      ['warn', MS],
    ],
    ['2026-10-07 08:09:10 [info]: ready', ['info', T]],
    [
      '/srv/a.js:3\n    throw new Error("x");\n    ^\n\nError: x\n    at f (/srv/a.js:3:9)\n\nNode.js v20.1.0',
      'error',
    ],
    [
      "node:internal/modules/cjs/loader:1080\n  throw err;\n  ^\n\nError: Cannot find module 'x'\n    at x (node:internal/a:1:2) {\n  code: 'MODULE_NOT_FOUND'\n}\n\nNode.js v20.1.0",
      'error',
    ],
    ['(node:4711) UnhandledPromiseRejectionWarning: Error: x\n    at f (/a.js:1:2)', 'error'],
    ['(node:12) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.', 'warn'],
    ['UnhandledPromiseRejection: This error originated', null],
    ['[Wed Oct  7 08:09:10 2026] app.pl: boom at /a.pl line 12.', [null, T]],
    ['[2026-10-07 08:09:10.34567] [4711] [error] refused', ['error', '2026-10-07T08:09:10.34567Z']],
    ['2026/10/07 08:09:10 ERROR> a.pl:12 main::f - refused', ['error', T]],
    ['Uncaught exception from user code:\n\tboom at /a.pl line 1.', 'error'],
  ],
  'Go, Rust, Elixir, Erlang, C and C++': [
    ['time=2026-10-07T08:09:10.345Z level=ERROR msg="x" err="no error"', ['error', MS]],
    ['2026/10/07 08:09:10 WARN slow took=3s', ['warn', T]],
    ['2026/10/07 08:09:10 INFO GET /error status=500', ['info', T]],
    [
      '{"time":"2026-10-07T08:09:10.345678901Z","level":"WARN","source":{"file":"/a.go","line":12},"msg":"slow"}',
      ['warn', NS],
    ],
    ['1.791360550345678e+09\terror\tx/main.go:12\trefused', ['error', US]],
    [
      'E1007 08:09:10.345678       1 reflector.go:12] k8s.io/x: Failed to watch *v1.Pod: unknown',
      ['error', US],
    ],
    [
      'W1007 08:09:10.345678 4711 x.cc:12] slow\nI1007 08:09:10.345679 4711 x.cc:13] 0 errors',
      ['warn', US],
      ['info', '2026-10-07T08:09:10.345679Z'],
    ],
    ['I20261007 08:09:10.345678 140 x.cc:12] ready', ['info', US]],
    ['ERRO[0012] refused                                       id=4', 'error'],
    ['WARN[2026-10-07T08:09:10Z] slow                                          took=3s', ['warn', T]],
    [
      '2026-10-07T08:09:10.345Z [ERROR] agent.server.raft: failed to make requestVote RPC: error="x"',
      ['error', MS],
    ],
    ['    2026-10-07T08:09:10.345Z [WARN]  nomad: slow', ['warn', MS]],
    ['INFO [10-07|08:09:10.345] Imported new potential chain segment     number=4711', ['info', MS]],
    ['ERROR[10-07|08:09:10.345] Failed to open x                         err="y"', ['error', MS]],
    ['8:09AM ERR refused error="x"', 'error'],
    ['2026-10-07T08:09:10Z INF ready', ['info', T]],
    [
      '2026/10/07 08:09:10 http: panic serving 10.0.0.9:4711: boom\ngoroutine 12 [running]:\nnet/http.(*conn).serve.func1()\n\t/x.go:1 +0x1',
      ['error', T],
    ],
    [
      'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\nexit status 2',
      'fatal',
    ],
    [
      'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/a.go:1 +0x1',
      'error',
    ],
    ['runtime: out of memory: cannot allocate 4711-byte block\nfatal error: out of memory', 'error', 'error'],
    ['[2026-10-07T08:09:10Z ERROR shop::cart] refused', ['error', T]],
    ['2026-10-07T08:09:10.345678Z  WARN ThreadId(02) shop::cart: a.rs:12: slow', ['warn', US]],
    [
      `${E}[2m2026-10-07T08:09:10.345678Z${E}[0m ${E}[33m WARN${E}[0m ${E}[1mrequest${E}[0m${E}[1m{${E}[0m${E}[3mid${E}[0m${E}[2m=${E}[0m4${E}[1m}${E}[0m${E}[2m:${E}[0m ${E}[2mshop${E}[0m${E}[2m:${E}[0m slow`,
      ['warn', US],
    ],
    [
      "INFO up\nthread 'main' panicked at src/main.rs:3:5:\nboom\nnote: run with `RUST_BACKTRACE=1`\nINFO on",
      'info',
      'error',
      'info',
    ],
    [
      "thread 'tokio-runtime-worker' panicked at 'boom', src/a.rs:1:2\nstack backtrace:\n   0: std::panicking::begin_panic\n             at /rustc/x:1\n   1: main",
      'error',
    ],
    [
      '{"timestamp":"2026-10-07T08:09:10.345678Z","level":"ERROR","fields":{"message":"x"},"target":"shop"}',
      ['error', US],
    ],
    ['08:09:10.345 [warning] slow\n08:09:10.346 request_id=F1 [info] Sent 500 in 12ms', 'warn', 'info'],
    [
      '08:09:10.345 [error] GenServer #PID<0.1.0> terminating\n** (RuntimeError) boom\n    (shop 0.1.0) lib/a.ex:1: A.f/1\nLast message: :x\nState: %{}',
      'error',
    ],
    [
      '2026-10-07T08:09:10.345678+02:00 error: crasher: initial call: x',
      ['error', '2026-10-07T06:09:10.345678Z'],
    ],
    ['{"Kernel pid terminated",application_controller,"{application_start_failure,x}"}', null],
    ['[2026-10-07 08:09:10.345] [shop] [critical] [a.cpp:12] lost', ['fatal', MS]],
    ['[2026-10-07 08:09:10.345] [thread 4711] [warning] slow', ['warn', MS]],
    ['[2026-10-07 08:09:10.345678] [0x00007f1c] [error]   refused', ['error', US]],
    ['2026-10-07 08:09:10,345 [0x7f1c] ERROR root null - refused', ['error', MS]],
    ['** (process:4711): CRITICAL **: 08:09:10.345: g_object_unref: assertion failed', 'fatal'],
    ['(app:4711): Gtk-WARNING **: 08:09:10.345: cannot open display', 'warn'],
    ['(gnome-shell:4711): GNOME Shell-CRITICAL **: 08:09:10.345: refused', 'fatal'],
    ['0:00:00.345678901  4711 0x55f1c WARN                 basesrc gstbasesrc.c:12:x: error: no', 'warn'],
    ['[h264 @ 0x55f1c] error while decoding MB 12 3, bytestream -5', null],
    [
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  boom\nAborted (core dumped)",
      'error',
    ],
    ['INFO up\nSegmentation fault (core dumped)', 'info', 'error'],
    ['*** stack smashing detected ***: terminated', 'error'],
    [
      '==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n    #0 0x1 in main a.c:1',
      'error',
    ],
    ["a.out: a.c:12: main: Assertion `x > 0' failed.", 'error'],
    ['[1007/080910.345678:ERROR:gpu_init.cc(12)] Passthrough is not supported', ['error', US]],
    ['[4711:4712:1007/080910.345:WARNING:x.cc(1)] slow', ['warn', MS]],
  ],
};
