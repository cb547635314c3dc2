import type { Hub } from '../../session/live/hub.ts';
import type { Person } from '../access/logins.ts';
import type { Library } from '../library.ts';
import type { Welcome } from '../protocol.ts';
import type { Surrounding } from '../viewer/snaps.ts';
import type { Turns } from '../viewer/turns.ts';
import type { Stretch, Viewer } from '../viewer/viewer.ts';

/** One WebSocket, as far as a conversation needs it. */
export interface Wire {
  send(text: string): void;
  /** Bytes that were sent and have not left. */
  readonly buffered: number;
  /** Stops and goes on reading what comes. */
  pause(): void;
  resume(): void;
  close(code: number, why: string): void;
}

export interface ConversationContext {
  readonly hub: Hub;
  readonly library: Library;
  readonly turns: Turns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly welcome: Pick<Welcome, 'epoch' | 'version' | 'title' | 'hostFilters' | 'initial'>;
  /** A number for one more viewer; null: there are as many as may be. */
  admit(): number | null;
  left(): void;
  surrounding(): Surrounding;
  /** Says who comes, goes and looks at what. */
  log(line: string): void;
  /** A ticket for a download; null: there are too many. */
  ticket(
    viewer: Viewer,
    stretch: Stretch,
    form: 'text' | 'ndjson',
  ): { readonly url: string; readonly name: string } | null;
}

/** Who is at the other end. */
export interface Peer {
  readonly person: Person;
  readonly address: string;
  hasKey(key: string): boolean;
}
