import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JournalPlace, readCursor, resumeAfter } from '../../../src/core/journal/cursor.ts';
import { ExportReader } from '../../../src/core/journal/exportReader.ts';
import { JournalEntries } from '../../../src/core/journal/journalEntry.ts';

/** Formats a field as `journalctl -o export` writes it. */
const exported = (name: string, value: string): string => {
  if (!/[^\x20-\x7e]/.test(value)) return `${name}=${value}\n`;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return `${name}\n${length.toString('latin1')}${value}\n`;
};

test('whatever entries contain and however they are chunked, they are read exactly', () => {
  const value = fc.oneof(
    fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)) }),
    fc.constantFrom('', '\n\n', '=', '-- No entries --', '__CURSOR=x\n\n', 'a'.repeat(300)),
  );
  const entry = fc.dictionary(fc.constantFrom('MESSAGE', '_PID', '__CURSOR', 'X'), value, { minKeys: 1 });
  fc.assert(
    fc.property(fc.array(entry), fc.integer({ min: 1, max: 40 }), (entries, size) => {
      const text = entries
        .map(
          one =>
            `${Object.entries(one)
              .toSorted(([a], [b]) => Number(b === '__CURSOR') - Number(a === '__CURSOR'))
              .map(([name, field]) => exported(name, field))
              .join('')}\n`,
        )
        .join('');
      const reader = new ExportReader();
      const read: unknown[] = [];
      for (let at = 0; at < text.length; at += size) read.push(...reader.push(text.slice(at, at + size)));
      expect(read).toEqual(entries.map(one => ({ ...one })));
    }),
  );
});

test('the first value of a repeated field is read; text between entries is skipped', () => {
  const reader = new ExportReader();
  expect(reader.push('-- No entries --\nA=1\nA=2\n\n-- x\n\nB=3\n\n')).toEqual([{ A: '1' }, { B: '3' }]);
});

const whole = (n: number): string => `__CURSOR=${n}\n${exported('MESSAGE', `entry\n${n}`)}_PID=${n}\n\n`;
const intact = (n: number) => ({ __CURSOR: `${n}`, MESSAGE: `entry\n${n}`, _PID: `${n}` });

test.each<[title: string, damaged: string]>([
  ['a name', '__CURSOR=2\nMESSAG\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n'],
  ['a name and what follows it', '__CURSOR=2\nMES\0\0\0\n\0\0\0\n\0\0\n\n'],
  ['a value', '__CURSOR=2\nMESSAGE=entr\0\0\0\n_PID=2\n\n'],
  ['a length', '__CURSOR=2\nMESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xff\n_PID=2\n\n'],
  ['the newline that would end it', '__CURSOR=2\nMESSAGE=x\n'],
])('NULs in place of %s: one entry is skipped and counted', (_title, damaged) => {
  for (const size of [1, 7, 1000]) {
    const text = `${whole(1)}${damaged}${whole(3)}${whole(4)}`;
    const reader = new ExportReader();
    const read: unknown[] = [];
    for (let at = 0; at < text.length; at += size) read.push(...reader.push(text.slice(at, at + size)));
    expect(read).toEqual([1, 3, 4].map(intact));
    expect([reader.takeDamaged(), reader.takeDamaged()]).toEqual([1, 0]);
  }
});

const place = (number: number, sequence = 'aa'): JournalPlace => ({
  cursor: `s=${sequence};i=${number.toString(16)}`,
  sequence,
  number,
  micros: number * 1000,
});

describe('what is lost after a cursor', () => {
  test.each<[string, JournalPlace, JournalPlace | null, object]>([
    ['the entry still exists', place(7), place(7), { kind: 'exact' }],
    ['it is gone, and the next one exists', place(7), place(8), { kind: 'exact' }],
    ['three more are gone', place(7), place(11), { kind: 'gap', missing: 3, from: 7000, to: 11_000 }],
    [
      'the journal was recreated',
      place(7),
      place(2, 'bb'),
      { kind: 'gap', missing: null, from: 7000, to: 2000 },
    ],
    ['there are no entries', place(7), null, { kind: 'gap', missing: null, from: 7000, to: null }],
    ['reading starts before it', place(7), place(3), { kind: 'exact' }],
  ])('%s', (_, last, found, expected) => expect(resumeAfter(last, found)).toEqual(expected));

  test.each([
    ['s=0a;i=1f;b=c;m=d;t=10;x=e', { sequence: '0a', number: 31, micros: 16 }],
    ['s=0a;i=1f;t=10', { sequence: '0a', number: 31, micros: 16 }],
    ['', null],
    ['i=1f', null],
  ])('%s', (cursor, expected) => {
    const read = readCursor(cursor);
    expect(read && { sequence: read.sequence, number: read.number, micros: read.micros }).toEqual(expected);
  });
});

describe('an entry as a record', () => {
  const entries = new JournalEntries({ format: null, start: null, timezone: null }, { bare: false });
  const base = {
    __REALTIME_TIMESTAMP: '1764375302000123',
    _HOSTNAME: 'web-1',
    SYSLOG_IDENTIFIER: 'app',
    _PID: '12',
  };

  test('its text has the time, the host and the program before the message', () => {
    expect(entries.entry({ ...base, MESSAGE: 'one\ntwo\n' })).toMatchObject({
      text: '2025-11-29T00:15:02.000123Z web-1 app[12]: one\ntwo',
      time: { ms: 1764375302000, nanos: 123_000, digits: 6 },
    });
  });

  test.each([
    ['syslog', '3', 'fine', 'error'],
    ['syslog', '0', 'fine', 'fatal'],
    ['journal', '5', 'ERROR: no', 'notice'],
    ['journal', '7', 'ERROR: no', 'debug'],
    ['stdout', '6', 'ERROR: no', 'error'],
    ['stdout', '6', '{"level":"warn","msg":"x"}', 'warn'],
    ['stdout', '6', 'fine', 'info'],
    ['stdout', '3', 'debug: fine', 'error'],
    ['stdout', undefined, 'fine', null],
  ])('by %s, priority %s, %s is %s', (transport, priority, message, level) => {
    const fields = {
      ...base,
      _TRANSPORT: transport,
      MESSAGE: message,
      ...(priority && { PRIORITY: priority }),
    };
    expect(entries.entry(fields).level).toBe(level);
  });

  test('its fields have their common names, plus those of a structured message', () => {
    const { fields } = entries.entry({
      ...base,
      _SYSTEMD_UNIT: 'app.service',
      PRIORITY: '4',
      MESSAGE: '{"status":500}',
    });
    expect(fields()).toEqual({
      host: 'web-1',
      unit: 'app.service',
      tag: 'app',
      pid: 12,
      priority: 4,
      status: 500,
    });
  });
});
