import { useEffect, useRef, useState } from 'react';
import { copyText, download, linkTo } from '../../actions/copy.ts';
import { selectedRow } from '../../actions/focus.ts';
import { toggleMerged } from '../../actions/panes.ts';
import { cycleTime } from '../../actions/time.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';

/** Preferences and actions that are rarely needed. */
export const Menu = () => {
  const page = usePage();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const prefs = useSelected(state => state.prefs);
  const narrow = useSelected(state => state.narrow);
  const merged = useSelected(state => state.merged === true);
  const count = useSelected(state => state.order.length);
  const settings = useSelected(state => state.settings);
  const role = useSelected(state => state.welcome?.viewer.role);

  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const closeByKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', closeByKey, { capture: true });
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', closeByKey, { capture: true });
    };
  }, [isOpen]);

  const item = (label: string, keyName: string, run: () => void, pressed?: boolean | null) => (
    <button
      type="button"
      aria-pressed={pressed ?? undefined}
      onClick={() => {
        run();
        if (pressed === undefined) setOpen(false);
      }}
    >
      {label}
      {keyName !== '' && <kbd>{keyName}</kbd>}
    </button>
  );
  const wrap = prefs.wrap ?? narrow;
  return (
    <div className="menu-box" ref={box}>
      <Button label="Menu" icon="more" expanded={isOpen} onPress={() => setOpen(!isOpen)} />
      {isOpen && (
        <div className="menu">
          <div className="choice">
            Theme
            <span className="segments">
              {(['auto', 'light', 'dark'] as const).map(theme => (
                <Button
                  key={theme}
                  label={`Theme: ${theme}`}
                  className="small"
                  pressed={prefs.theme === theme}
                  onPress={() => page.setPrefs({ theme })}
                >
                  {theme}
                </Button>
              ))}
            </span>
          </div>
          {narrow && count > 1 && item('One merged log', 'v', () => toggleMerged(page), merged)}
          {item('Wrap long lines', 'w', () => page.setPrefs({ wrap: !wrap }), wrap)}
          {item(`Times: ${prefs.time === 'off' ? 'none' : prefs.time}`, 't', () => cycleTime(page), null)}
          {item('Times in UTC', '', () => page.setPrefs({ utc: !prefs.utc }), prefs.utc)}
          {item(
            'Host column when merged',
            'c',
            () => page.setPrefs({ sourceColumn: !prefs.sourceColumn }),
            prefs.sourceColumn,
          )}
          {item(
            'Whole lines, as logged',
            'r',
            () => page.setSettings({ verbatim: !settings.verbatim }),
            settings.verbatim,
          )}
          {item(
            'Ignore case',
            'I',
            () => page.setSettings({ ignoreCase: !settings.ignoreCase }),
            settings.ignoreCase,
          )}
          {item('Timeline', 'T', () => page.setPrefs({ timeline: !prefs.timeline }), prefs.timeline)}
          <hr />
          {item('Go to a time, or a range…', ':', () => page.set({ dialog: 'range' }))}
          {item(
            'Copy a link to this view',
            'Y',
            () => void copyText(page, linkTo(page, selectedRow(page)), 'the link'),
          )}
          {item('Download these lines', 'D', () => void download(page, 'text'))}
          {item('Download as NDJSON', '', () => void download(page, 'ndjson'))}
          {role === 'operator' &&
            item('Read all logs again', '', () => void page.ask({ type: 'act', action: { kind: 'reread' } }))}
          <hr />
          {item('Recent messages', 'M', () => page.set({ dialog: 'messages' }))}
          {item('Keys and symbols', '?', () => page.set({ dialog: 'help' }))}
        </div>
      )}
    </div>
  );
};
