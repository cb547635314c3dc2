import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { ConnectProgress } from '../transport/transport.ts';
import type { SourceSink, SourceState } from './events.ts';

/** What a login under way is doing, in a word or two; null where that is no news of a login. */
const doing = ({ state }: ConnectProgress): string | null => {
  switch (state) {
    case 'waiting':
      return 'waiting';
    case 'dialling':
      return 'dialling';
    case 'authenticating':
      return 'logging in';
    case 'asking':
      return 'asking';
    case 'connected':
      return 'connected';
    case 'failed':
    case 'closed':
      return null;
  }
};

/**
 * A sink that is told how far each source's login is while it connects: what the transport says of a host goes to the sources on it.
 */
export class ConnectingStates {
  readonly sink: SourceSink;
  readonly #connecting = new Map<SourceId, Source>();

  constructor(sink: SourceSink) {
    this.sink = {
      opened: source => sink.opened(source),
      lines: (source, chunk) => sink.lines(source, chunk),
      marker: (source, marker) => sink.marker(source, marker),
      state: (source, state) => {
        this.#note(source, state);
        sink.state(source, state);
      },
    };
  }

  /** Takes what the transport says of a host. */
  progress(progress: ConnectProgress): void {
    const detail = doing(progress);
    if (detail === null) return;
    for (const source of this.#connecting.values()) {
      if (source.host.name === progress.host) this.sink.state(source, { kind: 'connecting', detail });
    }
  }

  #note(source: Source, state: SourceState): void {
    if (state.kind === 'connecting') this.#connecting.set(source.id, source);
    else this.#connecting.delete(source.id);
  }
}
