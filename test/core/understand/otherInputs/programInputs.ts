import type { Input } from '../inputs.ts';

const D = '2026-09-14 07:06:05';
const T = '2026-09-14T07:06:05Z';
const MSX = '2026-09-14T07:06:05.123Z';
const US = '2026-09-14T07:06:05.123456Z';
const NS = '2026-09-14T07:06:05.123456789Z';
const P = '2026-09-14T05:06:05Z';
const S = 'api-6d4f9c7b8d-x2xk9 api ';
const each = (prefix: string, text: string) =>
  text
    .split('\n')
    .map(line => prefix + line)
    .join('\n');

/** Programs, their fields and streams. Each answer was judged by hand. */
export const OTHER_PROGRAMS: Readonly<Record<string, readonly Input[]>> = {
  'programs and fields': [
    [
      `${D}.123 | ERROR    | shop.cart:pay:12 - refused`,
      ['error', MSX, { logger: 'shop.cart', line: 12, message: 'refused' }],
    ],
    [
      `${D}.1234|ERROR|Shop.Cart|refused`,
      ['error', '2026-09-14T07:06:05.1234Z', { logger: 'Shop.Cart', message: 'refused' }],
    ],
    [
      '[2026-09-14T07:06:05Z ERROR shop::cart] refused',
      ['error', T, { logger: 'shop::cart', message: 'refused' }],
    ],
    ['2026-09-14T07:06:05.123456Z ERROR shop::cart: refused id=1', ['error', US, { logger: 'shop::cart' }]],
    ['2026-09-14T07:06:05.123456Z ERROR ThreadId(03) shop::cart: src/main.rs:12: refused', ['error', US]],
    [
      '2026-09-14T07:06:05.123Z ERROR 1 --- [shop] [nio-80-exec-1] c.e.Cart : refused',
      ['error', MSX, { pid: 1, thread: 'nio-80-exec-1', logger: 'c.e.Cart', message: 'refused' }],
    ],
    [
      '07:06:05.123 [main] DEBUG org.hibernate.SQL - select 1',
      ['debug', '2026-11-28T07:06:05.123Z', { thread: 'main', logger: 'org.hibernate.SQL' }],
    ],
    ['[14-Sep-2026 07:06:05 Europe/Berlin] PHP Warning:  x in /a.php on line 3', ['warn', P]],
    ['[14-Sep-2026 07:06:05] WARNING: [pool www] child 12 exited on signal 11 (SIGSEGV)', ['warn', T]],
    ['[14-Sep-2026 07:06:05] NOTICE: fpm is running, pid 1', ['notice', T]],
    [
      '[2026-09-14T07:06:05.123456+02:00] app.CRITICAL: Uncaught PHP Exception X: "y" at /a.php line 3 {"exception":"z"} []',
      ['fatal', '2026-09-14T05:06:05.123456Z'],
    ],
    [
      '[2026-09-14 07:06:05] local.ERROR: refused {"userId":1,"exception":"[object] (x)\n[stacktrace]\n#0 /a.php(3): f()\n#1 {main}\n"}',
      ['error', T],
    ],
    ['[2026-09-14T07:06:05.123456789+00:00] request.INFO: Matched route "x". {"route":"x"} []', ['info', NS]],
    ['[4711] 14 Sep 07:06:05.123 * Background saving started by pid 12', ['notice', MSX]],
    ['1:C 14 Sep 2026 07:06:05.123 # oO0OoO0OoO0Oo Redis is starting', ['warn', MSX, { pid: 1, role: 'C' }]],
    ['1:M 14 Sep 2026 07:06:05.123 - DB 0: 1 keys', ['info', MSX]],
    ['1:M 14 Sep 2026 07:06:05.123 . Reading', ['debug', MSX]],
    [
      '{"t":{"$date":"2026-09-14T07:06:05.123+00:00"},"s":"D2","c":"NETWORK","ctx":"x","msg":"y"}',
      ['debug', MSX],
    ],
    ['2026-09-14T07:06:05.123+0000 W CONTROL  [initandlisten] x', ['warn', MSX]],
    ['2026-09-14T07:06:05.123+0000 F -        [main] Got signal: 11', ['fatal', MSX]],
    ['2026-09-14 07:06:05.123 UTC [12] PANIC:  could not locate a valid checkpoint record', ['fatal', MSX]],
    ['2026-09-14 07:06:05.123 UTC [12] STATEMENT:  SELECT 1', [null, MSX]],
    [
      '2026-09-14 07:06:05.123 UTC [12] ann@shop LOG:  duration: 1234.5 ms  execute <unnamed>: SELECT 1',
      ['info', MSX, { pid: 12, user: 'ann', database: 'shop', duration: 1.2345 }],
    ],
    [
      '2026-09-14 07:06:05.123 UTC,"ann","shop",12,"10.0.0.9:4711",6a.1,1,"SELECT",2026-09-14 07:00:00 UTC,3/4,0,ERROR,42P01,"relation ""x"" does not exist",,,,,,"select 1",15,,"psql"',
      ['error', MSX, { user: 'ann', database: 'shop', pid: 12, sqlstate: '42P01' }],
    ],
    [
      '{"timestamp":"2026-09-14 07:06:05.123 UTC","user":"ann","dbname":"shop","pid":12,"error_severity":"ERROR","state_code":"42P01","message":"x"}',
      ['error', MSX, { user: 'ann' }],
    ],
    ['2026-09-14T07:06:05.123456Z 0 [System] [MY-010931] [Server] ready for connections.', ['info', US]],
    ['2026-09-14T07:06:05.123456Z 0 [Note] [MY-010931] [Server] x', ['info', US]],
    [
      '[2026-09-14 07:06:05,123] WARN [Consumer clientId=x, groupId=y] Error connecting (org.apache.kafka.clients.NetworkClient)',
      ['warn', MSX],
    ],
    [
      '[2026-09-14T07:06:05,123][ERROR][o.e.b.Bootstrap          ] [node-1] Exception\njava.lang.X: y\n\tat a.B.c(B.java:1)',
      ['error', MSX, { logger: 'o.e.b.Bootstrap' }],
    ],
    ['[2026-09-14T07:06:05,123][DEPRECATION][o.e.d.x] [node-1] y', [null, MSX]],
    [
      '{"type": "server", "timestamp": "2026-09-14T07:06:05,123Z", "level": "WARN", "component": "o.e.x", "message": "y"}',
      ['warn', MSX],
    ],
    [
      '2026-09-14 07:06:05,123 [myid:1] - WARN  [QuorumPeer[myid=1]:QuorumCnxManager@12] - Cannot open channel',
      ['warn', MSX],
    ],
    [
      '10.0.0.9 - - [14/Sep/2026:07:06:05 +0200] "GET /x?y=1 HTTP/1.1" 404 153 "-" "curl/8" "10.1.1.1" 0.012 0.010',
      ['warn', P, { status: 404, bytes: 153, path: '/x', query: 'y=1' }],
    ],
    [
      '10.0.0.9 - ann [14/Sep/2026:07:06:05 +0200] "\\x16\\x03\\x01" 400 157 "-" "-"',
      ['warn', P, { status: 400, user: 'ann' }],
    ],
    ['2026/09/14 07:06:05 [alert] 7#7: worker process 8 exited on signal 9', ['fatal', T]],
    ['2026/09/14 07:06:05 [notice] 1#1: signal 17 (SIGCHLD) received', ['notice', T]],
    [
      "[Mon Sep 14 07:06:05.123456 2026] [core:notice] [pid 1:tid 2] AH00094: Command line: 'x'",
      ['notice', US],
    ],
    [
      '[Mon Sep 14 07:06:05.123456 2026] [php:error] [pid 1] [client 10.0.0.9:4711] PHP Fatal error:  x',
      ['error', US, { client: '10.0.0.9' }],
    ],
    ['{"ts":1789369565.123,"level":"warn","logger":"tls","msg":"x"}', ['warn', MSX]],
    [
      '2026/09/14 07:06:05.123\tERROR\thttp.log.error\tdial tcp: refused\t{"request": {"method": "GET"}, "status": 502}',
      ['error', MSX],
    ],
    ['2026-09-14T07:06:05Z ERR error="x" providerName=docker', ['error', T]],
    ['2026-09-14T07:06:05Z DBG github.com/traefik/x.go:12 > y', ['debug', T]],
    ['[2026-09-14 07:06:05.123][12][critical][main] [source/server/server.cc:12] x', ['fatal', MSX]],
    ['[2026-09-14 07:06:05.123][12][debug][http] [x.cc:1] y', ['debug', MSX]],
    [
      'Sep 14 07:06:05 lb haproxy[12]: 10.0.0.9:4711 [14/Sep/2026:07:06:05.123] fe be/srv1 0/0/1/2/3 502 200 - - PH-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
      ['error', T, { status: 502 }],
    ],
    ['Sep 14 07:06:05 lb haproxy[12]: backend app has no server available!', [null, T]],
    ['<24>Sep 14 07:06:05 lb haproxy[12]: backend app has no server available!', ['fatal', T]],
    ['2026-09-14T07:06:05.123Z pid=4711 tid=abc class=HardJob jid=1 INFO: start', ['info', MSX]],
    ['[4711] * Listening on tcp://0.0.0.0:3000', null],
    ['[4711] ! Unable to start worker', null],
    ['2026-09-14 07:06:05 +0200 Rack app ("GET /" - (10.0.0.9)): #<RuntimeError: x>', [null, P]],
    [
      'D, [2026-09-14T07:06:05.123456 #12] DEBUG -- :   User Load (0.4ms)  SELECT',
      ['debug', US, { pid: 12 }],
    ],
    [
      'F, [2026-09-14T07:06:05.123456 #12] FATAL -- : [req-1] ActionController::RoutingError (No route)',
      ['fatal', US],
    ],
    ['07:06:05.123 request_id=F1 [error] x', 'error'],
    ['07:06:05.123 [warning] x', 'warn'],
    [
      '2026-09-14 07:06:05.123 [error] GenServer X terminating\n** (stop) boom\nLast message: :x\nState: %{}',
      ['error', MSX],
    ],
    ['2026-09-14T07:06:05.123456+02:00 error: x', ['error', '2026-09-14T05:06:05.123456Z']],
    ['=SUPERVISOR REPORT==== 14-Sep-2026::07:06:05.123456 ===\n    supervisor: {local,x}', ['error', US]],
    ['=PROGRESS REPORT==== 14-Sep-2026::07:06:05.123456 ===\n    x', ['info', US]],
    ['Terraform will perform the following actions:', null],
    ['2026-09-14T07:06:05.123Z [WARN]  provider.terraform-provider-aws_v5: x', ['warn', MSX]],
    ['fatal: [web-1]: FAILED! => {"changed": false}', 'fatal'],
    ['[WARNING]: Could not match supplied host pattern', 'warn'],
    ['[DEPRECATION WARNING]: x', 'warn'],
    ['ERROR! the playbook: x could not be found', 'error'],
    ['2026-09-14 07:06:05,123 p=4711 u=root n=ansible | ok: [web-1]', [null, MSX]],
    ['[    1.234567] EXT4-fs (sda1): mounted filesystem', null],
    ['[Mon Sep 14 07:06:05 2026] Out of memory: Killed process 12 (java)', [null, T]],
    ['[Mon Sep 14 07:06:05 2026] BUG: kernel NULL pointer dereference', ['error', T]],
    ['2026-09-14T07:06:05,123456+02:00 usb 1-1: new device', [null, '2026-09-14T05:06:05.123456Z']],
    ['kern  :err   : [    1.234567] ata1: failed', 'error'],
    ['kern  :warn  : [Mon Sep 14 07:06:05 2026] x', ['warn', T]],
    ['<3>[    1.234567] ata1: failed', 'error'],
    ['type=USER_AUTH msg=audit(1789369565.123:12): pid=1 uid=0 res=failed', [null, MSX]],
    ['START RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Version: $LATEST', null],
    ['2026-09-14T07:06:05.123Z\t8f507cfc-1111-4697-b07a-ac58fc914c95\tWARN\tslow', ['warn', MSX]],
    [
      '2026-09-14T07:06:05.123Z 8f507cfc-1111-4697-b07a-ac58fc914c95 Task timed out after 3.00 seconds',
      [null, MSX],
    ],
    ['{"time":"2026-09-14T07:06:05.123Z","type":"platform.report","record":{"requestId":"x"}}', [null, MSX]],
    [
      '{"timestamp":"2026-09-14T07:06:05Z","level":"ERROR","message":"x","logger":"root","requestId":"y"}',
      ['error', T],
    ],
    ['I0914 07:06:05.123456       1 main.go:12] "x" y=1', ['info', US, { file: 'main.go', line: 12 }]],
    ['W20260914 07:06:05.123456 4711 a.cc:12] x', ['warn', US]],
    ['{"ts":"2026-09-14T07:06:05.123Z","lvl":"crit","msg":"x"}', ['fatal', MSX]],
    [
      '{"Timestamp":"2026-09-14T07:06:05.1234567Z","Level":"Warning","MessageTemplate":"x","Properties":{"SourceContext":"a"}}',
      ['warn', '2026-09-14T07:06:05.1234567Z'],
    ],
    [
      '{"EventId":14,"LogLevel":"Critical","Category":"x","Message":"y","Timestamp":"2026-09-14T07:06:05Z"}',
      ['fatal', T],
    ],
    [
      'fail: Microsoft.EntityFrameworkCore.Database.Connection[20004]\n      An error occurred\nSystem.Exception: x\n   at a.B()',
      'error',
    ],
    ['crit: Shop[0]\n      lost', 'fatal'],
    ['dbug: Shop[0]\n      x', 'debug'],
    ['trce: Shop[0]\n      x', 'trace'],
    ['2026-09-14 07:06:05 info: Shop[0] started', ['info', T]],
    ['[07:06:05 FTL] lost', 'fatal'],
    ['[07:06:05 VRB] x', 'trace'],
    [`${D}.123 +02:00 [FTL] lost`, ['fatal', '2026-09-14T05:06:05.123Z']],
    ['2026-09-14 07:06:05\tERROR\tshop\trefused', ['error', T]],
    ['09/14/2026 07:06:05 AM,Error,Service Control Manager,7031,None,x', ['error', T]],
    ['Error,9/14/2026 7:06:05 AM,Application Error,1000,(100),x', ['error', T]],
    ['CEF:0|x|y|1|100|z|9|rt=1789369565123', ['fatal', '2026-09-14T07:06:05.123Z']],
    [
      '14-Sep-2026 07:06:05.123 SEVERE [main] org.apache.catalina.core.StandardService.initInternal Failed',
      ['error', MSX],
    ],
    [
      'Sep 14, 2026 7:06:05 AM org.apache.X start\nSEVERE: refused\njava.io.IOException: x\n\tat a.B.c(B.java:1)',
      ['error', T],
    ],
    ['####<Sep 14, 2026 7:06:05,123 AM UTC> <Error> <HTTP> <h> <s> <x>', ['error', MSX]],
    [
      '[9/14/26 7:06:05:123 CEST] 00000001 WsServerImpl  E   WSVR0009E: Error occurred',
      ['error', '2026-09-14T05:06:05.123Z'],
    ],
    ['[9/14/26 7:06:05:123 UTC] 00000001 x  A   CWWKF0011I: ready', ['notice', '2026-09-14T07:06:05.123Z']],
    ['level=ts=1 msg=x', null],
    ['ts=2026-09-14T07:06:05.123Z caller=x.go:1 level=error err="y"', ['error', MSX]],
    ['lvl=dbug msg=x t=2026-09-14T07:06:05+0000', ['debug', T]],
    ['time="2026-09-14T07:06:05+02:00" level=fatal msg=x', ['fatal', P]],
    ['2026-09-14T07:06:05.123456789Z I! Loaded inputs: cpu', ['info', NS]],
    ['2026-09-14T07:06:05Z E! [outputs.influxdb] x', ['error', T]],
    ['2026-09-14T07:06:05Z W! x', ['warn', T]],
    ['[2026/09/14 07:06:05] [ warn] [engine] failed to flush chunk', ['warn', T]],
    ['[2026/09/14 07:06:05] [error] [output:es:es.0] x', ['error', T]],
    ['2026-09-14 07:06:05 +0000 [warn]: #0 failed to flush the buffer.', ['warn', T]],
    [
      '2026-09-14 07:06:05.123456789 +0000 app.log: {"level":"error"}',
      ['error', '2026-09-14T07:06:05.123456789Z'],
    ],
    ['2026-09-14 07:06:05 [INFO] [stderr] x', ['info', T]],
    ['[INFO]  2026/09/14 07:06:05.123456 consul: x', ['info', US]],
    ['    2026/09/14 07:06:05 [ERR] consul: x', ['error', T]],
    ['2026-09-14T07:06:05.123Z [ERROR] agent.server: x: error="y"', ['error', MSX]],
    ['ISSUE: x', null],
    ['npm ERR! code ELIFECYCLE', 'error'],
    ['npm WARN deprecated x', 'warn'],
    ['npm error code E404', 'error'],
    ['yarn error x', null],
    ['[INFO] BUILD FAILURE', 'info'],
    ['[ERROR] Failed to execute goal x', 'error'],
    ['> Task :compileJava FAILED', null],
    ['e: file:///a.kt:3:1 Unresolved reference: x', 'error'],
    ['::error file=a.js,line=1::x', 'error'],
    [
      '2026-09-14T07:06:05.1234567Z ##[error]Process completed with exit code 1.',
      ['error', '2026-09-14T07:06:05.1234567Z'],
    ],
    ['2026-09-14T07:06:05.1234567Z ##[warning]x', ['warn', '2026-09-14T07:06:05.1234567Z']],
  ],
  'streams and partial lines': [
    [`${S}ERROR refused`, 'error'],
    [each(S, 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x'), 'error'],
    [each(S, 'Exception in thread "main" java.lang.Error: x\n\tat a.B.c(B.java:1)'), 'error'],
    [
      '2026-09-14T07:06:05.1Z stdout P {"level":"error","msg":"a\n2026-09-14T07:06:05.2Z stderr F INFO other\n2026-09-14T07:06:05.3Z stdout F b"}',
      ['error', '2026-09-14T07:06:05.1Z'],
      ['info', '2026-09-14T07:06:05.2Z'],
    ],
    [
      'a-1  | 2026-09-14 07:06:05 ERROR x\nb-1  | 2026-09-14 07:06:05 INFO y\na-1  | java.lang.X: z\na-1  | \tat a.B.c(B.java:1)',
      ['error', T],
      ['info', T],
    ],
    ['a-1 exited with code 1', null],
    ['Attaching to a-1, b-1\na-1  | ERROR x', null, 'error'],
    [
      '[pod/a-1/x] 2026-09-14T07:06:05.123456789Z panic: y\n[pod/b-1/x] 2026-09-14T07:06:05.123456789Z INFO z\n[pod/a-1/x] 2026-09-14T07:06:05.123456789Z \n[pod/a-1/x] 2026-09-14T07:06:05.123456789Z goroutine 1 [running]:',
      ['fatal', NS],
      ['info', NS],
    ],
    [
      '2026-09-14T07:06:05.123456+00:00 app[web.1]: ERROR x\n2026-09-14T07:06:05.123456+00:00 app[web.2]: INFO y\n2026-09-14T07:06:05.123456+00:00 app[web.1]:     at f (/a.js:1:2)',
      ['error', US],
      ['info', US],
    ],
    [
      '-- Journal begins at Mon 2026-09-14 07:06:05 UTC. --\nSep 14 07:06:05 h a[1]: warning: x',
      null,
      ['warn', T],
    ],
    ['-- Boot 4fe1 --\nSep 14 07:06:05 h a[1]: warning: x', null, ['warn', T]],
    ['-- Logs begin at Mon 2026-09-14 07:06:05 UTC, end at Mon 2026-09-14 08:06:05 UTC. --', [null, null]],
  ],
};
