import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { LineHead } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { Moment } from '../../../src/core/understand/moment.ts';
import { RecordGrouper } from '../../../src/core/understand/recordGrouper.ts';
import {
  beginsInCapitals,
  CONTINUATION_STARTS,
} from '../../../src/core/understand/tables/continuationShapes.ts';
import { shapedLog } from '../../pushdown/shapedLogs.ts';
import { BROAD_INPUTS } from './broadInputs.ts';
import { INPUTS } from './inputs.ts';
import { streamOf } from './known/bothWays.ts';
import { EXAMPLES, mutatedLines } from './mutatedLines.ts';
import { VARIED_INPUTS } from './variedInputs.ts';
import { FRAMEWORK_INPUTS } from './widerInputs/frameworkInputs.ts';
import { PAYLOAD_INPUTS } from './widerInputs/payloadInputs.ts';
import { PLACE_INPUTS } from './widerInputs/placeInputs.ts';
import { RECORD_INPUTS } from './widerInputs/recordInputs.ts';
import { SERVER_INPUTS } from './widerInputs/serverInputs.ts';
import { SYSTEM_INPUTS } from './widerInputs/systemInputs.ts';

const WRAPPERS = [
  '',
  'Nov 20 14:02:11 web-1 shop[871]: ',
  'Nov 20 14:02:11 web-1 kernel: ',
  '2026-11-20T14:02:11Z ',
];
const BARE = [
  '\tat a.B.c(B.java:1)',
  'Caused by: x',
  'plain words',
  'panic: x',
  '{',
  '}',
  '',
  'pam(x): Error: y',
  'kernel BUG at x',
];

const line = fc
  .tuple(
    fc.constantFrom(...WRAPPERS),
    fc.oneof(mutatedLines, fc.constantFrom(...BARE, ...EXAMPLES.map(encodeText))),
  )
  .map(parts => parts.join('').replaceAll('\n', ''));

test('no continuation and no crash starts with a word in capitals and a blank', () => {
  for (const start of CONTINUATION_STARTS) {
    expect(beginsInCapitals(start, 0, start.length)).toBe(false);
    const word = /^[A-Z]{2,}/.exec(start)?.[0];
    // A start that ends within the word could be followed by a blank.
    if (word === start) expect(['SIG']).toContain(start);
  }
});

const TOKENS = [
  ...[
    'Step_LSC',
    'onExtend:15140',
    'a=1',
    'level=1',
    'level=info',
    'debug1',
    'TRACE2',
    'ERROR',
    'error:',
    'Warn',
  ],
  ...[
    '[info]',
    '(1)',
    '"GET / HTTP/1.1" 500',
    '{"level":"error"}',
    '404',
    'E',
    'words in prose',
    '12:30:01',
    '1795183331',
  ],
  ...[
    '',
    ' ',
    'HTTP/1.1" 200',
    'x:y::z',
    'Exception: x',
    'node:a:1',
    'lua5.1: a:1: b',
    '#1 ',
    'INFO+2',
    '10.0.0.9',
  ],
];

/**
 * Lines whose parts follow a time and are separated by one mark: a few texts, repeated with different digits.
 */
const delimitedLog = fc
  .record({
    times: fc.constantFrom(
      '20171223-22:15:29:635',
      '2026-11-20 14:02:11.5',
      '2026-11-20T14:02:11Z',
      '11/20/26 14:02:11',
      '1795183331',
    ),
    mark: fc.constantFrom('|', ';', '!', '&', '+', '%', '?', '|', ',', ' | '),
    texts: fc.array(fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    }),
    lines: fc.array(fc.tuple(fc.nat(3), fc.array(fc.nat(9), { minLength: 1, maxLength: 9 })), {
      maxLength: 20,
    }),
  })
  .map(({ times, mark, texts, lines }) =>
    lines
      .map(([index, digits]) => {
        const text = (index > 1 ? times : '') + mark + texts[index % texts.length]!.join(mark);
        let at = 0;
        const other = text.replace(/\d/g, () => `${digits[at++ % digits.length]}`);
        return `${index > 1 ? '' : times}${other}\n`;
      })
      .join(''),
  );

const MESSAGES = [
  ...['Failed password for root', 'error: Received disconnect', 'Invalid user a from', 'a:b: c', 'key:v: w'],
  ...[
    'input_userauth_request: invalid user',
    'pam_unix(sshd:auth): check pass',
    'x.rb:1:in a',
    'SomeError: b',
  ],
  ...[
    'Exception in thread x',
    'PHP Fatal error: x',
    'node:a:1',
    'level=info a',
    'lua5.1: a:1: b',
    'note: run',
  ],
  ...[
    'Raised at A in file b, line 1',
    'ALERT exited',
    'message repeated 2 times: [ a ]',
    'a b=c d=e',
    '{"a":1}',
  ],
  ...['kernel BUG at x', 'Caused by: x', 'x 12-01 10:00:00 ERROR y', 'app 2026-11-20 14:02:11 x', 'thread x'],
];

/** Digits that replace those of a line, one after the other; null keeps one. */
const digitsOf = fc.array(fc.option(fc.nat(9), { freq: 1 }), { minLength: 1, maxLength: 9 });

/** A few lines, repeated with some other digits: each known format, and messages of programs. */
const repeatedLog = fc
  .record({
    lines: fc.array(
      fc.oneof(
        fc.constantFrom(...EXAMPLES.map(encodeText)),
        fc.tuple(fc.constantFrom(...WRAPPERS), fc.constantFrom(...MESSAGES)).map(parts => parts.join('')),
        mutatedLines,
      ),
      { minLength: 1, maxLength: 4 },
    ),
    order: fc.array(fc.tuple(fc.nat(3), digitsOf, fc.constantFrom(...['', '', ''], 'A', '[', '1', 'a ')), {
      minLength: 1,
      maxLength: 20,
    }),
  })
  .map(({ lines, order }) =>
    order
      .map(([index, digits, first]) => {
        let at = 0;
        const line = lines[index % lines.length]!.replaceAll('\n', '');
        const other = line.replace(/\d/g, digit => `${digits[at++ % digits.length] ?? digit}`);
        return `${first}${first === '' ? other : other.slice(1)}\n`;
      })
      .join(''),
  );

const whatIsRead = (head: LineHead): unknown => {
  const moment = new Moment();
  if (head.time !== null) moment.copy(head.moment);
  const { body, inner, ...fields } = head;
  return {
    ...fields,
    to: null,
    plain: null,
    provenTo: null,
    prose: null,
    levelled: null,
    streamText: null,
    streamFrom: null,
    streamTo: null,
    // The time of a structured line has no place: these are an earlier line's.
    timeFrom: head.time && head.structure === null && head.timeFrom,
    timeTo: head.time && head.structure === null && head.timeTo,
    moment: head.time && { ...moment, text: null },
    format: head.format?.layout,
    time: head.time?.name,
    lastTime: head.lastTime?.name,
    freeTime: head.freeTime?.name,
    stream: streamOf(head),
    wrapped: body.slice(head.bodyFrom, head.bodyEnd),
    inner: inner === null ? null : [inner.level, inner.format?.layout, inner.structure, inner === head],
  };
};

/** Everything that is found out about each line of a log, in the direct way or not. */
const read = (text: string, direct: boolean): unknown[] => {
  const reader = new LineReader(null, direct);
  const grouper = new RecordGrouper();
  const head = new LineHead();
  const found: unknown[] = [];
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const headed = reader.read(text, from, end, head);
    const seen = whatIsRead(head);
    const joins = grouper.joins(text, from, end, head, headed);
    found.push([text.slice(from, end), headed, seen, joins, grouper.record, head.level]);
    from = end + 1;
  }
  return found;
};

test('reading common lines directly yields the same as examining them', () => {
  const log = fc.oneof(
    fc.array(line, { minLength: 1, maxLength: 12 }).map(lines => lines.map(one => `${one}\n`).join('')),
    shapedLog(10),
    delimitedLog,
    repeatedLog,
  );
  fc.assert(
    fc.property(log, text => {
      expect(read(text, true)).toEqual(read(text, false));
    }),
    { numRuns: Number(process.env['RTAIL_RUNS'] ?? 200) },
  );
});

test('so does reading what programs print, and each known format', () => {
  const inputs = [
    INPUTS,
    BROAD_INPUTS,
    VARIED_INPUTS,
    SERVER_INPUTS,
    FRAMEWORK_INPUTS,
    SYSTEM_INPUTS,
    PAYLOAD_INPUTS,
    PLACE_INPUTS,
    RECORD_INPUTS,
  ]
    .flatMap(each => Object.values(each))
    .flatMap(list => list.map(([text]) => text));
  for (const input of [...inputs, ...EXAMPLES]) {
    const text = encodeText(`${input}\n`.repeat(3));
    expect(read(text, true)).toEqual(read(text, false));
  }
});

test('a time is read at its own place, though the line before had it after a bracket', () => {
  const lines = ['17/06/09 20:10:40 INFO a', '[7/06/09 20:10:40] INFO a'];
  const text = Array.from({ length: 300 }, (_, index) => `${lines[index % 2]}\n`).join('');
  expect(read(text, true)).toEqual(read(text, false));
});
