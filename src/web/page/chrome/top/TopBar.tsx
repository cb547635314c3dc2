import { useState } from 'react';
import { LEVELS, type Level } from '../../../../core/level.ts';
import { toggleMerged } from '../../actions/panes.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { FilterField } from './FilterField.tsx';
import { Menu } from './Menu.tsx';
import { SearchField } from './SearchField.tsx';

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
