import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { Channel, ExecOptions } from '../transport.ts';
import { type Link, NoMoreSessions } from './link.ts';

/** Maximum number of log channels per connection; sshd's MaxSessions is 10 by default. */
const LOG_CHANNELS = 8;
/** Two more are reserved for short commands, so that long reads never delay them. */
const CONTROL_CHANNELS = 2;
/** As many are left to the user's own sessions on a shared connection. */
const SPARED_CHANNELS = 2;

/** A connection and its number of channels. */
interface Place {
  readonly link: Link;
  used: number;
  /** The limit found for the server. */
  limit: number;
}

/** The connections to one host: a second one is opened when the first has no channel left, and so on. */
export class HostLinks {
  /** Fires once, when the last connection is lost. */
  readonly lost: Promise<Trouble>;
  readonly #openAnother: () => Promise<Link>;
  readonly #silence: (since: number | null) => void;
  #silentSince: number | null = null;
  readonly #places: Place[] = [];
  #opening: Promise<void> | null = null;
  #gone: Trouble | null = null;
  #tellLost: (trouble: Trouble) => void = () => {};

  /**
   * `silence` receives the time since which a connection has been silent (milliseconds since the epoch), and
   * null when all respond again.
   */
  constructor(
    first: Link,
    openAnother: () => Promise<Link>,
    silence: (since: number | null) => void = () => {},
  ) {
    this.#openAnother = openAnother;
    this.#silence = silence;
    this.lost = new Promise(resolve => {
      this.#tellLost = resolve;
    });
    this.#add(first);
  }

  async exec(command: string, options: ExecOptions): Promise<Channel> {
    for (;;) {
      options.signal?.throwIfAborted();
      if (this.#gone !== null) throw new TroubleError(this.#gone);
      const place = this.#freePlace(options.purpose ?? 'log');
      if (place === null) {
        await this.#another();
        continue;
      }
      const channel = await this.#tryExec(place, command, options);
      if (channel !== null) return channel;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#places.map(place => place.link.close()));
  }

  #add(link: Link): void {
    const place: Place = { link, used: 0, limit: channelsOf(link) };
    this.#places.push(place);
    link.vitals.listen({ silent: () => this.#tellSilence() });
    this.#tellSilence();
    link.vitals.lost.then(trouble => {
      this.#places.splice(this.#places.indexOf(place), 1);
      if (this.#places.length > 0) return this.#tellSilence();
      this.#gone = trouble;
      this.#tellLost(trouble);
    });
  }

  /** One silent connection among several is bad enough. */
  #tellSilence(): void {
    const since =
      this.#places.find(({ link }) => link.vitals.silentSince !== null)?.link.vitals.silentSince ?? null;
    if (since === null && this.#silentSince === null) return;
    this.#silentSince = since;
    this.#silence(since);
  }

  #freePlace(purpose: 'log' | 'control'): Place | null {
    const most = ({ link, limit }: Place) =>
      purpose === 'log' ? Math.min(channelsOf(link) - CONTROL_CHANNELS, limit) : limit;
    return this.#places.find(place => place.used < most(place)) ?? null;
  }

  /** Null if the server allows no more channels on this connection. */
  async #tryExec(place: Place, command: string, options: ExecOptions): Promise<Channel | null> {
    place.used += 1;
    try {
      const channel = await place.link.exec(command, options);
      channel.end.then(() => {
        place.used -= 1;
      });
      return channel;
    } catch (error) {
      place.used -= 1;
      if (!(error instanceof NoMoreSessions) || (place.used === 0 && !place.link.isShared)) throw error;
      place.limit = Math.min(place.limit, place.used);
      return null;
    }
  }

  #another(): Promise<void> {
    this.#opening ??= this.#openAnother()
      .then(link => this.#add(link))
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
  }
}

const channelsOf = ({ isShared }: Link): number =>
  LOG_CHANNELS + CONTROL_CHANNELS - (isShared ? SPARED_CHANNELS : 0);
