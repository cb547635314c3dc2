import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFrameLoop, type FrameLoop } from '../../src/ui/frameLoop.ts';

let loop: FrameLoop;
let busy = false;
/** One letter per frame: `c` with the chrome, `l` only logs. */
let drawn = '';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'performance',
    ],
  });
  vi.advanceTimersByTime(1000);
  busy = false;
  drawn = '';
  loop = createFrameLoop({
    busy: () => busy,
    draw: chromeToo => {
      drawn += chromeToo ? 'c' : 'l';
    },
  });
});

afterEach(() => {
  loop.stop();
  vi.useRealTimers();
});

describe('frames', () => {
  it('are drawn at once for a person, including the chrome; many requests make one frame', () => {
    for (let i = 0; i < 5; i++) loop.request('now');
    vi.advanceTimersByTime(1);
    expect(drawn).toBe('c');
  });

  it('are drawn at most 30 times a second for new lines, the chrome 4 times', () => {
    for (let ms = 0; ms < 1000; ms++) {
      loop.request('soon');
      vi.advanceTimersByTime(1);
    }
    expect(drawn.length).toBeGreaterThan(24);
    expect(drawn.length).toBeLessThan(32);
    expect(drawn.match(/c/g)!.length).toBeLessThanOrEqual(5);
  });

  it('do not make a key wait for the frame rate', () => {
    loop.request('soon');
    vi.advanceTimersByTime(40);
    drawn = '';
    loop.request('soon');
    loop.request('now');
    vi.advanceTimersByTime(1);
    expect(drawn).toBe('c');
  });

  it('are deferred while the terminal is busy, and drawn once when it is free', () => {
    busy = true;
    for (let i = 0; i < 9; i++) loop.request(i === 4 ? 'now' : 'soon');
    vi.advanceTimersByTime(500);
    expect(drawn).toBe('');
    busy = false;
    loop.free();
    vi.advanceTimersByTime(1);
    expect(drawn).toBe('c');
  });

  it('continue four times a second while nothing happens, for the counters, and stop', () => {
    vi.advanceTimersByTime(1040);
    expect(drawn.length).toBeGreaterThanOrEqual(4);
    loop.stop();
    drawn = '';
    vi.advanceTimersByTime(2000);
    expect(drawn).toBe('');
  });
});
