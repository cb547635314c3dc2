import { useEffect, useRef, useState } from 'react';
import type { Pane } from '../../../protocol/rows.ts';
import { panesOf } from '../../actions/focus.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { gridOf } from './grid.ts';
import { PaneBox } from './PaneBox.tsx';

/** As many panes as fit; the others are on further pages. */
export const PaneGrid = () => {
  const page = usePage();
  useSelected(state => state.order);
  useSelected(state => state.merged);
  useSelected(state => state.zoom);
  useSelected(state => state.context);
  const at = useSelected(state => state.pageOfPanes);
  const focus = useSelected(state => state.focus);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const panes: readonly Pane[] = panesOf(page);
  const { columns, perPage } = gridOf(panes.length, size.width, size.height);
  const pages = Math.ceil(panes.length / perPage);
  const current = Math.min(at, pages - 1);
  const shown = panes.slice(current * perPage, (current + 1) * perPage);
  // Keep the focused pane visible: turn to its page or, if the person turned to another one, focus another pane.
  const before = useRef({ focus, at });
  useEffect(() => {
    const isTurned = before.current.focus === focus && before.current.at !== at;
    before.current = { focus, at };
    if (shown.includes(focus)) return;
    const place = panes.indexOf(focus);
    if (!isTurned && place >= 0) page.set({ pageOfPanes: Math.floor(place / perPage) });
    else page.set({ focus: shown[0] ?? null });
  });
  useEffect(() => {
    if (at !== current && pages > 0) page.set({ pageOfPanes: current });
  });
  return (
    <section className="panes-box" aria-label="Logs">
      <div ref={box} className="panes" data-columns={Math.min(columns, shown.length)}>
        {shown.map((pane, i) => (
          <PaneBox
            key={String(pane)}
            pane={pane}
            number={panes.length > 1 ? current * perPage + i + 1 : null}
          />
        ))}
      </div>
      {pages > 1 && (
        <nav className="pages" aria-label="Pages of panes">
          <Button
            label="Previous page"
            keyName="["
            icon="up"
            className="small"
            disabled={current === 0}
            onPress={() => page.turn(-1)}
          />
          <span>
            {current * perPage + 1}–{Math.min(panes.length, (current + 1) * perPage)} of {panes.length} logs
          </span>
          <Button
            label="Next page"
            keyName="]"
            icon="down"
            className="small"
            disabled={current === pages - 1}
            onPress={() => page.turn(1)}
          />
        </nav>
      )}
    </section>
  );
};
