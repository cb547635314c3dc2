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
      ...{ name: `/f.${inode}`, inode, size: 9, lacks: null, modified: 0, head, face: '', own: true },
      ...{ known: null, knownLater: null, tail: null, outputHead: Buffer.alloc(0) },
    },
  };
};

const begin = (kinds: readonly ResumeStep['kind'][], { drains = true, filtered = false } = {}) => {
  let out = '';
  const begun: number[] = [];
  const steps = new FollowSteps({
    plan: { steps: kinds.map((kind, index) => step(kind, String(index))), notes: [] },
    position: new FollowPosition(startPosition({ inode: 'before', head: { length: 0, crc: 0 } }, 0, [])),
    zeroTerminated: false,
    ...{ drains, filtered },
    deliver: lines => {
      out += lines.toString('latin1');
    },
    began: index => void begun.push(index),
    late: () => {},
    read: () => {},
  });
  return { steps, begun, out: () => out, give: (text: string) => steps.output(Buffer.from(text, 'latin1')) };
};

describe('what the go-on script gives', () => {
  test('an unfinished line at the end of a file gets its end, and the next file begins behind it', async () => {
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

  test('nothing of the live step is taken before tail is known to have the right file', async () => {
    const { steps, out, give } = begin(['follow']);
    await steps.frame(['step', '0']);
    const given = give('line\n');
    await Promise.resolve();
    expect(out()).toBe('');
    steps.report({ kind: 'verified' });
    await given;
    expect(out()).toBe('line\n');
  });

  test('nor ever, if it is not', async () => {
    const { steps, out, give } = begin(['follow']);
    await steps.frame(['step', '0']);
    const given = give('of another file\n');
    steps.report({ kind: 'gone' });
    steps.reported();
    await given;
    expect([out(), steps.end, steps.position.value.delivered]).toEqual(['', 'again', 0]);
  });

  test.each([
    { title: 'drained', drains: true, filtered: true, size: 99, finished: true },
    { title: 'all bytes came', drains: false, filtered: false, size: 9, finished: true },
    { title: 'bytes are missing', drains: false, filtered: false, size: 10, finished: false },
    { title: 'nobody can count them', drains: false, filtered: true, size: 9, finished: false },
  ])(
    'a file that was left is finished if it is known that all came: $title',
    async ({ drains, filtered, size, finished }) => {
      const { steps, out, give } = begin(['follow'], { drains, filtered });
      const successor = { inode: '77', head: { length: 4, crc: 7 } };
      await steps.frame(['step', '0']);
      steps.report({ kind: 'verified' });
      await give('line\npart');
      const ended = steps.frame(['end']);
      steps.report({ kind: 'moved', size, successor });
      steps.reported();
      await ended;
      expect(out()).toBe(finished ? 'line\npart\n' : 'line\n');
      expect(steps.position.value).toMatchObject({
        finished,
        successor: finished ? successor : null,
        extent: size,
      });
    },
  );

  test('an end without a word is unexplained', async () => {
    const { steps, give } = begin(['follow']);
    await steps.frame(['step', '0']);
    steps.report({ kind: 'verified' });
    await give('line\npart');
    steps.reported();
    await steps.frame(['end']);
    expect([steps.end, steps.position.value.delivered]).toEqual(['unexplained', 5]);
  });

  test('frames and bytes in any order crash nothing, and deliver nothing that was not given', async () => {
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
        steps.report({ kind: 'verified' });
        steps.reported();
        for (const { words, text } of events) await (words === null ? give(text) : steps.frame(words));
        const given = events.map(({ text }) => text ?? '').join('');
        expect(out().replaceAll('\n', '').length).toBeLessThanOrEqual(given.length);
      }),
    );
  });
});
