import { describe, expect, test } from 'vitest';
import { EVERYTHING, type Query } from '../../src/core/query.ts';
import { commandText } from '../../src/pushdown/commandText.ts';
import { planSource } from '../../src/pushdown/plan.ts';
import { GNU } from './runRemote.ts';

const LAST: Query = { ...EVERYTHING, from: { kind: 'lastLines', count: 7 } };
const FOLLOWED: Query = { ...LAST, follow: 'name' };
const SINCE: Query = { ...LAST, time: { since: 1_700_000_000_500, until: null } };
const UNTIL: Query = { ...LAST, time: { since: null, until: 1_700_000_000_500 } };

describe('placeholders of a command', () => {
  test.each<[text: string, query: Query, command: string]>([
    ['tail -n {lines} {follow} x', LAST, 'tail -n 7  x'],
    ['tail -n {lines} {follow} x', FOLLOWED, 'tail -n 7 -f x'],
    ['c {follow:--tail --retry}', LAST, 'c '],
    ['c {follow:--tail --retry}', FOLLOWED, 'c --tail --retry'],
    ['-n {lines}', EVERYTHING, '-n 2147483647'],
    ['{since}', LAST, '1970-01-01T00:00:00Z'],
    ['{since}', SINCE, '2023-11-14T22:13:20Z'],
    ['{since:--since=@%s}', SINCE, '--since=@1700000000'],
    ['{since:--since %t}', SINCE, '--since 2023-11-14T22:13:20Z'],
    ['{since:--since %t}', LAST, ''],
    ['{until}', LAST, '2100-01-01T00:00:00Z'],
    ['{until:-u %s}', UNTIL, '-u 1700000000'],
    ['awk "{print}" {x} {lines:y} ${follow', LAST, 'awk "{print}" {x} {lines:y} ${follow'],
  ])('%s', (text, query, command) => expect(commandText(text, query)).toBe(command));

  test.each<[title: string, command: string, query: Query, last: string]>([
    ['a command that ends: its last lines are read', 'c {follow}', LAST, 'tail -n 7'],
    ['one that counts its lines itself', 'c {follow} {lines}', LAST, 'command'],
    ['one that may never end', 'c', LAST, 'command'],
    ['one that is followed', 'c {follow}', FOLLOWED, 'command'],
  ])('%s', (_, command, query, last) => {
    const planned = planSource(query, { kind: 'command', command }, GNU, { sudo: false });
    const stage = planned.ok ? planned.plan.remote!.stages.at(-1)! : null;
    expect(stage?.shell === null ? stage.words.join(' ') : 'command').toBe(last);
  });
});
