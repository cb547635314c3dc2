import type { Input } from './inputs.ts';

/** More output of programs, by where it is from; here too, the right answers were decided before it was tried. */
export const FURTHER_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'requests, prefixes and marks': [
    [
      '{"time":"2026-11-20T14:02:11Z","method":"GET","path":"/x","status":502,"duration":12}',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"ts":1795183331.5,"request":{"method":"GET","uri":"/x"},"status":404,"size":0}',
      ['warn', '2026-11-20T14:02:11.5Z'],
    ],
    [
      '{"time_local":"20/Nov/2026:14:02:11 +0000","remote_addr":"10.0.0.9","request":"GET / HTTP/1.1","status":"200","body_bytes_sent":"12"}',
      ['info', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"@timestamp":"2026-11-20T14:02:11.5Z","http.request.method":"POST","url.path":"/x","http.response.status_code":503}',
      ['error', '2026-11-20T14:02:11.5Z'],
    ],
    [
      '{"@timestamp":"2026-11-20T14:02:11.5Z","http":{"request":{"method":"GET"},"response":{"status_code":404}},"url":{"path":"/"}}',
      ['warn', '2026-11-20T14:02:11.5Z'],
    ],
    [
      '{"timestamp":"2026-11-20T14:02:11Z","http":{"method":"GET","url":"/x","status_code":500}}',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"level":"info","time":"2026-11-20T14:02:11Z","method":"GET","url":"/x","status":500}',
      ['info', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"time":"2026-11-20T14:02:11Z","job":"import","status":500,"msg":"done"}',
      [null, '2026-11-20T14:02:11Z'],
    ],
    [
      '{"ClientHost":"10.0.0.9","DownstreamStatus":502,"RequestMethod":"GET","RequestPath":"/","StartUTC":"2026-11-20T14:02:11.5Z","time":"2026-11-20T14:02:11Z"}',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"EdgeResponseStatus":522,"ClientRequestMethod":"GET","ClientRequestURI":"/","EdgeStartTimestamp":"2026-11-20T14:02:11Z"}',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"start_time":"2026-11-20T14:02:11.204Z","method":"GET","path":"/","response_code":503,"response_flags":"UF","protocol":"HTTP/1.1"}',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20T14:02:11: Error: boom\n2026-11-20T14:02:11:     at f (/a.js:1:2)\n2026-11-20T14:02:11:     at g (/a.js:2:2)\n2026-11-20T14:02:12: next',
      ['error', '2026-11-20T14:02:11Z'],
      [null, '2026-11-20T14:02:12Z'],
    ],
    [
      '2026-11-20 14:02:11 +00:00: TypeError: x is not a function\n2026-11-20 14:02:11 +00:00:     at f (/a.js:1:2)',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '0|api  | 2026-11-20T14:02:11: Error: boom\n0|api  | 2026-11-20T14:02:11:     at f (/a.js:1:2)',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [' ⨯ Error: boom\n    at f (a.js:1:2)\n ✓ Compiled /x in 20ms', 'error', 'info'],
    ['⨯ unhandledRejection: Error: x\n    at f (a.js:1:2)', 'error'],
    [
      '2026-11-20T14:02:11.123000+00:00 web/app/4711 Error: boom\n2026-11-20T14:02:11.123000+00:00 web/app/4711     at f (/a.js:1:2)\n2026-11-20T14:02:12.123000+00:00 web/app/4711 ok',
      ['error', '2026-11-20T14:02:11.123000Z'],
      [null, '2026-11-20T14:02:12.123000Z'],
    ],
    [
      "2026-11-20T14:02:11.123000+00:00 2026/11/20/[$LATEST]8f50 START RequestId: 8f50 Version: $LATEST\n2026-11-20T14:02:11.124000+00:00 2026/11/20/[$LATEST]8f50 [ERROR] KeyError: 'x'\n2026-11-20T14:02:11.125000+00:00 2026/11/20/[$LATEST]8f50 END RequestId: 8f50",
      [null, '2026-11-20T14:02:11.123000Z'],
      ['error', '2026-11-20T14:02:11.124000Z'],
      [null, '2026-11-20T14:02:11.125000Z'],
    ],
    [
      '2026-11-20T14:02:11.123456+00:00\nThread 1 advanced to log sequence 12 (LGWR switch)\n  Current log# 3 seq# 12 mem# 0: /u01/redo03.log\n2026-11-20T14:02:12.123456+00:00\nErrors in file /u01/diag/x.trc:\nORA-00600: internal error code, arguments: [x]\n',
      [null, '2026-11-20T14:02:11.123456Z'],
      ['error', '2026-11-20T14:02:12.123456Z'],
    ],
    [
      'Fri Nov 20 14:02:11 2026\nORA-1652: unable to extend temp segment by 128 in tablespace TEMP\nFri Nov 20 14:02:12 2026\nCompleted checkpoint up to RBA',
      ['error', '2026-11-20T14:02:11Z'],
      [null, '2026-11-20T14:02:12Z'],
    ],
    [
      'Nov 20 14:02:11 h kernel: EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 h kernel: EXT4-fs warning (device sda1): ext4_end_bio:323: I/O error',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 h kernel: BTRFS error (device sdb): parent transid verify failed\nNov 20 14:02:12 h kernel: BTRFS warning (device sdb): csum failed\nNov 20 14:02:12 h kernel: XFS (dm-0): Mounting V5 Filesystem',
      ['error', '2026-11-20T14:02:11Z'],
      'warn',
      null,
    ],
    ['[  12.345678] EXT4-fs error (device sda1): ext4_find_entry:1455: x', 'error'],
    [
      'Nov 20 14:02:11 h kernel: [12345.678901] blk_update_request: I/O error, dev sda, sector 12',
      [null, '2026-11-20T14:02:11Z'],
    ],
  ],
  databases: [
    [
      '2026-11-20 14:02:11.204 UTC [4711] LOG:  checkpoint complete: wrote 3 buffers\n2026-11-20 14:02:12.204 UTC [4712] ERROR:  duplicate key value violates unique constraint "x"\n2026-11-20 14:02:12.204 UTC [4712] DETAIL:  Key (id)=(1) already exists.\n2026-11-20 14:02:12.204 UTC [4712] STATEMENT:  INSERT INTO x\n\tVALUES (1)',
      ['info', '2026-11-20T14:02:11.204Z'],
      ['error', '2026-11-20T14:02:12.204Z'],
    ],
    [
      '< 2026-11-20 14:02:11.204 CET > FATAL:  the database system is starting up',
      ['fatal', '2026-11-20T13:02:11.204Z'],
    ],
    ['2026-11-20 14:02:11 UTC::@:[4711]:LOG:  checkpoint starting: time', ['info', '2026-11-20T14:02:11Z']],
    [
      '2026-11-20 14:02:11 UTC:10.0.0.9(5432):app@db:[4711]:ERROR:  relation "x" does not exist at character 15',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '2026-11-20T14:02:11.204567Z 8 [Note] [MY-010051] [Server] Event Scheduler: scheduler thread started',
      ['info', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '2026-11-20 14:02:11 0 [Warning] Could not increase number of max_open_files',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    ['2026-11-20 14:02:11 139 [ERROR] InnoDB: Unable to lock ./ibdata1', ['error', '2026-11-20T14:02:11Z']],
    [
      '261120 14:02:11 mysqld_safe Starting mysqld daemon\n261120 14:02:12 [ERROR] Plugin x',
      [null, '2026-11-20T14:02:11Z'],
      ['error', '2026-11-20T14:02:12Z'],
    ],
    [
      '# Time: 2026-11-20T14:02:11.204567Z\n# User@Host: root[root] @ localhost []  Id:     8\n# Query_time: 2.000123  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0\nSET timestamp=1795183331;\nselect sleep(2);\n# Time: 2026-11-20T14:02:12.204567Z\n# User@Host: root[root] @ localhost []  Id:     8\nselect 1;',
      [null, '2026-11-20T14:02:11.204567Z'],
      [null, '2026-11-20T14:02:12.204567Z'],
    ],
    [
      '{"t":{"$date":"2026-11-20T14:02:11.204+00:00"},"s":"W","c":"CONTROL","id":22120,"ctx":"initandlisten","msg":"Access control is not enabled"}',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '4711:C 20 Nov 2026 14:02:11.204 # oO0OoO0OoO0Oo Redis is starting\n4711:M 20 Nov 2026 14:02:11.205 * Ready to accept connections',
      ['warn', '2026-11-20T14:02:11.204Z'],
      ['notice', '2026-11-20T14:02:11.205Z'],
    ],
    [
      '[2026-11-20T14:02:11,204][WARN ][o.e.d.SomeClass          ] [node-1] high disk watermark [90%] exceeded',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[2026-11-20T14:02:11,204][ERROR][o.e.b.Bootstrap] [node-1] Exception\njava.lang.RuntimeException: starting java failed with [1]\n\tat org.X.y(X.java:12)\n',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20 14:02:11,204 WARN  [ReadStage-2] 2026-11-20 14:02:11,100 NoSpamLogger.java:98 - Out of 2',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      'WARN  [main] 2026-11-20 14:02:11,204 StartupChecks.java:136 - jemalloc shared library could not be preloaded',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20 14:02:11.204 INFO  [HikariPool-1 housekeeper] com.zaxxer.hikari.pool.HikariPool: x',
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '20.11.26 14:02:11.204 [error] <0.123.0> CRASH REPORT Process <0.1.0>',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[error] 2026-11-20T14:02:11.204567Z nonode@nohost <0.123.0> -------- rexi_server error',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['2026-11-20T14:02:11.204Z [warning] [couchdb] slow view', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20 14:02:11,204 - INFO  [main:QuorumPeerConfig@136] - Reading configuration',
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    ['I1120 14:02:11.204567 4711 server.go:42] started', ['info', '2026-11-20T14:02:11.204567Z']],
    [
      'F20261120 14:02:11.204567  4711 tablet.cc:42] Check failed: x',
      ['fatal', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '2026.11.20 14:02:11.204567 [ 4711 ] {} <Warning> Application: Integrity check',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    ['[2026-11-20 14:02:11.204] [jointLog] [warning] slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '2026/11/20-14:02:11.204567 7f8a [ERROR] [db/db_impl.cc:12] IO error',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['2026-11-20 14:02:11.204567 [ERROR] influxdb: x', ['error', '2026-11-20T14:02:11.204567Z']],
    [
      'ts=2026-11-20T14:02:11.204567Z lvl=error msg="Failed" log_id=0x',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['2026-11-20 14:02:11.204+0000 ERROR Failed to start Neo4j', ['error', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20 14:02:11.20 Server      Error: 17058, Severity: 16, State: 1.\n2026-11-20 14:02:11.21 spid12s     Starting up database',
      ['error', '2026-11-20T14:02:11.20Z'],
      [null, '2026-11-20T14:02:11.21Z'],
    ],
    ["2026-11-20 14:02:11.20 Logon       Login failed for user 'x'.", [null, '2026-11-20T14:02:11.20Z']],
  ],
  'the JVM': [
    [
      '2026-11-20 14:02:11.204  WARN 1 --- [nio-8080-exec-1] c.e.Shop [trace=8f50,span=1]: slow',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20T14:02:11.204Z DEBUG [order-service,8f50,1] 1 --- [main] o.h.SQL : select 1',
      ['debug', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '14:02:11,204 ERROR [org.jboss.as.controller] (Controller Boot Thread) WFLYCTL0013: Operation failed',
      'error',
    ],
    [
      '2026-11-20 14:02:11,204 ERROR [io.qua.ver.htt.run.QuarkusErrorHandler] (executor-thread-1) HTTP Request to /x failed: java.lang.X: y\n\tat a.B.c(B.java:1)\nCaused by: java.lang.Y: z\n\t... 3 more',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '__  ____  __  _____   ___  __ ____  ______ \n --/ __ \\/ / / / _ | / _ \\/ //_/ / / / __/ \n2026-11-20 14:02:11,204 INFO  [io.quarkus] (main) shop 1.0 started in 0.5s',
      null,
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    ['14:02:11.204 [main] INFO  io.micronaut.runtime.Micronaut - Startup completed in 512ms', 'info'],
    [
      '2026-11-20 14:02:11,204 [WARN] from akka.event.EventStream in main - x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[2026-11-20 14:02:11,204] ERROR [ReplicaManager broker=1] Error processing (kafka.server.ReplicaManager)\njava.io.IOException: x\n\tat k.L.m(L.scala:1)',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[2026-11-20 14:02:11,204] WARN [Consumer clientId=c, groupId=g] x (org.apache.kafka.clients.NetworkClient:1)',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20 14:02:11,204 [myid:1] - WARN  [QuorumPeer[myid=1]:Follower@90] - x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    ['26/11/20 14:02:11 WARN TaskSetManager: Lost task 0.0', ['warn', '2026-11-20T14:02:11Z']],
    [
      '2026-11-20 14:02:11,204 WARN org.apache.hadoop.hdfs.DFSClient: x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      'Nov 20, 2026 2:02:11 PM org.apache.catalina.startup.Catalina start\nINFO: Server startup in 512 ms\nNov 20, 2026 2:02:12 PM a.B c\nSEVERE: x\njava.lang.X: y\n\tat a.B.c(B.java:1)',
      ['info', '2026-11-20T14:02:11Z'],
      ['error', '2026-11-20T14:02:12Z'],
    ],
    [
      '<Nov 20, 2026 2:02:11,204 PM CET> <Error> <HTTP> <BEA-101020> <x>',
      ['error', '2026-11-20T13:02:11.204Z'],
    ],
    [
      '[11/20/26 14:02:11:204 UTC] 00000030 SystemErr     R java.lang.X: y',
      [null, '2026-11-20T14:02:11.204Z'],
    ],
    ['[AUDIT   ] CWWKE0001I: The server defaultServer has been launched.', 'notice'],
    ['[ERROR   ] CWWKZ0013E: It is not possible to start two applications', 'error'],
    ['[2026-11-20 14:02:11.204] [ERROR] [main] c.e.A - x', ['error', '2026-11-20T14:02:11.204Z']],
    ['[0.012s][info][gc] Using G1\n[1.234s][warning][os,thread] Failed', 'info', 'warn'],
    [
      '[2026-11-20T14:02:11.204+0000][info][gc,start     ] GC(0) Pause Young',
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    ['[2026-11-20T14:02:11.204+0000][1.234s][debug][gc] x', ['debug', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20T14:02:11.204+0000: 1.234: [GC (Allocation Failure) [PSYoungGen: 1K->1K(1K)] 1K->1K(1K), 0.01 secs]',
      [null, '2026-11-20T14:02:11.204Z'],
    ],
    ['OpenJDK 64-Bit Server VM warning: Sharing is only supported', 'warn'],
    [
      'Exception in thread "main" java.lang.NoClassDefFoundError: x\n\tat a.B.c(B.java:1)\nCaused by: java.lang.ClassNotFoundException: x\n\t... 1 more',
      'error',
    ],
    ['2026-11-20 14:02:11 | WARN | c.e.Shop | slow', ['warn', '2026-11-20T14:02:11Z']],
    [
      '20 Nov 2026 14:02:11,204 ERROR [main] (org.apache.flume.node.Application.main:354)  - x',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      'SLF4J: Failed to load class "org.slf4j.impl.StaticLoggerBinder".\nSLF4J: Defaulting to no-operation (NOP) logger implementation',
      null,
      null,
    ],
    ['log4j:WARN No appenders could be found for logger (x).\nlog4j:ERROR Could not find', 'warn', 'error'],
    ['2026-11-20 14:02:11 [main] WARN  o.e.Shop:42 - slow', ['warn', '2026-11-20T14:02:11Z']],
    ['2026-11-20 14:02:11.204 o.e.Shop [WARN] - slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '11-20 14:02:11.204 E/AndroidRuntime( 1234): FATAL EXCEPTION: main',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
  ],
  'Go, Rust and C++': [
    ['2026/11/20 14:02:11.204567 main.go:12: started', [null, '2026-11-20T14:02:11.204567Z']],
    [
      'time=2026-11-20T14:02:11.204Z level=WARN source=main.go:12 msg="slow"',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '{"time":"2026-11-20T14:02:11.204Z","level":"ERROR+2","msg":"x"}',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    ['{"L":"ERROR","T":"2026-11-20T14:02:11.204Z","M":"x"}', ['error', '2026-11-20T14:02:11.204Z']],
    ['2:02PM INF started port=1\n2:02PM ERR refused error="x"', 'info', 'error'],
    ['Nov 20 14:02:11.204 WARN shop: slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20T14:02:11.204567Z  WARN shop::db: slow query elapsed=1.2s',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '2026-11-20T14:02:11.204567Z ERROR ThreadId(01) shop: src/main.rs:12: x',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '  2026-11-20T14:02:11.204567Z  INFO shop: started\n    at src/main.rs:12\n    in shop::run with id: 1\n\n  2026-11-20T14:02:12.204567Z ERROR shop: x\n    at src/main.rs:13',
      ['info', '2026-11-20T14:02:11.204567Z'],
      ['error', '2026-11-20T14:02:12.204567Z'],
    ],
    ['[2026-11-20T14:02:11Z WARN  shop] slow', ['warn', '2026-11-20T14:02:11Z']],
    ['[2026-11-20][14:02:11][shop][ERROR] refused', ['error', '2026-11-20T14:02:11Z']],
    ['14:02:11 [WARN] (1) shop: slow', 'warn'],
    ['Nov 20 14:02:11.204 EROR x, err: y', ['error', '2026-11-20T14:02:11.204Z']],
    [
      "thread 'tokio-runtime-worker' panicked at src/main.rs:12:5:\ncalled `Option::unwrap()` on a `None` value\nnote: run with `RUST_BACKTRACE=1`",
      'error',
    ],
    ['Error: Os { code: 2, kind: NotFound, message: "No such file" }', 'error'],
    [
      'E1120 14:02:11.204567  4711 reflector.go:147] k8s.io/x: Failed to watch',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['W20261120 14:02:11.204567  4711 x.cc:12] slow', ['warn', '2026-11-20T14:02:11.204567Z']],
    [
      '[1120/140211.204567:ERROR:gpu_init.cc(523)] Passthrough is not supported',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['[4711:4711:1120/140211.204567:WARNING:x.cc(1)] y', ['warn', '2026-11-20T14:02:11.204567Z']],
    ['[2026-11-20 14:02:11.204] [warning] slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['[2026-11-20 14:02:11.204567] [0x00007f] [error]   refused', ['error', '2026-11-20T14:02:11.204567Z']],
    ['2026-11-20 14:02:11,204 ERROR [0x7f] [shop.cpp:12] x', ['error', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20 14:02:11.204 (   0.123s) [main thread     ]     shop.cpp:12     WARN| slow',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    ['DEBU[0000] x\nINFO[0001] y', 'debug', 'info'],
    [
      '2026-11-20T14:02:11.204Z\tWARN\tcontroller/x.go:12\tReconciler error\t{"controller": "x", "error": "y"}',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20T14:02:11Z\tERROR\tReconciler error\t{"controller": "x"}\nsigs.k8s.io/controller-runtime/pkg/x.(*Controller).f\n\t/go/pkg/x.go:1',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    ['1.7951833312045e+09\terror\tx\t{"a": 1}', ['error', '2026-11-20T14:02:11.2045Z']],
    [
      'fatal error: concurrent map writes\n\ngoroutine 5 [running]:\nmain.f()\n\t/x.go:1 +0x1\nexit status 2',
      'error',
    ],
    [
      'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1',
      'fatal',
    ],
    ['2026/11/20 14:02:11 [WARN]  (runner) slow', ['warn', '2026-11-20T14:02:11Z']],
    [
      '2026-11-20T14:02:11.204Z [INFO]  vault: x\n2026-11-20T14:02:11.205Z [ERROR] core: y: error="z"',
      ['info', '2026-11-20T14:02:11.204Z'],
      ['error', '2026-11-20T14:02:11.205Z'],
    ],
    [
      '==> Vault server started! Log data will stream in below:\n\n2026-11-20T14:02:11.204Z [INFO]  x',
      null,
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    ['I 2026-11-20 14:02:11.204567 4711 x.cpp:1] y', ['info', '2026-11-20T14:02:11.204567Z']],
  ],
  'Python, Ruby and PHP': [
    ['2026-11-20 14:02:11,204 - shop - WARNING - slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['2026-11-20 14:02:11,204 WARNING django.request Not Found: /x', ['warn', '2026-11-20T14:02:11.204Z']],
    ['[20/Nov/2026 14:02:11] WARNING [django.request:12] Not Found', ['warn', '2026-11-20T14:02:11Z']],
    ['WARNING:django.request:Not Found: /x\nINFO:root:ok', 'warn', 'info'],
    ['[2026-11-20 14:02:11 +0000] [7] [INFO] Booting worker with pid: 7', ['info', '2026-11-20T14:02:11Z']],
    [
      'ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x\nINFO:     10.0.0.9:1 - "GET / HTTP/1.1" 200 OK',
      'error',
      'info',
    ],
    ['2026-11-20 14:02:11.204 | WARNING  | shop.cart:add:12 - slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20T14:02:11.204567Z [warning  ] slow                           [shop] key=1',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '[11/20/26 14:02:11] WARNING  slow                                  shop.py:12\n                             and more\n[11/20/26 14:02:12] INFO     ok   shop.py:13',
      ['warn', '2026-11-20T14:02:11Z'],
      ['info', '2026-11-20T14:02:12Z'],
    ],
    ['[14:02:11] ERROR    refused                              shop.py:12', 'error'],
    [
      'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n    ~^^\n  File "a.py", line 2, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\nValueError: x',
      'error',
    ],
    ['/srv/x.py:12: UserWarning: deprecated\n  warnings.warn("x")', 'warn'],
    ['2026-11-20 14:02:11 [shop.spiders] WARNING: slow', ['warn', '2026-11-20T14:02:11Z']],
    [
      '[2026-11-20, 14:02:11 UTC] {taskinstance.py:1} INFO - Marking task as SUCCESS',
      ['info', '2026-11-20T14:02:11Z'],
    ],
    [
      '[2026-11-20T14:02:11.204+0000] {standard_task_runner.py:1} WARNING - x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    ["14:02:11.204 | ERROR   | Flow run 'x' - Encountered exception", 'error'],
    [
      '2026-11-20 14:02:11,204 INFO sqlalchemy.engine.Engine SELECT 1\n2026-11-20 14:02:11,205 INFO sqlalchemy.engine.Engine [raw sql] ()',
      ['info', '2026-11-20T14:02:11.204Z'],
      ['info', '2026-11-20T14:02:11.205Z'],
    ],
    ['[2026-11-20 14:02:11,204: WARNING/MainProcess] x', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      'I, [2026-11-20T14:02:11.204567 #4711]  INFO -- : Started GET "/x"',
      ['info', '2026-11-20T14:02:11.204567Z'],
    ],
    ['W, [2026-11-20T14:02:11.204567 #4711]  WARN -- shop: slow', ['warn', '2026-11-20T14:02:11.204567Z']],
    ['[2026-11-20 14:02:11] INFO  WEBrick 1.8.1', ['info', '2026-11-20T14:02:11Z']],
    ['[4711] - Worker 0 (PID: 12) booted in 0.01s, phase: 0', null],
    [
      '2026-11-20T14:02:11.204Z pid=4711 tid=oab class=HardJob jid=1f WARN: slow',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      'Started GET "/x" for 10.0.0.9 at 2026-11-20 14:02:11 +0000\nProcessing by XController#index as HTML\nCompleted 500 Internal Server Error in 12ms',
      null,
      null,
      null,
    ],
    ["a.rb:1:in `f': boom (RuntimeError)\n\tfrom a.rb:3:in `<main>'", 'error'],
    ["/srv/app/a.rb:1:in 'Object#f': boom (RuntimeError)\n\tfrom /srv/app/a.rb:3:in '<main>'", 'error'],
    ['[2026-11-20 14:02:11] local.WARNING: slow {"a":1}', ['warn', '2026-11-20T14:02:11Z']],
    [
      '[2026-11-20 14:02:11] production.ERROR: x {"exception":"[object] (Error(code: 0): x at /a.php:1)\n[stacktrace]\n#0 /a.php(1): f()\n#1 {main}\n"} \n[2026-11-20 14:02:12] production.INFO: y',
      ['error', '2026-11-20T14:02:11Z'],
      ['info', '2026-11-20T14:02:12Z'],
    ],
    [
      '[2026-11-20T14:02:11.204567+00:00] request.CRITICAL: Uncaught PHP Exception X: "y" at /a.php line 1 {"exception":"x"} []',
      ['fatal', '2026-11-20T14:02:11.204567Z'],
    ],
    ['14:02:11 WARNING   [php] Deprecated: x ["exception" => y]', 'warn'],
    [
      '[20-Nov-2026 14:02:11 UTC] PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 {main}\n  thrown in /a.php on line 1',
      ['fatal', '2026-11-20T14:02:11Z'],
    ],
    ['[20-Nov-2026 14:02:11] NOTICE: fpm is running, pid 1', ['notice', '2026-11-20T14:02:11Z']],
    [
      '[20-Nov-2026 14:02:11.204567] WARNING: pid 12, fpm_x(), line 1: [pool www] seems busy',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '2026-11-20 14:02:11 Error: [Cake\\Http\\Exception\\X] y in /a.php on line 1\nStack Trace:\n- /a.php:1\n\nRequest URL: /x',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      'CRITICAL - 2026-11-20 14:02:11 --> x\n[Method: GET, Route: /]\nin APPPATH/x.php on line 1.\n 1 SYSTEMPATH/y.php(1): f()',
      ['fatal', '2026-11-20T14:02:11Z'],
    ],
    ['[WARNING] [2026-11-20 14:02:11] slow', ['warn', '2026-11-20T14:02:11Z']],
  ],
  '.NET, Erlang and Node': [
    ['2026-11-20 14:02:11.204 +00:00 [WRN] slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['[14:02:11 WRN] slow <s:Shop.Cart>', 'warn'],
    ['2026-11-20 14:02:11.2045|WARN|Shop.Cart|slow', ['warn', '2026-11-20T14:02:11.2045Z']],
    [
      '2026-11-20 14:02:11.2045|4711|ERROR|Shop.Cart|refused System.InvalidOperationException: x\n   at A.B() in /a.cs:line 1',
      ['error', '2026-11-20T14:02:11.2045Z'],
    ],
    [
      'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:80\ncrit: Microsoft.X[6]\n      Unable to start',
      'info',
      'fatal',
    ],
    ['2026-11-20 14:02:11 info: Microsoft.X[14]\n      Now listening', ['info', '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11.204+00:00 fail: Shop.Cart[0] refused', ['error', '2026-11-20T14:02:11.204Z']],
    [
      'Unhandled exception. System.NullReferenceException: x\n   at A.B() in /a.cs:line 1\n   at A.Main()',
      'error',
    ],
    [
      '{"Timestamp":"2026-11-20T14:02:11.2045Z","Level":"Warning","MessageTemplate":"x","Properties":{"a":1}}',
      ['warn', '2026-11-20T14:02:11.2045Z'],
    ],
    ['{"@t":"2026-11-20T14:02:11.2045Z","@mt":"x","@l":"Error"}', ['error', '2026-11-20T14:02:11.2045Z']],
    ['2026-11-20 14:02:11,204 [4] WARN  Shop.Cart (null) - slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '14:02:11.204 [info] GET /x\n14:02:11.205 [info] Sent 200 in 12ms\n14:02:11.206 [error] #PID<0.1.0> running Shop.Endpoint terminated\n** (exit) an exception was raised:\n    ** (RuntimeError) x',
      'info',
      'info',
      'error',
    ],
    ['2026-11-20 14:02:11.204 [warning] slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['2026-11-20 14:02:11.204 request_id=F1 [error] x', ['error', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20T14:02:11.204567+00:00 error: crasher: initial call: x, pid: <0.1.0>',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '=WARNING REPORT==== 20-Nov-2026::14:02:11.204567 ===\nslow\n=INFO REPORT==== 20-Nov-2026::14:02:12.204567 ===\nok',
      ['warn', '2026-11-20T14:02:11.204567Z'],
      ['info', '2026-11-20T14:02:12.204567Z'],
    ],
    [
      '=CRASH REPORT==== 20-Nov-2026::14:02:11.204567 ===\n  crasher:\n    pid: <0.1.0>',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['2026-11-20 14:02:11 =ERROR REPORT====\nx', ['error', '2026-11-20T14:02:11Z']],
    ['2026-11-20 14:02:11.204567+00:00 [warning] <0.1.0> slow', ['warn', '2026-11-20T14:02:11.204567Z']],
    ['14:02:11.204 [warning] [shop] slow', 'warn'],
    [
      '{"level":40,"time":1795183331204,"pid":1,"hostname":"h","msg":"slow"}',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[14:02:11.204] WARN (4711): slow\n    a: 1\n    b: "x"\n[14:02:11.205] INFO (4711): ok',
      'warn',
      'info',
    ],
    ['[2026-11-20T14:02:11.204Z]  WARN: shop/4711 on h: slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['[2026-11-20T14:02:11.204] [WARN] shop - slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '[Nest] 4711  - 11/20/2026, 2:02:11 PM   ERROR [ExceptionsHandler] x\nError: x\n    at f (/a.ts:1:1)',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    ['[Nest] 4711  - 11/20/2026, 2:02:11 PM     LOG [RoutesResolver] x', ['info', '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11.204Z warn: slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['2026-11-20T14:02:11.204Z [shop] warn: slow', ['warn', '2026-11-20T14:02:11.204Z']],
    ['Fri, 20 Nov 2026 14:02:11 GMT shop:server listening', [null, '2026-11-20T14:02:11Z']],
    [
      '(node:4711) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.\n(Use `node --trace-deprecation ...` to show where the warning was created)',
      'warn',
      null,
    ],
    [
      "node:internal/modules/cjs/loader:1\n  throw err;\n  ^\n\nError: Cannot find module '/x'\n    at f (node:internal:1:1) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v22.1.0",
      'error',
    ],
    ['[2026-11-20T14:02:11.204Z] error  shop: x', ['error', '2026-11-20T14:02:11.204Z']],
  ],
  'network devices, mail and DNS': [
    [
      'Nov 20 14:02:11 sw1 123: Nov 20 14:02:10.204: %SYS-5-CONFIG_I: Configured from console',
      ['notice', '2026-11-20T14:02:11Z'],
    ],
    ['<189>45: sw1: *Nov 20 14:02:11.204: %LINEPROTO-5-UPDOWN: Line protocol on Interface x', 'notice'],
    ['<187>Nov 20 2026 14:02:11 fw1 : %ASA-3-710003: TCP access denied', ['error', '2026-11-20T14:02:11Z']],
    ['Nov 20 14:02:11 fw1 %ASA-4-106023: Deny tcp src outside:10.0.0.9/1', ['warn', '2026-11-20T14:02:11Z']],
    [
      '2026 Nov 20 14:02:11 nx1 %$ VDC-1 %$ %PLATFORM-2-PS_FAIL: Power supply failed',
      ['fatal', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11  mx480 rpd[4711]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 10.0.0.9',
      [null, '2026-11-20T14:02:11Z'],
    ],
    ['Nov 20 14:02:11.204 2026  mx480 rpd[4711]: %DAEMON-4-RPD_BGP: x', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '<185>date=2026-11-20 time=14:02:11 devname="fg1" level="alert" vd="root" msg="x"',
      ['fatal', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 pa1 1,2026/11/20 14:02:11,012345,TRAFFIC,end,2561,2026/11/20 14:02:10,10.0.0.9,10.0.0.1,0.0.0.0',
      [null, '2026-11-20T14:02:11Z'],
    ],
    [
      '2026-11-20T14:02:11+00:00 ap1 hostapd: wlan0: STA aa:bb IEEE 802.11: associated',
      [null, '2026-11-20T14:02:11Z'],
    ],
    ['Fri Nov 20 14:02:11 2026 daemon.warn odhcpd[4711]: slow', ['warn', '2026-11-20T14:02:11Z']],
    ['14:02:11 system,error,critical login failure for user admin from 10.0.0.9 via ssh', 'fatal'],
    [
      'Nov 20 14:02:11 mail postfix/smtpd[4711]: warning: hostname x does not resolve',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    ['Nov 20 14:02:11 mail postfix/qmgr[4711]: fatal: x', ['fatal', '2026-11-20T14:02:11Z']],
    ['2026-11-20 14:02:11 1abc-0001-AB <= a@b H=x [10.0.0.9] P=esmtp S=12', [null, '2026-11-20T14:02:11Z']],
    [
      '2026-11-20 14:02:11 1abc-0001-AB ** a@b R=dnslookup T=remote_smtp: SMTP error',
      [null, '2026-11-20T14:02:11Z'],
    ],
    ['Nov 20 14:02:11 mail dovecot: imap-login: Error: SSL failed', ['error', '2026-11-20T14:02:11Z']],
    ['Nov 20 14:02:11 auth: Warning: slow', ['warn', '2026-11-20T14:02:11Z']],
    ['@400000006b0052ed0c28cb40 new msg 12', [null, '2026-11-20T14:02:11.204000064Z']],
    [
      '20-Nov-2026 14:02:11.204 client @0x7f 10.0.0.9#1 (example.org): query failed (SERVFAIL) for example.org/IN/A',
      [null, '2026-11-20T14:02:11.204Z'],
    ],
    [
      '20-Nov-2026 14:02:11.204 lame-servers: info: connection refused resolving x',
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    [
      'Nov 20 14:02:11 ns named[4711]: zone x/IN: loading from master file failed: file not found',
      [null, '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 dns pdns_recursor[4711]: msg="Fatal error" error="x" subsystem="a" level="0" prio="Error" tid="0" ts="1795183331.204"',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    ['[1795183331] unbound[4711:0] warning: slow', ['warn', '2026-11-20T14:02:11Z']],
    ['[2026-11-20 14:02:11] nsd[4711]: error: x', ['error', '2026-11-20T14:02:11Z']],
    [
      '[INFO] 10.0.0.9:1 - 12 "A IN example.org. udp 41 false 512" NOERROR qr,rd 102 0.001s\n[WARNING] No files matching import glob',
      'info',
      'warn',
    ],
    ['2026/11/20 14:02:11.204567 [error] dnsproxy: x', ['error', '2026-11-20T14:02:11.204567Z']],
    [
      'Nov 20 14:02:11 fw kernel: [UFW BLOCK] IN=eth0 OUT= MAC=x SRC=10.0.0.9 DST=10.0.0.1',
      [null, '2026-11-20T14:02:11Z'],
    ],
    [
      "Nov 20 14:02:11 vpn openvpn[4711]: WARNING: file 'x' is group or others accessible",
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    ['2026-11-20 14:02:11 us=204567 WARNING: x', ['warn', '2026-11-20T14:02:11Z']],
    [
      'Nov 20 14:02:11 vpn charon[4711]: 12[IKE] received AUTHENTICATION_FAILED notify error',
      [null, '2026-11-20T14:02:11Z'],
    ],
    ['2026-11-20 14:02:11.204 nas smbd[4711]: [2026/11/20 14:02:11.204567,  0] ../x.c:12(f)', null],
    [
      '[2026/11/20 14:02:11.204567,  0] ../../source3/x.c:12(f)\n  smbd started\n[2026/11/20 14:02:12.204567,  3] ../../source3/x.c:13(g)\n  x',
      [null, '2026-11-20T14:02:11.204567Z'],
      [null, '2026-11-20T14:02:12.204567Z'],
    ],
  ],
  'builds, Kubernetes and systemd': [
    [
      '2026-11-20T14:02:11.2045678Z ##[group]Run actions/checkout@v4\n2026-11-20T14:02:11.2045679Z with:\n2026-11-20T14:02:12.2045678Z ##[warning]Node.js 16 actions are deprecated',
      [null, '2026-11-20T14:02:11.2045678Z'],
      [null, '2026-11-20T14:02:11.2045679Z'],
      ['warn', '2026-11-20T14:02:12.2045678Z'],
    ],
    [
      '::error file=app.js,line=1::Missing semicolon\n::warning::x\n::notice title=x::y',
      'error',
      'warn',
      'notice',
    ],
    [
      '[2026-11-20T14:02:11.204Z] + npm ci\n[2026-11-20T14:02:12.204Z] npm ERR! code E404',
      [null, '2026-11-20T14:02:11.204Z'],
      ['error', '2026-11-20T14:02:12.204Z'],
    ],
    [
      '[Pipeline] stage\n[Pipeline] { (Build)\nERROR: script returned exit code 1\nFinished: FAILURE',
      null,
      null,
      'error',
      null,
    ],
    [
      '2026-11-20T14:02:11.204Z 00O Running with gitlab-runner 17.0\n2026-11-20T14:02:11.205Z 00E ERROR: Job failed: exit code 1',
      [null, '2026-11-20T14:02:11.204Z'],
      ['error', '2026-11-20T14:02:11.205Z'],
    ],
    [
      '[INFO] --- maven-compiler-plugin:3.1:compile (default-compile) @ shop ---\n[ERROR] COMPILATION ERROR : \n[ERROR] /a.java:[1,2] cannot find symbol\n[INFO] BUILD FAILURE',
      'info',
      'error',
      'error',
      'info',
    ],
    [
      'error: linking with `cc` failed: exit status: 1\nwarning: unused variable: `x`\n --> src/main.rs:1:2',
      'error',
      'warn',
    ],
    [
      "src/a.ts(1,2): error TS2304: Cannot find name 'x'.\nsrc/a.ts:1:2 - error TS2304: Cannot find name",
      'error',
      'error',
    ],
    ['a.go:1:2: undefined: x\nmake: *** [Makefile:1: all] Error 2', null, 'error'],
    [
      'E1120 14:02:11.204567       1 leaderelection.go:330] error retrieving resource lock kube-system/x: Get "https://x": dial tcp',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      'I1120 14:02:11.204567       1 x.go:1] "Starting" controller="x"\nI1120 14:02:11.204568       1 trace.go:219] Trace[1]: "List" (20-Nov-2026 14:02:10.000) (total time: 1204ms):\nTrace[1]: ---"Objects listed" 1200ms (14:02:11.204)\nTrace[1]: [1.204s] [1.204s] END',
      ['info', '2026-11-20T14:02:11.204567Z'],
      ['info', '2026-11-20T14:02:11.204568Z'],
    ],
    [
      'Nov 20 14:02:11 node1 kubelet[4711]: E1120 14:02:11.204567    4711 pod_workers.go:1] "Error syncing pod" err="x"',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 node1 containerd[4711]: time="2026-11-20T14:02:11.204567891Z" level=warning msg="slow"',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 node1 k3s[4711]: {"level":"warn","ts":"2026-11-20T14:02:11.204Z","msg":"apply took too long"}',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"level":"warn","ts":"2026-11-20T14:02:11.204567Z","caller":"etcdserver/util.go:170","msg":"apply request took too long"}',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '[INFO] plugin/reload: Running configuration SHA512 = 1\n.:53\nCoreDNS-1.11.1\n[ERROR] plugin/errors: 2 x. A: read udp',
      'info',
      null,
      null,
      'error',
    ],
    [
      '2026-11-20T14:02:11.204567Z\tinfo\tFLAG: --concurrency="0"\n2026-11-20T14:02:11.204568Z\twarn\tca\tslow',
      ['info', '2026-11-20T14:02:11.204567Z'],
      ['warn', '2026-11-20T14:02:11.204568Z'],
    ],
    [
      'level=error ts=2026-11-20T14:02:11.204Z caller=main.go:1 component="x" err="y"',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    ['ts=2026-11-20T14:02:11.204Z caller=main.go:1 level=warn msg=x', ['warn', '2026-11-20T14:02:11.204Z']],
    ['time="2026-11-20T14:02:11Z" level=fatal msg="x"', ['fatal', '2026-11-20T14:02:11Z']],
    [
      '{"severity":"WARNING","eventTime":"2026-11-20T14:02:11Z","message":"x"}',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      '{"textPayload":"Traceback (most recent call last):\\n  File \\"a.py\\", line 1\\nValueError: x","severity":"ERROR","timestamp":"2026-11-20T14:02:11.204567Z"}',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['2026-11-20T14:02:11Z [warn] flush: slow', ['warn', '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11.204Z E! [outputs.influxdb] Failed', ['error', '2026-11-20T14:02:11.204Z']],
    ['2026-11-20 14:02:11.204 [main] WARN  filebeat: x', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '{"log.level":"warn","@timestamp":"2026-11-20T14:02:11.204Z","message":"x","ecs.version":"1.6.0"}',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '[2026-11-20T14:02:11,204][WARN ][logstash.outputs.elasticsearch][main] x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      "2026-11-20 14:02:11 +0000 [warn]: #0 [out] failed to flush the buffer. retry_times=1\n  2026-11-20 14:02:11 +0000 [warn]: #0 /a.rb:1:in `f'",
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      "Nov 20 14:02:11 h systemd[1]: shop.service: Main process exited, code=exited, status=1/FAILURE\nNov 20 14:02:11 h systemd[1]: shop.service: Failed with result 'exit-code'.",
      [null, '2026-11-20T14:02:11Z'],
      null,
    ],
    [
      'Nov 20 14:02:11 h sshd[4711]: error: kex_exchange_identification: Connection closed\nNov 20 14:02:11 h sudo[4712]:   alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      ['error', '2026-11-20T14:02:11Z'],
      null,
    ],
    [
      'Nov 20 14:02:11 h NetworkManager[4711]: <warn>  [1795183331.2045] dhcp4 (eth0): request timed out',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      'Nov 20 14:02:11 h snapd[4711]: daemon.go:1: started\nNov 20 14:02:11 h gnome-shell[1]: JS ERROR: TypeError: x\n',
      [null, '2026-11-20T14:02:11Z'],
      null,
    ],
    [
      'Nov 20 14:02:11 h kernel: Out of memory: Killed process 4711 (java)\nNov 20 14:02:11 h kernel: WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1\nNov 20 14:02:11 h kernel: BUG: unable to handle page fault',
      [null, '2026-11-20T14:02:11Z'],
      'warn',
      'error',
    ],
    ['-- Boot 8f50 --\nNov 20 14:02:11 h app[1]: x', null, [null, '2026-11-20T14:02:11Z']],
    ['Nov 20 14:02:11.204567 h app[4711]: WARN slow', ['warn', '2026-11-20T14:02:11.204567Z']],
    ['1795183331.204567 h app[4711]: ERROR x', ['error', '2026-11-20T14:02:11.204567Z']],
    ['Fri 2026-11-20 14:02:11 UTC h app[4711]: [error] x', ['error', '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11+0000 h app[4711]: error: x', ['error', '2026-11-20T14:02:11Z']],
    [
      '{"__REALTIME_TIMESTAMP":"1795183331204567","PRIORITY":"4","MESSAGE":"x","_PID":"1"}',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
  ],
  'Windows, brokers, proxies, phones and games': [
    [
      '{"TimeCreated":"2026-11-20T14:02:11.2045678Z","Id":4625,"LevelDisplayName":"Error","Message":"x"}',
      ['error', '2026-11-20T14:02:11.2045678Z'],
    ],
    [
      'Level,Date and Time,Source,Event ID,Task Category\nError,11/20/2026 2:02:11 PM,Service Control Manager,7000,None,"x"\nInformation,11/20/2026 2:02:12 PM,y,1,None,"z"',
      null,
      ['error', '2026-11-20T14:02:11Z'],
      ['info', '2026-11-20T14:02:12Z'],
    ],
    ['2026-11-20 14:02:11.204 [4711] <ERROR> x', ['error', '2026-11-20T14:02:11.204Z']],
    ['2026-11-20 14:02:11, Warning               CSI    00000001 x', ['warn', '2026-11-20T14:02:11Z']],
    ['2026/11/20 14:02:11.2045678 [Warning] x', ['warn', '2026-11-20T14:02:11.2045678Z']],
    [
      '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem sc-status\n2026-11-20 14:02:11 10.0.0.1 GET /x - 80 - 10.0.0.9 curl - 404 0 2 15',
      null,
      null,
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    ['2026-11-20T14:02:11.204 1f4 ERROR x', ['error', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20 14:02:11.204567+00:00 [error] <0.1.0> Channel error on connection <0.2.0>\n2026-11-20 14:02:11.204567+00:00 [error] <0.1.0> operation queue.declare caused',
      ['error', '2026-11-20T14:02:11.204567Z'],
      'error',
    ],
    [
      '[4711] 2026/11/20 14:02:11.204567 [ERR] Error reading\n[4711] 2026/11/20 14:02:11.204568 [INF] Server is ready\n[4711] 2026/11/20 14:02:11.204569 [WRN] slow\n[4711] 2026/11/20 14:02:11.204569 [FTL] x',
      ['error', '2026-11-20T14:02:11.204567Z'],
      ['info', '2026-11-20T14:02:11.204568Z'],
      'warn',
      'fatal',
    ],
    [
      '1795183331: New connection from 10.0.0.9:1 on port 1883.\n1795183332: Error: x',
      [null, '2026-11-20T14:02:11Z'],
      ['error', '2026-11-20T14:02:12Z'],
    ],
    ['2026-11-20T14:02:11: mosquitto version 2.0 starting', [null, '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11.204567+00:00 [warning] msg: slow, mfa: x', ['warn', '2026-11-20T14:02:11.204567Z']],
    [
      '2026-11-20 14:02:11,204 WARN [org.apache.activemq.artemis.core.server] AMQ222165: x',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026-11-20T14:02:11,204+0000 [pulsar-io-1] WARN  org.apache.pulsar.X - y',
      ['warn', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '%3|1795183331.204|FAIL|rdkafka#producer-1| [thrd:x]: Connection refused',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '2026/11/20 14:02:11 [error] 12#12: *1 connect() failed (111: Connection refused) while connecting to upstream',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    ['2026/11/20 14:02:11 [notice] 1#1: start worker processes', ['notice', '2026-11-20T14:02:11Z']],
    [
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 499 0 "-" "curl"',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "\\x16\\x03\\x01" 400 0 "-" "-"',
      ['warn', '2026-11-20T14:02:11Z'],
    ],
    [
      '::1 - - [20/Nov/2026:14:02:11 +0000] "GET /x?q=\\"a\\" HTTP/1.1" 500 1',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    [
      '[Fri Nov 20 14:02:11.204567 2026] [proxy:error] [pid 1] (111)Connection refused: AH00957: x',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    ['[Fri Nov 20 14:02:11 2026] [notice] Apache/2.2 configured', ['notice', '2026-11-20T14:02:11Z']],
    [
      '[20/Nov/2026:14:02:11.204567 +0000] [error] [client 10.0.0.9] x',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '[NOTICE]   (1) : New worker (12) forked\n[WARNING]  (12) : Server be/s1 is DOWN\n[ALERT]    (1) : Current worker exited',
      'notice',
      'warn',
      'fatal',
    ],
    [
      '2026-11-20T14:02:11.204567+00:00 lb haproxy[12]: 10.0.0.9:1 [20/Nov/2026:14:02:11.204] fe be/s1 0/0/0/12/12 404 212 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
      ['warn', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      'time="2026-11-20T14:02:11Z" level=error msg="x" entryPointName=web routerName=y@docker',
      ['error', '2026-11-20T14:02:11Z'],
    ],
    ['2026-11-20T14:02:11Z ERR error="x" providerName=docker', ['error', '2026-11-20T14:02:11Z']],
    ['2026-11-20T14:02:11Z ERR github.com/traefik/x.go:1 > y error="z"', ['error', '2026-11-20T14:02:11Z']],
    [
      '{"level":"error","ts":1795183331.204567,"logger":"http.log.error","msg":"x","request":{"method":"GET"},"status":502}',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '1795183331.204    12 10.0.0.9 TCP_MISS/503 512 GET http://x/ - HIER_DIRECT/10.0.0.1 text/html',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
    ['[2026-11-20 14:02:11.204][1][critical][main] [source/x.cc:1] y', ['fatal', '2026-11-20T14:02:11.204Z']],
    [
      '[2026-11-20T14:02:11.204Z] "POST /x HTTP/2" 200 - via_upstream - "-" 1 2 3 4 "-" "curl" "8f50" "x" "10.0.0.1:80" outbound|80||x',
      ['info', '2026-11-20T14:02:11.204Z'],
    ],
    [
      '11-20 14:02:11.204  4711  4712 E AndroidRuntime: FATAL EXCEPTION: main\n11-20 14:02:11.204  4711  4712 E AndroidRuntime: java.lang.RuntimeException: x\n11-20 14:02:11.205  4711  4712 W Choreographer: Skipped 30 frames',
      ['error', '2026-11-20T14:02:11.204Z'],
      'error',
      'warn',
    ],
    ['2026-11-20 14:02:11.204  4711-4712  OkHttp  com.shop  W  slow', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '2026-11-20 14:02:11.204567+0000 Shop[4711:12345] [Network] Error x',
      [null, '2026-11-20T14:02:11.204567Z'],
    ],
    [
      '2026-11-20 14:02:11.204567+0000 0x1234     Error       0x0                  4711   0    kernel: (x) y',
      ['error', '2026-11-20T14:02:11.204567Z'],
    ],
    [
      'Timestamp                       Thread     Type        Activity             PID    TTL\n2026-11-20 14:02:11.204567+0000 0x1234     Default     0x0                  4711   0    x: y',
      null,
      [null, '2026-11-20T14:02:11.204567Z'],
    ],
    [
      'I/flutter ( 4711): started\nE/flutter ( 4711): [ERROR:flutter/x.cc(1)] Unhandled Exception: x',
      'info',
      'error',
    ],
    [
      '[14:02:11] [Server thread/INFO]: Done (12.345s)! For help\n[14:02:12] [Server thread/ERROR] [minecraft/X]: y\njava.lang.IllegalStateException: z\n\tat a.b(C.java:1)',
      'info',
      'error',
    ],
    ['[20Nov2026 14:02:11.204] [main/WARN] [cpw.mods/MODLAUNCHER]: x', ['warn', '2026-11-20T14:02:11.204Z']],
    [
      '[2026.11.20-14.02.11:204][123]LogNet: Warning: x\n[2026.11.20-14.02.11:205][123]LogNet: y',
      ['warn', '2026-11-20T14:02:11.204Z'],
      [null, '2026-11-20T14:02:11.205Z'],
    ],
    ['L 11/20/2026 - 14:02:11: "x<1><STEAM_1:0:1><CT>" say "hi"', [null, '2026-11-20T14:02:11Z']],
    ['11/20 14:02:11.204  SPELL_CAST_SUCCESS,Player-1', [null, '2026-11-20T14:02:11.204Z']],
    ['2026-11-20T14:02:11.204 WARN  [s(1):p(2)] x', ['warn', '2026-11-20T14:02:11.204Z']],
    ['[2026-11-20 14:02:11.204567][E] x', ['error', '2026-11-20T14:02:11.204567Z']],
    ['E (1234) wifi: x\nI (1235) boot: y\nW (1236) z: slow', 'error', 'info', 'warn'],
    ['[00:00:12.345,678] <err> bt_hci: x\n[00:00:12.345,679] <inf> main: y', 'error', 'info'],
    [
      '2026-11-20 14:02:11.204 ERROR (MainThread) [homeassistant.core] Error doing job: x\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
      ['error', '2026-11-20T14:02:11.204Z'],
    ],
  ],
  'times that are not, or not quite': [
    ['Build 20261120140211 finished', [null, null]],
    ['version 2026.11.20 released', [null, null]],
    ['10.0.0.9:8080 connected', [null, null]],
    ['12:30 lunch menu', [null, null]],
    ['1795183331204567891234 bytes', [null, null]],
    ['2026-13-45 14:02:11 ERROR x', [null, null]],
    ['2026-11-20 25:61:61 ERROR x', [null, null]],
    ['2026-11-20T14:02:60Z WARN leap', ['warn', '2026-11-20T14:03:00Z']],
    ['2026-11-20T14:02:11.204+05:45 ERROR x', ['error', '2026-11-20T08:17:11.204Z']],
    ['2026-11-20T14:02:11-0330 ERROR x', ['error', '2026-11-20T17:32:11Z']],
    ['2026-11-20 14:02:11 EST ERROR x', ['error', '2026-11-20T19:02:11Z']],
    ['2026-11-20 14:02:11 Europe/Berlin ERROR x', ['error', '2026-11-20T13:02:11Z']],
    ['2026-11-20 12:02:11 am ERROR x', ['error', '2026-11-20T00:02:11Z']],
    ['2026-11-20 12:02:11 PM ERROR x', ['error', '2026-11-20T12:02:11Z']],
    ['Fri, 20 Nov 2026 14:02:11 -0800 ERROR x', ['error', '2026-11-20T22:02:11Z']],
    [
      '20/11/2026 14:02:11 ERROR a\n05/11/2026 14:02:12 ERROR b',
      ['error', '2026-11-20T14:02:11Z'],
      ['error', '2026-11-05T14:02:12Z'],
    ],
    ['{"ts":1795183331204567,"level":"info"}', ['info', '2026-11-20T14:02:11.204567Z']],
    ['{"time":42,"level":"info"}', ['info', null]],
    ['{"timestamp":"2026-11-20T14:02:11+0100","level":"info"}', ['info', '2026-11-20T13:02:11Z']],
    ['{"timestamp":"20 Nov 2026 14:02:11","level":"info"}', ['info', '2026-11-20T14:02:11Z']],
    ['{"time":"14:02:11","date":"20.11.2026","level":"info"}', ['info', '2026-11-20T14:02:11Z']],
    ['{"duration":1795183331,"level":"info"}', ['info', null]],
  ],
};
