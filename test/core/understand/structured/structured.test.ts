import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOfWord } from '../../../../src/core/understand/findLevelWord.ts';
import { fieldText, parseJsonObject } from '../../../../src/core/understand/structured/json.ts';
import { assemble, timeOf } from '../assembling.ts';

const one = (line: string) => assemble([`${line}\n`])[0]!;

describe('the level of a field', () => {
  test.each([
    ['{"level":10}', 'trace'],
    ['{"level":35,"pid":7,"hostname":"web-1"}', 'info'],
    ['{"level":35}', null],
    ['{"level":60}', 'fatal'],
    ['{"version":"1.1","short_message":"x","level":7}', 'debug'],
    ['{"level":0,"version":"1.1","short_message":"x"}', 'fatal'],
    ['{"level":"4","__REALTIME_TIMESTAMP":"1795183331204567"}', 'warn'],
    ['{"level":7}', null],
    ['{"level":0}', null],
    ['{"level":"4"}', null],
    ['{"severity":2}', null],
    ['{"severity":2,"facility":16}', 'fatal'],
    ['{"priority":1}', null],
    ['{"priority":"high"}', null],
    ['{"reqId":"x","level":1,"app":"files","message":"scanned"}', 'info'],
    ['{"reqId":"x","level":2,"app":"files","message":"scanned"}', 'warn'],
    ['{"reqId":"x","level":3,"app":"files","message":"scanned"}', 'error'],
    ['{"reqId":"x","level":4,"app":"files","message":"scanned"}', 'fatal'],
    ['{"EventID":4625,"Level":2}', 'error'],
    ['{"level":550}', 'fatal'],
    ['{"levelno":30,"msg":"x"}', 'warn'],
    ['{"severity":"NOTICE"}', 'notice'],
    ['{"severity":"EMERGENCY"}', 'fatal'],
    ['{"lvl":"dbug"}', 'debug'],
    ['{"log":{"level":"error"}}', 'error'],
    ['{"PRIORITY":"5"}', 'notice'],
    ['{"SeverityNumber":17}', 'error'],
    ['{"message":"level","severity":"error","level":"info"}', 'info'],
    ['{"level":"Metadata"}', null],
    ['{"level":{"name":"error"}}', 'error'],
    ['{"record":{"level":{"name":"ERROR","no":40},"time":{"timestamp":1795183331.2}}}', 'error'],
    ['{"@fields":{"lvl":"warn"}}', 'warn'],
    ['{"level":"\\u001b[31merror\\u001b[39m"}', 'error'],
    ['{"LOG_LEVEL":"WARN"}', 'warn'],
    ['{"level":99999}', null],
    ['{"msg":"\\"level\\":\\"error\\""}', null],
    ['{"nested":{"level":"error"}}', null],
    ['level=warning msg=x', 'warn'],
    ['ts=2026-11-20T14:02:11Z msg="level=error"', null],
    ['severity=ERROR msg="x', 'error'],
    ['level=', null],
  ])('%s', (line, level) => {
    expect(one(line).level).toBe(level);
  });
});

describe('the time of a field', () => {
  test.each([
    ['{"time":1795183331}', '2026-11-20T14:02:11Z'],
    ['{"time":1795183331.120}', '2026-11-20T14:02:11.120Z'],
    ['{"time": 1795183331204}', '2026-11-20T14:02:11.204Z'],
    ['{"ts":1795183331204567}', '2026-11-20T14:02:11.204567Z'],
    ['{"ts":1795183331204567891}', '2026-11-20T14:02:11.204567891Z'],
    ['{"ts":1.7951833312045672e9}', '2026-11-20T14:02:11.2045672Z'],
    ['{"ts":1795183331204.567}', '2026-11-20T14:02:11.204Z'],
    ['{"timestamp":"20/Nov/2026:14:02:11 +0100"}', '2026-11-20T13:02:11Z'],
    ['{"time":"later","@timestamp":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"TIMESTAMP":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"logTime":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"EventTime":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"timestamp_ns":1795183331204567891}', '2026-11-20T14:02:11.204567891Z'],
    ['{"time_ms":1795183331204}', '2026-11-20T14:02:11.204Z'],
    ['{"msec":"1795183331.204"}', '2026-11-20T14:02:11.204Z'],
    ['{"TimeCreated":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"TimeCreated":"\\/Date(1795183331204)\\/"}', '2026-11-20T14:02:11.204Z'],
    ['{"EdgeStartTimestamp":"2026-11-20T14:02:11Z"}', '2026-11-20T14:02:11Z'],
    ['{"timestampSeconds":1795183331}', '2026-11-20T14:02:11Z'],
    ['{"time":[2026,11,20,14,2,11,204000000]}', '2026-11-20T14:02:11.204000000Z'],
    ['{"record":{"time":{"repr":"x","timestamp":1795183331.2}}}', '2026-11-20T14:02:11.2Z'],
    [
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1795183331204567891","severityNumber":17}]}]}]}',
      '2026-11-20T14:02:11.204567891Z',
    ],
    ['{"date":"2026-05-13","time":"09:05:03","level":"error"}', '2026-05-13T09:05:03Z'],
    ['{"time":"09:05:03","level":"error","date":"2026-05-13"}', '2026-05-13T09:05:03Z'],
    ['{"Date":"13.05.2026","Time":"09:05:03 PM"}', '2026-05-13T21:05:03Z'],
    ['date=2026-05-13 time=09:05:03 devname=x level=notice tz="+0200"', '2026-05-13T07:05:03Z'],
    ['device="SFW" date=2026-05-13 time=09:05:03 timezone="CEST" log_id=1', '2026-05-13T07:05:03Z'],
    ['{"date":"2026-05-13","time":"09:05:03","timezone":"Europe/Berlin"}', '2026-05-13T07:05:03Z'],
    ['{"date":"2026-05-13","time":"09:05:03","timezone":"trust"}', '2026-05-13T09:05:03Z'],
    ['{"ts":1.778663103123E+12,"msg":"x"}', '2026-05-13T09:05:03.123Z'],
    ['{"ts":1.778663103123456e15,"msg":"x"}', '2026-05-13T09:05:03.123456Z'],
    ['{"time":"09:05:03","ts":"2026-05-13T10:00:00Z"}', '2026-05-13T10:00:00Z'],
    ['{"time":42}', null],
    ['{"time":null}', null],
    ['t=1795183331.5 msg=x', '2026-11-20T14:02:11.5Z'],
  ])('%s', (line, time) => {
    expect(timeOf(one(line))).toBe(time);
  });
});

describe('fields', () => {
  test.each<[string, unknown]>([
    ['{"a":1,"b":{"c":[true,null]}}', { a: 1, b: { c: [true, null] } }],
    ['{"msg":"gr\\u00fcn","city":"Köln"}', { msg: 'grün', city: 'Köln' }],
    [
      'level=info msg="a \\"b\\"" n=1 empty= city=Köln',
      { level: 'info', msg: 'a "b"', n: '1', empty: '', city: 'Köln' },
    ],
    ['Nov 20 14:02:11 web-1 app[1]: level=info n=1', { level: 'info', n: '1' }],
    ['2026-11-20T14:02:11Z stdout F {"level":"info"}', { level: 'info' }],
    ['2026-11-20 14:02:11 INFO n=1', null],
    ['a=1 and so on', null],
    ['{"cut":', null],
    ['[1,2]', null],
  ])('%s', (line, fields) => {
    expect(one(line).fields).toEqual(fields);
  });

  test('belongs to a JSON object on several lines', () => {
    const [record] = assemble(['{\n  "level": "warn",\n  "time": "2026-11-20T14:02:11Z"\n}\n']);
    expect(record).toMatchObject({ level: 'warn', fields: { level: 'warn', time: '2026-11-20T14:02:11Z' } });
    expect(timeOf(record!)).toBe('2026-11-20T14:02:11Z');
  });

  test('keep the digits of integers that no double represents', () => {
    const { fields } = one('{"id":12345678901234567890,"n":7}');
    expect(JSON.stringify(fields)).toBe('{"id":12345678901234567890,"n":7}');
    expect(fieldText(fields!['id'])).toBe('12345678901234567890');
    expect(fields!['n']).toBe(7);
  });

  test('keep the text of numbers that are too large for a double', () => {
    for (const number of ['1e400', '-1E+309', '12.5e1000']) {
      const { fields } = one(`{"d":${number},"n":null}`);
      expect(JSON.stringify(fields)).toBe(`{"d":${number},"n":null}`);
      expect(fieldText(fields!['d'])).toBe(number);
    }
    expect(one('{"d":12.5,"t":"1e400"}').fields).toEqual({ d: 12.5, t: '1e400' });
  });

  test('cannot change what objects inherit', () => {
    for (const line of ['{"__proto__":{"polluted":true},"level":"info"}', '__proto__=polluted level=info']) {
      const { fields } = one(line);
      expect(Object.hasOwn(fields!, '__proto__')).toBe(true);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  test('any object survives', () => {
    const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
      const line = JSON.stringify(object);
      expect(JSON.stringify(one(line).fields)).toBe(line);
    });
    fc.assert(property);
  });

  test('any text at all is read without an error', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      ':',
      ',',
      'level',
      '=',
      ' ',
      '\\',
      'error',
      '1795183331',
      '[',
      '2026-11-20 14:02:11',
      '<',
      '3',
      '>',
    );
    const property = fc.property(fc.array(piece), pieces => {
      expect(one(pieces.join('')).text).toBe(pieces.join(''));
    });
    fc.assert(property);
  });
});

describe('a word that names a level', () => {
  test.each([
    ['WARN', 'warn'],
    ['Warning', 'warn'],
    ['err', 'error'],
    ['SEVERE', 'error'],
    ['Critical', 'fatal'],
    ['emerg', 'fatal'],
    ['INFO+2', 'info'],
    ['debug ', 'debug'],
    ['Informational', 'info'],
    ['errors', null],
    ['INFORMATION_SCHEMA', null],
    ['not', null],
    ['', null],
  ])('%s', (word, level) => {
    expect(levelOfWord(word)).toBe(level);
  });
});

describe('nested JSON', () => {
  const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

  test.each([
    [199, true],
    [200, false],
    [400_000, false],
  ])('with %i levels has fields: %s', (depth, has) => {
    expect(parseJsonObject(nested(depth)) !== null).toBe(has);
  });

  test('is not considered deeper because of brackets inside strings', () => {
    expect(parseJsonObject(`{"a":"${'[\\"{'.repeat(300)}"}`)).not.toBeNull();
  });
});
