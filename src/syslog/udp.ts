import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { datagramFrames } from '../core/syslog/framing.ts';
import { endpointText, peerText } from './address.ts';
import { dropCounter } from './dropCounter.ts';
import type { Inbox, Inlet } from './inlet.ts';
import { bufferNotice, growBuffer } from './receiveBuffer.ts';

/** How often dropped datagrams are counted, in milliseconds. */
const COUNT_MS = 1000;

/** Listens for datagrams. Rejects with the system's error. */
export const openUdp = async (
  host: string,
  port: number,
  fd: number | null,
  inbox: Inbox,
): Promise<Inlet> => {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, reuseAddr: false, ipv6Only: false });
  const listening = once(socket, 'listening');
  if (fd === null) socket.bind({ address: host, port });
  else socket.bind({ fd });
  await listening;
  const bound = socket.address();
  const text = `udp ${endpointText(bound.address, bound.port)}`;
  const bufferText = bufferNotice(growBuffer(socket));
  if (bufferText !== null) inbox.notice(`${text}: ${bufferText}`);

  let lastAddress = '';
  let peer = '';
  let unread = 0;
  let unreadSince = 0;
  socket.on('message', (bytes, { address }) => {
    if (address !== lastAddress) {
      lastAddress = address;
      peer = peerText(address);
    }
    if (!inbox.isFull) inbox.take(peer, datagramFrames(bytes), null);
    else if (unread++ === 0) unreadSince = Date.now();
  });
  const kernelDrops = dropCounter(bound.port, bound.family as 'IPv4' | 'IPv6');
  if (kernelDrops === null) inbox.notice(`${text}: this system does not report dropped datagrams`);
  let counted = kernelDrops?.() ?? 0;
  let countedAt = Date.now();
  const count = (): void => {
    const drops = kernelDrops?.() ?? 0;
    if (drops > counted) {
      const why = `at least ${drops - counted} datagrams were dropped by the kernel at ${text}, whose buffer was full`;
      inbox.lost({ since: countedAt, why, connection: null });
    }
    counted = drops;
    countedAt = Date.now();
    if (unread === 0) return;
    const why = `${unread} datagrams at ${text} were dropped, because the output is too slow`;
    inbox.lost({ since: unreadSince, why, connection: null });
    unread = 0;
  };
  const timer = setInterval(count, COUNT_MS);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  socket.on('error', error => failed.reject(error));
  return {
    text,
    failed: failed.promise,
    close: async () => {
      clearInterval(timer);
      count();
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
};
