import type { Duplex } from 'node:stream';

/** Number of characters to keep of what came before. */
const MAX_KEPT = 1024;

/**
 * Calls `came` when the server's banner arrives; other lines may precede it, and its part of the key exchange may follow in
 * the same piece (RFC 4253, 4.2 and 7.1).
 */
export const whenBannerCame = (socket: Duplex, came: () => void): void => {
  let before = '';
  const look = (chunk: Buffer): void => {
    const text = before + chunk.toString('latin1');
    before = text.slice(-MAX_KEPT);
    if (!/^SSH-[^\n]*\n/m.test(text)) return;
    socket.off('data', look);
    came();
  };
  socket.on('data', look);
};
