import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { TimelineAnswer } from '../../../protocol/answers.ts';
import type { TimeSpan } from '../../../protocol/view.ts';
import { focused } from '../../actions/focus.ts';
import { goToEnd } from '../../actions/move.ts';
import { setRange } from '../../actions/time.ts';
import { timeNear } from '../../list/timeOf.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { Bars, Stretch } from './Bars.tsx';
import { spanWords } from './spanWords.ts';

const REFRESH_MS = 1_000;
/** A pointer that moves less than this is clicking. */
const CLICK_PIXELS = 4;

/** Counts over time: all records above, errors and warnings below. Drag to select a range, click to go to a time. */
export const Timeline = () => {
  const page = usePage();
  const plot = useRef<HTMLDivElement>(null);
  const [answer, setAnswer] = useState<TimelineAnswer | null>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [isIn, setIn] = useState(false);
  const startX = useRef(0);
  const range = useSelected(state => state.settings.range);
  const utc = useSelected(state => state.prefs.utc);
  const focus = useSelected(state => state.focus);
  const total = useSelected(state => (state.merged || state.zoom === undefined ? null : state.focus));
  const open = useSelected(state => state.connection.kind === 'open');
  useSelected(state => state.standing);

  useEffect(() => {
    if (!open) return;
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const buckets = Math.max(20, Math.min(400, Math.floor((plot.current?.clientWidth ?? 800) / 5)));
      const got = await page.ask({ type: 'timeline', pane: total, buckets, span: null });
      if (isCurrent && got?.type === 'timeline') setAnswer(got);
    };
    void ask();
    const timer = setInterval(() => document.hidden || void ask(), REFRESH_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [page, open, total]);

  if (!answer || answer.from === null || answer.buckets.length === 0) {
    return (
      <section className="timeline" aria-label="Timeline">
        <div ref={plot} className="labels">
          The timeline appears with the first record
        </div>
      </section>
    );
  }
  const { from, width, buckets } = answer;
  const count = buckets.length;
  const to = from + width * count;
  const bucketAt = (event: PointerEvent): number => {
    const { left, width: pixels } = plot.current!.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / pixels) * count)));
  };
  const spanOf = (a: number, b: number): TimeSpan => ({
    from: from + Math.min(a, b) * width,
    to: from + (Math.max(a, b) + 1) * width,
  });
  const choose = (a: number, b: number): void => {
    setRange(page, spanOf(a, b));
    setDrag(null);
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ from: bucketAt(event), to: bucketAt(event) });
    startX.current = event.clientX;
  };
  const move = (event: PointerEvent): void => {
    setAt(bucketAt(event));
    if (drag) setDrag({ from: drag.from, to: bucketAt(event) });
  };
  const up = (event: PointerEvent): void => {
    if (!drag) return;
    if (Math.abs(event.clientX - startX.current) < CLICK_PIXELS) {
      setDrag(null);
      void page.goToTime(page.state().focus, spanOf(drag.from, drag.from).from);
    } else choose(drag.from, drag.to);
  };
  const pressed = (event: KeyboardEvent): void => {
    const now = at ?? count - 1;
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = Math.max(
        0,
        Math.min(count - 1, Number.isFinite(step) ? now + step : step > 0 ? count - 1 : 0),
      );
      if (event.shiftKey) setDrag({ from: drag?.from ?? now, to: next });
      else setDrag(null);
      setAt(next);
    } else if (event.key === 'Enter') {
      if (drag) choose(drag.from, drag.to);
      else void page.goToTime(page.state().focus, spanOf(now, now).from);
    } else if (event.key === 'Escape') {
      if (drag) setDrag(null);
      else focused(page).list?.focus();
    } else if (event.key === 'T') {
      page.setPrefs({ timeline: false });
      focused(page).list?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const marked = drag ? spanOf(drag.from, drag.to) : range;
  const words = drag
    ? spanWords(answer, drag.from, drag.to, utc)
    : at !== null && isIn
      ? spanWords(answer, at, at, utc)
      : null;
  const visible = page.view(focus).list?.visible;
  return (
    <section className="timeline" aria-label="Timeline">
      <div
        ref={plot}
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label="Timeline: arrows move, Shift and arrows select a range, Enter shows it"
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={at ?? count - 1}
        aria-valuetext={spanWords(answer, drag?.from ?? at ?? count - 1, drag?.to ?? at ?? count - 1, utc)}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => setDrag(null)}
        onPointerEnter={() => setIn(true)}
        onPointerLeave={() => setIn(false)}
        onFocus={() => setIn(true)}
        onBlur={() => setIn(false)}
        onKeyDown={pressed}
      >
        <Bars answer={answer} />
        {visible && (
          <Stretch className="seen" from={visible.first.ms} to={visible.last.ms} all={{ from, to }} />
        )}
        {marked && <Stretch className="select" from={marked.from} to={marked.to} all={{ from, to }} />}
        {isIn && at !== null && !drag && (
          <Stretch
            className="at"
            from={from + (at + 0.5) * width}
            to={from + (at + 0.5) * width}
            all={{ from, to }}
          />
        )}
      </div>
      <div className="labels">
        <span>{timeNear(from, Date.now(), utc)}</span>
        <span className="now cut-short">
          {words ??
            (range ? (
              <Button label="Show all times again" className="small" onPress={() => setRange(page, null)}>
                Show all times again
              </Button>
            ) : (
              <span className="hint">Drag to show only a time range</span>
            ))}
        </span>
        <button
          type="button"
          className="small"
          title="Go to the newest record and follow (G)"
          onClick={() => goToEnd(page)}
        >
          {timeNear(to, from, utc)}
        </button>
      </div>
    </section>
  );
};

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  h: -1,
  l: 1,
  PageUp: -10,
  PageDown: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
