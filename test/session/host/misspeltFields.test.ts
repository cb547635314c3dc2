import { expect, it } from 'vitest';
import { misspeltFields } from '../../../src/session/host/misspeltFields.ts';

const FORMAT = { format: null, start: null, timezone: null };
const LINES = [
  '{"status":500,"user_id":7}',
  '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 12',
];

it.each([
  ['statsu>=500 and has x', ['no record at its end has a field statsu; did you mean status?']],
  ['user_idd=7', ['no record at its end has a field user_idd; did you mean user_id?']],
  [
    'status>=500 or user=ann or methud=GET',
    ['no record at its end has a field methud; did you mean method?'],
  ],
  ['trace=1 and nothing_like_it=2', []],
])('%s', (where, notes) => {
  expect(misspeltFields([where], LINES, FORMAT)).toEqual(notes);
});
