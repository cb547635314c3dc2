import { useEffect, useState } from 'react';
import { countText, rateText } from '../../../core/text/quantities.ts';
import type { PickerItem } from '../../protocol/answers.ts';
import { MAX_NAME } from '../../protocol/limits.ts';
import type { SourceInfo } from '../../protocol/pushes.ts';
import { act } from '../actions/focus.ts';
import { openLogs, toggleHidden, toggleSolo } from '../actions/panes.ts';
import { isHidden, sourcesInOrder } from '../model/state.ts';
import { Button } from './Button.tsx';
import { stateWords } from './panes/stateWords.ts';
import { usePage, useSelected } from './usePage.ts';

/** The logs by host: their states, their visibility, and what else can be opened. */
export const Sidebar = () => {
  const page = usePage();
  const [text, setText] = useState('');
  const state = useSelected(whole => whole.sources);
  const order = useSelected(whole => whole.order);
  const picker = useSelected(whole => whole.welcome?.picker ?? false);
  const sources = sourcesInOrder({ ...page.state(), sources: state, order }).filter(({ name }) =>
    name.toLowerCase().includes(text.toLowerCase()),
  );
  const hosts = [...Map.groupBy(sources, ({ host }) => host)];
  return (
    <>
      <nav className="sidebar" aria-label="Logs">
        <div className="head">
          <input
            maxLength={MAX_NAME}
            id="logs"
            type="text"
            value={text}
            placeholder={picker ? 'Find or open logs' : 'Find logs'}
            aria-label="Find logs"
            autoComplete="off"
            spellCheck={false}
            onChange={event => setText(event.target.value)}
          />
          <Button
            label="Close the list of logs"
            icon="close"
            className="only-narrow"
            onPress={() => page.setPrefs({ sidebar: false })}
          />
        </div>
        <div className="tree">
          {hosts.map(([host, logs]) => (
            <HostLogs key={host} host={host} logs={logs} />
          ))}
          {sources.length === 0 && text === '' && <p className="hush">No log is open.</p>}
          {picker && <Openable text={text} />}
        </div>
      </nav>
      <button
        type="button"
        className="scrim"
        aria-label="Close the list of logs"
        tabIndex={-1}
        onClick={() => page.setPrefs({ sidebar: false })}
      />
    </>
  );
};

const HostLogs = ({ host, logs }: { readonly host: string; readonly logs: readonly SourceInfo[] }) => {
  const color = useSelected(state => state.colors.get(host) ?? 0);
  return (
    <section>
      <h2>
        <span className={`h${color} cut-short`}>{host}</span>
        {logs[0]?.team && <span className="team hush">{logs[0].team}</span>}
      </h2>
      <ul>
        {logs.map(log => (
          <LogItem key={log.source} log={log} />
        ))}
      </ul>
    </section>
  );
};

const LogItem = ({ log }: { readonly log: SourceInfo }) => {
  const page = usePage();
  const hidden = useSelected(state => isHidden(state, log.source));
  const merged = useSelected(state => state.merged === true);
  const solo = useSelected(state => state.settings.solo === log.source);
  const isFocused = useSelected(state => state.focus === log.source && state.merged !== true);
  const role = useSelected(state => state.welcome?.viewer.role);
  const words = stateWords(log);
  const show = (): void => {
    if (merged) toggleSolo(page, log.source);
    else page.reveal(log.source);
    if (page.state().narrow) page.setPrefs({ sidebar: false });
  };
  return (
    <li
      className={`log-item ${merged && hidden ? 'hidden' : ''} ${isFocused || (merged && solo) ? 'focused' : ''}`}
    >
      <button
        type="button"
        className="pick"
        title={merged ? 'Show this log alone, or all again' : 'Go to this pane'}
        onClick={show}
      >
        <span className={`dot ${log.state}`} />
        <span className="away">{log.state}</span>
        <span className="name cut-short">{log.log}</span>
        <span className="numbers">
          {log.errors > 0 && <span className="error-text">E{countText(log.errors)}</span>}
          {log.warnings > 0 && <span className="warn-text">W{countText(log.warnings)}</span>}
          <span className="hush">{rateText(log.rate)}/s</span>
        </span>
      </button>
      <span className="acts">
        {merged && (
          <Button
            label={hidden ? `Show ${log.name}` : `Hide ${log.name}`}
            keyName="H"
            icon={hidden ? 'eyeOff' : 'eye'}
            className="small"
            onPress={() => toggleHidden(page, log.source)}
          />
        )}
        {role === 'operator' && words?.canRetry && (
          <Button
            label={`Try ${log.name} again`}
            icon="retry"
            className="small"
            onPress={() => void act(page, { type: 'act', action: { kind: 'retry', source: log.source } })}
          />
        )}
        <Button
          label={`Close ${log.name} for me`}
          icon="close"
          className="small"
          onPress={() => void act(page, { type: 'close', source: log.source })}
        />
      </span>
      {words && (
        <p className="why">
          {words.isBad ? <strong>{words.text}</strong> : words.text}
          {words.advice !== null && ` ${words.advice}`}
        </p>
      )}
    </li>
  );
};

/** Other logs that can be opened, updated while typing. */
const Openable = ({ text }: { readonly text: string }) => {
  const page = usePage();
  const order = useSelected(state => state.order);
  const [items, setItems] = useState<readonly PickerItem[]>([]);
  const [more, setMore] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening or closing a log changes the list
  useEffect(() => {
    let isCurrent = true;
    void page.ask({ type: 'picker', text }).then(answer => {
      if (!isCurrent || answer?.type !== 'picker') return;
      setItems(answer.items.filter(({ open }) => !open));
      setMore(answer.more);
    });
    return () => {
      isCurrent = false;
    };
  }, [page, text, order]);
  if (items.length === 0) return text === '' ? null : <p className="hush">Nothing else matches {text}.</p>;
  const open = (names: readonly string[]): void => void openLogs(page, names);
  const logs = items.filter(({ kind }) => kind === 'log');
  return (
    <section>
      <h2>
        Open more
        {text !== '' && logs.length > 1 && logs.length <= 40 && (
          <Button
            label="Open all logs that match"
            className="small line"
            onPress={() => open(logs.map(({ name }) => name))}
          >
            all {logs.length}
          </Button>
        )}
      </h2>
      <ul>
        {items.map(item => (
          <li key={`${item.kind} ${item.name}`} className="log-item">
            <button
              type="button"
              className="pick"
              title={`${item.name}: ${item.detail}`}
              onClick={() => open([item.name])}
            >
              <span aria-hidden="true" className="hush">
                +
              </span>
              <span className="cut-short">{item.name}</span>
              <span className="numbers hush cut-short">{item.kind === 'log' ? item.detail : item.kind}</span>
            </button>
          </li>
        ))}
      </ul>
      {more && <p className="hush">There are more: type part of a name.</p>}
    </section>
  );
};
