import { toByteString } from '../core/bytes.ts';
import type { Marker } from '../core/record.ts';
import type { Frame } from '../core/syslog/framing.ts';
import { readSyslogHead } from '../core/syslog/message.ts';
import type { Sender, Senders } from '../core/syslog/senders.ts';
import { byteSize } from '../core/text/quantities.ts';
import { Feed } from './feed.ts';
import type { Connection, Loss } from './inlet.ts';
import type { Arrival } from './mailbox.ts';

export interface DispatchPorts {
  readonly senders: Senders;
  readonly isLocal: boolean;
  /** The name shown for messages from this machine that name no host; null: their peer. */
  readonly localName: string | null;
  /** Opens the source of a new sender. */
  readonly open: (sender: Sender, feed: Feed) => void;
  /** Marks the listener itself. */
  readonly mark: (marker: Marker) => void | Promise<void>;
  readonly now: () => number;
}

/** How many bytes of a message are searched for its sender. */
const HEAD_BYTES = 1024;
/** Maximum number of senders per connection whose sources are marked when it breaks. */
const MAX_MARKED = 16;
const LF = 10;

/** Passes messages to the source of their sender, and opens sources as senders appear. */
export class Dispatch {
  readonly #ports: DispatchPorts;
  readonly #feeds: Feed[] = [];
  readonly #ofConnection = new WeakMap<Connection, Set<Feed>>();
  readonly #last = new WeakMap<Connection, Feed>();
  /** The destination of the previous message, for reports about it. */
  #latest: Feed | null = null;
  readonly #touched = new Set<Feed>();

  constructor(ports: DispatchPorts) {
    this.#ports = ports;
  }

  /** Delivers a batch; resolves when it was accepted. */
  async deliver(batch: readonly Arrival[]): Promise<void> {
    for (const arrival of batch) {
      if (arrival.kind === 'frame' && arrival.frame.kind === 'message')
        this.#add(arrival.peer, arrival.frame, arrival.connection);
      else {
        await this.#flush();
        await this.#mark(arrival);
      }
    }
    await this.#flush();
  }

  /** Ends all sources: no more messages will arrive. */
  end(): void {
    for (const feed of this.#feeds) feed.end();
  }

  #add(peer: string, { bytes, isLine }: Frame & { kind: 'message' }, connection: Connection | null): void {
    const feed = this.#feedOf(peer, bytes, isLine ? connection : null);
    if (connection) this.#remember(connection, feed);
    this.#latest = feed;
    feed.add(bytes.at(-1) === LF ? bytes.subarray(0, -1) : bytes);
    this.#touched.add(feed);
  }

  /**
   * Returns the feed for a message. A line without a priority continues the previous message on its connection: senders
   * that frame by newlines split multi-line messages.
   */
  #feedOf(peer: string, bytes: Buffer, lines: Connection | null): Feed {
    const { senders, isLocal, localName, open } = this.#ports;
    const head = readSyslogHead(toByteString(bytes.subarray(0, HEAD_BYTES)), isLocal);
    const before = lines === null || head.priority !== null ? undefined : this.#last.get(lines);
    if (before) return before;
    const sender = senders.of(peer, head, localName ?? peer);
    const known = this.#feeds[sender.id];
    if (known) return known;
    const feed = new Feed();
    this.#feeds[sender.id] = feed;
    open(sender, feed);
    return feed;
  }

  #remember(connection: Connection, feed: Feed): void {
    this.#last.set(connection, feed);
    const feeds = this.#ofConnection.get(connection) ?? new Set();
    if (feeds.size < MAX_MARKED) feeds.add(feed);
    this.#ofConnection.set(connection, feeds);
  }

  async #flush(): Promise<void> {
    const touched = [...this.#touched];
    this.#touched.clear();
    if (touched.length === 1) await touched[0]!.flush();
    else await Promise.all(touched.map(feed => feed.flush()));
  }

  async #mark(arrival: Arrival): Promise<void> {
    const at = this.#ports.now();
    switch (arrival.kind) {
      case 'notice':
        return this.#ports.mark({ kind: 'notice', at, text: arrival.text });
      case 'lost':
        return this.#markLoss(arrival.loss, at);
      case 'frame':
        return this.#markFrame(arrival.peer, arrival.frame, at);
    }
  }

  async #markLoss({ since, why, connection }: Loss, at: number): Promise<void> {
    const marker: Marker = { kind: 'gap', at, since, bytes: null, why };
    const feeds = (connection && this.#ofConnection.get(connection)) ?? [];
    for (const feed of feeds) await feed.mark(marker);
    if ([...feeds].length === 0) await this.#ports.mark(marker);
  }

  async #markFrame(peer: string, frame: Frame, at: number): Promise<void> {
    const gap = (bytes: number | null, why: string): Marker => ({ kind: 'gap', at, since: at, bytes, why });
    switch (frame.kind) {
      case 'message':
        return;
      case 'cut':
        return this.#latest?.mark(
          gap(frame.bytes, 'the previous message was too long: the rest of it was dropped'),
        );
      case 'broken':
        return this.#latest?.mark(
          gap(frame.missing, 'the sender disconnected in the middle of the previous message'),
        );
      case 'refused': {
        const size = byteSize(frame.count);
        return this.#ports.mark(
          gap(null, `${peer} announced a message of ${size}: its connection was closed`),
        );
      }
    }
  }
}
