import type { RowList } from './rowList.ts';
import { rowOf } from './strip.ts';

/** Callbacks for pointer actions in a list. */
export interface PointerActions {
  /** A button went down: rows must not move until it is released. */
  press(): void;
  /** The button was released; `hasSelection`: text is now selected. */
  release(hasSelection: boolean): void;
  pick(id: number, part: 'time' | 'fold' | 'text'): void;
  /** The person scrolled up at the top. */
  past(): void;
}

/** Pixels per line, for wheels that count lines. */
const LINE = 20;
/** A finger that moves less than this is tapping. */
const TAP_PIXELS = 8;
/** How quickly a flick slows down: time in which its speed falls to a third. */
const GLIDE_MS = 325;
const SLOWEST = 0.02;

const hasSelection = (): boolean => {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
};

/** Handles wheel, mouse and touch in a list; returns a function that removes the handlers. */
export const bindPointer = (scroller: HTMLElement, list: RowList, actions: PointerActions): (() => void) => {
  const abort = new AbortController();
  const { signal } = abort;
  bindWheel(scroller, list, actions, signal);
  bindMouse(scroller, actions, signal);
  bindFingers(scroller, list, actions, signal);
  return () => abort.abort();
};

const bindWheel = (
  scroller: HTMLElement,
  list: RowList,
  actions: PointerActions,
  signal: AbortSignal,
): void => {
  const wheel = (event: WheelEvent): void => {
    // With Ctrl, the wheel zooms the page.
    if (event.ctrlKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? list.viewHeight : 1;
    const isSideways = event.shiftKey && event.deltaX === 0;
    const sideways = isSideways ? event.deltaY : event.deltaX;
    const down = isSideways ? 0 : event.deltaY;
    if (sideways !== 0) list.panning.to(list.panning.at + sideways * unit);
    if (down < 0 && list.atStart) actions.past();
    if (down !== 0) list.moveBy(down * unit);
  };
  scroller.addEventListener('wheel', wheel, { passive: false, signal });
};

const partOf = (target: EventTarget | null): 'time' | 'fold' | 'text' => {
  const element = target instanceof Element ? target : null;
  if (element?.closest('.fold')) return 'fold';
  return element?.closest('.time, .level') ? 'time' : 'text';
};

const bindMouse = (scroller: HTMLElement, actions: PointerActions, signal: AbortSignal): void => {
  const layer = scroller.querySelector('.layer')!;
  const strip = scroller.querySelector('.strip')!;
  let isDown = false;
  layer.addEventListener(
    'pointerdown',
    event => {
      const { pointerType, button } = event as PointerEvent;
      if (pointerType === 'touch' || button !== 0) return;
      isDown = true;
      actions.press();
    },
    { signal },
  );
  addEventListener(
    'pointerup',
    () => {
      if (!isDown) return;
      isDown = false;
      actions.release(hasSelection());
    },
    { signal },
  );
  layer.addEventListener(
    'click',
    event => {
      const row = rowOf(strip, event.target as Node);
      if (row && !hasSelection()) actions.pick(Number(row.dataset['id']), partOf(event.target));
    },
    { signal },
  );
};

interface Finger {
  readonly id: number;
  x: number;
  y: number;
  at: number;
  /** Pixels per millisecond. */
  speed: number;
  moved: boolean;
  axis: 'x' | 'y' | null;
}

/**
 * Handles touch. The browser's own touch scrolling would move a spacer that stands for many more rows than it has
 * pixels, so the finger moves the rows directly, and a flick keeps gliding.
 */
const bindFingers = (
  scroller: HTMLElement,
  list: RowList,
  actions: PointerActions,
  signal: AbortSignal,
): void => {
  const layer = scroller.querySelector<HTMLElement>('.layer')!;
  let finger: Finger | null = null;
  let frame = 0;
  const stop = (): void => cancelAnimationFrame(frame);
  const glide = (speed: number): void => {
    let last = performance.now();
    let now = speed;
    const step = (): void => {
      const time = performance.now();
      const passed = time - last;
      last = time;
      list.moveBy(now * passed);
      now *= Math.exp(-passed / GLIDE_MS);
      if (Math.abs(now) > SLOWEST && list.place !== 'end' && !list.atStart)
        frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  };
  const down = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    stop();
    finger = finger === null ? newFinger(event) : null;
  };
  const move = (event: PointerEvent): void => {
    if (finger === null || event.pointerId !== finger.id || hasSelection()) return;
    const dx = finger.x - event.clientX;
    const dy = finger.y - event.clientY;
    if (!finger.moved && Math.hypot(dx, dy) < TAP_PIXELS) return;
    finger.axis ??= Math.abs(dx) > Math.abs(dy) ? 'x' : 'y';
    finger.moved = true;
    if (finger.axis === 'x') list.panning.to(list.panning.at + dx);
    else {
      if (dy < 0 && list.atStart) actions.past();
      list.moveBy(dy);
    }
    const passed = Math.max(1, event.timeStamp - finger.at);
    finger.speed = 0.7 * (finger.axis === 'y' ? dy / passed : 0) + 0.3 * finger.speed;
    Object.assign(finger, { x: event.clientX, y: event.clientY, at: event.timeStamp });
  };
  const up = (event: PointerEvent): void => {
    if (finger === null || event.pointerId !== finger.id) return;
    const { moved, speed, at } = finger;
    finger = null;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches || event.timeStamp - at > 80;
    if (moved && !isStill && Math.abs(speed) > SLOWEST) glide(speed);
  };
  layer.addEventListener('pointerdown', down, { signal });
  layer.addEventListener('pointermove', move, { signal });
  layer.addEventListener('pointerup', up, { signal });
  layer.addEventListener('pointercancel', () => (finger = null), { signal });
  signal.addEventListener('abort', stop);
};

const newFinger = (event: PointerEvent): Finger => ({
  id: event.pointerId,
  x: event.clientX,
  y: event.clientY,
  at: event.timeStamp,
  speed: 0,
  moved: false,
  axis: null,
});
