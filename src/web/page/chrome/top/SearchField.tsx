import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { setSearch } from '../../actions/filter.ts';
import { find } from '../../actions/find.ts';
import { focused } from '../../actions/focus.ts';
import { Button } from '../Button.tsx';
import { Icon } from '../Icon.tsx';
import { usePage, useSelected } from '../usePage.ts';

/** How long typing must pause before the search starts. Milliseconds. */
const TYPING_MS = 180;

export const SearchField = () => {
  const page = usePage();
  const search = useSelected(state => state.settings.search);
  const refused = useSelected(state => state.refused);
  const found = useSelected(state => state.panes.get(state.focus)?.found ?? 0);
  const scanned = useSelected(state => state.scanned);
  const match = useSelected(state => state.match);
  const [text, setText] = useState(search ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(search ?? ''), [search]);

  const changed = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSearch(page, value), TYPING_MS);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      // A second Escape, now over the logs, ends the search.
      focused(page).list?.focus();
    } else if (event.key === 'Enter') {
      clearTimeout(timer.current);
      if (text !== (search ?? '')) setSearch(page, text);
      void find(page, 'found', event.shiftKey ? 'next' : 'previous');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isBad = refused?.at === 'search';
  const sofar = scanned < 1 ? '…' : '';
  const counts =
    search === null
      ? ''
      : match
        ? `${match.index.toLocaleString('en')} of ${match.total.toLocaleString('en')}`
        : `${found.toLocaleString('en')}${sofar}`;
  return (
    <search className="field search">
      <Icon name="search" />
      <input
        id="search"
        type="text"
        value={text}
        placeholder="Search (/)"
        aria-label="Search"
        aria-invalid={isBad}
        className={[isBad && 'bad', counts !== '' && 'counted'].filter(Boolean).join(' ')}
        autoComplete="off"
        spellCheck={false}
        onChange={event => changed(event.target.value)}
        onKeyDown={pressed}
      />
      <span className="count" role="status">
        {counts}
      </span>
      <span className="steps">
        <Button
          label="Match before"
          keyName="N"
          icon="up"
          className="small"
          disabled={search === null}
          onPress={() => void find(page, 'found', 'previous')}
        />
        <Button
          label="Next match"
          keyName="n"
          icon="down"
          className="small"
          disabled={search === null}
          onPress={() => void find(page, 'found', 'next')}
        />
      </span>
    </search>
  );
};
