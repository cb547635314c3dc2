import { useEffect, useRef } from 'react';
import type { Pane } from '../../../protocol/rows.ts';
import { rawText } from '../../actions/copy.ts';
import { activate, readOlder } from '../../actions/past.ts';
import { copySelection } from '../../list/copy.ts';
import { bindPointer } from '../../list/pointer.ts';
import { RowList } from '../../list/rowList.ts';
import type { Look } from '../../list/rowNode.ts';
import type { Page } from '../../model/page.ts';
import type { PageState } from '../../model/state.ts';
import { usePage, useSelected } from '../usePage.ts';

const lookOf = (page: Page, state: PageState, pane: Pane): Look => ({
  time: state.prefs.time,
  utc: state.prefs.utc,
  isMerged: pane === null && state.order.length > 1,
  sourceColumn: pane === null && state.prefs.sourceColumn && state.order.length > 1,
  isUnfolded: page.isUnfolded,
  sourceOf: number => {
    const source = state.sources.get(number);
    const color = `h${state.colors.get(source?.host ?? '') ?? 0}`;
    return { host: source?.host ?? '', log: source?.log ?? '', color };
  },
});

/** A container for rows: React creates the box, a `RowList` everything inside it. */
export const RowsBox = ({ pane, label }: { readonly pane: Pane; readonly label: string }) => {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const list = useRef<RowList | null>(null);
  const prefs = useSelected(state => state.prefs);
  const narrow = useSelected(state => state.narrow);
  const sources = useSelected(state => state.sources.size);
  const colors = useSelected(state => state.colors);
  const unfoldAll = useSelected(state => state.unfoldAll);
  const context = useSelected(state => state.context);
  const epoch = useSelected(state => state.welcome?.epoch);
  const wrap = prefs.wrap ?? narrow;

  // biome-ignore lint/correctness/useExhaustiveDependencies: one list for as long as the pane's view is the same
  useEffect(() => {
    const scroller = box.current!;
    // A frame requested before the pane was removed may still run when the references are empty.
    const panBar = bar.current!;
    const view = page.view(pane);
    const rows = new RowList(scroller, `r${pane ?? 'all'}`, lookOf(page, page.state(), pane), {
      need: side => void view.rows.extend(side),
      seek: share => void view.goTo({ at: { share }, align: 'top' }),
      moved: place => view.moved(place),
      panned: (at, widest, width) => showPan(panBar, at, widest, width),
    });
    list.current = rows;
    view.attach(rows);
    const watch = new ResizeObserver(() => {
      const height = scroller.clientHeight;
      rows.resize(height);
      page.showing(pane, height === 0 ? 0 : Math.ceil(height / 18) + 10);
    });
    watch.observe(scroller);
    const unbind = bindPointer(scroller, rows, {
      press: () => view.rows.hold(true),
      release: hasSelection => {
        if (hasSelection) view.pause();
        view.rows.hold(false);
      },
      pick: (id, part) => pick(page, pane, id, part),
      past: () => void readOlder(page, pane),
    });
    const copy = (event: ClipboardEvent): void =>
      copySelection(event, scroller.querySelector('.strip')!, view.rows.window, (from, to) =>
        rawText(page, pane, from, to),
      );
    document.addEventListener('copy', copy);
    return () => {
      document.removeEventListener('copy', copy);
      unbind();
      watch.disconnect();
      view.detach();
      rows.close();
      page.showing(pane, 0);
    };
  }, [page, pane, context, epoch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: everything the look depends on
  useEffect(() => {
    list.current?.setLook(lookOf(page, page.state(), pane));
  }, [page, pane, prefs.time, prefs.utc, prefs.sourceColumn, sources, colors, unfoldAll, wrap]);

  return (
    <>
      <div
        ref={box}
        className={wrap ? 'rows wrap' : 'rows'}
        role="log"
        aria-label={label}
        aria-live="off"
        tabIndex={-1}
      >
        <div
          className="layer"
          role="listbox"
          aria-label={label}
          tabIndex={0}
          onFocus={() => {
            if (page.state().focus !== pane) page.set({ focus: pane });
          }}
        >
          <div className="strip" role="presentation" />
        </div>
        <div className="spacer" />
      </div>
      <div
        ref={bar}
        className="hbar"
        hidden
        aria-hidden="true"
        onScroll={event => list.current?.panning.to(event.currentTarget.scrollLeft)}
      >
        <div />
      </div>
    </>
  );
};

/** Shows how far lines extend beyond the pane, in a separate scroll bar that is always visible. */
const showPan = (bar: HTMLElement, at: number, widest: number, width: number): void => {
  const isNeeded = widest > width + 1;
  if (bar.hidden === isNeeded) bar.hidden = !isNeeded;
  if (!isNeeded) return;
  const inner = bar.firstElementChild as HTMLElement;
  inner.style.width = `${Math.round(bar.clientWidth + widest - width)}px`;
  if (Math.abs(bar.scrollLeft - at) >= 1) bar.scrollLeft = at;
};

const pick = (page: Page, pane: Pane, id: number, part: 'time' | 'fold' | 'text'): void => {
  const view = page.view(pane);
  if (page.state().focus !== pane) page.set({ focus: pane });
  const row = view.list?.row(id);
  if (!row) return;
  if (part === 'fold') page.toggleFold(id);
  else if (row.kind === 'edge' || part === 'time') activate(page, pane, row);
  else {
    view.select(id);
    if (page.state().detail) page.set({ detail: { pane, id } });
  }
};
