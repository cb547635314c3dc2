import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { publicPart } from './publicPart.ts';

/** A private key file as far as it can be read without asking anybody. */
export type KeyFile =
  | { readonly kind: 'missing' }
  /** `why` continues "its key FILE …". */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'plain'; readonly key: ParsedKey }
  /** `publicKey` is null where only the passphrase would show it. */
  | { readonly kind: 'encrypted'; readonly pem: string; readonly publicKey: ParsedKey | null };

/** Reads and parses a private key file (and its `.pub` where that helps). */
export const readKeyFile = async (file: string): Promise<KeyFile> => {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unusable', why: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  const parsed = parseKey(pem);
  if (!(parsed instanceof Error)) {
    return parsed.isPrivateKey()
      ? { kind: 'plain', key: parsed }
      : { kind: 'unusable', why: 'is no private key' };
  }
  if (!/passphrase|encrypted/i.test(parsed.message)) return { kind: 'unusable', why: unusableReason(pem) };
  return { kind: 'encrypted', pem, publicKey: await publicKeyOf(file, pem) };
};

/** ssh2's `parseKey`, typed for what it does: the first key of the text, or an Error. */
export const parseKey = (text: string, passphrase?: string): ParsedKey | Error => {
  try {
    const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(text, passphrase);
    return Array.isArray(parsed) ? (parsed[0] ?? new Error('no key in it')) : parsed;
  } catch (error) {
    return error as Error;
  }
};

const unusableReason = (pem: string) =>
  publicPart(pem)?.startsWith('sk-')
    ? 'is held by a hardware token, which needs --transport openssh'
    : 'is in a format that cannot be read';

const publicKeyOf = async (file: string, pem: string): Promise<ParsedKey | null> => {
  const line = publicPart(pem) ?? (await readFile(`${file}.pub`, 'utf8').catch(() => ''));
  const parsed = parseKey(line);
  return parsed instanceof Error ? null : parsed;
};
