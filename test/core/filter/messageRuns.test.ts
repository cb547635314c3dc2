import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { MessagePlace } from '../../../src/core/filter/messageRuns.ts';
import { matchingRecords } from '../../../src/core/filter/recordCollectors.ts';
import { RecordStep } from '../../../src/core/filter/recordStep.ts';
import { StreamRecords } from '../../../src/core/filter/streamRecords.ts';
import {
  certainMessages,
  hostOf,
  isCertainHost,
  isCertainName,
  messageAt,
  plainMessages,
} from '../../../src/core/understand/known/messageLines.ts';
import {
  isCertainPriority,
  priorityHeadOf,
  priorityHeads,
} from '../../../src/core/understand/known/priorityLines.ts';
import { RepeatedStarts } from '../../../src/core/understand/known/repeatedStarts.ts';
import { LineHead } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { PROSE_EXCEPTIONS } from '../../../src/core/understand/prose.ts';
import { CONTINUATION_STARTS } from '../../../src/core/understand/tables/continuationShapes.ts';
import { LEVEL_WORDS } from '../../../src/core/understand/tables/levelWords.ts';
import { LONG, messageLog as log } from '../messageLogs.ts';
import { LOG } from '../randomLog.ts';
import { EXAMPLES } from '../understand/mutatedLines.ts';

const stepOf = (level: 'warn' | 'error', usesKernels: boolean): RecordStep =>
  new RecordStep({
    selection: { time: { since: null, until: null }, level, whole: false },
    log: LOG,
    lineEnd: '\n',
    tests: null,
    taker: matchingRecords(),
    counts: false,
    usesKernels,
  });

/** The lines that are messages, and those with a level among them. */
const taken = { messages: 0, levelled: 0, openings: 0, numbered: 0 };
const { take } = RepeatedStarts.prototype;
RepeatedStarts.prototype.take = function () {
  taken.openings++;
  return take.call(this);
};
const { addMessage } = StreamRecords.prototype;
StreamRecords.prototype.addMessage = function (number, text, from, to, level) {
  taken.messages++;
  if (level >= 0) taken.levelled++;
  if (text.slice(from, to).includes(LONG)) taken.numbered++;
  addMessage.call(this, number, text, from, to, level);
};

it('messages that are skipped change nothing about what passes', () => {
  let lines = 0;
  let passed = 0;
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });
  const property = fc.property(
    log,
    sizes,
    fc.constantFrom('warn', 'error'),
    fc.nat(20),
    (all, by, level, ending) => {
      const both = [stepOf(level, true), stepOf(level, false)];
      for (let at = 0, part = 0; at < all.length; part++) {
        const to = at + by[part % by.length]!;
        const isLast = to >= all.length && ending < 5;
        const text = encodeText(all.slice(at, to).join('\n') + (isLast ? '' : '\n'));
        const [quick, full] = both.map(step => step.push(text));
        expect(quick).toBe(full);
        passed += full!.length;
        expect(both[0]!.waits).toBe(both[1]!.waits);
        if (ending === part) expect(both[0]!.expire()).toBe(both[1]!.expire());
        at = to;
      }
      expect(both[0]!.end()).toBe(both[1]!.end());
      lines += all.length;
    },
  );
  fc.assert(property, { numRuns: Number(process.env['RTAIL_RUNS'] ?? 120) });
  expect(lines).toBeGreaterThan(2000);
  expect(passed).toBeGreaterThan(2000);
  expect(taken.messages).toBeGreaterThan(1000);
  expect(taken.levelled).toBeGreaterThan(300);
  expect(taken.openings).toBeGreaterThan(2);
  expect(taken.numbered).toBeGreaterThan(10);
  if (process.env['RTAIL_RUNS']) process.stderr.write(`${JSON.stringify({ ...taken, lines, passed })}\n`);
});

/** EREs for times as RFC 5424 writes them. */
const certainTimes = (): string[] =>
  ['2026-11-20T14:02:11.204Z', '2026-11-20T14:02:11+01:00'].map(time => {
    const line = `<14>1 ${time} web-1 shop 7 - - closed by us`;
    const reading = new LineHead();
    new LineReader(null).read(line, 0, line.length, reading);
    expect(isCertainPriority(line, 0, reading)).toBe(true);
    return priorityHeadOf(line, 0, reading)!.time;
  });

/** Names of programs without a process, and others that are none, or not alone. */
const NAMES = [
  'logrotate',
  'cups',
  'syslog',
  'postfix/smtpd',
  'a.b',
  'cron.daily',
  'dbus-daemon',
  'kernel',
  'error',
];

it('a line that is certainly a message is one', () => {
  const host = 'web-1';
  const named = NAMES.filter(isCertainName);
  expect(named).toEqual(['logrotate', 'cups', 'syslog', 'postfix/smtpd', 'a.b', 'cron.daily', 'dbus-daemon']);
  const heads = { hosts: [host], names: named };
  const { messages, others } = certainMessages(heads);
  const isMessage = new RegExp(messages);
  const isOther = new RegExp(others);
  const isPlain = new RegExp(plainMessages(heads, []));
  const levels = LEVEL_WORDS.flatMap(([, , words]) => words.split(' '));
  const word = fc.oneof(
    fc.constantFrom(...levels, ...CONTINUATION_STARTS, ...PROSE_EXCEPTIONS).map(encodeText),
    fc.constantFrom(
      'user',
      'Failed',
      'pam_unix(',
      'x) ',
      ')',
      '<',
      ': ',
      ':',
      ' ',
      '  ',
      '{',
      '=',
      '[',
      '2026-11-20 ',
    ),
    fc.stringMatching(/^[A-Za-z_]{1,9}$/),
    fc.constantFrom(...EXAMPLES).map(encodeText),
  );
  const first = fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z_]{2,7}$/) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('user', 'Failed', 'Error', 'pam_unix', 'npm', 'Note', 'In', ...levels),
    },
    { weight: 1, arbitrary: word },
  );
  const between = fc.constantFrom(' ', ' ', ' ', '(', '(x): ', '(x)', ': ', '  ');
  const text = fc.tuple(first, between, word, between, word);
  const tag = fc.oneof(
    fc.constantFrom(
      'sshd',
      'su(pam_unix)',
      'kernel',
      'error',
      'postfix/smtpd',
      'systemd-logind',
      'dbus-daemon',
    ),
    fc.stringMatching(/^[A-Za-z0-9_./()-]{1,12}$/),
  );
  const time = fc.constantFrom('Nov 20 14:02:11', 'Jan  1 00:00:00', 'Feb 28 23:59:59', 'Dec 31 09:10:11');
  let seen = 0;
  let plain = 0;
  const reader = new LineReader(null);
  const reading = new LineHead();
  const process = fc.nat(9_999_999).map(number => `[${number}]`);
  const tags = fc.oneof(
    fc.tuple(tag, process).map(parts => parts.join('')),
    fc.constantFrom(...NAMES),
  );
  const property = fc.property(time, tags, text, (at, name, parts) => {
    const message = parts.join('').replaceAll('\n', '');
    const line = `${at} ${host} ${name}: ${message}`;
    const isCertain = isMessage.test(line) && !isOther.test(line);
    if (isPlain.test(line)) {
      plain++;
      expect(isCertain).toBe(true);
    }
    if (!isCertain || /[\0\x1b]|#033/.test(line)) return;
    seen++;
    expect(reader.read(line, 0, line.length, reading)).toBe(true);
    expect([reading.prose, reading.prefixed, reading.partial, reading.level]).toEqual([
      true,
      false,
      false,
      -1,
    ]);
    expect(reading.inner).toBe(null);
    expect(reading.structure).toBe(null);
    expect([reading.streamFrom, reading.streamTo]).toEqual([15, messageAt(line, 15)]);
    expect(hostOf(line, 0, reading)).toBe(host);
  });
  fc.assert(property, { numRuns: 6000 });
  expect(seen).toBeGreaterThan(100);
  expect(plain).toBeGreaterThan(50);
});

it('a line that is certainly a message with a priority is one', () => {
  const time = certainTimes();
  const least = 5;
  const heads = priorityHeads(
    time.map(ere => ({ time: ere, host: 'web-1' })),
    least,
  );
  const { messages, others } = certainMessages({ hosts: [], priorities: heads });
  const isMessage = new RegExp(messages);
  const isOther = new RegExp(others);
  const levels = LEVEL_WORDS.flatMap(([, , words]) => words.split(' '));
  const word = fc.oneof(
    fc.constantFrom(...levels, ...CONTINUATION_STARTS, ...PROSE_EXCEPTIONS, ...EXAMPLES).map(encodeText),
    fc.constantFrom('user', 'pam_unix(', 'x) ', ')', '<', ': ', ':', ' ', '  ', '{', '=', '[', '2026-11-20 '),
    fc.stringMatching(/^[A-Za-z_]{1,9}$/),
  );
  const name = fc.oneof(
    fc.constantFrom('sshd', 'kernel', 'ERROR', 'error', 'postfix/smtpd', 'Nov', 'INFO', 'a.b.C', 'at', '-'),
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9_./-]{0,9}$/),
  );
  const first = fc.oneof(
    fc.stringMatching(/^[A-Za-z_]{2,7}$/),
    fc.constantFrom('user', 'In', ...levels),
    word,
  );
  const between = fc.constantFrom(' ', ' ', ' ', '(', '(x): ', ': ', '  ');
  const message = fc.tuple(first, between, word, between, word);
  let seen = 0;
  const reader = new LineReader(null);
  const reading = new LineHead();
  const property = fc.property(
    fc.nat(200),
    fc.constantFrom('2026-11-20T14:02:11.204Z', '2026-02-28T00:00:00.000Z', '1999-12-31T23:59:59+01:00'),
    fc.tuple(name, fc.oneof(fc.nat(9_999_999).map(String), fc.constant('-')), name),
    message,
    (priority, at, names, parts) => {
      const text = parts.join('').replaceAll('\n', '');
      const line = `<${priority}>1 ${at} web-1 ${names.join(' ')} - ${text}`;
      if (!isMessage.test(line) || isOther.test(line) || /[\0\x1b]|#033/.test(line)) return;
      seen++;
      expect(reader.read(line, 0, line.length, reading)).toBe(true);
      const { prose, prefixed, partial, inner, structure, level, streamFrom, streamTo } = reading;
      expect([line, prose, prefixed, partial, inner, structure]).toEqual([
        line,
        true,
        false,
        false,
        null,
        null,
      ]);
      expect(level).toBeLessThan(least);
      const place = new MessagePlace();
      place.find(line, 0);
      expect([place.keyFrom, place.keyTo, place.level]).toEqual([streamFrom, streamTo, level]);
    },
  );
  fc.assert(property, { numRuns: Number(process.env['RTAIL_RUNS'] ?? 6000) });
  expect(seen).toBeGreaterThan(100);
});

it('knows which names of hosts cannot belong to the time before them', () => {
  for (const host of ['combo', 'LabSZ', 'web-1', 'ip-10-0-0-7', '10.0.0.7'])
    expect(isCertainHost(host)).toBe(true);
  for (const host of ['z', 'am', 'pm', 'WARN', '2026', '+0100', 'a b', 'fe80::1', 'x\xe4'])
    expect(isCertainHost(host)).toBe(false);
});
