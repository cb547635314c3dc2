import { describe, expect, it } from 'vitest';
import { compilePattern, patternAwkText, patternRegExp } from '../../../src/core/pattern/pattern.ts';
import type { RecordStart } from '../../../src/core/query.ts';
import { knownRecordStart, learnRecordStart } from '../../../src/core/records/start.ts';
import { LOG } from '../randomLog.ts';

const isStart = ({ all, any, none }: RecordStart, line: string): boolean => {
  const matches = (ere: string): boolean =>
    patternRegExp(compilePattern(ere, { fixed: false, ignoreCase: false })).test(line);
  return all.every(matches) && (any.length === 0 || any.some(matches)) && !none.some(matches);
};

/** Logs, given by the first lines of their records, with other lines in between. */
const LOGS: readonly (readonly [name: string, heads: readonly string[], others: readonly string[]])[] = [
  [
    'Java',
    ['2026-11-20 14:02:11,204 ERROR [main] App - x', '2026-11-20 14:02:12,001 INFO  [main] App - y'],
    ['java.lang.IllegalStateException: at 2026-11-20 14:02:11', '\tat com.shop.Cart.add(Cart.java:31)', ''],
  ],
  [
    'syslog',
    ['Nov 20 14:02:11 web-1 sshd[1]: Accepted', 'Nov  1 04:02:11 web-1 kernel: usb'],
    ['  continued', 'Nov is a month'],
  ],
  [
    'Apache',
    ['[Sun Dec 04 04:47:44 2005] [error] mod_jk', '[Sun Dec 04 04:47:45 2005] [notice] jk2'],
    ['[main] no time', '\tx'],
  ],
  [
    'an access log',
    ['10.0.0.9 - alice [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 12'],
    ['10.0.0.9 - alice', '  x'],
  ],
  ['glog', ['E1120 14:02:11.204567    4711 cart.go:12] refused'], ['goroutine 1 [running]:', '\tmain.go:1']],
  [
    'JSON',
    ['{"level":30,"time":1795183331204,"msg":"x"}', '{"msg":"y","time":1795183331204}'],
    ['{', '  "time": 3,', '}', '{"level":30,"msg":"no time"}'],
  ],
  [
    'logfmt',
    ['ts=2026-11-20T14:02:11Z level=info msg="a b"', 'level=warn msg="ts=1" ts=2026-11-20T14:02:11Z'],
    ['x=1 y=2', 'word ts=2026-11-20T14:02:11Z'],
  ],
  [
    'Postgres',
    ['2026-11-20 14:02:11.204 UTC [1] ERROR:  x', '2026-11-20 14:02:11.204 UTC [1] LOG:  y'],
    ['2026-11-20 14:02:11.204 UTC [1] STATEMENT:  SELECT', '\tFROM x'],
  ],
];

describe("what a sample shows about a log's records", () => {
  it('the same streams before and after a daemon of syslog changed its time format', () => {
    const lines = ['Nov 20 14:02:11 web-1 app[7]: x', '2026-11-20T14:02:12.1+01:00 web-1 app[7]: y'];
    expect(learnRecordStart(`${lines.join('\n')}\n`, LOG)).toMatchObject({ streams: true, streamKey: 'tag' });
  });

  it('behind a stamp, that lines need a time of their own', () => {
    const first = '2026-11-20T14:02:11Z 2026-11-20 14:02:11,204 ERROR [main] App - x';
    const start = learnRecordStart(`${first}\n${first}\n`, LOG)!;
    expect(isStart(start, first)).toBe(true);
    expect(isStart(start, '2026-11-20T14:02:11Z and another line of it')).toBe(false);
  });

  it('behind a stamp, that lines of several programs are interleaved', () => {
    const lines = ['web-1 sshd[7]: closed', '** (shop:7): CRITICAL **: refused'];
    const sample = lines.map(line => `2026-11-20T14:02:11Z 2026-11-20T14:02:11+0100 ${line}\n`).join('');
    expect(learnRecordStart(sample, LOG)).toMatchObject({ streams: true, streamKey: null });
  });

  it('nothing, if a block is interrupted by another record', () => {
    const line = (text: string): string => `2026-11-20 14:02:11,204 ERROR [main] App - ${text}\n`;
    expect(learnRecordStart(line('a') + line('order {'), LOG)).not.toBeNull();
    expect(learnRecordStart(line('order {') + line('b'), LOG)).toBeNull();
  });

  it.each(LOGS)('%s', (_name, heads, others) => {
    const sample = heads.flatMap(head => [head, ...others, head]).join('\n');
    const start = learnRecordStart(`${sample}\n`, LOG)!;
    expect(heads.filter(head => !isStart(start, head))).toEqual([]);
    expect(others.filter(other => isStart(start, other))).toEqual([]);
    expect(
      [...start.any, ...start.none].map(ere =>
        patternAwkText(compilePattern(ere, { fixed: false, ignoreCase: false })),
      ),
    ).not.toContain(null);
    expect(start.timed).toBe(true);
  });

  it.each([
    ['no times', 'one\ntwo\n  three\n'],
    ['nothing', ''],
    [
      'a container whose lines continue one another',
      '2026-11-20T14:02:11.204567891Z stderr F [ERROR] no route\n',
    ],
  ])('%s: too little', (_name, sample) => {
    expect(learnRecordStart(sample, LOG)).toBeNull();
  });

  it('the configured start of a log must match as well', () => {
    const log = { ...LOG, format: { format: null, start: '^\\d{4}-.* ERROR', timezone: null } };
    const start = learnRecordStart(
      '2026-11-20 14:02:11,204 ERROR [main] App - x\n2026-11-20 14:02:11,205 INFO [main] App - x\n',
      log,
    )!;
    expect(isStart(start, '2026-11-20 14:02:12,204 ERROR [main] App - y')).toBe(true);
    expect(isStart(start, '2026-11-20 14:02:12,204 INFO [main] App - y')).toBe(false);
    expect(isStart(knownRecordStart(log)!, '2026-ERROR and ERROR')).toBe(true);
    expect(knownRecordStart(log)!.timed).toBe(false);
    expect(knownRecordStart(LOG)).toBeNull();
  });
});
