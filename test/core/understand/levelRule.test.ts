import { describe, expect, test } from 'vitest';
import type { Level } from '../../../src/core/level.ts';
import type { LevelRule } from '../../../src/core/target.ts';
import { surveyLog } from '../../../src/core/understand/survey.ts';
import { assemble, timeOf } from './assembling.ts';

const pattern = (ere: string, names: Readonly<Record<string, Level>> = {}): LevelRule => ({
  kind: 'pattern',
  pattern: ere,
  names,
});
const formatOf = (level: LevelRule) => ({ format: null, start: null, timezone: null, level });

/** Returns the levels of a log's records under a rule. */
const levels = (level: LevelRule, text: string): (string | null)[] =>
  assemble([text], { format: formatOf(level) }).map(record => record.level);

describe('the level of a log with a rule in the inventory', () => {
  test.each<[title: string, rule: LevelRule, line: string, level: Level | null]>([
    ['is the one level for all', { kind: 'fixed', level: 'notice' }, '2026-11-20 14:02:11 ERROR x', 'notice'],
    ['is the word in the first group', pattern('^[^ ]+ \\[(\\w+)\\]'), 'web-1 [WARNING] slow', 'warn'],
    ['is the whole match, without a group', pattern('(E|W)[0-9]+|[A-Z]+$'), 'a b FATAL', 'fatal'],
    ['is the group that participated', pattern('^<(\\w+)>|^\\{(\\w+)\\}'), '{debug} x', 'debug'],
    ['is determined by a name', pattern('^(\\w+)', { W1: 'warn' }), 'W1 x', 'warn'],
    ['is determined by a name rather than a word', pattern('^(\\w+)', { ERROR: 'info' }), 'ERROR x', 'info'],
    [
      'is determined by a name with non-ASCII characters',
      pattern('^([^ ]+)', { größe: 'warn' }),
      'größe x',
      'warn',
    ],
    ['is determined by a letter', pattern('^(\\w)[0-9]+ '), 'E1120 x', 'error'],
    ['is determined by a word with blanks around it', pattern('\\[([^]]*)\\]'), 'x [ warn ] y', 'warn'],
    ["is determined by slog's offsets", pattern('l=([^ ]+)'), 'l=INFO+2 x', 'info'],
    ['is unknown if nothing matches', pattern('^<(\\w+)>'), '2026-11-20 14:02:11 ERROR x', null],
    ['is unknown if the token is unknown', pattern('^(\\w+)'), 'zzz ERROR', null],
    [
      'is determined by the pattern rather than a field',
      pattern('"sev":"(\\w+)"'),
      '{"level":"info","sev":"ERR"}',
      'error',
    ],
  ])('%s', (_title, rule, line, level) => {
    expect(levels(rule, `${line}\n`)).toEqual([level]);
  });

  test('leaves times and the ends of records unchanged', () => {
    const text = '2026-11-20 14:02:11 ERROR x\n\tat a.b(C.java:1)\n2026-11-20 14:02:12 INFO y\n';
    const plain = assemble([text]);
    const ruled = assemble([text], { format: formatOf({ kind: 'fixed', level: 'debug' }) });
    expect(ruled.map(record => [record.text, timeOf(record)])).toEqual(
      plain.map(record => [record.text, timeOf(record)]),
    );
    expect(ruled.map(record => record.level)).toEqual(['debug', 'debug']);
  });

  test('may come from a later line of the record', () => {
    const text = '2026-11-20 14:02:11 job\n  result: W1\n2026-11-20 14:02:12 job\n';
    expect(levels(pattern('^  result: (\\w+)', { W1: 'warn' }), text)).toEqual(['warn', null]);
  });

  test('does not prevent a multi-line object from being read', () => {
    const text = '{\n  "time": "2026-11-20T14:02:11Z",\n  "level": "error"\n}\n';
    const [record] = assemble([text], { format: formatOf({ kind: 'fixed', level: 'info' }) });
    expect([record!.level, timeOf(record!), record!.fields?.['level']]).toEqual([
      'info',
      '2026-11-20T14:02:11Z',
      'error',
    ]);
  });

  test('counts in a survey of the log', () => {
    const { levelled, records } = surveyLog('W1 x\nI0 y\nzz\n', formatOf(pattern('^(\\w)[0-9]')), null);
    expect([levelled, records]).toEqual([2, 3]);
  });
});
