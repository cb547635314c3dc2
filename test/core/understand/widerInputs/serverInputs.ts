import type { Input } from '../inputs.ts';

const T = '2026-10-07T08:09:10Z';
const MS = '2026-10-07T08:09:10.345Z';
const US = '2026-10-07T08:09:10.345678Z';
const NEXT = '2026-10-07T08:09:11Z';

/** Output of databases, brokers and web servers; what was expected was decided before it was tried. */
export const SERVER_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'a level before or behind the time, in real loggers': [
    ['[DEBUG] [2026-10-07T08:09:10.345Z] [worker-3] queue drained', ['debug', MS]],
    ['[E] 2026-10-07 08:09:10 upstream closed', ['error', T]],
    ['[W 2026-10-07 08:09:10.345 LabApp] kernel restarted', ['warn', MS]],
    ['[I 08:09:10.345 NotebookApp] Kernel started: 4fe1', 'info'],
    [
      '[WARN]  [10/07/2026 08:09:10.345] [sys-akka.actor.default-dispatcher-5] [akka.remote.Remoting] slow',
      ['warn', MS],
    ],
    ['WARN: 2026-10-07 08:09:10 disk nearly full', ['warn', T]],
    ['ERROR   2026-10-07T08:09:10.345Z  [main]  boom', ['error', MS]],
    ['CRITICAL:root:2026-10-07 08:09:10 lost quorum', 'fatal'],
    ['[notice] 2026-10-07T08:09:10+02:00 reloaded', ['notice', '2026-10-07T06:09:10Z']],
    ['<ERROR> 2026-10-07 08:09:10,345 refused', ['error', MS]],
    ['FATAL|2026-10-07 08:09:10.345|main|lost', ['fatal', MS]],
    ['INFO;2026-10-07 08:09:10;startup done', ['info', T]],
    ['ERROR\t2026-10-07T08:09:10.345Z\tcontroller\tReconciler error\t{"namespace":"default"}', ['error', MS]],
    [
      '2026-10-07T08:09:10Z\tERROR\tcontroller-runtime.manager\tproblem running manager\t{"error": "x"}',
      ['error', T],
    ],
    ['error [2026-10-07 08:09:10]: refused', ['error', T]],
    ['(W) 2026-10-07T08:09:10.345 (4711) slow', ['warn', MS]],
    [
      '[2026-10-07 08:09:10 +0200] [4711] [CRITICAL] WORKER TIMEOUT (pid:4712)',
      ['fatal', '2026-10-07T06:09:10Z', { pid: 4711 }],
    ],
    ['[INFO ] 2026-10-07 08:09:10.345 [RMI TCP Connection(2)-127.0.0.1] Foo - ready', ['info', MS]],
    ['** WARNING ** 2026-10-07 08:09:10 low memory', ['warn', T]],
    ['[ERROR][2026-10-07 08:09:10][cart.service] refused', ['error', T]],
  ],
  databases: [
    [
      '2026-10-07 08:09:10.345 CEST [871] LOG:  checkpoint starting: time',
      ['info', '2026-10-07T06:09:10.345Z', { pid: 871 }],
    ],
    [
      '2026-10-07 08:09:10 UTC [4711]: [7-1] user=shop,db=orders,app=[unknown],client=10.0.0.9 FATAL:  password authentication failed for user "shop"',
      ['fatal', T, { user: 'shop', database: 'orders', client: '10.0.0.9', pid: 4711 }],
    ],
    [
      '2026-10-07 08:09:10.345 UTC [4711] shop@orders ERROR:  duplicate key value violates unique constraint "x_pkey"\n2026-10-07 08:09:10.345 UTC [4711] shop@orders DETAIL:  Key (id)=(4) already exists.\n2026-10-07 08:09:10.345 UTC [4711] shop@orders STATEMENT:  INSERT INTO x\n\tVALUES (4)\n2026-10-07 08:09:11 UTC [4711] shop@orders LOG:  disconnection',
      ['error', MS],
      ['info', NEXT],
    ],
    [
      '2026-10-07T08:09:10.345678Z 12 [Warning] [MY-010055] [Server] IP address could not be resolved',
      ['warn', US],
    ],
    [
      '2026-10-07T08:09:10.345678Z 0 [ERROR] [MY-012592] [InnoDB] Operating system error number 13 in a file operation.',
      ['error', US],
    ],
    ['2026-10-07T08:09:10.345678Z\t   12 Query\tSELECT * FROM error_log', [null, US]],
    ['2026-10-07  8:09:10 140 [Note] InnoDB: Buffer pool(s) load completed', ['info', T]],
    [
      '# Time: 2026-10-07T08:09:10.345678Z\n# User@Host: shop[shop] @ web-1 [10.0.0.9]  Id:    12\n# Query_time: 3.1  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 9\nSET timestamp=1791360550;\nSELECT SLEEP(3);',
      [null, US],
    ],
    [
      '{"t":{"$date":"2026-10-07T08:09:10.345+02:00"},"s":"E","c":"STORAGE","id":20557,"ctx":"initandlisten","msg":"DBException in initAndListen"}',
      ['error', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '2026-10-07T08:09:10.345+0200 I NETWORK  [conn12] end connection 10.0.0.9:4711 (2 connections now open)',
      ['info', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '2026-10-07T08:09:10.345+0000 E QUERY    [thread1] Error: network error while attempting to run command',
      ['error', MS],
    ],
    ['4711:M 07 Oct 2026 08:09:10.345 # WARNING Memory overcommit must be enabled!', ['warn', MS]],
    [
      '4711:S 07 Oct 2026 08:09:10.345 * Connecting to MASTER 10.0.0.1:6379',
      ['notice', '2026-10-07T08:09:10.345Z'],
    ],
    [
      'ERROR [ReadStage-2] 2026-10-07 08:09:10,345 JVMStabilityInspector.java:68 - Exception in thread Thread[ReadStage-2,5,main]\njava.lang.RuntimeException: x\n\tat org.apache.cassandra.A.b(A.java:1)',
      ['error', MS],
    ],
    [
      '2026.10.07 08:09:10.345678 [ 4711 ] {f00-1} <Error> executeQuery: Code: 62. DB::Exception: Syntax error',
      ['error', US],
    ],
    [
      '2026.10.07 08:09:10.345678 [ 4711 ] {} <Information> Application: Ready for connections.',
      ['info', US],
    ],
    [
      '[2026-10-07T08:09:10,345][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][4711] overhead, spent [612ms]',
      ['warn', MS, { logger: 'o.e.m.j.JvmGcMonitorService' }],
    ],
    [
      '2026-10-07 08:09:10.345+0000 ERROR Client triggered an unexpected error [Neo.DatabaseError.General.UnknownError]',
      ['error', MS],
    ],
    ['I261007 08:09:10.345678 4711 server/node.go:12 ⋮ [n1] 7  node connected', ['info', US]],
    ['F261007 08:09:10.345678 1 cli/start.go:9 ⋮ [-] 3  cannot open store', ['fatal', US]],
    ['2026-10-07T08:09:10.345Z\tinfo\tdbms/main.go:3\tstarting VictoriaMetrics', ['info', MS]],
    [
      'ts=2026-10-07T08:09:10.345Z caller=main.go:12 level=warn component=tsdb msg="compaction failed" err="no error"',
      ['warn', MS, { component: 'tsdb' }],
    ],
    ['2026-10-07T08:09:10.345678Z lvl=error msg="failed to write" log_id=0abc service=write', ['error', US]],
    ['ORA-00600: internal error code, arguments: [x], [], []', 'error'],
    [
      '2026-10-07T08:09:10.345678+02:00\nErrors in file /u01/diag/x.trc:\nORA-00060: deadlock detected',
      ['error', '2026-10-07T06:09:10.345678Z'],
    ],
    [
      '07-OCT-2026 08:09:10 * (CONNECT_DATA=(SERVICE_NAME=x)) * (ADDRESS=(PROTOCOL=tcp)(HOST=10.0.0.9)(PORT=4711)) * establish * x * 12514',
      [null, T],
    ],
    [
      '2026-10-07-08.09.10.345678+120 E4711E512            LEVEL: Error\nPID     : 12                  TID  : 140          PROC : db2sysc\nFUNCTION: DB2 UDB, x, y, probe:12',
      ['error', '2026-10-07T06:09:10.345678Z'],
    ],
    [
      "2026-10-07 08:09:10.34 Logon       Login failed for user 'sa'. Reason: Password did not match. [CLIENT: 10.0.0.9]",
      [null, '2026-10-07T08:09:10.34Z'],
    ],
    [
      '[12345]{-1}[-1/-1] 2026-10-07 08:09:10.345678 e Logger           Logger.cpp(00012) : cannot write',
      ['error', US],
    ],
    [
      '[4711]{200012}[33/-1] 2026-10-07 08:09:10.345678 w Statement        cs_exec.cc(00777) : expensive statement',
      ['warn', US],
    ],
    [
      '[4711]{-1}[-1/-1] 2026-10-07 08:09:10.345678 i TraceContext     TraceContext.cpp(01030) : UserName=\n[4711]{-1}[-1/-1] 2026-10-07 08:09:10.345679 f Service  x.cpp(1) : down',
      ['info', US],
      ['fatal', '2026-10-07T08:09:10.345679Z'],
    ],
    ['1791360550.345678 [0 10.0.0.9:4711] "SET" "error" "1"', [null, US]],
    [
      '2026-10-07 08:09:10.345 UTC [12] LOG C-0x7f1c: shop/app@10.0.0.9:4711 login attempt: db=shop user=app tls=no',
      ['info', MS],
    ],
    [
      '2026-10-07 08:09:10,345 WARNING: Retry got exception: connection problems\n2026-10-07 08:09:10,346 INFO: no action. I am (pg-1), the leader with the lock',
      ['warn', MS],
      ['info', '2026-10-07T08:09:10.346Z'],
    ],
    [
      '[2026/10/07 08:09:10.345 +02:00] [WARN] [pd.rs:12] ["slow request"] [takes=1.2s]',
      ['warn', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '{"level":"info","ts":"2026-10-07T08:09:10.345678Z","caller":"raft/raft.go:1","msg":"8e9 became leader","error_count":0}',
      ['info', US, { error_count: 0 }],
    ],
  ],
  'brokers and queues': [
    [
      '[2026-10-07 08:09:10,345] ERROR [KafkaServer id=1] Fatal error during KafkaServer startup. Prepare to shutdown (kafka.server.KafkaServer)\njava.net.BindException: Address already in use\n\tat sun.nio.ch.Net.bind0(Native Method)\n[2026-10-07 08:09:11,000] INFO [KafkaServer id=1] shutting down (kafka.server.KafkaServer)',
      ['error', MS],
      ['info', '2026-10-07T08:09:11.000Z'],
    ],
    [
      '2026-10-07 08:09:10.345678+02:00 [warning] <0.812.0> closing AMQP connection <0.812.0> (10.0.0.9:4711 -> 10.0.0.1:5672): client unexpectedly closed',
      ['warn', '2026-10-07T06:09:10.345678Z'],
    ],
    [
      '2026-10-07 08:09:10.345678+00:00 [error] <0.900.0>   crasher:\n2026-10-07 08:09:10.345678+00:00 [error] <0.900.0>     initial call: x:init/1\n2026-10-07 08:09:11.000000+00:00 [info] <0.1.0> ok',
      ['error', US],
      ['error', US],
      ['info', '2026-10-07T08:09:11.000000Z'],
    ],
    [
      '=ERROR REPORT==== 7-Oct-2026::08:09:10 ===\nError in process <0.77.0> with exit value:\n{badarg,[{erlang,x,[],[]}]}\n\n=INFO REPORT==== 7-Oct-2026::08:09:11 ===\n    application: x',
      ['error', T],
      ['info', NEXT],
    ],
    [
      '=CRASH REPORT==== 7-Oct-2026::08:09:10.345678 ===\n  crasher:\n    initial call: x:init/1\n    pid: <0.12.0>',
      ['error', US],
    ],
    ['[4711] 2026/10/07 08:09:10.345678 [WRN] Slow consumer detected', ['warn', US]],
    ['[4711] [INF] 2026/10/07 08:09:10.345678 Server is ready', ['info', US]],
    ['1791360550: Client mqttjs_1 disconnected due to protocol error.', [null, T]],
    ['2026-10-07T08:09:10: Warning: Mosquitto should not be run as root.', ['warn', T]],
    [
      '2026-10-07 08:09:10,345 ERROR [org.apache.activemq.artemis.core.server] AMQ224088: Timeout (10 seconds) on acceptor',
      ['error', MS, { logger: 'org.apache.activemq.artemis.core.server' }],
    ],
    [
      '2026-10-07T08:09:10,345+0000 [pulsar-io-4-1] WARN  org.apache.pulsar.broker.service.ServerCnx - [/10.0.0.9:4711] Got exception',
      ['warn', MS, { thread: 'pulsar-io-4-1' }],
    ],
    ["AMQ9999E: Channel 'X' to host 'y' ended abnormally.", null],
    [
      '10/07/2026 08:09:10 - Process(12.1) User(mqm) Program(amqzmuc0)\n                    Host(web-1) Installation(Inst1)\nAMQ5041I: The queue manager task ended.',
      [null, T],
    ],
    ['[2026-10-07 08:09:10.345] [debug] [celery.pool] TaskPool: apply', ['debug', MS]],
    [
      '[2026-10-07 08:09:10,345: ERROR/ForkPoolWorker-2] Task shop.pay[4fe1] raised unexpected: ValueError(\'x\')\nTraceback (most recent call last):\n  File "/x.py", line 1, in f\nValueError: x\n[2026-10-07 08:09:11,000: WARNING/MainProcess] consumer: Connection lost',
      ['error', MS],
      ['warn', '2026-10-07T08:09:11.000Z'],
    ],
    ['2026-10-07T08:09:10.345Z pid=4711 tid=abc WARN: {"context":"Job raised exception"}', ['warn', MS]],
    ['INFO  [2026-10-07T08:09:10,345] [main] i.z.b.Broker: Broker-0 ready', ['info', MS]],
  ],
  'web servers, proxies and access lines': [
    [
      '10.0.0.9 - ann [07/Oct/2026:08:09:10 +0200] "GET /error.php?fatal=1 HTTP/1.1" 200 4711 "-" "curl/8.5.0"',
      [
        'info',
        '2026-10-07T06:09:10Z',
        { client: '10.0.0.9', user: 'ann', path: '/error.php', query: 'fatal=1', status: 200, bytes: 4711 },
      ],
    ],
    [
      '::1 - - [07/Oct/2026:08:09:10 +0000] "POST /api HTTP/2.0" 404 0 "-" "-"',
      ['warn', T, { status: 404, method: 'POST' }],
    ],
    [
      '2026/10/07 08:09:10 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: x, request: "GET /a HTTP/1.1", upstream: "http://10.1.1.1:80/a", host: "x"',
      ['error', T, { client: '10.0.0.9' }],
    ],
    ['2026/10/07 08:09:10 [crit] 31#31: *7 SSL_do_handshake() failed', ['fatal', T]],
    [
      '2026/10/07 08:09:10 [emerg] 1#1: host not found in upstream "x" in /etc/nginx/nginx.conf:3',
      ['fatal', T],
    ],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 'fatal'],
    [
      '[Wed Oct 07 08:09:10.345678 2026] [proxy:error] [pid 4711:tid 140] (111)Connection refused: AH00957: HTTP: attempt to connect',
      ['error', US],
    ],
    [
      '[Wed Oct  7 08:09:10 2026] [error] [client 10.0.0.9] File does not exist: /var/www/favicon.ico',
      ['error', T],
    ],
    ['[07/Oct/2026:08:09:10 +0000] 10.0.0.9 TLSv1.3 TLS_AES_256 "GET / HTTP/1.1" 512', [null, T]],
    [
      '10.0.0.9:4711 [07/Oct/2026:08:09:10.345] web~ app/s1 0/0/1/202/203 503 212 - - SC-- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
      ['error', MS, { status: 503, server: 's1' }],
    ],
    ['<134>Oct  7 08:09:10 haproxy[12]: Server app/s1 is DOWN, reason: Layer4 timeout', ['info', T]],
    [
      '{"level":"error","ts":1791360550.345678,"logger":"http.log.access.log0","msg":"handled request","request":{"method":"GET","uri":"/x"},"status":502,"duration":0.12}',
      ['error', US, { status: 502 }],
    ],
    [
      '{"level":"info","ts":1791360550.345678,"logger":"http.log.access","msg":"handled request","status":200}',
      ['info', US],
    ],
    [
      'time="2026-10-07T08:09:10Z" level=error msg="the service \\"x@docker\\" does not exist" entryPointName=web routerName=x@docker',
      ['error', T, { entryPointName: 'web' }],
    ],
    [
      '10.0.0.9 - - [07/Oct/2026:08:09:10 +0000] "GET / HTTP/1.1" 502 11 "-" "-" 7 "x@docker" "http://10.1.1.1:80" 4ms',
      ['error', T, { status: 502 }],
    ],
    [
      '[2026-10-07T08:09:10.345Z] "POST /pay HTTP/2" 200 - via_upstream - "-" 12 34 56 55 "10.0.0.9" "grpc-go/1.6" "4fe1" "pay:80" "10.1.1.1:80"',
      ['info', MS, { status: 200 }],
    ],
    [
      '[2026-10-07 08:09:10.345][1][warning][config] [source/common/config/grpc_stream.h:12] StreamAggregatedResources gRPC config stream closed: 14',
      ['warn', MS],
    ],
    [
      '2026-10-07T08:09:10.345678Z\twarning\tenvoy config\tgRPC config stream closed\tthread=12',
      ['warn', US],
    ],
    [
      '1791360550.345    612 10.0.0.9 TCP_DENIED/403 3912 CONNECT x.example:443 - HIER_NONE/- text/html',
      ['warn', MS, { status: 403 }],
    ],
    [
      '2026-10-07 08:09:10 W3SVC1 WEB1 10.1.1.1 GET /error.aspx - 80 - 10.0.0.9 Mozilla/5.0 200 0 0 15',
      [null, T],
    ],
    [
      '2026-10-07 08:09:10 10.1.1.1 POST /x - 443 - 10.0.0.9 curl/8.5 - 500 0 64 15',
      ['error', T, { status: 500 }],
    ],
    ['08:09:10 | 500 |     1.2ms |       10.0.0.9 | GET     | /x | boom', 'error'],
    ['[08:09:10] 404 -   12µs GET /missing', 'warn'],
    ['2026/10/07 08:09:10 | 200 |      31.4µs | 10.0.0.9 | GET | /error | -', ['info', T]],
    ['[07-Oct-2026 08:09:10] 200 - GET /errors', ['info', T]],
    ['INFO:     10.0.0.9:4711 - "POST /login HTTP/1.1" 401 Unauthorized', ['info', null, { status: 401 }]],
    ['10.0.0.9 - - [07/Oct/2026 08:09:10] "GET /x HTTP/1.1" 404 -', ['warn', T]],
    ['[07/Oct/2026 08:09:10] "GET /admin/error/ HTTP/1.1" 200 4711', ['info', T]],
    [
      '[GIN] 2026/10/07 - 08:09:10 | 404 |      34.5µs |             ::1 | GET      "/error"',
      ['warn', T, { status: 404 }],
    ],
    ['[GIN-debug] [WARNING] Running in "debug" mode. Switch to "release" mode in production.', 'warn'],
    ['::ffff:10.0.0.9 - - [07/Oct/2026:08:09:10 +0000] "DELETE /x HTTP/1.1" 503 12', ['error', T]],
    ['GET /fatal 200 3.412 ms - 12', 'info'],
    [
      '{"time":"2026-10-07T08:09:10.345Z","id":"","remote_ip":"10.0.0.9","method":"GET","uri":"/x","status":500,"error":"","latency":12}',
      ['error', MS, { status: 500 }],
    ],
    [
      '2026-10-07T08:09:10.345Z app/x/1 10.0.0.9:4711 - -1 -1 -1 503 - 0 0 "GET http://x:80/ HTTP/1.1"',
      [null, MS],
    ],
    [
      'h2 2026-10-07T08:09:10.345678Z app/x/4fe1 10.0.0.9:4711 10.1.1.1:80 0.000 0.012 0.000 200 200 34 366 "GET https://x:443/error HTTP/2.0" "curl" - - - "Root=1-5" "x" "-" 0 2026-10-07T08:09:10.300000Z "forward" "-" "-" "10.1.1.1:80" "200" "-" "-"',
      ['info', US, { status: 200 }],
    ],
    ['10.0.0.9 "-" "-" [07/Oct/2026:08:09:10 +0000] "GET / HTTP/1.1" 500 3', ['error', T]],
  ],
};
