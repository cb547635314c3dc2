import { useEffect } from 'react';
import { linkTo } from '../actions/copy.ts';
import { handleKey } from '../keys/commands.ts';
import { ConnectionBar, RefusedScreen, StartingScreen } from './Connection.tsx';
import { Dialogs } from './Dialogs.tsx';
import { Detail } from './detail/Detail.tsx';
import { PaneGrid } from './panes/PaneGrid.tsx';
import { SelectionBar } from './panes/SelectionBar.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toasts } from './Toasts.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { Chips } from './top/Chips.tsx';
import { TopBar } from './top/TopBar.tsx';
import { usePage, useSelected } from './usePage.ts';

export const App = () => {
  const page = usePage();
  const connection = useSelected(state => state.connection);
  const welcome = useSelected(state => state.welcome);
  const theme = useSelected(state => state.prefs.theme);
  const narrow = useSelected(state => state.narrow);
  const sidebar = useSelected(state => state.prefs.sidebar) ?? !narrow;
  const timeline = useSelected(state => state.prefs.timeline);
  const detail = useSelected(state => state.detail);

  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  useEffect(() => {
    if (welcome) document.title = `${welcome.title} · rtail`;
  }, [welcome]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (handleKey(page, event)) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [page]);

  const settings = useSelected(state => state.settings);
  const merged = useSelected(state => state.merged);
  const zoom = useSelected(state => state.zoom);
  const order = useSelected(state => state.order);
  const isKnown = useSelected(state => state.order.length > 0 && !page.isFollowingLink);
  // Keep the URL a link to the current view, so that it can be reloaded and shared. A link that is still being followed
  // stays, because what it leads to is not on screen yet.
  // biome-ignore lint/correctness/useExhaustiveDependencies: everything the link is made from
  useEffect(() => {
    if (isKnown) history.replaceState(null, '', linkTo(page, null));
  }, [page, isKnown, order, settings, merged, zoom]);

  if (connection.kind === 'refused') return <RefusedScreen {...connection} />;
  if (!welcome) return <StartingScreen />;
  return (
    <div className="app">
      <div>
        <TopBar />
        <ConnectionBar />
        <Chips />
      </div>
      {timeline ? <Timeline /> : <div />}
      <main className="main">
        {sidebar ? <Sidebar /> : <div />}
        <PaneGrid />
        {detail ? <Detail key={detail.id} of={detail} /> : <div />}
      </main>
      <StatusBar />
      <SelectionBar />
      <Toasts />
      <Dialogs />
    </div>
  );
};
