import type { Hub } from '../../session/live/hub.ts';
import type { Person } from '../access/logins.ts';
import type { Library } from '../library.ts';
import type { Welcome } from '../protocol/pushes.ts';
import type { Surrounding } from '../viewer/snaps.ts';
import type { Turns } from '../viewer/turns.ts';
import type { Stretch, Viewer } from '../viewer/viewer.ts';

/** The parts of a WebSocket that a conversation needs. */
export interface Wire {
  send(text: string): void;
  /** Bytes sent but not yet transmitted. */
  readonly buffered: number;
  /** Pauses and resumes reading. */
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
  /** Returns a number for a new viewer; null if the limit is reached. */
  admit(): number | null;
  left(): void;
  surrounding(): Surrounding;
  /** Logs who connects, who leaves, and who opens what. */
  log(line: string): void;
  /** Returns a ticket for a download; null if there are too many. */
  ticket(
    viewer: Viewer,
    stretch: Stretch,
    form: 'text' | 'ndjson',
  ): { readonly url: string; readonly name: string } | null;
}

/** The person and login at the other end. */
export interface Peer {
  readonly person: Person;
  readonly address: string;
  hasKey(key: string): boolean;
}
