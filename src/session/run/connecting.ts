import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { ConnectProgress } from '../../transport/transport.ts';
import { deliverEntries, type SourceSink, type SourceState } from '../events.ts';

/** What a login is doing while a person is to answer its question, now or after those of other hosts. */
export const AWAITING_ANSWER = 'waiting for an answer';

/** Returns what a pending login is doing, in a word or two; null if the event is not about a login. */
const doing = ({ state }: ConnectProgress): string | null => {
  switch (state) {
    case 'waiting':
      return 'waiting';
    case 'dialling':
      return 'dialling';
    case 'authenticating':
      return 'logging in';
    case 'asking':
      return AWAITING_ANSWER;
    case 'connected':
      return 'checking the host';
    case 'silent':
    case 'failed':
    case 'closed':
      return null;
  }
};

/**
 * A sink that receives the progress of each source's login and, while live, whether its host is responding:
 * the transport's reports about a host are passed to its sources.
 */
export class ConnectingStates {
  readonly sink: SourceSink;
  readonly #connecting = new Map<SourceId, Source>();
  readonly #live = new Map<SourceId, Source>();
  readonly #now: () => number;
  readonly #warned = new Set<string>();
  /** When each unresponsive host went silent. */
  readonly #silent = new Map<string, number>();

  /** `now`: milliseconds since the epoch. */
  constructor(sink: SourceSink, now: () => number = Date.now) {
    this.#now = now;
    this.sink = {
      ...(sink.copies && { copies: true }),
      ...(sink.borrows && { borrows: true }),
      ...(sink.groups && { groups: true }),
      opened: source => sink.opened(source),
      lines: (source, chunk, starts) => sink.lines(source, chunk, starts),
      ...(sink.taken && { taken: source => sink.taken!(source) }),
      entries: (source, entries) => deliverEntries(sink, source, entries),
      marker: (source, marker) => sink.marker(source, marker),
      counted: (source, counts) => sink.counted?.(source, counts),
      state: (source, state) => {
        this.#note(source, state);
        sink.state(source, this.#asItIs(source, state));
      },
    };
  }

  /** Processes the transport's reports about a host. */
  progress(progress: ConnectProgress): void {
    if (progress.warning !== undefined) this.#warn(progress.host, progress.warning);
    const detail = doing(progress);
    if (detail !== null) this.#say(this.#connecting, progress.host, { kind: 'connecting', detail });
    const wasSilent = this.#silent.delete(progress.host);
    const isSilent = progress.state === 'silent';
    if (isSilent) this.#silent.set(progress.host, progress.since ?? 0);
    if (isSilent || (wasSilent && progress.state === 'connected'))
      this.#say(this.#live, progress.host, { kind: 'live' });
  }

  /** Reported once per host, on one of its sources; for a jump host, on any source that waits for it. */
  #warn(host: string, warning: string): void {
    const key = `${host}\n${warning}`;
    if (this.#warned.has(key)) return;
    const sources = [...this.#connecting.values(), ...this.#live.values()];
    const its = sources.find(source => source.host.name === host);
    const source = its ?? sources[0];
    if (source === undefined) return;
    this.#warned.add(key);
    const text = its ? warning : `jump host ${host}: ${warning}`;
    this.sink.marker(source, { kind: 'notice', at: this.#now(), text });
  }

  #say(sources: ReadonlyMap<SourceId, Source>, host: string, state: SourceState): void {
    for (const source of sources.values()) if (source.host.name === host) this.sink.state(source, state);
  }

  #note(source: Source, { kind }: SourceState): void {
    if (kind === 'connecting') this.#connecting.set(source.id, source);
    else this.#connecting.delete(source.id);
    if (kind === 'live') this.#live.set(source.id, source);
    else this.#live.delete(source.id);
  }

  /** While a host is unresponsive, none of its sources is live. */
  #asItIs(source: Source, state: SourceState): SourceState {
    const since = this.#silent.get(source.host.name);
    return state.kind === 'live' && since !== undefined ? { kind: 'stalled', since } : state;
  }
}
