import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { LEVELS, type Level } from '../../../core/level.ts';
import { addFilter, find, focused, setSearch, toggleMerged } from '../model/actions.ts';
import type { FilterKind } from '../model/state.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { usePage, useSelected } from './usePage.ts';

export const TopBar = () => {
  const page = usePage();
  const title = useSelected(state => state.welcome?.title ?? '');
  const merged = useSelected(state => state.merged === true);
  const count = useSelected(state => state.order.length);
  const narrow = useSelected(state => state.narrow);
  const sidebar = useSelected(state => state.prefs.sidebar) ?? !narrow;
  const [tool, setTool] = useState<'search' | 'filter' | null>(null);
  const search = useSelected(state => state.settings.search);
  return (
    <header className="topbar">
      <Button
        label={sidebar ? 'Hide the logs' : 'Show the logs'}
        keyName="s"
        icon="logs"
        expanded={sidebar}
        onPress={() => page.setPrefs({ sidebar: !sidebar })}
      />
      <h1 className="brand">
        <span className="mark" aria-hidden="true">
          r
        </span>
        rtail <span className="title cut-short">{title}</span>
      </h1>
      {(!narrow || tool === 'search' || (tool === null && search !== null)) && <SearchField />}
      {(!narrow || tool === 'filter') && <FilterField />}
      <span className="grow only-wide" />
      <LevelSelect />
      {narrow && (
        <>
          <Button
            label="Search"
            icon="search"
            pressed={tool === 'search'}
            onPress={() => setTool(tool === 'search' ? null : 'search')}
          />
          <Button
            label="Filter"
            icon="filter"
            pressed={tool === 'filter'}
            onPress={() => setTool(tool === 'filter' ? null : 'filter')}
          />
        </>
      )}
      {count > 1 && !narrow && (
        <span className="segments">
          <Button
            label="Split: a pane for each log"
            keyName="v"
            icon="split"
            pressed={!merged}
            onPress={() => toggleMerged(page, false)}
          >
            Split
          </Button>
          <Button
            label="Merged: all logs by time"
            keyName="v"
            icon="merged"
            pressed={merged}
            onPress={() => toggleMerged(page, true)}
          >
            Merged
          </Button>
        </span>
      )}
      <Menu />
    </header>
  );
};

/** How long a person pauses in typing before the search looks. Milliseconds. */
const TYPING_MS = 180;

const SearchField = () => {
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
      // A second Escape, over the logs, ends the search.
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
        className={isBad ? 'bad' : ''}
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

const KINDS: Readonly<Record<FilterKind, { readonly name: string; readonly hint: string }>> = {
  only: { name: 'Only', hint: 'Show only… (&)' },
  hide: { name: 'Hide', hint: 'Hide… (!)' },
  where: { name: 'Where', hint: 'status>=500 (W)' },
};

const FilterField = () => {
  const page = usePage();
  const kind = useSelected(state => state.filterKind);
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    addFilter(page, {
      kind: kind === 'where' ? 'where' : 'pattern',
      text: kind === 'where' ? text.trim() : text,
      negate: kind === 'hide',
    });
    setText('');
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    setText('');
    focused(page).list?.focus();
    event.stopPropagation();
  };
  return (
    <form className="filter-entry" onSubmit={submit}>
      <select
        aria-label="What the filter does"
        value={kind}
        onChange={event => page.set({ filterKind: event.target.value as FilterKind })}
      >
        {Object.entries(KINDS).map(([value, { name }]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <input
        id="filter"
        type="text"
        value={text}
        placeholder={KINDS[kind].hint}
        aria-label={`Filter: ${KINDS[kind].name}`}
        autoComplete="off"
        spellCheck={false}
        onChange={event => setText(event.target.value)}
        onKeyDown={pressed}
      />
    </form>
  );
};

const LevelSelect = () => {
  const page = usePage();
  const level = useSelected(state => state.settings.level);
  return (
    <select
      aria-label="Level"
      title="This level and worse (L, K)"
      value={level ?? ''}
      onChange={event => page.setSettings({ level: (event.target.value || null) as Level | null })}
    >
      <option value="">All levels</option>
      {LEVELS.map(one => (
        <option key={one} value={one}>
          {one}
          {one === 'fatal' ? '' : ' +'}
        </option>
      ))}
    </select>
  );
};
