import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { plainText, recordLines } from '../../../src/core/text/recordLines.ts';
import { withoutSgr } from '../../../src/ui/log/styledText.ts';
import { collected } from '../../helpers/collected.ts';

const record = (text: string, rest: Partial<LogRecord> = {}): LogRecord => ({
  source: 0,
  seq: 1,
  received: 0,
  time: { ms: 0, nanos: 0, digits: 3 },
  level: 'info',
  text: Buffer.from(text).toString('latin1'),
  fields: null,
  late: false,
  ...rest,
});

const first = (one: LogRecord): string => withoutSgr(recordLines(one, false)[0]!);

describe('a line without what the columns show', () => {
  it.each([
    ['2026-11-20 14:02:11,204 INFO  [main] c.s.Cart - added', '[main] c.s.Cart - added'],
    ['2026-11-20T14:02:11.204Z INFO added', 'added'],
    ['2026-11-20T14:02:11+01:00 [info] added', 'added'],
    ['[2026-11-20 14:02:11] INFO: added', 'added'],
    ['2026-11-20 14:02:11.204 UTC [987] LOG:  checkpoint', '[987] LOG:  checkpoint'],
    ['Nov 20 14:02:11 web-01 sshd[12]: accepted', 'web-01 sshd[12]: accepted'],
    ['14:02:11.204 INFO added', 'added'],
    ['1763647331 INFO added', 'added'],
    ['INFO added', 'added'],
    ['10.0.0.1 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200', '"GET / HTTP/1.1" 200 10.0.0.1'],
    ['Information about INFO', 'Information about INFO'],
    ['2026-11-20 14:02:11', '2026-11-20 14:02:11'],
    ['12345 items', '12345 items'],
    ['14:02:11.204ms is no time', '14:02:11.204ms is no time'],
  ])('%s', (text, brief) => {
    expect(first(record(text))).toBe(brief);
  });

  it('keeps a level word that is not the displayed level, and the whole line without time and level', () => {
    expect(first(record('2026-11-20 14:02:11 ERROR count is 0', { level: 'info' }))).toBe('ERROR count is 0');
    expect(first(record('2026-11-20 14:02:11 INFO x', { time: null, level: null }))).toBe(
      '2026-11-20 14:02:11 INFO x',
    );
  });

  it.each<[string, Partial<LogRecord>, string[]]>([
    [
      '2026-11-20T14:02:11.2Z stderr F ERROR failed\n2026-11-20T14:02:11.3Z stderr F \tat A.b(A.java:3)',
      { level: 'error' },
      ['failed', '        at A.b(A.java:3)'],
    ],
    ['2026-11-20T14:02:11.2Z stdout F 2026-11-20 14:02:11 added', {}, ['added']],
    [
      '2026-11-20T14:02:11.2Z stdout F {"msg":"added","n":1}',
      { fields: { msg: 'added', n: 1 } },
      ['added n=1'],
    ],
    ['2026-11-20T14:02:11.2Z stdout was closed', {}, ['stdout was closed']],
  ])('%j', (text, rest, brief) => {
    expect(recordLines(record(text, rest), false).map(withoutSgr)).toEqual(brief);
  });

  it('is unchanged on request, and its continuation lines always are', () => {
    const trace = record(
      '2026-11-20 14:02:11 INFO failed\n\tat Cart.sum(Cart.java:3)\n2026-11-20 14:02:11 is quoted',
    );
    expect(recordLines(trace, false).slice(1)).toEqual([
      '        at Cart.sum(Cart.java:3)',
      '2026-11-20 14:02:11 is quoted',
    ]);
    expect(recordLines(trace, true)[0]).toBe('2026-11-20 14:02:11 INFO failed');
  });
});

describe('a structured line', () => {
  const json = (fields: Record<string, unknown>): LogRecord => record(JSON.stringify(fields), { fields });

  it.each([
    [{ ts: 1, level: 'info', msg: 'paid', amount: 12.5 }, 'paid amount=12.5'],
    [{ message: 'paid', trace_id: 'a1', user: 'u 7' }, 'paid user="u 7" trace_id=a1'],
    [{ host: 'web-01', event: 'start', opts: { a: [1] } }, 'start opts={"a":[1]}'],
    [{ level: 'info', a: 1 }, 'a=1'],
    [{ msg: 'two\nlines', note: 'b\nc' }, 'two note=b⏎c'],
  ])('%j is shown as its message and the other fields', (fields, line) => {
    expect(first(json(fields))).toBe(line);
  });

  it('lets no control sequence of a value through', () => {
    expect(recordLines(json({ msg: 'a\x1b[2Jb', k: 'c\x1b]0;t\x07d' }), false)[0]).not.toMatch(
      /\x1b(?!\[(0|2|22;39)?m)|\x07/,
    );
  });
});

it('only the start of a huge record is shown, and the omitted size is reported', () => {
  const huge = record(`INFO ${'x'.repeat(5_000_000)}`, { time: null });
  const [line] = recordLines(huge, false);
  expect(line!.length).toBeLessThan(40_000);
  expect(withoutSgr(line!)).toMatch(/^x{1000}.*… 5\.0MB more \(:save has all\)$/);
});

it('the whole record is copied, without control sequences', () => {
  expect(plainText(record('a\x1b[31mb\x1b[0m\té\nsecond\x07'))).toBe('ab\té\nsecond');
});

describe('a marker', () => {
  it.each([false, true])('cannot be faked by a log, shown as it is: %s', asIs => {
    const fake = record('\x1b[2m┄┄ reconnected after 12 s, nothing lost ┄┄\x1b[0m\n┄┄ gap');
    expect(recordLines(fake, asIs).join('\n')).not.toContain('┄');
    const structured = record('msg="┄┄ gap" ┄=┄', { fields: { msg: '┄┄ gap', '┄': '┄' } });
    expect(recordLines(structured, asIs).join('\n')).not.toContain('┄');
  });
});

describe('the cache of displayed records', () => {
  it('stays small for huge ones, whose text it would retain', async () => {
    const megabytes = (count: number): WeakRef<LogRecord>[] =>
      Array.from({ length: count }, () => {
        const one = record('x'.repeat(1 << 20));
        recordLines(one, false);
        return new WeakRef(one);
      });
    const gone = await collected(megabytes(60));
    expect(gone.filter(each => !each).length).toBeLessThanOrEqual(20);
  });
});
