import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import { keepaliveFor, watchLife } from '../../../src/transport/ssh2/keepalive.ts';
import { loginAt } from '../scene.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const watched = (intervalMs: number, count: number) => {
  const socket = new PassThrough();
  const seen = { dead: 0 };
  const stop = watchLife(socket, { intervalMs, count }, () => {
    seen.dead += 1;
  });
  return { socket, seen, stop };
};

describe('watching a connection for life', () => {
  it('finds a silent peer dead, once', () => {
    const { seen } = watched(5_000, 3);
    vi.advanceTimersByTime(19_999);
    expect(seen.dead).toBe(0);
    vi.advanceTimersByTime(100_000);
    expect(seen.dead).toBe(1);
  });

  it('takes any data for life: a slow transfer is not cut', () => {
    const { socket, seen, stop } = watched(5_000, 3);
    for (let n = 0; n < 50; n++) {
      vi.advanceTimersByTime(14_000);
      socket.emit('data', Buffer.from('x'));
    }
    expect(seen.dead).toBe(0);
    stop();
    vi.advanceTimersByTime(100_000);
    expect(seen.dead).toBe(0);
  });

  it('is quicker at a jump host than at the hosts behind it, and as configured where that is', () => {
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
