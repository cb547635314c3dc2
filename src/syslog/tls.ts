import { readFileSync } from 'node:fs';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { TroubleError } from '../core/trouble.ts';
import { type ListenAddress, peerText } from './address.ts';
import type { Inbox } from './inlet.ts';

/** Time limit of a handshake, in milliseconds. */
const HANDSHAKE_MS = 10_000;

/** Creates a TLS server (RFC 5425). Throws a TroubleError if its files are unusable. */
export const tlsServer = (
  address: ListenAddress,
  inbox: Inbox,
  take: (socket: TLSSocket) => void,
): Server => {
  const { cert, key, ca, peers } = address.options;
  const read = (name: string, path: string | null): Buffer | undefined => {
    if (path === null) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw tlsTrouble(address, `${name}=${path}: ${(error as Error).message}`);
    }
  };
  try {
    const server = createServer(
      {
        cert: read('cert', cert),
        key: read('key', key),
        ca: read('ca', ca),
        requestCert: ca !== null,
        rejectUnauthorized: ca !== null,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_MS,
      },
      socket => {
        const certificate = socket.getPeerCertificate();
        if (peers.length === 0 || isAllowed(certificate, peers)) take(socket);
        else {
          const who = certificate.subject?.CN ?? 'no certificate';
          inbox.notice(`refused ${peerText(socket.remoteAddress)} (${who}): not among peers=`);
          socket.destroy();
        }
      },
    );
    server.on('tlsClientError', (error, socket) => inbox.notice(handshakeText(error, socket)));
    return server;
  } catch (error) {
    throw error instanceof TroubleError ? error : tlsTrouble(address, (error as Error).message);
  }
};

/** Node closes a connection whose certificate is refused, so its address is no longer known, nor is that the error. */
const handshakeText = (
  error: Error & { readonly reason?: string },
  { remoteAddress, authorizationError }: TLSSocket,
): string => {
  const peer = remoteAddress === undefined ? 'a client' : peerText(remoteAddress);
  const why = authorizationError
    ? `its certificate is not signed by ca= (${authorizationError})`
    : (error.reason ?? error.message);
  return `TLS handshake failed with ${peer}: ${why}`;
};

/** Compares a fingerprint without colons or case, and a name with the certificate's names. */
const isAllowed = (
  { fingerprint256, subject, subjectaltname }: ReturnType<TLSSocket['getPeerCertificate']>,
  peers: readonly string[],
): boolean => {
  const bare = (text: string | undefined): string => (text ?? '').replaceAll(':', '').toLowerCase();
  const names = [
    subject?.CN,
    ...(subjectaltname ?? '').split(', ').map(name => name.replace(/^[A-Za-z ]+:/, '')),
  ];
  return peers.some(
    peer =>
      bare(peer) === bare(fingerprint256) ||
      names.flat().some(name => name?.toLowerCase() === peer.toLowerCase()),
  );
};

const tlsTrouble = ({ text }: ListenAddress, message: string): TroubleError =>
  new TroubleError({
    kind: 'config',
    host: 'local',
    log: text,
    message,
    advice: 'cert= and key= (and ca=) must be files in PEM format',
    final: true,
  });
