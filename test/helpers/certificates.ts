import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Creates a certificate authority in a folder, and a certificate for 127.0.0.1 and localhost that is valid for a day;
 * needs openssl.
 */
export const makeCertificates = (folder: string): Certificates => {
  mkdirSync(folder, { recursive: true });
  const [ca, caKey, cert, key] = ['ca.pem', 'ca.key', 'cert.pem', 'key.pem'].map(name =>
    join(folder, name),
  ) as [string, string, string, string];
  const make = (out: string, keyOut: string, subject: string, ...more: readonly string[]): void => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const args = ['req', '-x509', ...curve, '-keyout', keyOut, '-out', out, '-days', '1', '-subj', subject];
    execFileSync('openssl', [...args, ...more], { stdio: 'ignore' });
  };
  make(ca, caKey, '/CN=test ca');
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  make(
    cert,
    key,
    '/CN=log.example',
    '-CA',
    ca,
    '-CAkey',
    caKey,
    '-addext',
    names,
    '-addext',
    'basicConstraints=CA:FALSE',
  );
  return { ca, cert, key };
};
