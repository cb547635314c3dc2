import { expect, test } from 'vitest';
import { surveyLog } from '../../../src/core/understand/survey.ts';

const FORMAT = { format: null, start: null, timezone: null };

test('reports format, coverage and zone of a log', () => {
  const lines = [
    '2026-11-20 14:02:11,204 ERROR [main] refused',
    '\tat a.B.c(B.java:1)',
    '2026-11-20 14:02:12,000 INFO [main] ready',
  ];
  expect(surveyLog(`${lines.join('\n')}\n`, FORMAT, null)).toEqual({
    lines: 3,
    records: 2,
    timed: 2,
    levelled: 2,
    format: 'log4j',
    ofFormat: 2,
    timeFormat: 'iso',
    zone: { name: 'UTC', origin: 'assumed' },
    head: { ere: expect.stringMatching(/^\^\(19\|20\)/), timeSorts: true, timeAt: 0 },
  });
});

test.each([
  ['each line', '2026-11-20T14:02:11Z INFO x\n', null, null, { name: null, origin: 'line' }],
  [
    'the host’s configuration',
    '2026-11-20T14:02:11 INFO x\n',
    null,
    'Europe/Berlin',
    { name: 'Europe/Berlin', origin: 'configuration' },
  ],
  [
    'the log’s configuration',
    '2026-11-20T14:02:11 INFO x\n',
    'Asia/Tokyo',
    'Europe/Berlin',
    { name: 'Asia/Tokyo', origin: 'configuration' },
  ],
  ['nothing, if there are no times', 'WARN x\n', null, 'Europe/Berlin', null],
])('the zone is determined by %s', (_title, text, log, host, zone) => {
  expect(surveyLog(text, { ...FORMAT, timezone: log }, host).zone).toEqual(zone);
});

test('a log without known lines has no format', () => {
  expect(surveyLog('hello\nworld\n', FORMAT, null)).toMatchObject({
    lines: 2,
    records: 2,
    timed: 0,
    format: null,
    head: null,
  });
});

test('structured logs are identified by their syntax', () => {
  expect(surveyLog('{"level":"info","time":1795183331204}\n', FORMAT, null)).toMatchObject({
    format: 'json',
    timeFormat: 'epoch-ms',
    levelled: 1,
    head: null,
  });
});
