import { expect, it } from 'vitest';
import { encodeText } from '../../src/core/bytes.ts';
import { checkFilter } from '../../src/session/live/pattern.ts';
import { valuesOf } from '../../src/ui/values.ts';
import { START, source } from './helpers/feed.ts';

const filtersOf = (text: string): string[] =>
  valuesOf(
    {
      source: 0,
      seq: 1,
      received: START,
      time: null,
      level: null,
      text: encodeText(text),
      fields: null,
      late: false,
    },
    source(0, 'web-01', 'app'),
  ).map(({ filter }) => filter);

it.each<[title: string, text: string, filters: string[]]>([
  [
    'a trace id first, as a pattern that matches every format of line',
    'level=info status=404 trace_id=7b55c2df15aa0011',
    ['7b55c2df15aa0011', "where status='404'"],
  ],
  ['a value with special characters is meant literally', 'level=info session_id=a.b*1', ['a\\.b\\*1']],
  ['a value that no condition can express is a pattern', `{"user":"o'neil"}`, ["o'neil"]],
  ['nested fields by their path', '{"http":{"status":503}}', ['where http.status=503']],
  ['an identifier in prose', 'GET /cart failed [trace=776f5404aa]', ['776f5404aa']],
  ['a text without values', 'nothing to see', []],
])('filters by %s', (_title, text, filters) => {
  const found = filtersOf(text);
  expect(found).toEqual(filters);
  for (const filter of found) expect(checkFilter(filter)).toBeNull();
});
