import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import { keepaliveFor, watchLife } from '../../../src/transport/pool/keepalive.ts';
import { loginAt } from '../scene.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const watched = (intervalMs: number, count: number) => {
  const seen: string[] = [];
  let alive = () => {};
  const stop = watchLife(
    listener => {
      alive = listener;
      return () => void seen.push('unheard');
    },
    { intervalMs, count },
    {
      silent: since => void seen.push(`silent since ${since - START}`),
      heard: () => void seen.push('heard'),
      dead: () => void seen.push('dead'),
    },
  );
  return { hear: () => alive(), seen, stop };
};

const START = 1_000_000;

describe('watching a connection for life', () => {
  it('reports a silent peer as silent, then as dead, once each', () => {
    const { seen } = watched(5_000, 3);
    vi.advanceTimersByTime(7_499);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(seen).toEqual(['silent since 0']);
    vi.advanceTimersByTime(12_498);
    expect(seen).toEqual(['silent since 0']);
    vi.advanceTimersByTime(100_000);
    expect(seen).toEqual(['silent since 0', 'unheard', 'dead']);
  });

  it('reports when it responds again, and when it is silent once more', () => {
    const { seen, hear } = watched(5_000, 3);
    vi.advanceTimersByTime(8_000);
    hear();
    hear();
    vi.advanceTimersByTime(7_499);
    expect(seen).toEqual(['silent since 0', 'heard']);
    vi.advanceTimersByTime(2);
    expect(seen.at(-1)).toBe('silent since 8000');
  });

  it('is not confused by answers just before and just after the end of an interval', () => {
    const { seen, hear } = watched(5_000, 3);
    for (let n = 0; n < 50; n++) {
      vi.advanceTimersByTime(n % 2 === 0 ? 4_999 : 5_001);
      hear();
    }
    expect(seen).toEqual([]);
  });

  it('leaves no timer behind that would keep the process alive once it is stopped', () => {
    const { hear, stop } = watched(5_000, 3);
    for (let n = 0; n < 3; n++) {
      vi.advanceTimersByTime(4_900);
      hear();
    }
    vi.advanceTimersByTime(400);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts any data as a sign of life: a slow transfer is not cut', () => {
    const { seen, hear, stop } = watched(5_000, 3);
    for (let n = 0; n < 50; n++) {
      vi.advanceTimersByTime(14_000);
      hear();
    }
    expect(seen).not.toContain('dead');
    stop();
    vi.advanceTimersByTime(100_000);
    expect(seen).not.toContain('dead');
  });

  it('is faster at a jump host than at the hosts behind it, and as configured if that is set', () => {
    const hop = hopFrom({
      name: 'web',
      login: loginAt({ port: 22 }),
      settings: new Map(),
      defaults: new Map(),
      home: '/',
      env: {},
    });
    expect(keepaliveFor(hop, 'jump')).toEqual({ intervalMs: 5_000, count: 3 });
    expect(keepaliveFor(hop, 'target')).toEqual({ intervalMs: 15_000, count: 3 });
    const keepalive = { intervalMs: 1_000, count: 9 };
    expect(keepaliveFor({ ...hop, keepalive }, 'jump')).toBe(keepalive);
  });
});
