import fc from 'fast-check';
import { type ByteString, encodeText } from '../../src/core/bytes.ts';
import { CRASHES } from './wovenLogs.ts';

const T = '2026-11-20T14:02:1';

/** How a logger writes a program's line; `second` is a digit. */
type Logger = (line: string, program: string, second: number) => string;

/** Loggers that collect the lines of several programs, by name. */
export const LOGGERS: Readonly<Record<string, Logger>> = {
  syslog: (line, program, second) => `Nov 20 14:02:1${second} web-1 ${program}: ${line}`,
  'syslog with priorities': (line, program, second) =>
    `<14>Nov  2 14:02:1${second} web-1 ${program}: ${line}`,
  'syslog with ISO times': (line, program, second) => `${T}${second}.204567+00:00 web-1 ${program}: ${line}`,
  'RFC 5424': (line, program, second) => `<14>1 ${T}${second}.1Z web-1 ${program} 7 - [x@1 a="b c"] ${line}`,
  Heroku: (line, program, second) => `${T}${second}.204567+00:00 app[${/\w+/.exec(program)}.1]: ${line}`,
  'Docker’s JSON': (line, program, second) =>
    JSON.stringify({
      log: `${line}\n`,
      stream: program.startsWith('a') ? 'stdout' : 'stderr',
      time: `${T}${second}.1Z`,
    }),
};

const PROGRAMS = ['app[11]', 'app[12]', 'api[11]', 'kernel', 'CRON[13]', 'cron'];

/** Lines that start a record. */
const BEGINS = [
  'ERROR: refused',
  'ERROR refused',
  'WARN: slow',
  'INFO: ready',
  'INFO ready',
  'ready',
  '(root) CMD (run-parts)',
  'level=error msg=x',
  '{"level":"error","msg":"x"}',
  '{"level":"info","msg":"x"}',
];

/** Lines that continue one, or start a crash. */
const CONTINUES = [
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Caused by: java.io.IOException: closed',
  'java.lang.IllegalStateException: x',
  'java.lang.IllegalStateException',
  ...CRASHES,
  '  indented words',
  'During handling of the above exception, another exception occurred:',
  '... 3 more',
  '',
  'Error: x',
  'Fatal Python error: x',
  "thread 'main' panicked at x.rs:1:2:",
  '/srv/x.js:10',
  'ORA-00600: x',
  'requests.Timeout: x',
  'Unhandled exception:',
  'note: run',
  '}',
];

export interface InterleavedLog {
  readonly text: ByteString;
  /** Lines of the same logger in which no record continues behind others. */
  readonly sample: ByteString;
}

/** Generates a log in which the lines of several programs alternate, so that a record may continue behind those of others. */
export const interleavedLog: fc.Arbitrary<InterleavedLog> = fc
  .record({
    logger: fc.constantFrom(...Object.keys(LOGGERS)),
    lines: fc.array(
      fc.record({
        program: fc.constantFrom(...PROGRAMS, ...PROGRAMS.slice(0, 2)),
        text: fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom(...BEGINS) },
          { weight: 2, arbitrary: fc.constantFrom(...CONTINUES) },
        ),
        second: fc.nat(9),
        quiet: fc.constantFrom(0, 0, 0, 0, 0, 0, 3),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    end: fc.constantFrom('\n', '\n', ''),
  })
  .map(({ logger, lines, end }) => {
    const write = LOGGERS[logger]!;
    const texts = lines.flatMap(({ program, text, second, quiet }) => [
      write(text, program, second),
      ...Array.from({ length: quiet }, () => write('ready', 'api[11]', second)),
    ]);
    const plain = write === LOGGERS['Docker’s JSON'] ? BEGINS.filter(text => !/^\{|=/.test(text)) : BEGINS;
    const sample = plain.flatMap((text, at) => [
      write(text, PROGRAMS[at % PROGRAMS.length]!, 0),
      write('ready', 'api[11]', at % 10),
    ]);
    return { text: encodeText(texts.join('\n') + end), sample: encodeText(`${sample.join('\n')}\n`) };
  });
