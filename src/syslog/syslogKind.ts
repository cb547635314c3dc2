import { hostname } from 'node:os';
import { DEFAULT_MAX_SENDERS, type Sender, Senders, senderLimits } from '../core/syslog/senders.ts';
import type { OtherPlace, Source } from '../core/target.ts';
import { TroubleError } from '../core/trouble.ts';
import type { Several, SourceKind } from '../session/sources/contract.ts';
import { type ListenAddress, parseAddress } from './address.ts';
import { Dispatch } from './dispatch.ts';
import type { Inlet } from './inlet.ts';
import { listen } from './listen.ts';
import { Mailbox } from './mailbox.ts';

/** The source kind for messages sent to us: each sending host and application is a source. */
export const syslogKind: SourceKind = {
  open: async several => {
    const { source, context, add, waiting } = several;
    if (context.query.head === 0) return null;
    const address = addressOf(source);
    const isLocal = address.transport === 'unix';
    const mailbox = new Mailbox(context.now);
    const inlets = await listen(address, mailbox);
    waiting(`listening on ${inlets.map(({ text }) => text).join(' and ')}`, { kind: 'live' });
    const dispatch = new Dispatch({
      senders: new Senders(senderLimits(address.options.maxSources ?? DEFAULT_MAX_SENDERS)),
      isLocal,
      localName: isLocal ? hostname() : null,
      open: (sender, feed) => {
        const { ended } = add(sourceOf(source, sender, address, isLocal), { read: feed.read });
        void ended.then(() => feed.close());
      },
      mark: marker => context.sink.marker(source, marker),
      now: context.now,
    });
    const ended = endOf(several, inlets).finally(async () => {
      await Promise.allSettled(inlets.map(inlet => inlet.close()));
      mailbox.close();
    });
    ended.catch(() => {});
    for await (const batch of mailbox.batches()) await dispatch.deliver(batch);
    dispatch.end();
    await ended;
    return null;
  },
  // Each source is read by its own feed.
  read: async () => null,
  explain: async source => ({ text: explained(addressOf(source)), whole: null }),
  shortfalls: () => [SHORTFALL],
  checkMs: 2000,
};

const SHORTFALL =
  'losses on the network or at the sender go unnoticed; datagrams dropped by the kernel and interrupted connections are marked as gaps';

const addressOf = ({ place }: Source): ListenAddress => parseAddress(place as OtherPlace);

/** Resolves when the signal aborts or at `--until`; rejects when a socket fails. */
const endOf = async ({ context, signal, source }: Several, inlets: readonly Inlet[]): Promise<void> => {
  const { until } = context.query.time;
  const over = Promise.withResolvers<void>();
  const timer =
    until === null
      ? undefined
      : setTimeout(over.resolve, Math.min(until - context.now() + GRACE_MS, MAX_TIMER_MS));
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  if (signal.aborted) over.resolve();
  try {
    await Promise.race([over.promise, ...inlets.map(({ failed }) => failed)]);
  } catch (error) {
    throw new TroubleError({
      kind: 'lost',
      host: source.host.name,
      log: source.log,
      message: `stopped listening: ${(error as Error).message}`,
      advice: null,
      final: true,
    });
  } finally {
    clearTimeout(timer);
  }
};

/** How long to wait after `--until` for earlier messages, in milliseconds. */
const GRACE_MS = 2000;
const MAX_TIMER_MS = 2 ** 31 - 1;

const sourceOf = (
  { host, place, format }: Source,
  { peer, host: name, log, hasPriorities }: Sender,
  { options }: ListenAddress,
  isLocal: boolean,
): Omit<Source, 'id'> => ({
  host: { ...host, name },
  log,
  place: { ...(place as OtherPlace), several: false },
  format: {
    ...format,
    // A multi-line message is one record.
    start: format.start ?? (hasPriorities ? '^<[0-9]{1,3}>' : null),
    // RFC 3164's times have no zone: senders use their own, which is usually ours.
    timezone: options.timezone ?? format.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    syslog: { peer, isLocal },
  },
});

const explained = ({ transport, hosts, port, path, options }: ListenAddress): string => {
  const where = transport === 'unix' ? path : hosts.map(host => `${host} port ${port}`).join(' and ');
  const most = options.maxSources ?? DEFAULT_MAX_SENDERS;
  return [
    `locally:  listens for syslog messages on ${transport} ${where}`,
    `          each combination of host and application is a source, at most ${most}; filters run locally`,
  ].join('\n');
};
