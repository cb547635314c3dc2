import type { Input } from '../inputs.ts';

const T = '2026-10-07T08:09:10Z';
const MS = '2026-10-07T08:09:10.345Z';
const US = '2026-10-07T08:09:10.345678Z';
const NS = '2026-10-07T08:09:10.345678901Z';
const NEXT = '2026-10-07T08:09:11Z';

/** Output of mail, networks, clouds, builds and devices; what was expected was decided before it was tried. */
export const SYSTEM_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'mail, names and networks': [
    [
      'Oct  7 08:09:10 mx1 postfix/smtpd[4711]: warning: hostname x does not resolve to address 10.0.0.9',
      ['warn', T, { host: 'mx1', tag: 'postfix/smtpd', pid: 4711 }],
    ],
    [
      'Oct  7 08:09:10 mx1 postfix/smtp[12]: 4FE1A: to=<a@x>, relay=none, delay=3, status=deferred (connect to x: error)',
      [null, T],
    ],
    [
      'Oct 07 08:09:10 mx1 postfix/master[1]: fatal: bind 0.0.0.0 port 25: Address already in use',
      ['fatal', T],
    ],
    [
      'Oct  7 08:09:10 mx1 dovecot: imap-login: Error: master: Auth server refused',
      ['error', '2026-10-07T08:09:10Z'],
    ],
    ['Oct 07 08:09:10 imap(ann)<4711><x>: Error: Mailbox INBOX: corrupted', ['error', T]],
    ['Oct 07 08:09:10 auth: Warning: Lost connection', ['warn', T]],
    ['2026-10-07 08:09:10 [4711] SMTP error from remote mail server after RCPT', [null, T]],
    [
      '2026-10-07 08:09:10 1aBcDe-0001xx-Yz == a@x R=dns T=smtp defer (-53): retry time not reached',
      [null, T],
    ],
    [
      '07-Oct-2026 08:09:10.345 query-errors: info: client @0x7f1c 10.0.0.9#53 (x): query failed (SERVFAIL)',
      ['info', MS],
    ],
    ['07-Oct-2026 08:09:10.345 general: error: zone x/IN: loading from master file failed', ['error', MS]],
    [
      '07-Oct-2026 08:09:10.345 client @0x7f1c 10.0.0.9#4711 (error.example): query: error.example IN A +E(0)K (10.0.0.1)',
      [null, MS],
    ],
    ['[1791360550] unbound[12:0] error: could not open ports', ['error', T]],
    ['[1791360550] unbound[12:0] info: 0 failed', ['info', T]],
    ['Oct  7 08:09:10 dns1 dnsmasq[12]: reply error.example is 10.0.0.1', [null, T]],
    [
      "Oct  7 08:09:10 dns1 named[12]: error (network unreachable) resolving 'x/A/IN': 10.0.0.1#53",
      [null, T],
    ],
    ['[ERROR] plugin/errors: 2 x. A: read udp 10.0.0.9:1->10.0.0.1:53: i/o timeout', 'error'],
    ['[INFO] 10.0.0.9:4711 - 12 "A IN error.example. udp 41 false 512" NOERROR qr,aa 106 0.000s', 'info'],
    [
      'Oct  7 08:09:10 sw1 4711: Oct  7 08:09:09.345 UTC: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down',
      ['error', T],
    ],
    ['*Oct  7 08:09:10.345: %SYS-5-CONFIG_I: Configured from console by console', ['notice', MS]],
    [
      '2026 Oct  7 08:09:10 nx1 %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down',
      ['notice', T],
    ],
    ['<189>4711: sw1: Oct  7 08:09:10.345: %LINEPROTO-5-UPDOWN: Line protocol down', ['notice', MS]],
    [
      'Oct  7 08:09:10 r1 rpd[12]: %DAEMON-4-BGP_PREFIX_THRESH_EXCEEDED: 10.0.0.1 (External AS 1)',
      ['warn', T],
    ],
    ['<30>Oct  7 08:09:10 fw1 kernel: [UFW BLOCK] IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.1', ['info', T]],
    [
      'date=2026-10-07 time=08:09:10 devname=fg level=warning type=traffic action=deny msg="0 errors"',
      ['warn', T],
    ],
    [
      '<188>date=2026-10-07 time=08:09:10 devname="fg" eventtime=1791360550345678901 tz="+0200" logid="1" level="notice"',
      ['notice', '2026-10-07T08:09:10.345678901Z'],
    ],
    ['Oct  7 08:09:10 f5 warning tmm1[4711]: 01260013:4: SSL Handshake failed', ['warn', T]],
    ['Oct  7 08:09:10 esx1 Hostd: warning hostd[4711] [Originator@6876 sub=Default] slow', ['warn', T]],
    ['2026-10-07T08:09:10.345Z error vpxd[4711] [Originator@6876 sub=vpxLro] refused', ['error', MS]],
    ['2026-10-07T08:09:10.345Z cpu3:2097)WARNING: NMP: nmp_DeviceRetryCommand:133: Device "x"', ['warn', MS]],
    ['08:09:10 dhcp,warning dhcp1 offering lease without success', 'warn'],
    [
      '{"timestamp":"2026-10-07T08:09:10.345678+0200","flow_id":1,"event_type":"alert","alert":{"severity":1,"signature":"ERROR x"}}',
      [null, '2026-10-07T06:09:10.345678Z'],
    ],
    [
      '10/07/2026-08:09:10.345678  [**] [1:1:1] ET ERROR scan [**] [Classification: x] [Priority: 1] {TCP} 10.0.0.9:1 -> 10.0.0.1:2',
      [null, US],
    ],
    [
      '7/10/2026 -- 08:09:10 - <Error> - [ERRCODE: SC_ERR(1)] - refused\n13/10/2026 -- 08:09:11 - <Info> - 0 errors',
      ['error', T],
      ['info', '2026-10-13T08:09:11Z'],
    ],
    [
      'Wed Oct  7 08:09:10 2026 10.0.0.9:4711 VERIFY ERROR: depth=0, error=certificate has expired',
      [null, T],
    ],
    ['2026-10-07 08:09:10 TLS Error: TLS key negotiation failed to occur within 60 seconds', [null, T]],
    [
      'Oct  7 08:09:10 sshd-session[4711]: error: PAM: Authentication failure for root from 10.0.0.9',
      ['error', T],
    ],
    [
      'Oct  7 08:09:10 web-1 sshd[4711]: Failed password for invalid user error from 10.0.0.9 port 4711 ssh2',
      [null, T],
    ],
    ["Oct  7 08:09:10 web-1 systemd[1]: shop.service: Failed with result 'exit-code'.", [null, T]],
    ['Oct  7 08:09:10 web-1 systemd-resolved[12]: [🡕] Clock change detected.', [null, T]],
    ['Oct  7 08:09:10 web-1 su: pam_unix(su:auth): authentication failure; logname= uid=0', [null, T]],
    [
      'Oct  7 08:09:10 web-1 kernel: EXT4-fs error (device sda1): ext4_find_entry:1: inode #2: comm x',
      ['error', '2026-10-07T08:09:10Z'],
    ],
    [
      'Oct  7 08:09:10 web-1 kernel: [12.345678] Out of memory: Killed process 4711 (java) total-vm:1kB',
      [null, T],
    ],
    [
      'Oct  7 08:09:10 web-1 kernel: BUG: kernel NULL pointer dereference, address: 0000000000000008',
      ['error', T],
    ],
    ['Oct  7 08:09:10 web-1 kernel: java[4711]: segfault at 0 ip 0 sp 0 error 4 in libc.so[7f1c]', [null, T]],
    ['Oct  7 08:09:10 web-1 kernel: watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [x:4711]', [null, T]],
    [
      'Oct  7 08:09:10 web-1 kernel: NVRM: Xid (PCI:0000:01:00): 79, pid=4711, GPU has fallen off the bus.',
      [null, T],
    ],
    ['[Wed Oct  7 08:09:10 2026] usb 1-1: device descriptor read/64, error -71', [null, T]],
    ['kern  :err   : [Wed Oct  7 08:09:10 2026] ata1: SError: { CommWake }', ['error', T]],
    ['<3>[   12.345678] ata1.00: failed command: READ FPDMA QUEUED', ['error', null]],
    ['[   12.345678] Kernel panic - not syncing: VFS: Unable to mount root fs', 'fatal'],
    [
      '<14>1 2026-10-07T08:09:10.345678+02:00 web-1 shop 4711 ID47 [x@1 level="error"] no error',
      ['info', '2026-10-07T06:09:10.345678Z', { host: 'web-1', tag: 'shop', pid: 4711, msgid: 'ID47' }],
    ],
    ['<11>Oct  7 08:09:10 web-1 shop: INFO ready', ['info', T]],
    ['<165>1 - - - - - - no time', ['notice', null]],
    ['Oct  7 08:09:10 web-1 audit[1]: AVC apparmor="DENIED" operation="open" error=-13', [null, T]],
    [
      'type=AVC msg=audit(1791360550.345:4711): avc:  denied  { read } for pid=12 comm="x" name="error"',
      [null, MS],
    ],
  ],
  'clouds, agents, CI and builds': [
    ['START RequestId: 4fe14fe1-1111-2222-3333-444455556666 Version: $LATEST', null],
    [
      'REPORT RequestId: 4fe14fe1-1111-2222-3333-444455556666\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB',
      null,
    ],
    [
      '2026-10-07T08:09:10.345Z 4fe14fe1-1111-2222-3333-444455556666 Task timed out after 3.00 seconds',
      [null, MS],
    ],
    ['2026-10-07T08:09:10.345Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"Error"}', ['error', MS]],
    [
      '{"severity":"CRITICAL","timestamp":{"seconds":1791360550,"nanos":345678901},"message":"x"}',
      ['fatal', NS],
    ],
    [
      '{"insertId":"x","jsonPayload":{"message":"x"},"resource":{"type":"gce"},"severity":"DEFAULT","timestamp":"2026-10-07T08:09:10.345678901Z"}',
      [null, NS],
    ],
    [
      '{"time":"2026-10-07T08:09:10.3456789Z","resourceId":"/X","category":"AppServiceConsoleLogs","level":"Error","resultDescription":"x"}',
      ['error', '2026-10-07T08:09:10.3456789Z'],
    ],
    ['2026-10-07T08:09:10.345678901Z WARN - Container shop could not be started.', ['warn', NS]],
    [
      '2026-10-07T08:09:10.345678901Z stderr F E1007 08:09:10.345678       1 main.go:12] refused',
      ['error', NS, { stream: 'stderr' }],
    ],
    [
      '2026-10-07T08:09:10.345678901Z stdout F {"level":"warn","msg":"x","time":"2026-10-07T08:09:09Z"}',
      ['warn', NS],
    ],
    ['2026-10-07T08:09:10Z E! [inputs.snmp] Error in plugin: refused', ['error', T]],
    ['2026-10-07T08:09:10Z I! Loaded inputs: cpu errors', ['info', T]],
    ['[2026/10/07 08:09:10] [error] [output:es:es.0] could not pack/validate JSON response', ['error', T]],
    ['[2026/10/07 08:09:10.345678901] [ warn] [engine] failed to flush chunk', ['warn', NS]],
    [
      '2026-10-07 08:09:10 +0200 [warn]: #0 failed to flush the buffer. retry_times=0',
      ['warn', '2026-10-07T06:09:10Z'],
    ],
    [
      '[2026-10-07T08:09:10,345][ERROR][logstash.outputs.elasticsearch][main] Attempted to resurrect connection',
      ['error', MS],
    ],
    [
      '{"log.level":"error","@timestamp":"2026-10-07T08:09:10.345+0200","log.origin":{"file.name":"x.go"},"message":"x","ecs.version":"1.6.0"}',
      ['error', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '{"@timestamp":"2026-10-07T08:09:10.345Z","log":{"level":"WARN","logger":"c.e.App"},"message":"x"}',
      ['warn', MS],
    ],
    [
      '{"event":{"created":"2026-10-07T08:09:10.345Z","kind":"event"},"log":{"level":"error"},"message":"x"}',
      ['error', MS],
    ],
    ['{"message":"x","event":{"created":"2026-10-07T08:09:10Z","action":"error"}}', [null, T]],
    ['2026-10-07 08:09:10 | ERROR | TRACE | (main.go:12 in f) | x', ['error', T]],
    ['2026-10-07 08:09:10 UTC | TRACE | WARN | (pkg/trace/x.go:12 in f) | slow', ['warn', T]],
    [
      '10-07-2026 08:09:10.345 +0200 WARN  DispatchMgr - enforceQuotas: 0 errors',
      ['warn', '2026-10-07T06:09:10.345Z'],
    ],
    [
      '2026-10-07T08:09:10.345Z\terror\texporterhelper/x.go:12\tExporting failed. Dropping data.\t{"kind": "exporter"}',
      ['error', MS, { file: 'exporterhelper/x.go', line: 12 }],
    ],
    [
      '2026-10-07T08:09:10.3456789Z ##[warning]Node 12 actions are deprecated',
      ['warn', '2026-10-07T08:09:10.3456789Z'],
    ],
    [
      '2026-10-07T08:09:10.3456789Z ##[section]Finishing: Error handling',
      [null, '2026-10-07T08:09:10.3456789Z'],
    ],
    ['::error file=a.js,line=1::Missing semicolon', 'error'],
    [
      '[Pipeline] error\n[Pipeline] }\nERROR: script returned exit code 1\nFinished: FAILURE',
      null,
      null,
      'error',
      [null, null],
    ],
    ['[2026-10-07T08:09:10.345Z] + make test', [null, MS]],
    [
      '[ERROR] Failed to execute goal org.x:y:1 on project z: Compilation failure -> [Help 1]\n[INFO] Tests run: 12, Failures: 0, Errors: 0',
      'error',
      'info',
    ],
    ['> Task :compileJava FAILED', null],
    ['e: file:///a.kt:1:2 Unresolved reference: x\nw: file:///a.kt:3:1 unused', 'error', 'warn'],
    ["src/a.c:12:3: error: expected ';' before '}' token", 'error'],
    ['warning: unused variable: `x`\n --> src/a.rs:1:2', 'warn'],
    ["src/a.ts(1,2): error TS2304: Cannot find name 'x'.", 'error'],
    ['npm ERR! code ELIFECYCLE', 'error'],
    ['npm error code ENOENT\nnpm warn deprecated x@1', 'error', 'warn'],
    ['yarn error Command failed with exit code 1.', null],
    ['web:dev: - error ./a.tsx\nweb:dev: ready', null, null],
    ['@shop/web:build: ERROR refused', 'error'],
    ['web:dev: 2026-10-07 08:09:10 [warn] slow', ['warn', T]],
    ['@shop/api: ERROR refused\n@shop/api: INFO ready', 'error', 'info'],
    ['lerna info run Ran npm script\nlerna WARN slow', 'info', 'warn'],
    [' NX   Running target build for 3 projects', null],
    ['✖  nx run shop:build', 'error'],
    ['[shop] ERROR in ./a.js 1:2', 'error'],
    [
      'time="2026-10-07T08:09:10.345678901+02:00" level=warning msg="cleanup warnings" namespace=moby',
      ['warn', '2026-10-07T06:09:10.345678901Z'],
    ],
    ['time="2026-10-07T08:09:10Z" level=info msg="0 errors, level=error" source=x', ['info', T]],
    ['#12 3.456 E: Unable to locate package x', 'error'],
    [
      'TASK [shop : deploy] ****\nfatal: [web-1]: FAILED! => {"changed": false, "msg": "x"}\nok: [web-2]',
      null,
      'fatal',
      null,
    ],
    [
      '2026-10-07 08:09:10,345 p=4711 u=ann n=ansible | fatal: [web-1]: FAILED! => {}',
      ['fatal', '2026-10-07T08:09:10.345Z'],
    ],
    ['2026-10-07T08:09:10.345+0200 [ERROR] vertex "x" error: y', ['error', '2026-10-07T06:09:10.345Z']],
    ['2026-10-07 08:09:10 [INFO ][salt.loader:12 ][4711] no error', ['info', T]],
    [
      '2026-10-07 08:09:10,345 [salt.minion      :12  ][ERROR   ][4711] Returner x could not be loaded',
      ['error', MS],
    ],
    ['[2026-10-07T08:09:10+00:00] FATAL: Chef::Exceptions::ChildConvergeError: x', ['fatal', T]],
    [
      'Wed Oct 07 08:09:10 +0200 2026 Puppet (err): Could not retrieve catalog',
      ['error', '2026-10-07T06:09:10Z'],
    ],
    ['2026-10-07 08:09:10 +0200 /Stage[main]/X (err): change failed', ['error', '2026-10-07T06:09:10Z']],
    [
      'Error: /Stage[main]/X/File[/x]/ensure: change from absent to file failed\nNotice: Applied catalog',
      'error',
      'notice',
    ],
  ],
  'phones, graphics, Windows, batch and embedded': [
    [
      '10-07 08:09:10.345  4711  4712 E AndroidRuntime: FATAL EXCEPTION: main\n10-07 08:09:10.345  4711  4712 E AndroidRuntime: Process: x, PID: 4711\n10-07 08:09:10.346  4711  4712 I Zygote  : ok',
      ['error', MS],
      ['error', MS],
      ['info', '2026-10-07T08:09:10.346Z'],
    ],
    [
      '2026-10-07 08:09:10.345  4711-4712  System.err              com.example.shop                     W  java.io.IOException: x',
      ['warn', MS],
    ],
    [
      '2026-10-07 08:09:10.345678+0200 shop[4711:12345] [net] Task <x> finished with error',
      [null, '2026-10-07T06:09:10.345678Z'],
    ],
    [
      '2026-10-07 08:09:10.345678+0200 0x1f0c     Error       0x0                  4711   0    shop: (Net) refused',
      ['error', '2026-10-07T06:09:10.345678Z'],
    ],
    [
      "*** Terminating app due to uncaught exception 'NSRangeException', reason: 'x'\n*** First throw call stack:\n(0x1 0x2)\nlibc++abi: terminating with uncaught exception",
      'error',
    ],
    ['flutter: ══╡ EXCEPTION CAUGHT BY WIDGETS LIBRARY ╞═══', null],
    [
      'E/flutter (4711): [ERROR:flutter/runtime/dart_vm_initializer.cc(41)] Unhandled Exception: x\nE/flutter (4711): #0      f (package:a/a.dart:1:2)\nI/flutter (4711): ok',
      'error',
      'error',
      'info',
    ],
    ['[ERROR:flutter/lib/ui/ui_dart_state.cc(209)] Unhandled Exception: x', 'error'],
    ['LogTemp: Error: refused\nLogTemp: Display: ok', 'error', null],
    ['[2026.10.07-08.09.10:345][  0]LogNet: Warning: slow', ['warn', MS]],
    ['[08:09:10] [Server thread/ERROR]: Encountered an unexpected exception', 'error'],
    ["[08:09:10 WARN]: Can't keep up! Is the server overloaded?", 'warn'],
    ['2026-10-07 08:09:10.345678: E tensorflow/core/x.cc:12] failed call to cuInit', ['error', US]],
    ['2026-10-07 08:09:10.345678: W external/local_tsl/x.cc:1] could not find TensorRT', ['warn', US]],
    ['[rank0]:[W1007 08:09:10.345678901 ProcessGroupNCCL.cpp:12] Warning: slow', ['warn', NS]],
    ['web-1:4711:4712 [0] NCCL WARN Call to connect returned refused', 'warn'],
    ['web-1:4711:4712 [0] NCCL INFO Bootstrap : Using eth0', 'info'],
    ['INFO 10-07 08:09:10 [async_llm.py:12] 0 errors', ['info', T]],
    ['(EngineCore pid=4711) ERROR 10-07 08:09:10 [core.py:12] EngineCore failed', ['error', T]],
    ['[E1007 08:09:10.345678901 x.cpp:12] refused', ['error', NS]],
    ['[2026-10-07 08:09:10,345] [WARNING] [runner.py:12:main] Did not find hostfile', ['warn', MS]],
    ['2026-10-07 08:09:10,345\tERROR worker.py:12 -- Unhandled error', ['error', MS]],
    ['(raylet) [2026-10-07 08:09:10,345 E 4711 4712] (raylet) node_manager.cc:12: refused', ['error', MS]],
    [
      '[2026-10-07T08:09:10.345] error: Node web-1 not responding\n[2026-10-07T08:09:11.000] sched: Allocate JobId=12',
      ['error', MS],
      [null, '2026-10-07T08:09:11.000Z'],
    ],
    ['[2026-10-07T08:09:10.345] [4711.batch] error: Detected 1 oom_kill event', ['error', MS]],
    [
      'slurmstepd: error: *** JOB 12 ON web-1 CANCELLED AT 2026-10-07T08:09:10 DUE TO TIME LIMIT ***',
      'error',
    ],
    ['srun: error: web-1: task 0: Exited with exit code 1', 'error'],
    [
      '10/07/2026 08:09:10|worker|web-1|E|refused\n10/07/2026 08:09:11|worker|web-1|I|ready',
      ['error', T],
      ['info', NEXT],
    ],
    ['10/07/26 08:09:10 ERROR: Shadow exception!', ['error', T]],
    ['007 (4711.000.000) 2026-10-07 08:09:10 Shadow exception!\n\tError from x', [null, T]],
    ['2026-10-07T08:09:10.345678Z [4711] <err> x: refused', ['error', US]],
    ['[00:00:12.345,000] <err> sensor: read failed: -5', 'error'],
    ['[00:00:12.345,000] <inf> main: 0 errors', 'info'],
    ['E (12345) wifi: refused\nW (12346) wifi: slow\nI (12347) wifi: ok', 'error', 'warn', 'info'],
    ['[E][component:12] refused', 'error'],
    ['[08:09:10][W][wifi:12]: slow', 'warn'],
    [
      '2026-10-07 08:09:10.345 ERROR (MainThread) [homeassistant.core] refused',
      ['error', MS, { thread: 'MainThread', logger: 'homeassistant.core' }],
    ],
    ['[2026-10-07 08:09:10] error: \tz2m: refused', ['error', T]],
    ['7 Oct 08:09:10 - [error] [function:x] refused', ['error', T]],
    ['2026-10-07 08:09:10.345 [WARN ] [org.openhab.core] - slow', ['warn', MS]],
    [
      '<Event xmlns="x"><System><Level>2</Level><TimeCreated SystemTime="2026-10-07T08:09:10.345Z"/></System></Event>',
      [null, null],
    ],
    ['2026-10-07 08:09:10, Error                 CBS    Failed to initialize store', ['error', T]],
    ['2026-10-07 08:09:10, Info                  CBS    0 errors', ['info', T]],
    ['10/07/2026 08:09:10.345 [ERROR] Shop.Service refused', ['error', MS]],
    ['Information\t10/7/2026 8:09:10 AM\tShop\t0\tNone\tNo error', ['info', '2026-10-07T08:09:10Z']],
    [
      '{"Level":2,"Id":4711,"TimeCreated":"/Date(1791360550345)/","LevelDisplayName":"Error","Message":"x"}',
      ['error', MS],
    ],
  ],
};
