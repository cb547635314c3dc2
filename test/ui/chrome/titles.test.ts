import { expect, it } from 'vitest';
import type { SourceStatus } from '../../../src/session/live/snapshot.ts';
import { stateSpan, type TitleParts, titleSpans } from '../../../src/ui/chrome/titles.ts';
import { glyphsFor } from '../../../src/ui/glyphs.ts';

const PARTS: TitleParts = {
  number: 2,
  host: 'web-02',
  log: 'app',
  sgr: '36',
  state: { text: '● 4/s' },
  focused: false,
  news: null,
  context: false,
  errors: 0,
  warnings: 0,
  matches: null,
  evicted: 1200,
};

it.each<[title: string, parts: Partial<TitleParts>, text: string]>([
  ['following: what left the history does not matter', {}, '2 web-02 app ● 4/s '],
  ['looking back: how much of it left the history', { news: 12 }, '2 web-02 app ● 4/s ‖ +12 drop 1.2k '],
  ['looking back, with everything still available', { news: 0, evicted: 0 }, '2 web-02 app ● 4/s ‖ paused '],
  ['with alarms and matches', { errors: 1234, warnings: 12, matches: 3 }, '2 web-02 app ● 4/s E1.2k W12 /3 '],
  ['in context', { news: 0, evicted: 0, context: true }, '2 web-02 app ● 4/s ‖ paused in context '],
  ['focused', { focused: true }, '2 web-02 app ● 4/s '],
])('the title of a pane, %s', (_title, parts, text) => {
  const spans = titleSpans({ ...PARTS, ...parts }, glyphsFor(true));
  expect(spans.map(span => span.text).join('')).toBe(text);
});

it.each<[title: string, seconds: number, text: string]>([
  ['a rate, at first', 60, '● 0/s'],
  ['the time of its last record, later', 3600, '● last 23:00'],
  ['and the day, after a day', 86_400, '● last 01-01 00:00'],
])('the state of a quiet log is %s', (_title, seconds, text) => {
  const status = { state: { kind: 'live' }, trouble: null, rate: 0 } as SourceStatus;
  const now = 86_400_000;
  const last = { ms: now - seconds * 1000, zone: () => 0 };
  expect(stateSpan(status, { now, glyphs: glyphsFor(true), awaits: false, last }).text).toBe(text);
});

it.each<[title: string, records: number, text: string]>([
  ['that does not exist yet', 0, '○ no file yet'],
  ['whose file was removed', 3, '○ file gone'],
])('the state of a log %s', (_title, records, text) => {
  const status = { state: { kind: 'absent' }, trouble: null, records } as SourceStatus;
  expect(stateSpan(status, { now: 0, glyphs: glyphsFor(true), awaits: false }).text).toBe(text);
});
