import type { SourceInfo } from '../../../protocol/pushes.ts';
import type { Pane } from '../../../protocol/rows.ts';
import { clearFilters } from '../../actions/filter.ts';
import { act } from '../../actions/focus.ts';
import { readOlder } from '../../actions/past.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { stateWords, wordsForAll } from './stateWords.ts';

/** Shown in an empty pane: why it is empty, and what to do. */
export const Cover = ({ pane, source }: { readonly pane: Pane; readonly source: SourceInfo | null }) => {
  const page = usePage();
  const state = useSelected(whole => whole.panes.get(pane) ?? null);
  const settings = useSelected(whole => whole.settings);
  const scanned = useSelected(whole => whole.scanned);
  const order = useSelected(whole => whole.order.length);
  const picker = useSelected(whole => whole.welcome?.picker ?? false);
  const role = useSelected(whole => whole.welcome?.viewer.role);
  const sources = useSelected(whole => whole.sources);
  const allFail = source === null ? wordsForAll([...sources.values()]) : null;
  if (state === null ? order > 0 : state.shown > 0) return null;
  if (order === 0) {
    return (
      <div className="cover">
        <h3>No log is open</h3>
        <p>{picker ? 'Pick logs on the left.' : 'rtail serve was started without a log.'}</p>
        {picker && (
          <Button
            label="Show the logs"
            className="line"
            icon="logs"
            onPress={() => page.setPrefs({ sidebar: true })}
          >
            Pick logs
          </Button>
        )}
      </div>
    );
  }
  const words = source ? stateWords(source) : allFail;
  if (words) {
    return (
      <div className="cover">
        <h3 className={words.isBad ? 'error-text' : ''}>{words.text}</h3>
        {words.advice !== null && <p>{words.advice}</p>}
        {source && words.canRetry && role === 'operator' && (
          <Button
            label="Try again"
            className="line"
            icon="retry"
            onPress={() => void act(page, { type: 'act', action: { kind: 'retry', source: source.source } })}
          >
            Try again
          </Button>
        )}
      </div>
    );
  }
  const isFiltered =
    settings.filters.some(({ enabled }) => enabled) ||
    settings.level !== null ||
    settings.range !== null ||
    settings.solo !== null;
  if (state?.edge?.kind === 'reading') {
    return (
      <div className="cover">
        <h3>Reading on the hosts…</h3>
      </div>
    );
  }
  const canRead = state?.edge?.kind === 'older';
  if (!isFiltered) {
    return (
      // Shown only after a moment, because a log's last lines arrive just after it is opened.
      <div className="cover late">
        <h3>{canRead ? 'No new lines yet' : 'Nothing has been logged yet'}</h3>
        <p>
          {canRead
            ? 'Older lines are on the hosts; new ones appear here as they are written.'
            : 'New lines appear here as they are written.'}
        </p>
        {canRead && <ReadOlder pane={pane} />}
      </div>
    );
  }
  return (
    <div className="cover">
      <h3>{scanned < 1 ? 'Looking…' : 'No matches in the lines read so far'}</h3>
      <p>
        {canRead
          ? 'Older lines are on the hosts; they can be read with the same filters.'
          : 'New lines that match appear here.'}
      </p>
      <span className="buttons">
        {canRead && <ReadOlder pane={pane} />}
        <Button label="Show everything again" className="line" onPress={() => clearFilters(page)}>
          Clear the filters
        </Button>
      </span>
    </div>
  );
};

const ReadOlder = ({ pane }: { readonly pane: Pane }) => {
  const page = usePage();
  return (
    <Button
      label="Read older lines on the hosts"
      className="line"
      icon="up"
      onPress={() => void readOlder(page, pane)}
    >
      Read older lines
    </Button>
  );
};
