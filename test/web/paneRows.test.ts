import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PaneRows, type Standing } from '../../src/web/page/model/paneRows.ts';
import { PaneView } from '../../src/web/page/model/paneView.ts';
import type { Rows } from '../../src/web/protocol/answers.ts';
import type { Row, RowPlace } from '../../src/web/protocol/rows.ts';

const wireRow = (id: number): Row => [id, 0, id, 0, 0, 0, `record ${id}`, 10, 0];
const wireRows = (first: number, end: number): Row[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => wireRow(first + i));

/** A list of consecutive ids that answers when told to, in any order. */
class SlowList {
  first = 0;
  end = 1000;
  readonly #open: ((isDropped: boolean) => void)[] = [];

  readonly ask = (at: RowPlace, before: number, after: number): Promise<Rows | null> =>
    new Promise(answered => {
      this.#open.push(isDropped => answered(isDropped ? null : this.#rows(at, before, after)));
    });

  /** Answers the earliest question with nothing, as questions about former settings are. */
  drop(): void {
    this.#open.shift()?.(true);
  }

  async answer(which: number): Promise<void> {
    const [next] = this.#open.splice(which % Math.max(1, this.#open.length), 1);
    next?.(false);
    await new Promise(setImmediate);
  }

  get waiting(): number {
    return this.#open.length;
  }

  #rows(at: RowPlace, before: number, after: number): Rows {
    const place = this.#placeOf(at);
    const id = Math.max(this.first, Math.min(place, this.end));
    const from = Math.max(this.first, id - before);
    const rows = wireRows(from, Math.min(this.end, id + after));
    const total = this.end - this.first;
    const gone = typeof at === 'object' && 'id' in at && (at.id < this.first || at.id >= this.end);
    return { type: 'rows', q: 0, v: 0, index: from - this.first, total, rows, gone };
  }

  #placeOf(at: RowPlace): number {
    if (at === 'start') return this.first;
    if (at === 'end') return this.end;
    if ('id' in at) return at.id;
    if ('time' in at) return at.time;
    return this.first + Math.round(at.share * (this.end - this.first - 1));
  }
}

const step = fc.record({
  do: fc.constantFrom(
    ...(['answer', 'answer', 'answer', 'answer', 'before', 'before', 'after', 'after'] as const),
    ...(['tail', 'same', 'evict', 'grow', 'older', 'seek', 'time', 'follow', 'hold'] as const),
  ),
  n: fc.nat(1200),
});

describe('the rows of a pane', () => {
  test('are one stretch of the list, whatever arrives late, disappears, or is requested meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        const list = new SlowList();
        const rows = new PaneRows(null, list.ask, { changed: () => {} });
        let sent: number | null = null;
        for (const { do: what, n } of steps) {
          if (what === 'answer') await list.answer(n);
          else if (what === 'before' || what === 'after') void rows.extend(what);
          else if (what === 'evict') list.first = Math.min(list.end - 1, list.first + n);
          else if (what === 'grow') list.end += n;
          else if (what === 'older') list.first -= n;
          else if (what === 'seek') void rows.seek({ at: { id: n }, align: 'top' });
          else if (what === 'time') void rows.seek({ at: { time: n }, align: 'center' });
          else if (what === 'follow') rows.follow(true);
          else if (what === 'hold') rows.hold(n === 1);
          else {
            const from = what === 'same' && sent !== null ? sent + 1 : Math.max(list.first, list.end - 60);
            const same = what === 'same' && sent !== null ? { same: sent } : {};
            rows.tail({ pane: null, total: list.end - list.first, rows: wireRows(from, list.end), ...same });
            sent = list.end - 1;
          }
          const ids = rows.window.rows.map(({ id }) => id);
          expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
          expect(ids.length).toBeLessThanOrEqual(3000);
          expect(rows.window.total).toBeGreaterThanOrEqual(rows.window.index + ids.length);
        }
        // Nothing waits forever.
        for (let left = 200; left > 0 && list.waiting > 0; left--) await list.answer(0);
        expect(list.waiting).toBe(0);
        expect(rows.seeking).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('are those nearest to a requested row that is gone', async () => {
    const list = new SlowList();
    const standings: (Standing | null)[] = [];
    const rows = new PaneRows(null, list.ask, { changed: standing => standings.push(standing) });
    void rows.seek({ at: { id: 500 }, align: 'top', px: 7 });
    await list.answer(0);
    expect(standings.at(-1)).toEqual({ id: 500, align: 'top', px: 7, gone: false });
    list.first = 600;
    void rows.seek({ at: { id: 500 }, align: 'top', px: 7 });
    await list.answer(0);
    expect(standings.at(-1)).toEqual({ id: 600, align: 'top', px: 0, gone: true });
  });

  test('do not include an answer about a stretch that has been left since', async () => {
    const list = new SlowList();
    const rows = new PaneRows(null, list.ask, { changed: () => {} });
    void rows.seek({ at: { id: 300 }, align: 'top' });
    await list.answer(0);
    void rows.extend('after');
    void rows.seek({ at: { id: 800 }, align: 'top' });
    await list.answer(1);
    await list.answer(0);
    const ids = rows.window.rows.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
    expect(ids[0]).toBe(650);
  });

  test('are those of the last place, if several are requested in a hurry', async () => {
    const list = new SlowList();
    const rows = new PaneRows(null, list.ask, { changed: () => {} });
    for (const share of [0.1, 0.2, 0.5, 0.9]) void rows.seek({ at: { share }, align: 'top' });
    await list.answer(0);
    expect(list.waiting).toBe(1);
    await list.answer(0);
    expect(list.waiting).toBe(0);
    expect(rows.window.indexOf(899)).toBeGreaterThanOrEqual(0);
  });

  test('stay where they are if the list stops following while its end is being read', async () => {
    const list = new SlowList();
    const rows = new PaneRows(null, list.ask, { changed: () => {} });
    rows.tail({ pane: null, total: 1000, rows: wireRows(900, 1000) });
    list.end = 2000;
    rows.tail({ pane: null, total: 2000, rows: wireRows(1990, 2000), same: 1989 });
    expect(list.waiting).toBe(1);
    rows.follow(false);
    await list.answer(0);
    expect(rows.window.first?.id).toBe(900);
    expect(rows.seeking).toBe(false);
  });
});

describe('a pane', () => {
  const opened = async (): Promise<{ list: SlowList; view: PaneView }> => {
    const list = new SlowList();
    const view = new PaneView(null, list.ask, () => {});
    void view.goTo({ at: 'start', align: 'top' });
    await list.answer(0);
    return { list, view };
  };

  const INTERRUPTIONS = [
    { title: 'its list is replaced or its past changes', interrupt: () => {} },
    {
      title: 'the settings change, so that the answer is dropped',
      interrupt: (list: SlowList) => list.drop(),
    },
  ];

  test.each(INTERRUPTIONS)('arrives where the person went although $title', async ({ interrupt }) => {
    const { list, view } = await opened();
    void view.goTo({ at: { share: 0.5 }, align: 'top' });
    view.refresh();
    interrupt(list);
    await new Promise(setImmediate);
    while (list.waiting > 0) await list.answer(0);
    await new Promise(setImmediate);
    expect(view.anchor).toBe(500);
  });
});
