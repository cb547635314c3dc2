import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResumeStep } from '../../../src/core/follow/planResume.ts';
import { startPosition } from '../../../src/core/follow/position.ts';
import { FollowPosition } from '../../../src/session/follow/position.ts';
import { FollowSteps } from '../../../src/session/follow/steps.ts';

const step = (kind: ResumeStep['kind'], inode: string): ResumeStep => {
  const head = { length: 0, crc: 0 };
  return {
    kind,
    position: startPosition({ inode, head }, 0, []),
    file: {
      ...{
        name: `/f.${inode}`,
        inode,
        size: 9,
        lacks: null,
        modified: 0,
        born: null,
        head,
        face: '',
        own: true,
      },
      end: null,
      ...{ known: null, knownLater: null, tail: null, outputHead: Buffer.alloc(0) },
    },
  };
};

const begin = (kinds: readonly ResumeStep['kind'][], { filtered = false, drains = true } = {}) => {
  let out = '';
  const begun: number[] = [];
  const cut: string[] = [];
  const said: string[] = [];
  const unfinished: number[] = [];
  const steps = new FollowSteps({
    plan: { steps: kinds.map((kind, index) => step(kind, String(index))), notes: [] },
    position: new FollowPosition(startPosition({ inode: 'before', head: { length: 0, crc: 0 } }, 0, [])),
    zeroTerminated: false,
    ...{ filtered, drains },
    opened: () => {},
    deliver: lines => {
      out += lines.toString('latin1');
    },
    began: index => void begun.push(index),
    noticed: text => void said.push(text),
    nameless: () => {},
    partial: (index, status) => void cut.push(`${index}: ${status} behind ${out}`),
    read: () => {},
    unfinished: bytes => void unfinished.push(bytes),
  });
  return {
    steps,
    begun,
    cut,
    said,
    unfinished,
    out: () => out,
    give: (text: string) => steps.output(Buffer.from(text, 'latin1')),
  };
};

describe('the output of the resume script', () => {
  test('a line without an end has all bytes that were received, even those that may start a frame', async () => {
    const { steps, give, unfinished } = begin(['follow']);
    await steps.frame(['step', '0']);
    await give('ab');
    steps.received(1);
    await give('c\nd');
    steps.received(0);
    expect(unfinished).toEqual([3, 1]);
  });

  test('an unfinished line at the end of a file is terminated, and the next file starts after it', async () => {
    const { steps, out, give, begun } = begin(['finish', 'finish']);
    await steps.frame(['step', '0']);
    await give('one\ntw');
    await steps.frame(['step', '1']);
    await give('three\n');
    expect(out()).toBe('one\ntw\nthree\n');
    expect(begun).toEqual([0, 1]);
    expect(steps.position.value).toMatchObject({ generation: { inode: '1' }, delivered: 6, finished: false });
    await steps.frame(['end']);
    expect(steps.position.value.finished).toBe(true);
    expect(steps.end).toBe('again');
  });

  test('a file whose reader was killed is resumed after the last whole line', async () => {
    const { steps, out, give } = begin(['finish', 'follow']);
    await steps.frame(['step', '0']);
    await give('one\ntw');
    await steps.frame(['killed', '9']);
    expect(out()).toBe('one\n');
    expect(steps.position.value).toMatchObject({ delivered: 4, finished: false });
    expect([steps.end, steps.killedBy]).toEqual(['again', 9]);
  });

  test('a file that a tool could not read to its end is left after everything that arrived', async () => {
    const { steps, cut, give } = begin(['finish', 'follow']);
    await steps.frame(['step', '0']);
    await give('one\ntw');
    await steps.frame(['partial', '2']);
    expect(cut).toEqual(['0: 2 behind one\ntw\n']);
    expect(steps.position.value.finished).toBe(true);
  });

  test.each([
    { title: 'filtered, drained', filtered: true, drains: true, drained: '1', size: 99, finished: true },
    { title: 'all bytes arrived', filtered: false, drains: false, drained: '1', size: 9, finished: true },
    { title: 'tail was killed', filtered: false, drains: true, drained: '0', size: 9, finished: false },
    { title: 'bytes are missing', filtered: false, drains: true, drained: '1', size: 10, finished: false },
    { title: 'filtered, tail killed', filtered: true, drains: true, drained: '0', size: 9, finished: false },
    {
      title: 'filtered, tail cannot drain',
      filtered: true,
      drains: false,
      drained: '1',
      size: 9,
      finished: false,
    },
  ])(
    'a file that tail has left is finished if it was quiet and has arrived completely: $title',
    async ({ drains, drained, filtered, size, finished }) => {
      const { steps, out, give } = begin(['follow'], { filtered, drains });
      await steps.frame(['step', '0']);
      await steps.frame(['open', '10', '3', '11', '12']);
      await give('line\npart');
      await steps.frame(['moved', String(size), '1', drained, '5', '77', '7.4', '6']);
      await steps.frame(['end']);
      expect(out()).toBe(finished ? 'line\npart\n' : 'line\n');
      const successor = { inode: '77', head: { length: 4, crc: 7 } };
      expect(steps.position.value).toMatchObject({
        finished,
        successor: finished ? successor : null,
        extent: size,
      });
      expect(steps.end).toBe('again');
    },
  );

  test.each([
    ['it still has a name', '1', '5', '9', false],
    ['removed and replaced at once', '0', '5.5', '5.51', false],
    ['removed and replaced within a tick of the clock, perhaps before', '0', '5.5', '5.5', true],
    ['removed and replaced later', '0', '5', '7', true],
    ['removed after its successor was created', '0', '7', '5', true],
    ['removed, and nobody knows when the successor was created', '0', '5', '0', true],
  ])('other files may have had the name unseen: %s', async (_title, links, changed, born, hidden) => {
    const { steps } = begin(['follow']);
    await steps.frame(['step', '0']);
    await steps.frame(['moved', '0', links, '1', changed, '77', '7.4', born]);
    await steps.frame(['end']);
    expect(steps.position.value).toMatchObject({ finished: true, hidden });
  });

  test.each([
    ['no rotated form was written after it', ['5'], '77'],
    ['the oldest of those was created when it was last written', ['5', '5.6', '5.05'], '77'],
    ['the oldest of those was created later', ['5', '5.6', '5.2'], '0'],
    ['nobody knows when one of those was created', ['5', '5.05', '-'], '0'],
    ['nobody knows when it was last written', ['-', '5.05'], '0'],
  ])('a file without a name may be followed by others that are gone: %s', async (_title, times, inode) => {
    const { steps } = begin(['follow']);
    await steps.frame(['step', '0']);
    await steps.frame(['moved', '0', '0', '1', '5.5', '77', '7.4', '5.51', ...times]);
    await steps.frame(['end']);
    expect(steps.position.value).toMatchObject({ finished: true, successor: { inode } });
  });

  test.each([
    ['checked every second, and there was nothing', 8, '77', '5.5', '15', false],
    ['checked too rarely', 3, '77', '5.5', '15', true],
    ['another file had it before', 8, '76', '5.5', '15', true],
    ['nobody knows when the successor was created', 8, '77', '5.5', '0', true],
    ['created before the file was removed', 8, '77', '15', '5.5', true],
  ])('a name that no file had for a while: %s', async (_title, vacantLooks, inode, changed, born, hidden) => {
    const { steps, said } = begin(['follow']);
    await steps.frame(['step', '0']);
    steps.watched({ kind: 'next', inode, vacantLooks });
    await steps.frame(['moved', '0', '0', '1', changed, '77', '7.4', born]);
    await steps.frame(['end']);
    expect(steps.position.value).toMatchObject({ finished: true, hidden });
    expect(said.join('')).toMatch(hidden ? /^$/ : /removed and created again/);
  });

  test.each([
    ['everything belongs to the old content', 'old\n', '4', 0],
    ['a part of it was not passed on', 'old\n', '9', 0],
    ['the new content was passed on', 'old\nnew\n', '4', 4],
    ['with a part of a line', 'old\nnew\npa', '6', 4],
    ['with only a part of a line', 'old\npa', '2', 0],
  ])(
    'where tail stopped shows how much belongs to later content: %s',
    async (_title, text, byte, crossed) => {
      const { steps, give } = begin(['follow']);
      await steps.frame(['step', '0']);
      await give(text);
      await steps.frame(['stopped', byte]);
      await steps.frame(['end']);
      expect(steps.position.value.crossed).toBe(crossed);
    },
  );

  test.each([
    ['without any report', [['step', '0']], 'unexplained'],
    ['tail could not open its file', [['step', '0'], ['shut'], ['end']], 'refused'],
    [
      'tail left its file, and nothing had changed',
      [['step', '0'], ['open', '1', '3', '4', '5'], ['end']],
      'refused',
    ],
    ['the file no longer existed', [['gone']], 'again'],
    ['the process that was waited for has ended', [['step', '0'], ['over'], ['end']], 'over'],
  ])('how it ends: %s', async (_title, frames, end) => {
    const { steps } = begin(['follow']);
    for (const words of frames) await steps.frame(words);
    expect(steps.end).toBe(end);
  });

  test('the first file with the name is the successor, even if another has it by the end', async () => {
    const { steps } = begin(['follow']);
    await steps.frame(['step', '0']);
    steps.watched({ kind: 'next', inode: '76', vacantLooks: 0 });
    await steps.frame(['moved', '0', '1', '1', '5', '77', '7.4', '6']);
    await steps.frame(['end']);
    expect(steps.position.value.successor).toEqual({ inode: '76', head: { length: 0, crc: 0 } });
  });

  test.each([
    ['as the watcher saw it before it was truncated', '77', { inode: '77', head: { length: 9, crc: 8 } }],
    ['as it was left if the watcher saw another', '76', { inode: '77', head: { length: 4, crc: 7 } }],
  ])('the successor is remembered %s', async (_title, inode, successor) => {
    const { steps } = begin(['follow']);
    await steps.frame(['step', '0']);
    steps.watched({ kind: 'next', inode: '77', vacantLooks: 0 });
    steps.watched({ kind: 'successor', generation: { inode, head: { length: 9, crc: 8 } } });
    await steps.frame(['moved', '0', '1', '1', '5', '77', '7.4', '6']);
    await steps.frame(['end']);
    expect(steps.position.value.successor).toEqual(successor);
  });

  test('frames and bytes in any order cause no crash, and nothing is invented', async () => {
    const frame = fc.array(
      fc.oneof(fc.constantFrom('step', 'end', '0', '1', '7', '-1', '', 'x'), fc.string()),
      {
        maxLength: 3,
      },
    );
    const event = fc.oneof(
      frame.map(words => ({ words, text: null })),
      fc.string({ unit: 'binary-ascii' }).map(text => ({ words: null, text })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event), async events => {
        const { steps, out, give } = begin(['finish', 'settle']);
        for (const { words, text } of events) await (words === null ? give(text) : steps.frame(words));
        const given = events.map(({ text }) => text ?? '').join('');
        expect(out().replaceAll('\n', '').length).toBeLessThanOrEqual(given.length);
      }),
    );
  });
});
