import { expect, test } from 'vitest';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { FieldSurvey } from '../../../src/session/host/fieldSurvey.ts';
import { sampleSource } from '../../print/samples.ts';

const JSON_LINE = '{"status":500,"user_id":7}';
const ACCESS_LINE = '10.0.0.9 - - [20/Nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 12';

const survey = () => {
  const said: string[] = [];
  return { said, fields: new FieldSurvey((_source, text) => void said.push(text)) };
};

test.each<[title: string, query: Partial<Query>, said: readonly string[]]>([
  ['a slip', { where: ['statsu>=500'] }, ['a field statsu; did you mean status?']],
  ['a typo in a key', { where: ['has x', 'user_idd=7'] }, ['x; the fields are', 'did you mean user_id?']],
  ['one of several', { where: ['status>=500 or not methud=GET'] }, ['methud; did you mean method?']],
  ['nothing similar', { where: ['zzz=2'] }, ['zzz; the fields are client, method, path']],
  ['a word that no line has a field for', { where: ['thread=2'] }, ['a field thread; the fields are']],
  ['in different case', { where: ['STATUS=2', 'fields.user_id=1', 'text~x', 'level=warn'] }, []],
  ['the field that is counted by', { count: counting('host', 'level', 'usr_id') }, ['did you mean user_id?']],
])('%s', (_title, query, expected) => {
  const { said, fields } = survey();
  const source = sampleSource(1, 'web-1');
  fields.expect(source);
  fields.noteLines(source, { ...EVERYTHING, ...query }, [JSON_LINE, ACCESS_LINE]);
  expect(said).toEqual([]);
  fields.report(source);
  expect(said).toEqual(expected.map(text => expect.stringContaining(text)));
});

function counting(...by: readonly string[]): NonNullable<Query['count']> {
  return { by, perMs: null, precisionMs: 1, top: null };
}

test('a field of one of the followed logs is not reported; missing ones are, once, when all were checked', () => {
  const { said, fields } = survey();
  const [first, second, third] = [1, 2, 3].map(id => sampleSource(id, 'web-1'));
  for (const source of [first!, second!, third!]) fields.expect(source);
  const query: Query = { ...EVERYTHING, follow: 'name', where: ['status=1 or zzz=1'] };
  fields.noteLines(first!, query, ['{"a":1}']);
  fields.settled(third!);
  expect(said).toEqual([]);
  fields.noteEntries(second!, query, [{ text: '', time: null, level: null, fields: () => ({ status: 1 }) }]);
  fields.noteLines(second!, query, ['{"b":1}']);
  expect(said).toEqual(['no record at the end of these 2 logs has a field zzz; the fields are a, status']);
});

test('a log without lines has no missing fields', () => {
  const { said, fields } = survey();
  const source = sampleSource(1, 'web-1');
  fields.expect(source);
  fields.noteLines(source, { ...EVERYTHING, where: ['x=1'] }, []);
  fields.report(source);
  expect(said).toEqual([]);
});
