import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import * as library from '../ssh2/library.ts';
import { publicPart } from './publicPart.ts';

/** What can be read from a key file without asking anyone. */
export type KeyFile =
  | { readonly kind: 'missing' }
  /** `why` continues "its key FILE …". */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'plain'; readonly key: ParsedKey }
  /**
   * Only the public key can be used: an agent may hold the private one. `why` continues "its key FILE …"; null: there is
   * no private key.
   */
  | { readonly kind: 'public'; readonly key: ParsedKey; readonly why: string | null }
  /** `publicKey` is null if reading it requires the passphrase. */
  | { readonly kind: 'encrypted'; readonly pem: string; readonly publicKey: ParsedKey | null };

/** Reads and parses a private key file or, like ssh, the public half in it or in `FILE.pub`. */
export const readKeyFile = async (file: string): Promise<KeyFile> => {
  let pem: string;
  let exposed: string | null;
  try {
    ({ text: pem, exposed } = await readText(file));
  } catch (error) {
    const publicKey = await readPublicKey(`${file}.pub`);
    if (publicKey !== null) return { kind: 'public', key: publicKey, why: null };
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unusable', why: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  const parsed = parseKey(pem);
  if (!(parsed instanceof Error)) {
    if (!parsed.isPrivateKey()) return { kind: 'public', key: parsed, why: null };
    return exposed === null ? { kind: 'plain', key: parsed } : { kind: 'public', key: parsed, why: exposed };
  }
  if (!/passphrase|encrypted/i.test(parsed.message)) return { kind: 'unusable', why: unusableReason(pem) };
  const line = publicPart(pem);
  const publicKey = line === null ? await readPublicKey(`${file}.pub`) : parsedOrNull(line);
  if (exposed === null) return { kind: 'encrypted', pem, publicKey };
  return publicKey === null
    ? { kind: 'unusable', why: exposed }
    : { kind: 'public', key: publicKey, why: exposed };
};

/** ssh2's `parseKey` with its actual type: returns the first key in the text, or an Error. */
export const parseKey = (text: string, passphrase?: string): ParsedKey | Error => {
  try {
    const parsed: ParsedKey | ParsedKey[] | Error = library.parseKey(text, passphrase);
    return Array.isArray(parsed) ? (parsed[0] ?? new Error('contains no key')) : parsed;
  } catch (error) {
    return error as Error;
  }
};

const parsedOrNull = (text: string): ParsedKey | null => {
  const parsed = parseKey(text);
  return parsed instanceof Error ? null : parsed;
};

const readPublicKey = async (file: string): Promise<ParsedKey | null> =>
  parsedOrNull(
    await readText(file).then(
      ({ text }) => text,
      () => '',
    ),
  );

/** No key is this large, and an inventory may name any file. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads only a regular file: a pipe could block, a device might never end. `exposed`: why ssh would not use a private
 * key in it; null if it would.
 */
const readText = async (
  file: string,
): Promise<{ readonly text: string; readonly exposed: string | null }> => {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw Object.assign(new Error(), { code: 'not a regular file' });
    if (stats.size > MAX_BYTES) throw Object.assign(new Error(), { code: 'too large' });
    return { text: await handle.readFile('utf8'), exposed: exposure(stats) };
  } finally {
    await handle.close();
  }
};

const exposure = ({ mode, uid }: Stats): string | null =>
  uid === process.getuid?.() && (mode & 0o077) !== 0
    ? `is ignored, as by ssh, because other users may access it (mode ${(mode & 0o777).toString(8)}): chmod 600`
    : null;

const unusableReason = (pem: string) => {
  if (pem.startsWith('sk-') || publicPart(pem)?.startsWith('sk-')) return HARDWARE;
  if (/^\S+-cert-v01@openssh\.com /.test(pem)) return CERTIFICATE;
  return 'has an unsupported format';
};

export const HARDWARE = 'is on a hardware token, which needs --transport openssh';
export const CERTIFICATE = 'is a certificate, which needs --transport openssh';
