import type { ParsedKey } from 'ssh2';
import type { Hop } from '../hop.ts';
import type { Ask } from '../knownHosts/verifier.ts';
import { agentKeys, agentSign } from './agent.ts';
import { DeferredKey } from './deferredKey.ts';
import type { KeyFile } from './keyFile.ts';
import type { Keyring } from './keyring.ts';

/** One key to try: at hand, or one whose signature takes time. */
export type KeyOffer = ParsedKey | DeferredKey;

interface Identity {
  readonly path: string;
  readonly file: KeyFile;
}

/** Why keys were passed over, for the message when nothing else works. */
export type Note = (text: string) => void;

/**
 * The keys to offer, in ssh's order: those of the agent that the configuration names, the agent's others (unless
 * IdentitiesOnly), then the files the agent does not hold. A passphrase is asked only for a key the server would take.
 */
export async function* keyOffers(hop: Hop, keyring: Keyring, ask: Ask, note: Note): AsyncGenerator<KeyOffer> {
  const identities = await Promise.all(
    hop.identityFiles.map(async path => ({ path, file: await keyring.file(path) })),
  );
  const held = hop.agentSocket === null ? [] : await agentKeys(hop.agentSocket);
  const named = identities.flatMap(({ file }) => held.filter(key => sameKey(key, publicKey(file))));
  const others = hop.identitiesOnly ? [] : held.filter(key => !named.includes(key));
  for (const key of [...new Set(named), ...others]) yield agentKey(hop.agentSocket ?? '', key);
  for (const identity of identities) {
    if (named.some(key => sameKey(key, publicKey(identity.file)))) continue;
    const offer = await fileOffer(hop, identity, keyring, ask, note);
    if (offer !== null) yield offer;
  }
}

const agentKey = (socket: string, key: ParsedKey) =>
  new DeferredKey(key, (data, hash) => agentSign(socket, key, data, hash));

const publicKey = (file: KeyFile): ParsedKey | null => {
  if (file.kind === 'plain') return file.key;
  return file.kind === 'encrypted' ? file.publicKey : null;
};

const sameKey = (a: ParsedKey, b: ParsedKey | null): boolean =>
  b !== null && a.getPublicSSH().equals(b.getPublicSSH());

const fileOffer = async (
  hop: Hop,
  { path, file }: Identity,
  keyring: Keyring,
  ask: Ask,
  note: Note,
): Promise<KeyOffer | null> => {
  switch (file.kind) {
    case 'missing':
      return null;
    case 'unusable':
      note(`its key ${path} ${file.why}`);
      return null;
    case 'plain':
      return file.key;
    case 'encrypted': {
      const unlock = () => keyring.unlock(path, file.pem, hop.name, ask);
      if (file.publicKey === null) return unlock();
      return new DeferredKey(file.publicKey, async (data, hash) => {
        const key = await unlock();
        const signature: Buffer | Error | null = key?.sign(data, hash) ?? null;
        return signature instanceof Error ? null : signature;
      });
    }
    default:
      return file satisfies never;
  }
};
