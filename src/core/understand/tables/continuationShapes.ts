import type { ByteString } from '../../bytes.ts';
import { LEVELS, type Level } from '../../level.ts';
import { isBlank, isUpper, isWord } from '../compile/steps.ts';

/** Starts and whole shapes of lines that always belong to the record before, though they start at column 0. */
type Joining = readonly [starts: readonly string[], shape: RegExp];

const JOINING: readonly Joining[] = [
  // Java, Kotlin, Scala; also Rust's anyhow and eyre
  [
    ['Caused by:', 'Suppressed:', 'Wrapped by:', '... '],
    /^(?:Caused by:|Suppressed:|Wrapped by:|\.\.\. \d+ (?:more|common frames))/,
  ],
  // Java and Node, after loggers that strip the indentation
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
  [
    ['#'],
    /^#\d+ (?: |0x[0-9a-f]|\/|[A-Za-z]:[\\/]|\{main\}|\[internal function\]|\S+\(\d+\): |[\w$:<>~]+ ?\(.*\) (?:at|from) )/,
  ],
  // Rust
  [['stack backtrace:', 'note: run with ', 'note: Some details are omitted'], /^/],
  // Node, at the end of a crash
  [['Node.js v'], /^Node\.js v\d/],
  [["Emitted 'error' event ", 'Require stack:'], /^(?:E|Require stack:$)/],
  // Go, at the end of a crash under `go run`
  [['exit status '], /^exit status \d+$/],
  // JavaMail
  [['nested exception is:'], /^/],
  // Lua, Julia
  [['stack traceback:', 'Stacktrace:'], /^/],
  // Julia, Haskell, Fortran
  [['in expression starting at ', 'CallStack (from ', 'Backtrace for this error:'], /^/],
  // OCaml
  [['Raised ', 'Re-raised ', 'Called from '], /^(?:Raised|Re-raised|Called from) .*\bline \d/],
];

/** What lines start with that only continue the record before, though at column 0: they hardly ever start one. */
export const JOINING_STARTS: readonly string[] = ['}', ']', ')', ...JOINING.flatMap(([starts]) => starts)];

/** The shapes by first character: most lines start with none of them, and are rejected at once. */
const joiningBy: { readonly start: string; readonly shape: RegExp }[][] = [];
for (const [starts, shape] of JOINING) {
  for (const start of starts) {
    const first = start.charCodeAt(0);
    joiningBy[first] = [...(joiningBy[first] ?? []), { start, shape }];
  }
}

/** A frame of Ruby's, unlike the line with the error, which ends with its class. */
const RUBY_FRAME = /^\S+\.rb:\d+:in [`'][^']*'$/;

/** Returns true if a line that starts at column 0 can only continue the record before. */
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

/** Maximum length of a path or a class name: a line may have megabytes without a blank. */
const MAX_NAME = 4096;

/** Returns true if the first word of a line is a position in a Ruby file. */
export const beginsInRuby = (text: ByteString, from: number, end: number): boolean => {
  const last = Math.min(end, from + MAX_NAME);
  for (let at = from; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32) return false;
    if (code === 58) return text.startsWith('.rb', at - 3) && at - 3 > from;
  }
  return false;
};

/**
 * Returns true if a line starts with a word in capitals and a blank, like a level: it neither continues a record nor
 * starts a crash report.
 */
export const beginsInCapitals = (text: ByteString, from: number, end: number): boolean => {
  let at = from;
  while (at < end && isUpper(text.charCodeAt(at))) at++;
  return at - from > 1 && at < end && isBlank(text.charCodeAt(at)) && !text.startsWith('PHP', from);
};

/** Returns a line without its trailing carriage return. */
export const lineOf = (text: ByteString, from: number, end: number): ByteString =>
  text.slice(from, text.charCodeAt(end - 1) === 13 ? end - 1 : end);

/** Returns true if a line is blank or starts with a blank. */
export const isIndented = (text: ByteString, from: number, end: number): boolean => {
  if (from >= end) return true;
  const first = text.charCodeAt(from);
  return isBlank(first) || first === 13;
};

/** The traces that continue, at column 0, with lines that mean nothing elsewhere. */
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
  /** Its traceback follows. */
  | 'announced'
  | 'interpreter'
  | 'jvm'
  | 'race'
  | 'objc'
  | 'zig'
  | 'nim'
  | 'native'
  | 'd'
  | 'clojure'
  | 'r'
  | 'report'
  | 'exception'
  /** A compiler's message with the source's lines, since the place in it. */
  | 'source'
  /** A message in a box. */
  | 'box';

/** The start of a crash report, and its level; null if the same start also occurs elsewhere. */
interface Head {
  readonly trace: Trace;
  readonly level: Level | null;
  /** The texts it may start with. */
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
    trace: 'nim',
    level: 'error',
    starts: ['Traceback ('],
    shape: /^Traceback \(most recent call last\)\s*$/,
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
  {
    trace: 'go',
    level: 'error',
    starts: ['runtime: '],
    shape:
      /^runtime: (?:out of memory|goroutine stack exceeds|program exceeds|VirtualAlloc |mmap|cannot |failed )/,
  },
  { trace: 'go', level: null, starts: ['goroutine ', 'runtime: '], shape: /^(?:goroutine \d+ \[|runtime: )/ },
  {
    trace: 'rust',
    level: 'error',
    starts: ["thread '"],
    shape: /^thread '[^']*'(?: \(\d+\))? (?:panicked at |has overflowed its stack)/,
  },
  { trace: 'zig', level: 'error', starts: ['thread '], shape: /^thread \d+ panic: / },
  {
    trace: 'd',
    level: 'error',
    starts: ['core.exception.', 'object.', 'std.'],
    shape: /^[\w.]+@\S+\(\d+\): /,
  },
  {
    trace: 'clojure',
    level: 'error',
    starts: ['Execution error ', 'Syntax error '],
    shape: /^(?:Execution|Syntax) error (?:\(\S+\) )?(?:compiling |macroexpanding |reading source )?at \S/,
  },
  { trace: 'r', level: 'error', starts: ['Error in '], shape: /^Error in \S.* : / },
  // MinIO
  { trace: 'report', level: 'error', starts: ['API: '], shape: /^API: \w[\w.]*(?:\(.*\))?\s*$/ },
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
  {
    trace: 'dart',
    level: 'error',
    starts: ['Unhandled exception:', 'Unhandled Exception:'],
    shape: /^Unhandled [Ee]xception:\s*$/,
  },
  {
    trace: 'uncaught',
    level: 'error',
    starts: ['Exception in ', 'Unhandled ', 'Uncaught '],
    shape: /^(?:Exception in thread |Unhandled exception[.:]|Unhandled Exception: |Uncaught )/,
  },
  // C and C++: the library's final message, and the shell's report of the signal
  {
    trace: 'native',
    level: 'error',
    starts: [
      'terminate called ',
      'libc++abi',
      'Assertion failed: ',
      'double free or corruption',
      'free(): ',
      'malloc(): ',
      '*** stack smashing detected',
      '*** buffer overflow detected',
      '*** Error in `',
    ],
    shape:
      /^(?:terminate called (?:after|without)|libc\+\+abi\S*: terminating|Assertion failed: |double|free|malloc|\*)/,
  },
  {
    trace: 'uncaught',
    level: 'error',
    starts: ['Segmentation fault', 'Aborted (core dumped)', 'Bus error', 'Program received signal '],
    shape:
      /^(?:(?:Segmentation fault|Bus error)(?: \(core dumped\))?\s*$|Aborted|Program received signal SIG)/,
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

/** Oracle's messages; the number 0 is success. */
const ORACLE = /^(?:ORA|TNS|PLS|EXP|IMP|LRM|NID|KUP)-(?!0+:)\d{4,5}: /;
const DASH = 45;

const RUBY_HEAD = /^\S+\.rb:\d+:in [`'].*\([\w:]+\)$/;

const byFirst: ({ readonly head: Head; readonly start: string }[] | undefined)[] = [];
for (const head of HEADS) {
  for (const start of head.starts) {
    const first = start.charCodeAt(0);
    byFirst[first] = [...(byFirst[first] ?? []), { head, start }];
  }
}

/** A line that starts a crash report, or may start one. */
export interface CrashHead {
  readonly trace: Trace;
  /** An index of LEVELS; -1 if the line does not prove that it is a crash. */
  readonly level: number;
  /** True if the cause of the error follows, which starts like another error. */
  readonly chains?: boolean;
}

const NO_HEAD: CrashHead = { trace: 'none', level: -1 };
const RUBY: CrashHead = { trace: 'ruby', level: LEVELS.indexOf('error'), chains: false };
const RUBY_WITH_CAUSE: CrashHead = { ...RUBY, chains: true };
const BOX: CrashHead = { trace: 'box', level: -1 };
/** A name without a message may belong to anything. */
const BARE_EXCEPTION: CrashHead = { trace: 'exception', level: -1 };
const EXCEPTION: CrashHead = { trace: 'exception', level: LEVELS.indexOf('error') };

const found = new Map(
  HEADS.map(head => [head, { trace: head.trace, level: head.level ? LEVELS.indexOf(head.level) : -1 }]),
);

/** The most recent line: callers usually ask about the same one two or three times in a row. */
let lookedText: ByteString = '';
let lookedFrom = -1;
let lookedEnd = -1;
let looked = NO_HEAD;

/** Returns the trace that a line at column 0 starts. */
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
  if (text.charCodeAt(from + 3) === DASH && ORACLE.test(text.slice(from, from + 11))) return EXCEPTION;
  if (text.charCodeAt(from) === BOX_BYTE)
    return text.startsWith(BOX_START, from) && lineOf(text, from, end).length === 3 ? BOX : NO_HEAD;
  if (!beginsInRuby(text, from, end) || !RUBY_HEAD.test(lineOf(text, from, end))) return NO_HEAD;
  return namesRescue(text, from, end) ? RUBY_WITH_CAUSE : RUBY;
};

/**
 * Returns true if a frame of Ruby's is in a `rescue` or `ensure`: the error was raised while another was handled, which is
 * its cause.
 */
export const namesRescue = (text: ByteString, from: number, end: number): boolean =>
  /:in [`'](?:rescue|ensure) in /.test(text.slice(from, end));

/** The corner and the edges of Terraform's boxes, in UTF-8. */
const BOX_START = '\xe2\x95\xb7';
const BOX_BYTE = BOX_START.charCodeAt(0);
const BOX_LINE = /^\xe2(?:\x94\x82|\x95\xb5)/;
const BOX_LEVEL = /^\xe2\x94\x82 (Error|Warning): /;

/** Returns the level of a box's title (`│ Error: `) as an index of LEVELS; -1: it has none. */
export const boxLevel = (line: ByteString): number => {
  const title = BOX_LEVEL.exec(line)?.[1];
  return title === undefined ? -1 : LEVELS.indexOf(title === 'Error' ? 'error' : 'warn');
};

const SOURCE_PLACE = /^ *--> \S+:\d+:\d+\s*$/;
const SOURCE_LINE = /^(?:\d+ +\||\.\.\.$|(?:help|note): )/;

/** Returns true if a line is the place in a compiler's message: ` --> src/main.rs:2:5`. The lines of the source follow. */
export const isSourcePlace = (text: ByteString, from: number, end: number): boolean => {
  let at = from;
  while (at < end && text.charCodeAt(at) === 32) at++;
  return text.startsWith('--> ', at) && SOURCE_PLACE.test(text.slice(from, end));
};

/** The starts of lines that report a crash… */
export const CRASH_STARTS: readonly string[] = HEADS.flatMap(({ starts }) => starts);

/** …or continue a record. */
export const CONTINUATION_STARTS: readonly string[] = [
  ...JOINING.flatMap(([starts]) => starts),
  ...CRASH_STARTS,
];

/** The characters of class names. */
const CLASS_BYTES = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(isWord(code) || code === 36 || code === 46 || code === 92),
);
const EXCEPTION_NAME = /(?:Exception|Error|Throwable|Fault)$/;
/** The last letters of exception classes' names. */
const LAST = new Set([...'nret'].map(char => char.charCodeAt(0)));

/** Returns where the name of an exception class at the start of a line ends (Java, Node, Ruby, .NET, PHP); -1: none. */
export const exceptionNameEnd = (text: ByteString, from: number, end: number): number => {
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
const NODE_LINE =
  /^(?:\^+$|[\w$]*(?:Error|Exception)\b|\[\w*Error|Uncaught |Node\.js v\d|Thrown at:|Emitted 'error' event |Require stack:$|- (?:\/|[A-Za-z]:\\|<repl>))/;
/** The modules that required one that Node did not find. */
const NODE_REQUIRES = /^(?:Require stack:$|- (?:\/|[A-Za-z]:\\)\S*$)/;
const RUBY_CAUSE = /^\S+\.rb:\d+:in [`']/;
const PYTHON_CHAIN = /^(?:During handling of|The above exception)/;
const SANITIZER_LINE =
  /^(?:==\d+==(?!ERROR)|READ of|WRITE of|0x[0-9a-f]+ is|freed by|previously allocated|allocated by|SUMMARY: |Shadow |=>|HINT: |Address 0x|Direct leak|Indirect leak)/;

/** Returns true if a line links the following traceback to the previous one. */
export const chainsTracebacks = (line: ByteString): boolean => PYTHON_CHAIN.test(line);

/**
 * Returns how a trace handles another line at column 0: whether the line belongs to it, and how it continues. `lines`
 * counts its earlier lines at column 0, including the first.
 */
export const traceTakes = (trace: Trace, line: ByteString, lines: number): boolean => {
  switch (trace) {
    case 'none':
    case 'uncaught':
      return false;
    case 'exception':
      return NODE_REQUIRES.test(line);
    case 'python':
      // After the frames comes one line with the error.
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
    case 'nim':
      return /^(?:\S+\.nim\(\d+\)|Error: unhandled exception: |\[\[?reraised)/.test(line);
    case 'native':
      // The shell's report of the signal
      return /^(?:Aborted|Segmentation fault|Bus error)(?: \(core dumped\))?\s*$/.test(line);
    case 'zig':
      return /^(?:\S+\.zig:\d+:\d+: 0x|\?\?\?)/.test(line);
    case 'd':
      return /^(?:-{10,}$|\S+:\S+ .*\[0x[0-9a-f]+\]$)/.test(line);
    case 'clojure':
      return lines === 1;
    case 'r':
      return /^(?:Calls: |Execution halted$|In addition: )/.test(line);
    case 'source':
      return SOURCE_LINE.test(line);
    case 'box':
      return BOX_LINE.test(line);
    case 'report':
      return /^(?:[A-Z]\w*: |[A-Z]\w* \w+: )/.test(line);
    case 'race':
      return /^(?:Read|Write|Previous (?:read|write)|Goroutine \d+|={10,}$)/.test(line);
    case 'objc':
      return /^(?:\*\*\* First throw|\((?:0x[0-9a-f]+(?: |\)|$))*$|\)|libc\+\+abi)/.test(line);
  }
};
