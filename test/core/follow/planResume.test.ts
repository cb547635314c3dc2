import { describe, expect, test } from 'vitest';
import { cksum } from '../../../src/core/follow/checksum.ts';
import { notesAt, planResume } from '../../../src/core/follow/planResume.ts';
import { type Generation, type Position, startPosition } from '../../../src/core/follow/position.ts';
import type { Survey, SurveyedFile } from '../../../src/core/follow/survey.ts';
import { everything, play, sevens, type Weather } from './schedule.ts';
import type { Pipeline } from './simulatedHost.ts';

const deletes = (weather: Weather): boolean => weather === 'delete' || weather === 'all of them';

const SCHEDULES = Number(process.env['RTAIL_SCHEDULES'] ?? 2_000);

describe('any interleaving of writes, rotations and disconnects: each line arrives once', () => {
  const cases: [Weather, string, Pipeline][] = (
    ['rename', 'late reopening', 'copytruncate', 'delete', 'all of them'] as const
  ).flatMap(weather => [
    [weather, 'unfiltered', everything],
    [weather, 'filtered', sevens],
  ]);

  test.each(cases)('%s, %s', (weather, _filter, pipeline) => {
    for (let seed = 0; seed < SCHEDULES / cases.length; seed++) {
      const { lost, repeated, gaps } = play(seed, pipeline, weather, 50);
      expect({ seed, lost, repeated }).toEqual({ seed, lost: [], repeated: [] });
      // A deleted file may have contained more than we consumed; nobody can know, so that is reported.
      if (!deletes(weather)) expect({ seed, gaps }).toEqual({ seed, gaps: 0 });
    }
  });
});

describe('any interleaving in which rotated files are removed early: the loss is reported', () => {
  const cases: [Weather, string, number, Pipeline][] = (['rename', 'late reopening'] as const).flatMap(
    (weather): [Weather, string, number, Pipeline][] => [
      [weather, 'unfiltered', 1, everything],
      [weather, 'unfiltered', 2, everything],
      [weather, 'filtered', 2, sevens],
    ],
  );

  test.each(cases)('%s, %s, %i kept', (weather, _filter, keep, pipeline) => {
    let found = 0;
    for (let seed = 0; seed < SCHEDULES / cases.length; seed++) {
      const { lost, lostBytes, repeated, gaps, bound } = play(seed, pipeline, weather, keep);
      expect({ seed, repeated }).toEqual({ seed, repeated: [] });
      if (gaps === 0) expect({ seed, lost }).toEqual({ seed, lost: [] });
      // No more is missing than the gaps report, if they can.
      if (bound !== null) expect({ seed, over: Math.max(0, lostBytes - bound) }).toEqual({ seed, over: 0 });
      found += gaps;
    }
    expect(found).toBeGreaterThan(0);
  });
});

describe('a gap reports how much may be missing', () => {
  const generation = (inode: string): Generation => ({ inode, head: { length: 512, crc: Number(inode) } });
  const file = (inode: string): SurveyedFile => ({
    ...{
      name: `app.log.${inode}`,
      inode,
      size: 1000,
      lacks: null,
      modified: 0,
      born: null,
      end: null,
      head: generation(inode).head,
      face: '',
    },
    ...{ own: true, known: null, knownLater: null, tail: null, outputHead: Buffer.alloc(0) },
  });
  const survey: Survey = { now: 100, current: file('9'), rotated: [], listing: '' };
  /** 600 of the file's 1000 bytes were consumed, starting at byte 100. */
  const at = { ...startPosition(generation('1'), 100, []), delivered: 600, extent: 1000 };
  const next = (...sizes: (number | null)[]): Position['next'] =>
    sizes.map((size, index) => ({ generation: generation(String(index + 2)), size }));
  const ninth = { generation: generation('9'), size: null };

  test.each<[string, Partial<Position>, boolean, (number | null)[]]>([
    ['the rest of the file', { next: [ninth] }, false, [300]],
    ['of a filtered file, everything that was read', { next: [ninth] }, true, [900]],
    ['and the rest of those after it', { next: [...next(500, 70), ninth] }, false, [870]],
    ['one of those may have grown', { next: [...next(500, null), ninth] }, false, [null]],
    ['all of those are gone: there may be more', { next: next(500, 70) }, false, [null]],
    ['it may have grown itself', { extent: null, next: [ninth] }, false, [null]],
    [
      'it was read completely; those after it are gone',
      { delivered: 900, next: [...next(500), ninth] },
      false,
      [500],
    ],
    ['it was read completely, and the next one exists', { delivered: 900, next: [ninth] }, false, []],
    ['it was read completely, and nobody knows what came next', { delivered: 900 }, false, [null]],
  ])('%s', (_, position, filtered, bytes) => {
    const { notes } = planResume({ ...at, ...position }, survey, { filtered });
    expect(notes.flatMap(note => (note.kind === 'gap' ? [note.bytes] : []))).toEqual(bytes);
  });

  test('a compressed file that the host cannot read is reported once, and not once it has been dealt with', () => {
    const closed = { ...file('5'), size: null, head: { length: 0, crc: 0 }, lacks: 'zstd', modified: 50 };
    const gaps = (position: Partial<Position>): number =>
      planResume({ ...at, ...position }, { ...survey, rotated: [closed] }).notes.filter(
        ({ kind }) => kind === 'gap',
      ).length;
    expect(gaps({})).toBe(1);
    expect(gaps({ since: 51 })).toBe(1);
    expect(gaps({ known: [generation('5')] })).toBe(1);
    expect(gaps({ finished: true })).toBe(0);
  });

  const seen = { inode: '9', head: { length: 40, crc: 7 } };
  test.each<[string, Position['successor'], Partial<SurveyedFile>, number]>([
    ['is there', seen, { knownLater: 7 }, 0],
    ['was moved, with its content copied', seen, { inode: '12', knownLater: 7 }, 0],
    ['was deleted, and its inode reused by the next file', seen, { knownLater: 8 }, 1],
    ['was deleted, and a shorter file exists', seen, { knownLater: null }, 1],
    ['was too young to have content', { inode: '9', head: { length: 0, crc: 0 } }, {}, 0],
    ['was not seen', null, { inode: '12' }, 0],
  ])('a file is finished, and the file seen under its name afterwards %s', (_, successor, found, gaps) => {
    const position = { ...at, finished: true, successor };
    const { notes } = planResume(position, { ...survey, current: { ...file('9'), ...found } });
    expect(notes.filter(({ kind }) => kind === 'gap')).toHaveLength(gaps);
  });

  test('after a file that is finished first', () => {
    const head = generation('1').head;
    const old = { ...file('1'), known: head.crc, tail: cksum(Buffer.alloc(0)) };
    const position = { ...at, next: [...next(500), ninth] };
    const plan = planResume(position, { ...survey, rotated: [old] });
    expect(plan.steps.map(({ kind, file: { inode } }) => `${kind} ${inode}`)).toEqual([
      'finish 1',
      'follow 9',
    ]);
    expect(notesAt(plan, 0)).toEqual([]);
    expect(notesAt(plan, 1)).toMatchObject([{ kind: 'gap', bytes: 500 }, { kind: 'rotated' }]);
  });
});

describe('a rotated file that was left because it was quiet', () => {
  const head = { length: 512, crc: 7 };
  const base: SurveyedFile = {
    ...{ name: 'app.log', inode: '2', size: 50, lacks: null, modified: 90, born: null, end: null },
    ...{ head: { length: 50, crc: 8 }, face: '', own: true, known: null, knownLater: 8, tail: null },
    outputHead: Buffer.alloc(0),
  };
  const old = (size: number): SurveyedFile => ({
    ...base,
    ...{ name: 'app.log.1', inode: '1', size, modified: 95, head, known: head.crc },
  });
  const position: Position = {
    ...startPosition({ inode: '1', head }, 1000, []),
    ...{ finished: true, extent: 1000, successor: { inode: '2', head: { length: 50, crc: 8 } } },
  };

  test.each([
    ['has not grown since: the next file is followed', 1000, ['follow 2']],
    ['has grown since: the rest of it comes first', 1200, ['finish 1', 'follow 2']],
  ])('%s', (_title, size, steps) => {
    const plan = planResume(position, { now: 100, current: base, rotated: [old(size)], listing: '' });
    expect(plan.steps.map(({ kind, file }) => `${kind} ${file.inode}`)).toEqual(steps);
    expect(plan.notes.map(({ kind }) => kind)).toEqual(['rotated']);
  });
});
