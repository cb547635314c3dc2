import type { ByteString } from '../../bytes.ts';
import { LEVELS, type Level } from '../../level.ts';
import { isBlank, isWord } from '../compile/steps.ts';

/** How lines begin, at column 0, that never stand alone: what they begin with, and their whole shape. */
type Joining = readonly [starts: readonly string[], shape: RegExp];

const JOINING: readonly Joining[] = [
  // Java, Kotlin, Scala; also Rust's anyhow and eyre
  [
    ['Caused by:', 'Suppressed:', 'Wrapped by:', '... '],
    /^(?:Caused by:|Suppressed:|Wrapped by:|\.\.\. \d+ (?:more|common frames))/,
  ],
  // Java and Node behind loggers that strip the indentation
  [['at '], /^at [\w$.<>/@[\] ]+\([^)]*\)$/],
  // .NET
  [['--- End of ', '---> '], /^---/],
  // Python
  [
    ['During handling of', 'The above exception'],
    /^(?:During handling of the above exception|The above exception was the direct cause)/,
  ],
  // PHP, gdb, sanitizers: numbered frames
  [['Stack trace:', '[stacktrace]', '[previous exception]', '"}'], /^/],
  [['#'], /^#\d+ /],
  // Rust
  [['stack backtrace:', 'note: run with ', 'note: Some details are omitted'], /^/],
  // Node, at the end of a crash
  [['Node.js v'], /^Node\.js v\d/],
  // Go, at the end of a crash under `go run`
  [['exit status '], /^exit status \d+$/],
  // JavaMail
  [['nested exception is:'], /^/],
  // Lua, Julia
  [['stack traceback:', 'Stacktrace:'], /^/],
  // OCaml
  [['Raised ', 'Re-raised ', 'Called from '], /^(?:Raised|Re-raised|Called from) .*\bline \d/],
];

/** By the character that they begin with: most lines begin with none of them, and need no more than a look. */
const joiningBy: { readonly start: string; readonly shape: RegExp }[][] = [];
for (const [starts, shape] of JOINING) {
  for (const start of starts) {
    const first = start.charCodeAt(0);
    joiningBy[first] = [...(joiningBy[first] ?? []), { start, shape }];
  }
}

/** Ruby's frame, as against the line that tells the error, which ends in its class. */
const RUBY_FRAME = /^\S+\.rb:\d+:in [`'][^']*'$/;

/** Whether a line that begins at column 0 can only be a part of the record before. */
export const joinsAtMargin = (text: ByteString, from: number, end: number): boolean => {
  const first = text.charCodeAt(from);
  if (first === 125 || first === 93 || first === 41) return true;
  const joining = joiningBy[first];
  if (joining !== undefined) {
    for (const { start, shape } of joining) {
      if (text.startsWith(start, from) && shape.test(lineOf(text, from, end))) return true;
    }
  }
  return beginsInRuby(text, from, end) && RUBY_FRAME.test(lineOf(text, from, end));
};

/** No path, and no name of a class, is longer: a line may be megabytes without a blank. */
const MAX_NAME = 4096;

/** Whether the first word of a line is a place in a file of Ruby's. */
const beginsInRuby = (text: ByteString, from: number, end: number): boolean => {
  const last = Math.min(end, from + MAX_NAME);
  for (let at = from; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32) return false;
    if (code === 58) return text.startsWith('.rb', at - 3) && at - 3 > from;
  }
  return false;
};

/** A line without the carriage return at its end. */
export const lineOf = (text: ByteString, from: number, end: number): ByteString =>
  text.slice(from, text.charCodeAt(end - 1) === 13 ? end - 1 : end);

/** Whether a line begins with a blank, or holds nothing else. */
export const isIndented = (text: ByteString, from: number, end: number): boolean => {
  if (from >= end) return true;
  const first = text.charCodeAt(from);
  return isBlank(first) || first === 13;
};

/** The traces that go on, at column 0, with lines which mean nothing elsewhere. */
export type Trace =
  | 'none'
  | 'python'
  | 'go'
  | 'rust'
  | 'node'
  | 'ruby'
  | 'php'
  | 'dart'
  | 'sanitizer'
  | 'uncaught'
  /** Its traceback is to follow. */
  | 'announced'
  | 'interpreter'
  | 'jvm'
  | 'race'
  | 'objc'
  | 'exception';

/** A way in which a crash begins, and its level; null: what begins so need not be a crash. */
interface Head {
  readonly trace: Trace;
  readonly level: Level | null;
  /** What it begins with. */
  readonly starts: readonly string[];
  readonly shape: RegExp;
}

const HEADS: readonly Head[] = [
  {
    trace: 'python',
    level: 'error',
    starts: ['Traceback ('],
    shape: /^Traceback \(most recent call last\):\s*$/,
  },
  {
    trace: 'uncaught',
    level: 'error',
    starts: ['  + Exception Group Traceback ('],
    shape: /^/,
  },
  {
    trace: 'announced',
    level: 'error',
    starts: ['Exception in ', 'Exception ignored '],
    shape: /^Exception (?:in thread [^"].*:\s*$|ignored (?:in|on|while)\b)/,
  },
  { trace: 'interpreter', level: 'fatal', starts: ['Fatal Python error: '], shape: /^/ },
  { trace: 'go', level: 'fatal', starts: ['panic: '], shape: /^panic: / },
  { trace: 'go', level: 'error', starts: ['fatal error: '], shape: /^fatal error: / },
  { trace: 'go', level: 'error', starts: ['SIG'], shape: /^SIG[A-Z]+: / },
  { trace: 'go', level: null, starts: ['goroutine ', 'runtime: '], shape: /^(?:goroutine \d+ \[|runtime: )/ },
  {
    trace: 'rust',
    level: 'error',
    starts: ["thread '"],
    shape: /^thread '[^']*'(?: \(\d+\))? (?:panicked at |has overflowed its stack)/,
  },
  { trace: 'race', level: null, starts: ['WARNING: DATA RACE'], shape: /^/ },
  {
    trace: 'node',
    level: 'error',
    starts: ['/', 'file:///', 'node:'],
    shape: /^(?:(?:file:\/\/)?\/\S*\.[cm]?[jt]sx?|node:\S+):\d+$/,
  },
  {
    trace: 'php',
    level: 'fatal',
    starts: ['PHP ', 'Fatal error: ', 'Recoverable fatal error: '],
    shape: /^(?:PHP )?(?:Fatal|Recoverable fatal) error: /,
  },
  { trace: 'php', level: 'error', starts: ['PHP ', 'Parse error: '], shape: /^(?:PHP )?Parse error: / },
  { trace: 'dart', level: 'error', starts: ['Unhandled exception:'], shape: /^Unhandled exception:\s*$/ },
  {
    trace: 'uncaught',
    level: 'error',
    starts: ['Exception in ', 'Unhandled ', 'Uncaught '],
    shape: /^(?:Exception in thread |Unhandled exception[.:]|Unhandled Exception: |Uncaught )/,
  },
  // C and C++: the library's last words, and a shell's about the signal
  {
    trace: 'uncaught',
    level: 'error',
    starts: [
      'terminate called ',
      'libc++abi',
      'Assertion failed: ',
      'Segmentation fault',
      'Aborted (core dumped)',
      'Bus error',
      'double free or corruption',
      'free(): ',
      'malloc(): ',
      '*** stack smashing detected',
      '*** buffer overflow detected',
    ],
    shape:
      /^(?:terminate called (?:after|without)|libc\+\+abi\S*: terminating|Assertion failed: |(?:Segmentation fault|Bus error)(?: \(core dumped\))?\s*$|Aborted|double|free|malloc|\*)/,
  },
  { trace: 'objc', level: 'error', starts: ['*** Terminating app due to '], shape: /^/ },
  {
    trace: 'jvm',
    level: 'fatal',
    starts: ['# A fatal error has been ', '# There is insufficient memory '],
    shape: /^/,
  },
  { trace: 'uncaught', level: 'error', starts: ['** ('], shape: /^\*\* \([A-Z][\w.]*\) / },
  { trace: 'uncaught', level: 'error', starts: ['lua'], shape: /^lua(?:jit|5\.\d)?: \S+:\d+: / },
  // Linux
  { trace: 'uncaught', level: 'fatal', starts: ['Kernel panic - '], shape: /^/ },
  { trace: 'uncaught', level: 'error', starts: ['BUG: ', 'kernel BUG at ', 'Oops: '], shape: /^/ },
  { trace: 'sanitizer', level: 'error', starts: ['=='], shape: /^==\d+==ERROR: / },
];

const RUBY_HEAD = /^\S+\.rb:\d+:in [`'].*\([\w:]+\)$/;

const byFirst: ({ readonly head: Head; readonly start: string }[] | undefined)[] = [];
for (const head of HEADS) {
  for (const start of head.starts) {
    const first = start.charCodeAt(0);
    byFirst[first] = [...(byFirst[first] ?? []), { head, start }];
  }
}

/** A crash, or what may be one, that a line begins. */
export interface CrashHead {
  readonly trace: Trace;
  /** An index of LEVELS; -1 where the line does not tell that it is a crash. */
  readonly level: number;
}

const NO_HEAD: CrashHead = { trace: 'none', level: -1 };
const RUBY: CrashHead = { trace: 'ruby', level: LEVELS.indexOf('error') };
/** Without a message, a name may be anything's. */
const BARE_EXCEPTION: CrashHead = { trace: 'exception', level: -1 };
const EXCEPTION: CrashHead = { trace: 'exception', level: LEVELS.indexOf('error') };

const found = new Map(
  HEADS.map(head => [head, { trace: head.trace, level: head.level ? LEVELS.indexOf(head.level) : -1 }]),
);

/** The line that was looked at last: the same one is mostly asked for twice or three times in a row. */
let lookedText: ByteString = '';
let lookedFrom = -1;
let lookedEnd = -1;
let looked = NO_HEAD;

/** Which trace a line at column 0 begins. */
export const crashHead = (text: ByteString, from: number, end: number): CrashHead => {
  if (from === lookedFrom && end === lookedEnd && text === lookedText) return looked;
  looked = findCrashHead(text, from, end);
  lookedText = text;
  lookedFrom = from;
  lookedEnd = end;
  return looked;
};

const findCrashHead = (text: ByteString, from: number, end: number): CrashHead => {
  const heads = byFirst[text.charCodeAt(from)];
  if (heads !== undefined) {
    for (const { head, start } of heads) {
      if (text.startsWith(start, from) && head.shape.test(lineOf(text, from, end))) return found.get(head)!;
    }
  }
  const name = exceptionNameEnd(text, from, end);
  if (name > 0) return name < end && text.charCodeAt(name) !== 13 ? EXCEPTION : BARE_EXCEPTION;
  return beginsInRuby(text, from, end) && RUBY_HEAD.test(lineOf(text, from, end)) ? RUBY : NO_HEAD;
};

/** What lines begin with that continue a record, or begin a crash. */
export const CONTINUATION_STARTS: readonly string[] = [
  ...JOINING.flatMap(([starts]) => starts),
  ...HEADS.flatMap(({ starts }) => starts),
];

/** What names of classes are made of. */
const CLASS_BYTES = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(isWord(code) || code === 36 || code === 46 || code === 92),
);
const EXCEPTION_NAME = /(?:Exception|Error|Throwable|Fault)$/;
/** The last letters of those names. */
const LAST = new Set([...'nret'].map(char => char.charCodeAt(0)));

/** Where the name of an exception's class ends that a line begins with, or is (Java, Node, Ruby, .NET, PHP); -1 where it does not. */
const exceptionNameEnd = (text: ByteString, from: number, end: number): number => {
  const last = Math.min(end, from + MAX_NAME);
  let at = from;
  while (at < last && text.charCodeAt(at) < 256 && CLASS_BYTES[text.charCodeAt(at)] === 1) at++;
  if (at - from < 5 || !LAST.has(text.charCodeAt(at - 1))) return -1;
  const next = at < end ? text.charCodeAt(at) : 13;
  const ends = next === 58 || next === 13 || (next === 32 && text.charCodeAt(at + 1) === 40);
  return ends && EXCEPTION_NAME.test(text.slice(Math.max(from, at - 9), at)) ? at : -1;
};

const GO_LINE =
  /^(?:goroutine \d+ |created by |\[signal |exit status |fatal error: |\S.*\)$|\S+\(\.\.\.\)|[a-z0-9]+ +0x[0-9a-f]+$|PC=|runtime stack:)/;
const NODE_LINE = /^(?:\^+$|[\w$]*(?:Error|Exception)\b|\[\w*Error|Uncaught |Node\.js v\d|Thrown at:)/;
const RUBY_CAUSE = /^\S+\.rb:\d+:in [`']/;
const PYTHON_CHAIN = /^(?:During handling of|The above exception)/;
const SANITIZER_LINE =
  /^(?:==\d+==(?!ERROR)|READ of|WRITE of|0x[0-9a-f]+ is|freed by|previously allocated|allocated by|SUMMARY: |Shadow |=>|HINT: |Address 0x|Direct leak|Indirect leak)/;

/** Whether a line says that the traceback behind it belongs to the one before. */
export const chainsTracebacks = (line: ByteString): boolean => PYTHON_CHAIN.test(line);

/**
 * How a trace takes a further line at column 0: whether the line is part of it, and how it continues from there.
 * `lines` counts those that came at column 0 before, its first included.
 */
export const traceTakes = (trace: Trace, line: ByteString, lines: number): boolean => {
  switch (trace) {
    case 'none':
    case 'exception':
    case 'uncaught':
      return false;
    case 'python':
      // After the frames comes one line that tells the error.
      return lines === 1 || PYTHON_CHAIN.test(line);
    case 'go':
      return GO_LINE.test(line);
    case 'rust':
      // Since Rust 1.73 the message is on the line after the place.
      return lines === 1 && !/^thread '/.test(line);
    case 'ruby':
      return RUBY_CAUSE.test(line);
    case 'php':
      return line.startsWith('Next ');
    case 'node':
      return lines === 1 || NODE_LINE.test(line);
    case 'dart':
      return lines === 1;
    case 'sanitizer':
      return SANITIZER_LINE.test(line);
    case 'announced':
      return false;
    case 'interpreter':
      return /^(?:Current thread|Thread|Extension modules|Python runtime state)\b/.test(line);
    case 'jvm':
      return line.startsWith('#') || line.startsWith('[error occurred');
    case 'race':
      return /^(?:Read|Write|Previous (?:read|write)|Goroutine \d+|={10,}$)/.test(line);
    case 'objc':
      return /^(?:\*\*\* First throw|\($|\)|libc\+\+abi)/.test(line);
  }
};
