import { expect, test } from 'vitest';
import { levelNotes } from '../../../src/session/host/levelNotes.ts';

const LOG = { format: { format: null, start: null, timezone: null }, timezone: null };
const PLAIN = 'one\ntwo\nthree\n';

test.each<[title: string, level: 'error' | null, sample: string, notes: number]>([
  ['a log without levels', 'error', PLAIN, 1],
  ['a log with a level somewhere', 'error', `${PLAIN}2026-11-29 10:00:00 INFO x\n`, 0],
  ['no filter by level', null, PLAIN, 0],
  ['too few records to be sure', 'error', 'one\n', 0],
  ['an empty log', 'error', '', 0],
])('%s', (_, level, sample, notes) => expect(levelNotes({ level }, sample, LOG)).toHaveLength(notes));
