import { countText, rateText } from '../../../../core/text/quantities.ts';
import type { SourceInfo } from '../../../protocol/pushes.ts';
import type { Pane } from '../../../protocol/rows.ts';
import { goToEnd, togglePause } from '../../actions/move.ts';
import { toggleZoom } from '../../actions/panes.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { Cover } from './Cover.tsx';
import { EdgeBanner } from './EdgeBanner.tsx';
import { RowsBox } from './RowsBox.tsx';

/** A pane: one log, or all logs merged by time. */
export const PaneBox = ({ pane, number }: { readonly pane: Pane; readonly number: number | null }) => {
  const page = usePage();
  useSelected(state => state.standing);
  const source = useSelected(state => (pane === null ? null : (state.sources.get(pane) ?? null)));
  const isFocused = useSelected(state => state.focus === pane);
  const context = useSelected(state => state.context);
  const shown = useSelected(state => state.panes.get(pane)?.shown ?? 0);
  const { status } = page.view(pane);
  const label = source === null ? 'All logs, merged by time' : `${source.host} ${source.log}`;
  const className = ['pane', isFocused && number !== null && 'focused', status.busy && 'busy']
    .filter(Boolean)
    .join(' ');
  return (
    <section
      className={className}
      data-pane={pane ?? 'all'}
      data-settled={!status.busy}
      aria-label={label}
      onPointerDown={() => page.state().focus !== pane && page.set({ focus: pane })}
    >
      <PaneTitle pane={pane} number={number} source={source} />
      {context && (
        <div className="banner">
          <span className="grow">
            {status.left
              ? 'The selected record has left the buffer: these are the nearest lines that are left.'
              : 'All lines around the selected record, whatever the filters say.'}
          </span>
          <Button
            label="Back to the previous view"
            keyName="x"
            className="small line"
            onPress={() => page.leaveContext()}
          >
            Back <kbd>x</kbd>
          </Button>
        </div>
      )}
      <EdgeBanner pane={pane} />
      <RowsBox pane={pane} label={label} />
      <Cover pane={pane} source={source} />
      {!status.following && shown > 0 && <Newer pane={pane} newer={status.newer} />}
    </section>
  );
};

const PaneTitle = ({
  pane,
  number,
  source,
}: {
  readonly pane: Pane;
  readonly number: number | null;
  readonly source: SourceInfo | null;
}) => {
  const page = usePage();
  const state = useSelected(whole => whole.panes.get(pane) ?? null);
  const search = useSelected(whole => whole.settings.search);
  const order = useSelected(whole => whole.order.length);
  const rate = useSelected(whole => whole.recordRate);
  const zoom = useSelected(whole => whole.zoom);
  const color = useSelected(whole => whole.colors.get(source?.host ?? '') ?? 0);
  const following = page.view(pane).status.following;
  return (
    <header>
      {number !== null && <span className="hush optional">{number}</span>}
      {source ? (
        <>
          <span className={`dot ${source.state}`} title={source.state} />
          <span className="cut-short">
            <span className={`name h${color}`}>{source.host}</span> {source.log}
          </span>
        </>
      ) : (
        <span className="cut-short">
          <span className="name">All logs</span> <span className="hush">{order} by time</span>
        </span>
      )}
      <span className="numbers">
        <span className="hush optional">{rateText(source?.rate ?? rate)}/s</span>
        {(state?.alarms ?? 0) > 0 && (
          <span className="error-text" title="Errors shown">
            E{countText(state!.alarms)}
          </span>
        )}
        {source && source.warnings > 0 && (
          <span className="warn-text optional" title="Warnings">
            W{countText(source.warnings)}
          </span>
        )}
        {search !== null && <span title="Matches of the search">/{countText(state?.found ?? 0)}</span>}
      </span>
      <span className="acts">
        <Button
          label={following ? 'Pause' : 'Follow'}
          keyName="p"
          icon={following ? 'pause' : 'play'}
          className="small"
          onPress={() => {
            page.set({ focus: pane });
            togglePause(page);
          }}
        />
        {order > 1 && (
          <Button
            label={zoom === pane ? 'Back to all panes' : 'Zoom this pane'}
            keyName="z"
            icon="zoom"
            className="small optional"
            pressed={zoom === pane}
            onPress={() => toggleZoom(page, pane)}
          />
        )}
      </span>
    </header>
  );
};

/** The number of new rows below a paused pane, and a button to go to them. */
const Newer = ({ pane, newer }: { readonly pane: Pane; readonly newer: number }) => {
  const page = usePage();
  return (
    <button
      type="button"
      className="newer primary"
      title="Go to the newest record and follow (G)"
      onClick={() => {
        page.set({ focus: pane });
        goToEnd(page);
      }}
    >
      {newer === 0 ? 'Paused' : `${newer.toLocaleString('en')} new`} ↓
    </button>
  );
};
