import { describe, expect, it } from 'vitest';
import { Vitals } from '../../../src/transport/pool/vitals.ts';
import { lostTrouble } from '../../../src/transport/troubles.ts';

const trouble = lostTrouble('bastion', 'gone');

const tick = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

const heardOf = (vitals: Vitals): (number | null | string)[] => {
  const heard: (number | null | string)[] = [];
  vitals.listen({ silent: since => heard.push(since), lost: ({ host }) => heard.push(host) });
  return heard;
};

describe('the state of a connection', () => {
  it('is silent while it, or the connection it runs through, is silent', () => {
    const [jump, target] = [new Vitals(), new Vitals()];
    target.runThrough(jump, () => {});
    const heard = heardOf(target);
    jump.hear(1);
    target.hear(2);
    jump.hear(null);
    target.hear(null);
    expect(heard).toEqual([1, 2, null]);
    expect(target.silentSince).toBe(null);
  });

  it('is known for a silence that started before', () => {
    const [jump, target] = [new Vitals(), new Vitals()];
    jump.hear(1);
    target.runThrough(jump, () => {});
    expect(target.silentSince).toBe(1);
  });

  it('ends with what it runs through, and keeps the first reason', async () => {
    const [jump, target] = [new Vitals(), new Vitals()];
    target.runThrough(jump, why => void target.end(why));
    const heard = heardOf(target);
    expect(jump.end(trouble)).toBe(true);
    expect(jump.end(lostTrouble('bastion', 'another'))).toBe(false);
    expect(await target.lost).toEqual(trouble);
    await tick();
    expect(heard).toEqual(['bastion']);
    target.hear(3);
    expect(heard).toEqual(['bastion']);
  });

  it('is forgotten by what it ran through once it is gone', async () => {
    const jump = new Vitals();
    const failed: number[] = [];
    for (let n = 0; n < 3; n++) {
      const target = new Vitals();
      target.runThrough(jump, () => failed.push(n));
      if (n < 2) target.end(trouble);
    }
    await tick();
    jump.end(trouble);
    await tick();
    expect(failed).toEqual([2]);
  });
});
