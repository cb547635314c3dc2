import { describe, expect, test } from 'vitest';
import { Backoff } from '../../../src/session/host/backoff.ts';

const half = (): number => 0.5;

describe('when to retry', () => {
  test('pauses double with each attempt, up to thirty times the first', () => {
    const backoff = new Backoff(half);
    let now = 0;
    const pauses = Array.from({ length: 8 }, () => {
      const pause = backoff.next('bastion', now) - now;
      now += pause;
      return pause / 750;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  test('everyone waiting for the same host retries at the same moment, however many', () => {
    const backoff = new Backoff();
    const first = backoff.next('bastion', 1000);
    expect(Array.from({ length: 200 }, () => backoff.next('bastion', 1000 + Math.random()))).toEqual(
      Array.from({ length: 200 }, () => first),
    );
  });

  test('hosts that failed together do not come back together', () => {
    const backoff = new Backoff();
    const moments = Array.from({ length: 100 }, (_, index) => backoff.next(`web-${index}`, 0));
    expect(new Set(moments).size).toBeGreaterThan(50);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...moments)).toBeLessThanOrEqual(1000);
  });

  test('a host that worked again starts with the first pause', () => {
    const backoff = new Backoff(half);
    backoff.next('web', 0);
    backoff.next('web', 10_000);
    backoff.reset('web');
    expect(backoff.next('web', 20_000)).toBe(20_750);
  });
});
