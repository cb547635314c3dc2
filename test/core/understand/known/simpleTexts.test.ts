import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../../../../src/core/bytes.ts';
import { bytesOf } from '../../../../src/core/understand/compile/textBytes.ts';
import { SimpleTexts } from '../../../../src/core/understand/known/simpleTexts.ts';
import { messageProof, textProof, traceLineProof } from '../../../../src/core/understand/known/textProof.ts';
import { LineHead, NO_LEVEL } from '../../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../../src/core/understand/lineReader.ts';
import { RecordGrouper } from '../../../../src/core/understand/recordGrouper.ts';
import {
  CONTINUATION_STARTS,
  crashHead,
  isIndented,
  joinsAtMargin,
} from '../../../../src/core/understand/tables/continuationShapes.ts';
import { EXAMPLES } from '../mutatedLines.ts';
import { bothWays, firstDifference } from './bothWays.ts';

const WORDS = [
  ...['error', 'Error', 'ERROR', 'warning', 'WARN', 'fatal', 'Fatal', 'ALERT', 'PANIC', 'INFO', 'debug1'],
  ...['FINE', 'PAM', 'CPU', 'app', 'main', 'Mar', 'Monitor', 'Nov', 'fooBar', 'a.b', 'SomeError', 'node'],
  ...['ORA-00600', 'app/x.rb', 'x.rb', 'lua5.1', 'level=info', 'log4j:WARN', 'npm', 'Traceback', 'at', 'PHP'],
  ...[
    '2026-11-20',
    '2',
    '31',
    '5',
    '14:02:11',
    '1795183331',
    '(device',
    '[1]',
    "can't",
    '{"a":1}',
    '',
    '*',
    '-',
  ],
  ...[
    'refused,',
    'refused',
    'x::y',
    'imap(ann)',
    'Exception',
    'goroutine',
    'BTRFS',
    'é',
    'message',
    '\t',
    '|',
  ],
];
const MARKS = [' ', ' ', ' ', ': ', ': ', ':', '  ', ' - ', '=', ', ', '[1]: ', ":12:in `a' ", '\t', '!'];

const words = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...MARKS)), { minLength: 1, maxLength: 5 })
  .map(parts => encodeText(parts.flat().join('')));

const text = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 1, arbitrary: fc.constantFrom(...CONTINUATION_STARTS, ...EXAMPLES.map(encodeText)) },
);

/** A text, and others that start like it. */
const alike = fc
  .tuple(text, fc.array(fc.tuple(fc.nat(48), text, fc.nat(3)), { minLength: 1, maxLength: 6 }))
  .map(([first, others]) => [
    first,
    ...others.map(([length, rest, blanks]) => first.slice(0, length) + ' '.repeat(blanks % 2) + rest),
    first,
  ]);

const TAGS = ['shop[1]: ', 'shop[2]: ', 'shop: ', 'kernel: ', 'shop[1]: '];

/** Returns what the start of a text proves; null: nothing. */
const provenLevel = (one: string): string | null => {
  const proof = textProof(one, 0, one.length);
  return proof === null ? null : (proof.format?.name ?? 'message');
};

test.each([
  ['Failed password for root', 'message'],
  ['PAM 5 more authentication failures', 'message'],
  ['ALERT exited abnormally', 'message'],
  ['getpeername (ftpd): not connected', 'message'],
  ['ACPI: Subsystem revision 20040326', 'message'],
  ['error: Received disconnect from', 'level-only'],
  ["warning: can't get client address", 'level-only'],
  ['ERROR: relation does not exist', 'level-only'],
  ['ORA-00600: internal error code', null],
  ["app/x.rb:12:in `a' failed (Oops)", null],
  ['app 2026-11-20 14:02:11 ERROR refused', null],
  ['error: Nov 20 14:02:11 refused again', null],
  ['error: 14:02:11 refused once more', null],
  ['error: main 14:02:11 refused once more', null],
  ['ALERT  exited abnormally', null],
  ['error[1]: Nov error of some kind', null],
  ['shop Nov 20 refused', null],
  ['Caused by: words in prose', null],
  ['SomeError: words in prose', null],
] as const)('the start of “%s” proves: %s', (one, level) => {
  expect(provenLevel(one)).toBe(level);
});

test('a start that differs only in the byte that ends the proof is remembered with it', () => {
  const texts = new SimpleTexts();
  const has = (one: string): boolean => texts.find(bytesOf(one), 0, one.length) !== undefined;
  const users = ['admin', 'guest', 'oracle', 'webmaster', 'ubuntu', 'test'].map(
    user => `Invalid user ${user} from 10.0.0.9`,
  );
  for (const one of users) texts.learn(one, 0, one.length);
  expect(users.map(has)).toEqual(users.map(() => true));
  expect(has('Invalid user ')).toBe(false);
});

test('Oracle’s errors have a level in each process', () => {
  const lines = [1, 2, 3].map(pid => `Nov 20 14:02:11 web-1 shop[${pid}]: ORA-00600: internal error code`);
  expect(firstDifference(lines)).toBeNull();
});

test.each([
  ['java.lang.IllegalStateException: cart is empty', true],
  ['Caused by: java.io.IOException: broken pipe', true],
  ['Suppressed: a.b.C: x', false],
  ['TypeError: cannot read it', true],
  ['java.lang.IllegalStateException', false],
  ['java.lang.IllegalStateException: error: x', false],
  ['java.lang.IllegalStateException:level=fatal x', false],
  ['core.exception.RangeError: cart is empty', false],
  ['Caused by: 2026-11-20 14:02:11 x', true],
  ['plain words in a sentence', false],
  ['Fatal error: cart is empty', false],
] as const)('“%s” is certainly a line of a trace: %s', (one, isCertain) => {
  expect(traceLineProof(one) > 0).toBe(isCertain);
});

test('a cause is one before any lower-case letter', () => {
  for (const letter of 'abcdefghijklmnopqrstuvwxyz')
    expect(traceLineProof(`Caused by: ${letter}x`)).toBe('Caused by: a'.length);
});

const traceNames = fc.constantFrom(
  ...[
    'java.lang.IllegalStateException: ',
    'SomeError: ',
    'ERRError: ',
    'shop.Fault: ',
    'a\\B\\WarnException: ',
  ],
  ...['Caused by: ', 'Suppressed: ', 'Wrapped by: ', 'INFOException: ', 'std.ZipException: ', 'lua5.Error: '],
);

test('lines of a trace that start alike continue a record with a time, whatever follows', () => {
  let proven = 0;
  const property = fc.property(
    traceNames,
    text,
    fc.array(text, { minLength: 1, maxLength: 5 }),
    (name, first, rests) => {
      const one = name + first.replaceAll('\n', '');
      const length = traceLineProof(one);
      fc.pre(length > 0);
      proven++;
      for (const rest of rests) {
        const line = one.slice(0, length) + rest.replaceAll('\n', '');
        const { trace, level } = crashHead(line, 0, line.length);
        expect(trace === 'exception' || (trace === 'none' && joinsAtMargin(line, 0, line.length))).toBe(true);
        const grouper = new RecordGrouper();
        const reader = new LineReader(null);
        const reading = new LineHead();
        const joins = (whole: string): boolean => {
          const headed = reader.read(whole, 0, whole.length, reading);
          return grouper.joins(whole, 0, whole.length, reading, headed);
        };
        const stamp = '2026-11-20T14:02:11.5Z stdout F ';
        expect(joins(`${stamp}2026-11-20 14:02:11,204 WARN  [main] c.s.Cart - x`)).toBe(false);
        const { level: before } = reading;
        expect([line, joins(stamp + line), reading.inner]).toEqual([line, true, null]);
        expect([before, NO_LEVEL]).toContain(reading.level);
        expect(level < 0 || trace === 'exception').toBe(true);
        const { takesTraces, isComplete } = grouper.streamOf(' stdout')!;
        expect([takesTraces, isComplete]).toEqual([true, true]);
      }
    },
  );
  fc.assert(property, { numRuns: Number(process.env['RTAIL_RUNS'] ?? 1000), maxSkipsPerRun: 100 });
  expect(proven).toBeGreaterThan(200);
});

test.each([
  ['request 87740 took 3 ms', 'request 87740 t'],
  ['request 7 took 3 ms', 'request 7 too'],
  ['PAM 5 more authentication failures', 'PAM 5 mor'],
  ['input_userauth_request: invalid user x', 'input_userauth_request: invalid u'],
  ['shop 2026 of 9', 'shop 2026 o'],
  ['shop 2026-11-20 x', null],
  ['shop Nov 20 14:02:11 x', null],
  ['ALERT exited abnormally', null],
  ['error: Received disconnect from', null],
  ['debug1: channel 0: free', null],
  ['SomeError: words in prose', null],
  ['request 7', null],
] as const)('“%s” is a message because of “%s”, whatever its digits are', (one, start) => {
  const length = messageProof(one);
  expect(length < 0 ? null : one.slice(0, length)).toBe(start);
});

const numbers = fc.tuple(
  fc.constantFrom('request ', 'user: ', 'PAM ', 'debug', 'error', 'x', 'Mar ', 'worker '),
  fc.constantFrom('1', '20', '201', '2026', '20261', '2026-1', '87/1/2', '14:02:11', '1795183331.5', '8.'),
);
const numbered = fc.tuple(numbers, text).map(([parts, rest]) => `${parts.join('')} ${rest}`);

test('messages that start alike apart from digits are messages, whatever follows', () => {
  let proven = 0;
  const other = fc.tuple(text, fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }));
  const property = fc.property(
    fc.oneof(text, numbered),
    fc.array(other, { minLength: 1, maxLength: 5 }),
    (first, others) => {
      const one = first.replaceAll('\n', '');
      const length = messageProof(one);
      fc.pre(length > 0);
      proven++;
      for (const [rest, digits] of others) {
        let at = 0;
        const start = one.slice(0, length).replace(/[0-9]/g, () => String(digits[at++ % digits.length]));
        const message = start + rest.replaceAll('\n', '');
        for (const [head, level] of [
          ['Nov 20 14:02:11 web-1 shop[7]: ', NO_LEVEL],
          ['<14>1 2026-11-20T14:02:11Z web-1 shop 7 - - ', 2],
        ] as const) {
          const line = head + message;
          const reading = new LineHead();
          new LineReader(null, false).read(line, 0, line.length, reading);
          const { inner, structure, partial, body, bodyFrom, bodyEnd } = reading;
          expect([line, inner, structure, partial, reading.level]).toEqual([line, null, null, false, level]);
          expect(body.slice(bodyFrom, bodyEnd)).toBe(message);
          expect(isIndented(body, bodyFrom, bodyEnd) || joinsAtMargin(body, bodyFrom, bodyEnd)).toBe(false);
          expect([line, crashHead(body, bodyFrom, bodyEnd).trace]).toEqual([line, 'none']);
        }
      }
    },
  );
  fc.assert(property, { numRuns: Number(process.env['RTAIL_RUNS'] ?? 1000), maxSkipsPerRun: 100 });
  expect(proven).toBeGreaterThan(200);
});

// Last, because so many texts fill the automaton.
test('texts that start alike are read alike, whatever follows', () => {
  fc.assert(
    fc.property(alike, fc.nat(4), (texts, tag) => {
      const lines = texts.map(
        (one, index) =>
          `Nov 20 14:02:11 web-1 ${TAGS[(tag + index) % TAGS.length]}${one.replaceAll('\n', '')}`,
      );
      const differs = bothWays();
      for (const line of lines) expect([line, differs(line)]).toEqual([line, false]);
    }),
    { numRuns: Number(process.env['RTAIL_RUNS'] ?? 1000) },
  );
});
