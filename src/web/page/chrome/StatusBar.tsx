import { countText, rateText } from '../../../core/text/quantities.ts';
import { usePage, useSelected } from './usePage.ts';

type Hint = readonly [key: string, what: string];

const FOLLOWING: readonly Hint[] = [
  ['/', 'search'],
  ['&', 'filter'],
  ['k', 'back'],
  ['v', 'merge'],
  ['s', 'logs'],
  ['E', 'error'],
  ['?', 'help'],
];
const PAUSED: readonly Hint[] = [
  ['G', 'follow'],
  ['j k', 'move'],
  ['Enter', 'detail'],
  ['e E', 'errors'],
  ['x', 'around'],
  ['y', 'copy'],
  ['Y', 'link'],
  ['?', 'help'],
];
const CONTEXT: readonly Hint[] = [
  ['x', 'back'],
  ['j k', 'move'],
  ['Enter', 'detail'],
  ['?', 'help'],
];
/** From this share on, the bar shows how full the buffer is. */
const FULL = 0.8;

/** The mode, the counts, and the most useful keys of the mode. */
export const StatusBar = () => {
  const page = usePage();
  useSelected(state => state.standing);
  const focus = useSelected(state => state.focus);
  const pane = useSelected(state => state.panes.get(state.focus));
  const context = useSelected(state => state.context);
  const range = useSelected(state => state.settings.range);
  const rate = useSelected(state => state.recordRate);
  const viewers = useSelected(state => state.viewers);
  const buffer = useSelected(state => state.bufferUse);
  const scanned = useSelected(state => state.scanned);
  const sources = useSelected(state => state.sources);
  const { following, left } = page.view(focus).status;
  const mode = context ? 'context' : !following ? 'paused' : range ? 'range' : 'follow';
  const live = [...sources.values()].filter(({ state }) => state === 'live').length;
  const failed = [...sources.values()].filter(
    ({ state }) => state === 'failed' || state === 'retrying',
  ).length;
  const hints = context ? CONTEXT : following ? FOLLOWING : PAUSED;
  return (
    <footer className="status">
      <span className={`mode ${mode}`} role="status">
        {mode.toUpperCase()}
      </span>
      <span>
        <span aria-hidden="true">●</span> {live} live
        {failed > 0 && <span className="error-text"> · {failed} failing</span>}
      </span>
      <span>{rateText(rate)}/s</span>
      {pane && (
        <span>
          {countText(pane.shown)} {pane.shown === 1 ? 'record' : 'records'}
        </span>
      )}
      {scanned < 1 && <span>looked through {Math.floor(scanned * 100)} %</span>}
      {buffer >= FULL && <span className="only-wide">buffer {Math.round(buffer * 100)} %</span>}
      {viewers > 1 && <span className="only-wide">{viewers} viewers</span>}
      {left && !following && (
        <span className="warn-text">the record you were at is no longer in this list</span>
      )}
      <span className="keys" aria-hidden="true">
        {hints.map(([key, what]) => (
          <span key={key}>
            <kbd>{key}</kbd> {what}
          </span>
        ))}
      </span>
    </footer>
  );
};
