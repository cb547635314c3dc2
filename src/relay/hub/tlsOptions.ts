import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { HubNode } from '../../core/relay/hubUrl.ts';
import { HubError } from './hubError.ts';

/** PEM files; null: the system's authorities, and no client certificate. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * Returns the TLS options for a node. Reads the files each time, because certificates are renewed. Throws a HubError.
 */
export const tlsOptions = (files: TlsFiles, { host }: HubNode) => {
  const ca = readPem('--redis-ca', files.ca, 'CERTIFICATE');
  const cert = readPem('--redis-cert', files.cert, 'CERTIFICATE');
  const key = readPem('--redis-key', files.key, 'PRIVATE KEY');
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    const { reason, message } = error as Error & { readonly reason?: string };
    const named = [files.ca && '--redis-ca', files.cert && '--redis-cert', files.key && '--redis-key'];
    throw unusable(`${named.filter(Boolean).join(', ')}: ${reason ?? message}`, error);
  }
  // An IP address is not a valid server name.
  return { tls: true as const, ca, cert, key, servername: /^[\d.]+$|:/.test(host) ? '' : host };
};

/** Reads a PEM file, and checks its content: Node silently ignores a file without any. */
const readPem = (option: string, file: string | null, label: string): string | undefined => {
  if (file === null) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw unusable(`${option}: ${file} cannot be read: ${(error as Error).message}`, error);
  }
  if (new RegExp(`^-----BEGIN [A-Z ]*${label}-----`, 'm').test(text)) return text;
  throw unusable(`${option}: ${file} contains no ${label.toLowerCase()} in PEM format`);
};

const unusable = (message: string, cause?: unknown): HubError =>
  new HubError('denied', message, {
    cause,
    advice: 'use files in PEM format, and the key that belongs to the certificate',
  });
