import fc from 'fast-check';
import { type ByteString, encodeText } from '../../src/core/bytes.ts';
import { EXAMPLES } from './understand/mutatedLines.ts';
import { variant } from './variant.ts';

const T = '2026-11-20T14:02:11';

/** Wraps a program's line in another program's; `stream` is a number of its origin. */
export type Wrapper = (line: string, stream: number) => string;

/** What writes the lines of several programs into one log; the first does not wrap. */
export const LOG_WRAPPERS: Readonly<Record<string, Wrapper>> = {
  none: line => line,
  syslog: (line, stream) => `Nov 20 14:02:11 web-1 app[${stream + 1}]: ${line}`,
  'syslog with priorities': (line, stream) => `<14>Nov 20 14:02:11 web-1 app[${stream + 1}]: ${line}`,
  'RFC 5424': (line, stream) => `<14>1 ${T}.1Z web-1 app ${stream + 1} - [x@1 a="b"] ${line}`,
  CRI: (line, stream) => `${T}.123456789Z ${stream % 2 === 0 ? 'stdout' : 'stderr'} F ${line}`,
  'Docker’s JSON': (line, stream) =>
    JSON.stringify({ log: `${line}\n`, stream: stream % 2 === 0 ? 'stdout' : 'stderr', time: `${T}.1Z` }),
  'docker logs -t': line => `${T}.123456789Z ${line}`,
  compose: (line, stream) => `web-${stream}  | ${line}`,
  'kubectl --prefix': (line, stream) => `[pod/shop-${stream}/app] ${line}`,
  Heroku: (line, stream) => `${T}.204567+00:00 app[web.${stream}]: ${line}`,
};

/** Crashes of three languages, as far as their lines have no head. */
export const CRASHES: readonly string[] = [
  'Exception in thread "main" java.lang.Error: x',
  'Traceback (most recent call last):',
  '  File "x.py", line 3, in <module>',
  'ValueError: bad',
  'panic: nil map',
  'goroutine 1 [running]:',
  'main.main()',
];

/** Lines that continue records, start crashes, or have no head. */
const OTHERS = [
  '\tat com.shop.Cart.add(Cart.java:31)',
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Caused by: java.io.IOException: closed',
  'java.lang.IllegalStateException: x',
  ...CRASHES,
  "thread 'main' panicked at x.rs:1:2:",
  'fatal error: x',
  'Unhandled exception: x',
  'ERROR: without a time',
  'INFO without a time',
  'ERROR {',
  'plain words',
  'note: run',
  '  indented words',
  '{',
  '  "level": "error",',
  '  "time": "2026-11-20T14:02:11Z"',
  '}',
  ']',
  '',
  ' ',
];

const USUAL = [
  '2026-11-20 14:02:11,204 INFO [main] c.e.App - ready',
  '2026-11-20 14:02:11,204 ERROR [main] c.e.App - refused',
  '{"level":"error","ts":1795183331.5,"msg":"x"}',
  'time="2026-11-20T14:02:11Z" level=info msg="x"',
  'INFO: ready',
  'ERROR: refused',
];

const program = fc.oneof(fc.constantFrom(...USUAL), fc.constantFrom(...EXAMPLES));

/**
 * Generates a log of one or a few programs whose lines a wrapper weaves together: records of all levels, traces, crashes and lines
 * without a head. It is short enough that any record may still be continued.
 */
export const wovenLog: fc.Arbitrary<ByteString> = fc
  .record({
    wrapper: fc.constantFrom(...Object.keys(LOG_WRAPPERS)),
    programs: fc.array(program, { minLength: 1, maxLength: 3 }),
    lines: fc.array(
      fc.record({
        kind: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
        program: fc.nat(2),
        other: fc.constantFrom(...OTHERS),
        level: fc.constantFrom(0, 1, 1, 2, 3, 3, 4),
        digit: fc.nat(9),
        stream: fc.nat(2),
        times: fc.constantFrom(...Array<number>(25).fill(1), 2, 3),
        bare: fc.nat(11),
      }),
      { minLength: 1, maxLength: 33 },
    ),
    end: fc.constantFrom('\n', '\n', ''),
  })
  .map(({ wrapper, programs, lines, end }) => {
    const wrap = LOG_WRAPPERS[wrapper]!;
    const texts = lines.flatMap(({ kind, program: index, other, level, digit, stream, times, bare }) => {
      const text = kind > 1 ? other : variant(programs[index % programs.length]!, level, digit);
      const line = (bare === 0 ? text : wrap(text, stream)).replaceAll('\n', '');
      return Array<string>(times).fill(line);
    });
    return encodeText(texts.join('\n') + end);
  });
