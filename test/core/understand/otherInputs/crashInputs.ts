import type { Input } from '../inputs.ts';
import { D, NS, T, US } from './moments.ts';

const NODE =
  "node:events:497\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::80\n    at Server.setupListenHandle [as _listen2] (node:net:1907:16)\n    at listenInCluster (node:net:1964:12)\nEmitted 'error' event on Server instance at:\n    at emitErrorNT (node:net:1943:8) {\n  code: 'EADDRINUSE',\n  errno: -98\n}\n\nNode.js v22.1.0";
const GO =
  'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:12 +0x1d\nexit status 2';
const RUST =
  "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 7\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/x/library/std/src/panicking.rs:645:5\n   1: core::panicking::panic_fmt\nnote: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.";
const DOTNET =
  'Unhandled exception. System.InvalidOperationException: x\n ---> System.IO.IOException: y\n   at A.B() in /src/A.cs:line 3\n   --- End of inner exception stack trace ---\n   at Program.Main(String[] args)';
const RUBY =
  "/app/cart.rb:12:in `pay': undefined method `x' for nil:NilClass (NoMethodError)\n\tfrom /app/main.rb:3:in `<main>'";
const PY =
  'Traceback (most recent call last):\n  File "/a.py", line 3, in <module>\n    f()\n  File "/a.py", line 1, in f\n    raise ValueError("x")\nValueError: x';
const JAVA =
  'Exception in thread "main" java.lang.IllegalStateException: x\n\tat a.B.main(B.java:3)\nCaused by: java.io.IOException: y\n\t... 1 more';
const CPP =
  "terminate called after throwing an instance of 'std::runtime_error'\n  what():  x\nAborted (core dumped)";
const PHP =
  'PHP Fatal error:  Uncaught TypeError: x in /a.php:3\nStack trace:\n#0 /a.php(9): f()\n#1 {main}\n  thrown in /a.php on line 3';
const KOTLIN =
  'Exception in thread "DefaultDispatcher-worker-1" kotlin.KotlinNullPointerException\n\tat a.BKt.main(B.kt:3)\n\tSuppressed: kotlinx.coroutines.internal.DiagnosticCoroutineContextException: [x]';
const MODULE =
  "node:internal/modules/cjs/loader:1143\n  throw err;\n  ^\n\nError: Cannot find module 'x'\nRequire stack:\n- /a.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '/a.js' ]\n}\n\nNode.js v22.1.0";

const ELIXIR =
  '** (RuntimeError) x\n    (app 0.1.0) lib/a.ex:3: A.f/1\n    (stdlib 5.0) erl_eval.erl:748: :erl_eval.do_apply/7';
const LUA = "lua: a.lua:3: x\nstack traceback:\n\t[C]: in function 'error'\n\ta.lua:3: in main chunk";
const RUBY_CAUSE =
  "a.rb:5:in `rescue in f': x (RuntimeError)\n\tfrom a.rb:2:in `f'\n\tfrom a.rb:9:in `<main>'\na.rb:3:in `g': y (KeyError)\n\tfrom a.rb:2:in `f'";

/** Crashes as their programs print them, with the level of each. */
const CRASHES: readonly (readonly [level: string, text: string])[] = [
  ['error', NODE],
  ['error', MODULE],
  ['fatal', GO],
  ['error', RUST],
  ['error', DOTNET],
  ['error', RUBY],
  ['error', PY],
  ['error', JAVA],
  ['error', CPP],
  ['fatal', PHP],
  ['error', KOTLIN],
  ['error', ELIXIR],
  ['error', LUA],
  ['error', RUBY_CAUSE],
];

const each = (prefix: string, text: string): string =>
  text
    .split('\n')
    .map(line => prefix + line)
    .join('\n');

const inDocker = (text: string): string =>
  text
    .split('\n')
    .map(line => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: NS }))
    .join('\n');

/** Heads that programs around write before every line of a crash, and the time of its record. */
const PREFIXES: readonly (readonly [prefix: string, time: string | null])[] = [
  [`${NS} stderr F `, NS],
  ['Sep 14 07:06:05 h app[12]: ', T],
  ['api-1  | ', null],
  [`${US} `, US],
  ['2026-09-14T07:06:05.123456+00:00 app[web.1]: ', US],
  ['[pod/api-6d4f/api] ', null],
  ['api-6d4f9c7b8d-x2xk9 api ', null],
  [`<134>1 ${US} h app 12 - - `, US],
];

const afterInfo = ([level, text]: readonly [string, string]): Input[] => [
  [`${D} INFO started\n${text}\n${D} INFO restarted`, ['info', T], level, ['info', T]],
  [`INFO:     started\n${text}`, 'info', level],
  [`{"level":"info","msg":"started"}\n${text}\n{"level":"info","msg":"again"}`, 'info', level, 'info'],
  [`10.0.0.9 - - [14/Sep/2026:07:06:05 +0000] "GET / HTTP/1.1" 200 1\n${text}`, ['info', T], level],
];

/** Every crash after other records, after another, and behind every head. */
export const CRASH_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'crashes after records of a lower level': CRASHES.flatMap(afterInfo),
  'two crashes in a row': CRASHES.flatMap(([level, text]) =>
    CRASHES.map(([other, next]): Input => [`${text}\n${next}`, level, other]),
  ),
  'three crashes in a row, and messages of a program that ends': [
    [`${RUBY}\n${RUBY}\n${RUBY}`, 'error', 'error', 'error'],
    [`${RUBY_CAUSE}\n${RUBY}\n${RUBY_CAUSE}`, 'error', 'error', 'error'],
    [`${D} ERROR x\n${RUBY}\n${RUBY}`, ['error', T], 'error'],
    ['x at a.pl line 3.\nx at a.pl line 3.', null, null],
    [`${D} INFO x\n${D} ERROR y\n${RUBY_CAUSE}\n${D} INFO z`, ['info', T], ['error', T], ['info', T]],
  ],
  'crashes behind heads': CRASHES.flatMap(([level, text]): Input[] => [
    ...PREFIXES.map(([prefix, time]): Input => [each(prefix, text), [level, time]]),
    [inDocker(text), [level, NS]],
  ]),
};
