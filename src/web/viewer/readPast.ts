import type { ClientMessage } from '../protocol/requests.ts';
import type { Viewer } from './viewer.ts';

export type HistoryMessage = Extract<ClientMessage, { type: 'history' }>;

/** Starts a read of the past for a page; returns why it cannot, or null. */
export const readPast = (viewer: Viewer, what: HistoryMessage['what']): string | null => {
  const { view } = viewer;
  if ('pane' in what && !viewer.hasPane(what.pane)) return 'there is no such log';
  switch (what.kind) {
    case 'older':
      view.dispatch({ type: 'readOlder', source: what.pane });
      return null;
    case 'on':
      view.dispatch({ type: 'readOn', source: what.pane });
      return null;
    case 'at': {
      const open = view.snapshot().sources.map(({ source }) => source.id);
      const sources = what.pane === null ? open : [what.pane];
      view.dispatch({ type: 'readAt', moment: what.time, sources });
      return null;
    }
    default: {
      const id = viewer.ask(what.id);
      if (id === null) return 'this record is no longer buffered';
      view.dispatch(
        what.kind === 'around' ? { type: 'readAround', id, others: [] } : { type: 'leaveAround', id },
      );
      return null;
    }
  }
};
