import type { ByteString } from '../../bytes.ts';
import { isBlank } from '../compile/steps.ts';

/** Beginnings, at column 0, of lines that never stand alone, with what prints them. */
const JOINING: readonly RegExp[] = [
  // Java, Kotlin, Scala; also Rust's anyhow and eyre
  /Caused by:|Suppressed:|Wrapped by:|\.\.\. \d+ (?:more|common frames)/y,
  // Java and Node behind loggers that strip the indentation
  /at [\w$.<>/@[\] ]+\([^)]*\)$/y,
  // .NET
  /--- End of |---> /y,
  // Python
  /During handling of the above exception|The above exception was the direct cause/y,
  // PHP, gdb, sanitizers: numbered frames
  /Stack trace:|#\d+ |\[stacktrace\]|\[previous exception\]|"\}/y,
  // Rust
  /stack backtrace:|note: run with |note: Some details are omitted/y,
  // Ruby: a frame, as against the line that tells the error, which ends in its class
  /\S+\.rb:\d+:in [`'][^']*'$/y,
  // Node, at the end of a crash
  /Node\.js v\d/y,
  // Go, at the end of a crash under `go run`
  /exit status \d+$/y,
];

/** Which characters can begin one of them: most lines begin with none, and need no more than this look. */
const MAY_JOIN = new Set([...'CSW.a-DT#["snNe']);

const matchesAt = (shape: RegExp, text: ByteString, from: number): boolean => {
  shape.lastIndex = from;
  return shape.test(text);
};

const RUBY_FRAME = JOINING[6]!;

/** Whether a line that begins at column 0 can only be a part of the record before. */
export const joinsAtMargin = (line: ByteString): boolean => {
  const first = line.charCodeAt(0);
  if (first === 125 || first === 93 || first === 41) return true;
  if (MAY_JOIN.has(line[0]!)) return JOINING.some(shape => matchesAt(shape, line, 0));
  return matchesAt(RUBY_FRAME, line, 0);
};

/** Whether a line begins with a blank, or holds nothing else. */
export const isIndented = (text: ByteString, from: number, end: number): boolean => {
  if (from >= end) return true;
  const first = text.charCodeAt(from);
  return isBlank(first) || first === 13;
};

/** The traces that go on, at column 0, with lines which mean nothing elsewhere. */
export type Trace = 'none' | 'python' | 'go' | 'rust' | 'node' | 'ruby' | 'php' | 'exception';

const HEADS: readonly (readonly [Trace, RegExp])[] = [
  ['python', /Traceback \(most recent call last\):$/],
  ['go', /^(?:panic: |fatal error: |goroutine \d+ \[|SIG[A-Z]+: |runtime: )/],
  ['rust', /^thread '[^']*'(?: \(\d+\))? panicked at /],
  ['node', /^(?:(?:file:\/\/)?\/\S*\.[cm]?[jt]sx?|node:\S+):\d+$/],
  ['ruby', /^\S+\.rb:\d+:in [`'].*\([\w:]+\)$/],
  ['php', /^(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error: /],
  // A class name with a message: Java, Node, Ruby, .NET, PHP
  [
    'exception',
    /^(?:Exception in thread |Unhandled exception[.:]|Uncaught |[\w$.\\]*(?:Exception|Error|Throwable|Fault)(?::| \(|$))/,
  ],
];

/** Which trace a line at column 0 begins; `none` for other lines. */
export const traceBegunBy = (line: ByteString): Trace =>
  HEADS.find(([, head]) => head.test(line))?.[0] ?? 'none';

const GO_LINE =
  /^(?:goroutine \d+ |created by |\[signal |exit status |\S.*\)$|\S+\(\.\.\.\)|[a-z0-9]+ +0x[0-9a-f]+$|PC=)/;
const NODE_LINE = /^(?:\^+$|[\w$]*(?:Error|Exception)\b|\[\w*Error|Uncaught |Node\.js v\d|Thrown at:)/;
const RUBY_CAUSE = /^\S+\.rb:\d+:in [`']/;
const PYTHON_CHAIN = /^(?:During handling|The above exception|Traceback )/;

/**
 * How a trace takes a further line at column 0: whether the line is part of it, and how it goes on from there.
 * `lines` counts those that came at column 0 before, its first included.
 */
export const traceTakes = (trace: Trace, line: ByteString, lines: number): boolean => {
  switch (trace) {
    case 'none':
    case 'exception':
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
  }
};
