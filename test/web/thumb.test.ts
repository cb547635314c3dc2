import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Thumb } from '../../src/web/page/list/thumb.ts';

/**
 * A scroll bar that works like a browser's: a new position is visible at once, and reported in the next
 * frame.
 */
class Scroller extends EventTarget {
  clientHeight = 500;
  readonly spacer = { style: { height: '0px' } };
  #top = 0;
  #isTold = true;

  get scrollHeight(): number {
    return this.clientHeight + Number.parseInt(this.spacer.style.height, 10);
  }

  get scrollTop(): number {
    return this.#top;
  }

  set scrollTop(top: number) {
    const next = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
    if (next === this.#top) return;
    this.#top = next;
    this.#isTold = false;
  }

  tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.dispatchEvent(new Event('scroll'));
  }
}

describe('the thumb', () => {
  let scroller: Scroller;
  let thumb: Thumb;
  let asked: (readonly [what: string, much: number])[];
  let frames: (() => void)[];

  /** Does what a browser does in a frame: reports scrolls first. */
  const frame = (): void => {
    scroller.tell();
    for (const callback of frames.splice(0)) callback();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
    scroller = new Scroller();
    asked = [];
    thumb = new Thumb(scroller as unknown as HTMLElement, scroller.spacer as unknown as HTMLElement, {
      by: pixels => asked.push(['by', pixels]),
      to: share => asked.push(['to', share]),
    });
    thumb.show(2_000_000, 500, 0);
    frame();
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test('shows a position, and does not mistake it for the person’s', () => {
    thumb.show(2_000_000, 500, 0.25);
    frame();
    expect(scroller.scrollTop).toBe(Math.round(1_999_500 / 4));
    expect(asked).toEqual([]);
  });

  test.each([
    ['far', 1_000_000, ['to', 1_000_000 / 1_999_500]],
    ['by less than a view', 40, ['by', 40]],
    ['to the very end', 1_999_500, ['to', 1]],
  ] as const)('is moved %s', (_title, top, expected) => {
    scroller.scrollTop = top;
    frame();
    expect(asked).toEqual([expected]);
  });

  test('is not reset by rows that arrive before the browser reports a move', () => {
    scroller.scrollTop = 1_000_000;
    thumb.show(2_000_000, 500, 0);
    thumb.show(2_000_100, 500, 0);
    frame();
    expect(asked).toEqual([['to', 1_000_000 / 1_999_500]]);
    expect(scroller.scrollTop).toBe(1_000_000);
  });

  test('nor after a drag that seemed to be over', () => {
    scroller.scrollTop = 1_000_000;
    frame();
    thumb.show(2_000_000, 500, 0.5);
    scroller.scrollTop = 1_500_000;
    vi.advanceTimersByTime(300);
    frame();
    expect(asked.at(-1)).toEqual(['to', 1_500_000 / 1_999_500]);
    expect(scroller.scrollTop).toBe(1_500_000);
  });

  test('stays where it is dragged, and shows the position of the rows afterwards', () => {
    scroller.scrollTop = 1_000_000;
    frame();
    thumb.show(2_000_000, 500, 0.4);
    expect(scroller.scrollTop).toBe(1_000_000);
    vi.advanceTimersByTime(300);
    expect(scroller.scrollTop).toBe(Math.round(1_999_500 * 0.4));
  });

  test('is shown again if the browser moves it without reporting that', () => {
    thumb.show(2_000_000, 500, 0.5);
    frame();
    scroller.scrollTop = 0;
    vi.spyOn(scroller, 'tell').mockReturnValue(undefined);
    thumb.show(2_000_000, 500, 0.5);
    frame();
    expect(scroller.scrollTop).toBe(Math.round(1_999_500 / 2));
    expect(asked).toEqual([]);
  });

  test('reports the person’s move also if the view has another height by then', () => {
    scroller.clientHeight = 480;
    scroller.scrollTop = 1_000_000;
    frame();
    expect(asked).toEqual([['to', 1_000_000 / 1_999_500]]);
  });

  test('shows a view of another height at once', () => {
    thumb.show(2_000_000, 500, 1);
    scroller.clientHeight = 700;
    scroller.scrollTop = 1_999_300;
    thumb.show(2_000_000, 700, 1);
    frame();
    expect(scroller.scrollTop).toBe(1_999_300);
    expect(asked).toEqual([]);
  });
});
