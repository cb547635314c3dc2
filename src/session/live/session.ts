import type { Prompter } from '../../transport/transport.ts';
import type { RecordSink } from '../events.ts';
import type { RemoteFilter, Session, SourceControl } from './contract.ts';
import { Hub } from './hub.ts';
import { initialState } from './reducer.ts';
import { HubView } from './view.ts';

export type { RemoteFilter, Session, SourceControl } from './contract.ts';

export interface LiveSession extends Session, RecordSink {
  readonly hub: Hub;
  readonly prompter: Prompter;
  /** Declines open questions. */
  close(): void;
}

export interface LiveSessionOptions {
  /** Limits of the buffered history. */
  readonly bufferBytes: number;
  readonly bufferRecords?: number;
  readonly control: SourceControl;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The initial filters, level and case. */
  readonly initial?: Partial<RemoteFilter>;
}

/**
 * Creates a session for a single screen: stores lines from sources in a bounded buffer without blocking them. The hosts
 * use the same filters.
 */
export const createLiveSession = ({ initial = {}, ...options }: LiveSessionOptions): LiveSession => {
  const { filters, level, ignoreCase } = { ...initialState, ...initial };
  const hub = new Hub({ ...options, filter: { filters, level, ignoreCase } });
  const view = new HubView(hub, { initial, owner: true });
  return {
    hub,
    prompter: hub.prompter,
    held: view.held,
    subscribe: listener => view.subscribe(listener),
    snapshot: () => view.snapshot(),
    dispatch: action => view.dispatch(action),
    work: entries => view.work(entries),
    tick: () => view.tick(),
    opened: source => hub.opened(source),
    records: batch => hub.records(batch),
    marker: (source, marker) => hub.marker(source, marker),
    state: (source, state) => hub.state(source, state),
    close: () => hub.close(),
  };
};
