import { describe, expect, test } from 'vitest';
import { assemble, timeOf } from './assembling.ts';

const NOW = Date.UTC(2026, 10, 28, 15);

const timesOf = (text: string, now = NOW): (string | null)[] => assemble([text], {}, now).map(timeOf);

describe('the suffix of a clock is read', () => {
  test.each([
    ['AM or PM before zone and year', 'Thu Sep 10 11:10:44 PM UTC 2026', '2026-09-10T23:10:44Z'],
    ['AM or PM and an offset', '2026-05-13 09:05:03 PM +0200', '2026-05-13T19:05:03Z'],
    ['the same after a fraction', '2026-05-13 09:05:03.123 PM +0200', '2026-05-13T19:05:03.123Z'],
    ['an offset from GMT', '2026-05-13 09:05:03 GMT+02:00', '2026-05-13T07:05:03Z'],
    ['an offset from UTC', '2026-05-13 09:05:03 UTC+02:00', '2026-05-13T07:05:03Z'],
    ['an offset in hours from GMT', '2026-05-13 09:05:03 GMT+2', '2026-05-13T07:05:03Z'],
    ['an offset after UTC and a blank', '2026-05-13 09:05:03 UTC +02:00', '2026-05-13T07:05:03Z'],
    ['an offset after GMT and a blank', 'Wed May 13 2026 09:05:03 GMT +0200', '2026-05-13T07:05:03Z'],
    ['the same in parentheses', '2026-05-13 09:05:03.5 (UTC -05:30)', '2026-05-13T14:35:03.5Z'],
    ['an offset in hours from UTC', '2026-05-13 09:05:03 UTC+2', '2026-05-13T07:05:03Z'],
    ['an offset to the west', '2026-05-13 09:05:03 UTC-3', '2026-05-13T12:05:03Z'],
    ['an offset in hours after a blank', '2026-05-13T09:05:03 -07', '2026-05-13T16:05:03Z'],
    ['an offset with one digit and minutes', '2026-05-13T09:05:03 +5:30', '2026-05-13T03:35:03Z'],
    ['a region', '2026-05-13T09:05:03.1[Europe/Berlin]', '2026-05-13T07:05:03.1Z'],
    ['a region after an offset', '2026-05-13T09:05:03+02:00[Europe/Berlin]', '2026-05-13T07:05:03Z'],
    ['a region after Z', '2026-05-13T09:05:03Z[Europe/Berlin]', '2026-05-13T09:05:03Z'],
    ['AM or PM with dots', '2026-05-13 09:05:03 p.m.', '2026-05-13T21:05:03Z'],
    ['AM or PM in lower case, without a blank', '2026-05-13 09:05:03pm', '2026-05-13T21:05:03Z'],
    ['noon', '2026-05-13 12:05:03 PM', '2026-05-13T12:05:03Z'],
    ['midnight', '2026-05-13 12:05:03 AM', '2026-05-13T00:05:03Z'],
    ['AM or PM with a 24-hour time', '2026-05-13 21:05:03 PM', '2026-05-13T21:05:03Z'],
    ['AM or PM for a year that is inferred', 'May 13 09:05:03 PM h a:', '2026-05-13T21:05:03Z'],
    ['an offset for a year that is inferred', 'May 13 09:05:03 +0200 h a:', '2026-05-13T07:05:03Z'],
    ['a lower-case z', '2026-05-13T09:05:03z', '2026-05-13T09:05:03Z'],
    [
      'JavaScript’s zone and its name',
      'Wed May 13 2026 09:05:03 GMT+0200 (Central European Summer Time)',
      '2026-05-13T07:05:03Z',
    ],
    ['AM or PM after dates with slashes', '5/13/2026 9:05:03 PM', '2026-05-13T21:05:03Z'],
  ])('%s: %s', (_title, time, expected) => {
    expect(timesOf(`${time} x\n`)).toEqual([expected]);
    expect(assemble([`${time} ERROR x\n`]).map(({ level }) => level)).toEqual(['error']);
  });
});

test.each([
  ['a short number after UTC is the message’s', '2026-05-13 09:05:03 UTC +2 users', '2026-05-13T09:05:03Z'],
  ['so is a longer one', '2026-05-13 09:05:03 UTC +02001 users', '2026-05-13T09:05:03Z'],
  ['an offset after a point without digits is not dropped', '2026-05-13T09:05:03.+02:00 x', null],
])('%s: %s', (_title, line, expected) => {
  expect(timesOf(`${line}\n`)).toEqual([expected]);
});

/** The offset of a zone at noon UTC on a date, as an ISO 8601 offset, according to Node's copy of the tz database. */
const offsetIn = (zone: string, date: string): string => {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    new Date(`${date}T12:00:00Z`),
  );
  return parts.find(({ type }) => type === 'timeZoneName')!.value.slice('GMT'.length) || 'Z';
};

describe('abbreviations that the tz database prints for zones of one offset', () => {
  const SUMMER = '2026-07-13';
  const WINTER = '2026-01-13';
  test.each([
    ['ACDT', 'Australia/Adelaide', WINTER],
    ['ACST', 'Australia/Adelaide', SUMMER],
    ['ADT', 'America/Halifax', SUMMER],
    ['AEDT', 'Australia/Sydney', WINTER],
    ['AEST', 'Australia/Sydney', SUMMER],
    ['AKDT', 'America/Anchorage', SUMMER],
    ['AKST', 'America/Anchorage', WINTER],
    ['AWST', 'Australia/Perth', WINTER],
    ['CAT', 'Africa/Maputo', WINTER],
    ['CDT', 'America/Chicago', SUMMER],
    ['CEST', 'Europe/Paris', SUMMER],
    ['CET', 'Europe/Paris', WINTER],
    ['EAT', 'Africa/Nairobi', WINTER],
    ['EDT', 'America/New_York', SUMMER],
    ['EEST', 'Europe/Athens', SUMMER],
    ['EET', 'Europe/Athens', WINTER],
    ['EST', 'America/New_York', WINTER],
    ['GMT', 'Africa/Abidjan', WINTER],
    ['HDT', 'America/Adak', SUMMER],
    ['HKT', 'Asia/Hong_Kong', WINTER],
    ['HST', 'Pacific/Honolulu', WINTER],
    ['IDT', 'Asia/Jerusalem', SUMMER],
    ['JST', 'Asia/Tokyo', WINTER],
    ['KST', 'Asia/Seoul', WINTER],
    ['MDT', 'America/Denver', SUMMER],
    ['MEST', 'Europe/Brussels', SUMMER],
    ['MET', 'Europe/Brussels', WINTER],
    ['MSK', 'Europe/Moscow', WINTER],
    ['MST', 'America/Phoenix', WINTER],
    ['NDT', 'America/St_Johns', SUMMER],
    ['NST', 'America/St_Johns', WINTER],
    ['NZDT', 'Pacific/Auckland', WINTER],
    ['NZST', 'Pacific/Auckland', SUMMER],
    ['PDT', 'America/Los_Angeles', SUMMER],
    ['PKT', 'Asia/Karachi', WINTER],
    ['PST', 'America/Los_Angeles', WINTER],
    ['SAST', 'Africa/Johannesburg', WINTER],
    ['WAT', 'Africa/Lagos', WINTER],
    ['WEST', 'Europe/Lisbon', SUMMER],
    ['WET', 'Europe/Lisbon', WINTER],
    ['WIB', 'Asia/Jakarta', WINTER],
    ['WIT', 'Asia/Jayapura', WINTER],
    ['WITA', 'Asia/Makassar', WINTER],
  ])('%s: %s', (abbreviation, zone, date) => {
    const expected = new Date(`${date}T09:05:03${offsetIn(zone, date)}`).toISOString().replace('.000Z', 'Z');
    expect(timesOf(`${date} 09:05:03 ${abbreviation} ERROR x\n`)).toEqual([expected]);
    expect(timesOf(`[${date} 09:05:03 ${abbreviation}] ERROR x\n`)).toEqual([expected]);
  });

  test.each(['CST', 'IST', 'BST', 'AST', 'SST'])('%s has several meanings: the log’s own zone', ambiguous => {
    expect(timesOf(`${WINTER} 09:05:03 ${ambiguous} ERROR x\n`)).toEqual([`${WINTER}T09:05:03Z`]);
    expect(assemble([`${WINTER} 09:05:03 ${ambiguous} ERROR x\n`]).map(({ level }) => level)).toEqual([
      'error',
    ]);
  });
});

describe('a time with an unreadable suffix is ignored', () => {
  test.each([
    '2026-05-13 09:05:03 UTC+25',
    '2026-05-13 09:05:03+99:99',
    '2026-05-13T09:05:03[Mars/Olympus]',
    '2026-05-13 13:05:03 AM',
  ])('%s', time => {
    expect(timesOf(`${time} x\n`)).toEqual([null]);
  });
});

describe('text after a clock that is not a suffix is left alone', () => {
  test.each([
    ['a host named am', 'May 13 09:05:03 am sshd[1]: x', '2026-05-13T09:05:03Z'],
    ['a range', '2026-05-13 09:05:03-11:30:00 x', '2026-05-13T09:05:03Z'],
    ['a dash', '2026-05-13 09:05:03 - x', '2026-05-13T09:05:03Z'],
    ['a word that starts like one', '2026-05-13 09:05:03 PMI x', '2026-05-13T09:05:03Z'],
    ['a thread in brackets', '2026-05-13 09:05:03[Server/INFO] x', '2026-05-13T09:05:03Z'],
    ['a negative number', '2026-05-13 09:05:03 -5 degrees', '2026-05-13T09:05:03Z'],
  ])('%s: %s', (_title, line, expected) => {
    expect(timesOf(`${line}\n`)).toEqual([expected]);
  });
});

describe('notations for dates', () => {
  test.each([
    ['2026-5-1 9:05:03', '2026-05-01T09:05:03Z'],
    ['2026/5/1 9:05:03', '2026-05-01T09:05:03Z'],
    ['1/15/2026 9:05:03', '2026-01-15T09:05:03Z'],
    ['15/1/2026 9:05:03', '2026-01-15T09:05:03Z'],
    ['1.5.2026 9:05:03', '2026-05-01T09:05:03Z'],
    ['01.05.26 10:00:00', '2026-05-01T10:00:00Z'],
    ['05/13/26 21:05:03', '2026-05-13T21:05:03Z'],
    ['01/20/26 18:57:27', '2026-01-20T18:57:27Z'],
    ['01/20/26 18:57:27:414', '2026-01-20T18:57:27.414Z'],
    ['13/05/26 21:05:03', '2026-05-13T21:05:03Z'],
    ['17/06/09 20:10:40', '2017-06-09T20:10:40Z'],
    ['05-13-2026 09:05:03', '2026-05-13T09:05:03Z'],
    ['13-05-2026 09:05:03', '2026-05-13T09:05:03Z'],
    ['Wed 13 May 2026 09:05:03 AM UTC', '2026-05-13T09:05:03Z'],
    ['Wed 13 May 09:05:03 UTC 2026', '2026-05-13T09:05:03Z'],
    ['Wednesday, May 13, 2026 9:05:03 AM', '2026-05-13T09:05:03Z'],
    ['Wednesday 13 May 2026 09:05:03', '2026-05-13T09:05:03Z'],
    ['13 September 2026 09:05:03', '2026-09-13T09:05:03Z'],
    ['2026/05/01 10:00AM', '2026-05-01T10:00:00Z'],
    ['20260501-10:00:00.123', '2026-05-01T10:00:00.123Z'],
    ['20260513090503', '2026-05-13T09:05:03Z'],
    ['2026 May 13 09:05:03', '2026-05-13T09:05:03Z'],
    ['May 13, 2026 9:05:03 AM', '2026-05-13T09:05:03Z'],
    ['Mar-18 21:41:15.684', '2026-03-18T21:41:15.684Z'],
    ['01May2026 10:00:00.123', '2026-05-01T10:00:00.123Z'],
    ['@4000000069f47a6a00000000', '2026-05-01T10:03:12.000000000Z'],
  ])('%s', (time, expected) => {
    expect(timesOf(`${time} x\n`)).toEqual([expected]);
    expect(timesOf(`${time} ERROR x\n`)).toEqual([expected]);
    expect(assemble([`${time} ERROR x\n`]).map(({ level }) => level)).toEqual(['error']);
    expect(timesOf(`[${time}] [main] WARN x\n`)).toEqual([expected]);
  });
});

describe('day and month of a log’s numeric dates have one order', () => {
  test.each<[title: string, lines: string[], times: string[]]>([
    [
      'which a later date determines for those before it',
      ['06/05/2026 10:00:00 a', '13/05/2026 10:00:00 b', '06/05/2026 10:00:00 a'],
      ['2026-05-06', '2026-05-13', '2026-05-06'],
    ],
    ['or another', ['06/05/2026 10:00:00 a', '05/13/2026 10:00:00 b'], ['2026-06-05', '2026-05-13']],
    [
      'which a two-digit year does not change',
      ['06/05/26 10:00:00 a', '13/05/26 10:00:00 b', '31/05/26 10:00:00 b'],
      ['2026-05-06', '2026-05-13', '2026-05-31'],
    ],
    ['which cannot lead into the future', ['06/12/2026 10:00:00 a'], ['2026-06-12']],
    ['the American one if it is undetermined', ['06/05/2026 10:00:00 a'], ['2026-06-05']],
    ['the European one with dashes', ['06-05-2026 10:00:00 a'], ['2026-05-06']],
    [
      'the one of a log that is being written',
      ['27/11/2026 10:00:00 a', '01/12/2026 10:00:00 a'],
      ['2026-11-27', '2026-12-01'],
    ],
  ])('%s', (_title, lines, dates) => {
    expect(timesOf(`${lines.join('\n')}\n`)).toEqual(dates.map(date => `${date}T10:00:00Z`));
  });

  test('also in chunks', () => {
    const times = assemble(['13/05/2026 10:00:00 a\n', '06/05/2026 10:00:00 b\n'], {}, NOW).map(timeOf);
    expect(times).toEqual(['2026-05-13T10:00:00Z', '2026-05-06T10:00:00Z']);
  });
});
