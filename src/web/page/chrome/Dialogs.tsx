import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { TIME_EXAMPLES } from '../../../core/time/timeExpression.ts';
import { goToWrittenTime } from '../actions/time.ts';
import { COMMANDS } from '../keys/commands.ts';
import { timeText } from '../list/timeOf.ts';
import { Button } from './Button.tsx';
import { usePage, useSelected } from './usePage.ts';

export const Dialogs = () => {
  const dialog = useSelected(state => state.dialog);
  if (dialog === 'help') return <Help />;
  if (dialog === 'messages') return <Messages />;
  return dialog === 'range' ? <GoToTime /> : null;
};

const Modal = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => {
  const page = usePage();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    box.current?.querySelector('input')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: dialogs handle Escape themselves
    <dialog
      ref={box}
      aria-label={title}
      onClose={() => page.set({ dialog: null })}
      onClick={event => event.target === box.current && box.current?.close()}
    >
      <header>
        <h2>{title}</h2>
        <Button label="Close" keyName="Esc" icon="close" onPress={() => box.current?.close()} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <div className="body" tabIndex={0}>
        {children}
      </div>
    </dialog>
  );
};

const GROUPS = ['Moving', 'Panes', 'Reading', 'Finding', 'Doing'] as const;

const KEY_LABELS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
};

const SYMBOLS = [
  ['E W D T N F', 'level: error, warn, debug, trace, notice, fatal; info is not marked'],
  ['▸ 5', 'five more lines of this record are folded; o or a click unfolds them'],
  ['↧', 'arrived late: out of place in time'],
  ['┄', 'not a log line, but an event: rotation, gap, reconnection'],
  ['E3 W12 /7', 'in titles: errors, warnings, matches of the search'],
] as const;

const Help = () => {
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const isWanted = (help: string, keys: readonly string[]): boolean =>
    words.every(word => help.toLowerCase().includes(word) || keys.some(key => key.toLowerCase() === word));
  const groups = GROUPS.map(group => ({
    group,
    commands: COMMANDS.filter(one => one.group === group && isWanted(one.help, one.keys)),
  })).filter(({ commands }) => commands.length > 0);
  const symbols = SYMBOLS.filter(([sign, help]) => isWanted(help, [sign]));
  return (
    <Modal title="Keys and symbols">
      <input
        type="text"
        value={text}
        placeholder="Find a key"
        aria-label="Find a key"
        onChange={event => setText(event.target.value)}
      />
      <div className="help-groups">
        {groups.map(({ group, commands }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands.map(({ keys, help }) => (
                <HelpLine
                  key={help}
                  keys={keys.length > 4 ? [`${keys[0]}–${keys.at(-1)}`] : keys}
                  help={help}
                />
              ))}
            </dl>
          </section>
        ))}
        {symbols.length > 0 && (
          <section>
            <h3>Symbols</h3>
            <dl>
              {symbols.map(([sign, help]) => (
                <HelpLine key={sign} keys={[sign]} help={help} />
              ))}
            </dl>
          </section>
        )}
        {groups.length + symbols.length === 0 && <p className="hush">No key or symbol matches.</p>}
      </div>
    </Modal>
  );
};

const HelpLine = ({ keys, help }: { readonly keys: readonly string[]; readonly help: string }) => (
  <>
    <dt>
      {keys.map(key => (
        <kbd key={key}>{KEY_LABELS[key] ?? key}</kbd>
      ))}
    </dt>
    <dd>{help}</dd>
  </>
);

const Messages = () => {
  const messages = useSelected(state => state.messages);
  const utc = useSelected(state => state.prefs.utc);
  return (
    <Modal title="Recent messages">
      {messages.length === 0 && <p className="hush">No messages yet.</p>}
      <ul className="messages">
        {messages.toReversed().map(({ id, at, tone, text }) => (
          <li key={id}>
            <span className="hush">{timeText(at, 0, 'seconds', utc)}</span>
            <span className={tone === 'info' ? '' : `${tone}-text`}>{text}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
};

const RECENT = ['5m', '15m', '1h', '6h', '24h'] as const;

const GoToTime = () => {
  const page = usePage();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const go = (words: string): void => {
    if (goToWrittenTime(page, words)) page.set({ dialog: null });
    else setWrong(true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go(text);
  };
  return (
    <Modal title="Go to a time, or show a range">
      <form className="form" onSubmit={submit}>
        <input
          className={`wide ${isWrong ? 'bad' : ''}`}
          type="text"
          value={text}
          placeholder="14:02   or   14:02 to 14:05"
          aria-label="A time, or two with “to” between them"
          aria-invalid={isWrong}
          onChange={event => {
            setText(event.target.value);
            setWrong(false);
          }}
        />
        {isWrong && (
          <p className="wide error-text" role="alert">
            That is not a time. Examples: {TIME_EXAMPLES}.
          </p>
        )}
        <span className="wide">
          <button type="submit" className="primary">
            Go
          </button>
          <span className="hush">Only the last</span>
          {RECENT.map(span => (
            <Button
              key={span}
              label={`Only the last ${span}`}
              className="small line"
              onPress={() => go(`${span} to now`)}
            >
              {span}
            </Button>
          ))}
        </span>
        <p className="wide hush">
          A single time moves the view there; two times show only what is between them. Times are{' '}
          {page.state().prefs.utc ? 'UTC' : 'in your zone'}; whatever has not been read yet is read on the
          hosts.
        </p>
      </form>
    </Modal>
  );
};
