import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText, encodeText } from '../../../src/core/bytes.ts';
import { extractFieldList, extractFields } from '../../../src/core/fields/extract.ts';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { isPlainMessage } from '../../../src/core/fields/plainMessage.ts';
import { fieldListOf, fieldsOf } from '../../../src/core/fields/readFields.ts';
import { knownSyslogFields, learnSyslogFields } from '../../../src/core/fields/syslogFields.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { bytesOf } from '../../../src/core/understand/compile/textBytes.ts';
import { timeFormat } from '../../../src/core/understand/tables/timeFormats.ts';
import { sampleSource } from '../../print/samples.ts';
import { EXAMPLES, mutatedLines } from '../understand/mutatedLines.ts';

const source = sampleSource(0, 'web-01');
const numRuns = Number(process.env['RTAIL_RUNS'] ?? 400);

const TIMES = [
  'Nov 20 14:02:11',
  'Nov  5 14:02:11',
  'Nov 20 14:02:11.204',
  'Dec 20 14:02:11',
  'Fri Nov 20 14:02:11 2026',
  'Nov 20 2026 14:02:11',
  'Sep 5 14:02:11',
  '2026-11-20T14:02:11Z',
];
const HOSTS = [' web-1 ', ' combo ', ' INFO ', ' 10.0.0.9 ', ' a:b ', '  two ', ' ', ' fe80::1 ', ' web-1:'];
const TAGS = [
  'sshd[871]: ',
  'sshd(pam_unix)[19939]: ',
  'kernel: ',
  'cron[07]: ',
  'shop[1]:',
  'a b: ',
  'su(x)[12]:  ',
  'x: [7]: ',
  'postgres[871]: [3-1] LOG:  ',
  'daemon.err dnsmasq[871]: ',
  '-- MARK --',
  '"q": ',
  ': ',
  'ERROR: ',
  'app[web.1]: ',
];
const MESSAGES = [
  'check pass; user unknown',
  'authentication failure; logname= uid=0 rhost=10.0.0.9 ',
  'Accepted password for ann from 10.0.0.9 port 4711 ssh2',
  'Connection closed by 10.0.0.9 [preauth]',
  'Nov 20 14:02:11 x',
  'Dec',
  'ERROR it failed',
  'error: it failed',
  'error it failed',
  'Error 7 failed',
  'warn it',
  'main - INFO x',
  'web | x',
  'level=info x',
  'ab c.d INFO x',
  'a.b.C - started',
  'shop.Cart: started',
  'Cart.java:17 started',
  'web  | INFO x',
  'abc:10 [20/Nov/2026:14:02:11 +0000] a b/c 1/2/3 200 5 "GET / HTTP/1.1"',
  'dead:1 [20/Nov/2026:14:02:11 +0000] a b/c 1/2/3 5 ',
  'host 10.0.0.9 - ann [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 5',
  'INFO:     10.0.0.9:4711 - "GET / HTTP/1.1" 200 OK',
  'DEBUG:a.b:c',
  'E1120 14:02:11.204 12 server.go:1] x',
  'E, [2026-11-20T14:02:11 #8] ERROR -- shop: x',
  'Started GET "/" for 10.0.0.9 at 1',
  'Completed 500 Error in 204ms',
  'h2 2026-11-20T14:02:11Z a b c 1 2 3 200 - 1 2 "GET / HTTP/1.1" "x" a b c "t"',
  'k=v x=y',
  'key',
  'label:value\tother:value',
  'name word: x',
  'MainThread - INFO x',
  '{"a":1}',
  '<13>x',
  '7 up',
  'é x',
  'LOG:  x',
  'a:  b',
  'a',
  '',
];

const message = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...MESSAGES.map(encodeText)) },
  fc.constantFrom(...EXAMPLES.map(encodeText)),
  mutatedLines,
);
const line = fc.tuple(fc.constantFrom(...TIMES), fc.constantFrom(...HOSTS), fc.constantFrom(...TAGS));

/** A few heads, repeated with other digits, messages and line ends. */
const log = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    order: fc.array(
      fc.tuple(
        fc.nat(3),
        fc.array(fc.option(fc.nat(9), { freq: 1 }), { minLength: 1, maxLength: 9 }),
        message,
        fc.constantFrom('\n', '\n', '\n', '\r\n'),
      ),
      { minLength: 2, maxLength: 12 },
    ),
  })
  .map(({ lines, order }) =>
    order
      .map(([index, digits, text, end]) => {
        const [time, ...head] = lines[index % lines.length]!;
        let at = 0;
        const other = head.join('').replace(/\d/g, digit => `${digits[at++ % digits.length] ?? digit}`);
        return `${time}${other}${text.replaceAll('\n', '')}${end}`;
      })
      .join(''),
  );

const recordsOf = (text: string): LogRecord[] => {
  const assembler = createAssembler({ source: 0, format: source.format, timezone: null, group: true });
  return [...assembler.push(text, 0), ...assembler.flush()];
};

const listed = (found: ReturnType<typeof fieldListOf>, text: string): unknown => {
  if (!(found instanceof FieldList)) return found;
  const { messageAt, tail } = found;
  const fields = found.toObject();
  return messageAt < 0
    ? fields
    : { ...fields, message: decodeText(text.slice(messageAt, text.length - tail)) };
};

/** The format of the last time decides how ambiguous times are read. */
const readSyslogTime = (): void => void extractFieldList('Nov 20 14:02:11 web-1 shop[1]: x');

it('finds the same fields as reading each line anew', () => {
  fc.assert(
    fc.property(log, text => {
      for (const record of recordsOf(text)) {
        readSyslogTime();
        const found = listed(fieldListOf(record, source), record.text);
        readSyslogTime();
        expect(found).toEqual(fieldsOf(record, source));
      }
    }),
    { numRuns },
  );
});

it('knows lines whose head was learned from a line with other digits and another message', () => {
  let known = 0;
  fc.assert(
    fc.property(line, fc.nat(9), message, message, (head, digit, one, other) => {
      const [time, ...rest] = head;
      const lineOf = (text: string, change: (old: string) => string): string =>
        `${time}${rest.join('').replace(/\d/g, change)}${text.replaceAll('\n', '')}`;
      const first = lineOf(one, old => old);
      const fields = extractFieldList(first);
      if (!(fields instanceof FieldList) || fields.messageAt < 0 || fields.origin !== null) return;
      learnSyslogFields({ chunk: first, from: 0, to: first.length }, fields, extractFieldList);
      const next = lineOf(other, old => `${(Number(old) + digit) % 10}`);
      readSyslogTime();
      const chunk = `before\n${next}\nafter`;
      const range = { chunk, from: 7, to: 7 + next.length };
      const found = knownSyslogFields(range, timeFormat('syslog'));
      if (found === null) return;
      known++;
      // The caller sets it.
      found.tail = 0;
      expect(listed(found, next)).toEqual(extractFields(next).fields);
    }),
    { numRuns: 10 * numRuns },
  );
  expect(known).toBeGreaterThan(numRuns / 100);
});

it('takes no other program’s line for a message', () => {
  let plain = 0;
  fc.assert(
    fc.property(message, fc.constantFrom('', '\n', ' x', '="a'), (text, after) => {
      const only = text.replace(/[\0-\x1f]/g, '');
      const chunk = `x ${only}${after === '' || after === '\n' ? after : `\n${after}`}`;
      if (only.includes(':  ') || !isPlainMessage(chunk, bytesOf(chunk), 2, 2 + only.length)) return;
      plain++;
      const fields = { host: 'web-1', tag: 'shop', pid: 8, message: decodeText(only) };
      expect(extractFields(`Nov 20 14:02:11 web-1 shop[8]: ${only}`).fields).toEqual(fields);
    }),
    { numRuns: 10 * numRuns },
  );
  expect(plain).toBeGreaterThan(numRuns / 2);
});

it('knows usual lines', () => {
  const lines = [
    ['Nov 20 14:02:11 web-1 sshd[871]: ', 'check pass; user unknown', 'Accepted password for ann'],
    ['Nov 20 14:02:11 combo kernel: ', 'usb 1-1: new device', 'Linux agpgart interface'],
  ];
  for (const [head, one, other] of lines) {
    const first = `${head}${one}`;
    const fields = extractFieldList(first) as FieldList;
    expect(
      learnSyslogFields({ chunk: first, from: 0, to: first.length }, fields, extractFieldList),
    ).not.toBeNull();
    const next = `${head}${other}`.replace('871', '902').replace('14:02', '15:03');
    const found = knownSyslogFields({ chunk: next, from: 0, to: next.length }, timeFormat('syslog'));
    if (found !== null) found.tail = 0;
    expect(found && listed(found, next)).toEqual(extractFields(next).fields);
    expect(found).not.toBeNull();
  }
});
