import { existsSync } from 'node:fs';
import type { ParsedKey } from 'ssh2';
import type { Hop } from '../hop.ts';
import { fingerprint } from '../knownHosts/check.ts';
import { rsaBits } from '../knownHosts/rsaBits.ts';
import type { Ask } from '../knownHosts/verifier.ts';
import { agentSign } from './agent.ts';
import { type AgentKey, listAgentKeys } from './agentList.ts';
import { DeferredKey } from './deferredKey.ts';
import { CERTIFICATE, HARDWARE, type KeyFile } from './keyFile.ts';
import type { Keyring } from './keyring.ts';
import { hashOf, type SignatureAlgorithm, signatureAlgorithms, signingAs } from './signatures.ts';

/** One key to try. */
export interface KeyOffer {
  /** Available, or a key whose signature takes time. */
  readonly key: ParsedKey | DeferredKey;
  /** Its name for the user. */
  readonly label: string;
  /** The server may still accept the key with another algorithm: try that when nothing else worked. */
  readonly later?: true;
}

interface Identity {
  readonly path: string;
  readonly file: KeyFile;
}

/** Why keys were skipped, for the message when nothing else works. */
export type Note = (text: string) => void;

export interface OfferOptions {
  readonly hop: Hop;
  readonly keyring: Keyring;
  readonly ask: Ask;
  readonly note: Note;
  /** The signature algorithms that the server lists; null if it lists none. */
  readonly serverAlgorithms: () => readonly string[] | null;
}

/** Returns a key that signs with an algorithm. */
interface Candidate {
  readonly type: string;
  readonly label: string;
  readonly publicBlob: Buffer;
  readonly offer: (algorithm: SignatureAlgorithm) => ParsedKey | DeferredKey;
}

/**
 * Yields the keys to offer, in ssh's order: the agent's keys named in the configuration, the agent's others
 * (unless IdentitiesOnly), then key files not in the agent; finally RSA keys with another hash. A passphrase
 * is requested only for a key that the server would accept.
 */
export async function* keyOffers(options: OfferOptions): AsyncGenerator<KeyOffer> {
  const { hop, note, serverAlgorithms } = options;
  const later: KeyOffer[] = [];
  for await (const { type, label, offer, publicBlob } of candidates(options)) {
    const bits = rsaBits(publicBlob);
    if (bits !== null && bits < hop.requiredRsaSize) {
      note(`${label} was left out (it has ${bits} bits, and RequiredRSASize is ${hop.requiredRsaSize})`);
      continue;
    }
    const [best, ...others] = signatureAlgorithms(hop, type, serverAlgorithms());
    if (best === undefined) {
      note(`${label} was left out (${leftOut(hop, type)})`);
      continue;
    }
    later.push(
      ...others.map(each => ({ key: offer(each), label: `${label} by ${each}`, later: true as const })),
    );
    yield { key: offer(best), label };
  }
  yield* later;
}

const leftOut = ({ pubkeyAlgorithms }: Hop, type: string): string =>
  pubkeyAlgorithms === null ? `the server does not accept ${type}` : 'PubkeyAcceptedAlgorithms';

async function* candidates(options: OfferOptions): AsyncGenerator<Candidate> {
  const { hop, keyring, note } = options;
  const identities = await Promise.all(
    hop.identityFiles.map(async path => ({ path, file: await keyring.file(path) })),
  );
  const socket = hop.agentSocket;
  const listed = socket === null ? [] : await listAgentKeys(socket);
  if (listed === null && hop.ssh.settings.has('identityagent')) note(`no agent answers at ${socket}`);
  const held = listed ?? [];
  noteCertificates(hop, note);
  const isNamed = ({ key }: AgentKey) => identities.some(({ file }) => key && sameKey(key, publicKey(file)));
  const named = held.filter(isNamed);
  const others = hop.identitiesOnly ? [] : held.filter(each => !named.includes(each));
  for (const each of [...named, ...others]) {
    if (each.key !== null) yield agentCandidate(socket ?? '', each, each.key);
    else note(`the agent's key ${each.comment} ${/-cert-/.test(each.type) ? CERTIFICATE : HARDWARE}`);
  }
  const seen: ParsedKey[] = named.flatMap(({ key }) => key ?? []);
  for (const identity of identities) {
    const known = publicKey(identity.file);
    if (known !== null && seen.some(key => sameKey(key, known))) continue;
    if (known !== null) seen.push(known);
    const candidate = await fileCandidate(identity, options);
    if (candidate !== null) yield candidate;
  }
}

const agentCandidate = (socket: string, { comment, type }: AgentKey, key: ParsedKey): Candidate => ({
  type: key.type,
  publicBlob: key.getPublicSSH(),
  label: `the agent's key ${comment || '(unnamed)'} (${type} ${fingerprint(key.getPublicSSH())})`,
  offer: algorithm =>
    new DeferredKey(signingAs(key, algorithm), (data, hash) =>
      agentSign(socket, key, data, hashOf(algorithm) ?? hash),
    ),
});

/** ssh2 cannot use certificates, and the server may accept nothing else. */
const noteCertificates = (hop: Hop, note: Note): void => {
  const beside = hop.identityFiles.map(path => `${path}-cert.pub`);
  for (const file of new Set([...hop.certificateFiles, ...beside]))
    if (existsSync(file)) note(`its key ${file} ${CERTIFICATE}`);
};

const publicKey = (file: KeyFile): ParsedKey | null => {
  if (file.kind === 'plain' || file.kind === 'public') return file.key;
  return file.kind === 'encrypted' ? file.publicKey : null;
};

const sameKey = (a: ParsedKey, b: ParsedKey | null): boolean =>
  b !== null && a.getPublicSSH().equals(b.getPublicSSH());

const fileCandidate = async (
  { path, file }: Identity,
  { hop, keyring, ask, note }: OfferOptions,
): Promise<Candidate | null> => {
  switch (file.kind) {
    case 'missing':
      if (hop.identitiesNamed) note(`its key ${path} does not exist`);
      return null;
    case 'unusable':
      note(`its key ${path} ${file.why}`);
      return null;
    case 'public':
      note(
        file.why === null
          ? `only the public half of its key ${path} exists, and the agent does not have the private one`
          : `its key ${path} ${file.why}`,
      );
      return null;
    case 'plain':
      return fileKeyCandidate(path, file.key);
    case 'encrypted': {
      const unlock = () => keyring.unlock(path, file.pem, hop.name, ask);
      const { publicKey: known } = file;
      if (known !== null) return lockedCandidate(path, known, unlock);
      const key = await unlock();
      return key && fileKeyCandidate(path, key);
    }
    default:
      return file satisfies never;
  }
};

const fileKeyCandidate = (label: string, key: ParsedKey): Candidate => ({
  type: key.type,
  label,
  publicBlob: key.getPublicSSH(),
  offer: algorithm => signingAs(key, algorithm),
});

const lockedCandidate = (
  label: string,
  publicHalf: ParsedKey,
  unlock: () => Promise<ParsedKey | null>,
): Candidate => ({
  type: publicHalf.type,
  label,
  publicBlob: publicHalf.getPublicSSH(),
  offer: algorithm =>
    new DeferredKey(signingAs(publicHalf, algorithm), async (data, hash) => {
      const key = await unlock();
      const signature: Buffer | Error | null = key?.sign(data, hashOf(algorithm) ?? hash) ?? null;
      return signature instanceof Error ? null : signature;
    }),
});
