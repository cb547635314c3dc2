import { existsSync } from 'node:fs';
import { TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import type { Answer, Question } from '../transport.ts';
import { connectionTrouble } from '../troubles.ts';
import {
  checkHostKey,
  fingerprint,
  type HostKey,
  type HostKeyVerdict,
  hasAuthority,
  keyTypeOf,
  knownKeyTypes,
} from './check.ts';
import { knownFromCommand } from './command.ts';
import { type KnownHostEntry, knownHostName } from './entry.ts';
import { addKnownHost, readKnownHosts } from './files.ts';
import { isRevoked } from './revoked.ts';
import { rsaBits } from './rsaBits.ts';

export type Ask = (question: Question) => Promise<Answer>;

export interface VerifierOptions {
  readonly hop: Hop;
  readonly env: NodeJS.ProcessEnv;
  /** True if we connect directly, neither through a jump host nor with a program. */
  readonly direct: boolean;
  readonly ask: Ask;
  /** Receives notices for the user; the login continues. */
  readonly warn: (text: string) => void;
}

/** Decides about one server's key for one login; the decision also applies to the connection's rekeys. */
export class HostKeyVerifier {
  /** Types of the host's known keys, to request from the server first. */
  readonly knownTypes: readonly string[];
  readonly #options: VerifierOptions;
  readonly #name: string;
  /**
   * The names to look up; the first one with the key decides. For a host on another port, this includes the
   * name without the port.
   */
  readonly #names: readonly string[];
  readonly #entries: readonly KnownHostEntry[];
  #accepted: Buffer | null = null;

  private constructor(options: VerifierOptions, entries: readonly KnownHostEntry[]) {
    this.#options = options;
    this.#entries = entries;
    this.#names = namesOf(options.hop);
    this.#name = this.#names[0] ?? '';
    this.knownTypes = [...new Set(this.#names.flatMap(name => knownKeyTypes(entries, name)))];
  }

  /** Reads what is known about the hop. */
  static async open(options: VerifierOptions): Promise<HostKeyVerifier> {
    const { hop, env } = options;
    const entries = await readKnownHosts([...hop.userKnownHosts, ...hop.globalKnownHosts]);
    const told = await Promise.all(namesOf(hop).map(name => knownFromCommand(hop, name, null, env)));
    return new HostKeyVerifier(options, [...entries, ...told.flat()]);
  }

  /** Returns true if this key was already accepted on this connection: a rekey presents it again. */
  isAccepted(blob: Buffer): boolean {
    return this.#accepted?.equals(blob) === true;
  }

  /**
   * Resolves if the key belongs to this host; otherwise rejects with a `host-key-*`, `cancelled` or
   * `no-terminal` failure.
   */
  async verify(blob: Buffer): Promise<void> {
    if (this.#accepted !== null) {
      throw this.#refusal(
        `it presented another host key, ${fingerprint(blob)}, in the middle of the connection, which was closed`,
        'possible man-in-the-middle attack: ask the administrator of the host',
      );
    }
    const key = { type: keyTypeOf(blob), blob };
    this.#refuseSmall(key);
    await this.#refuseRevoked(key);
    const verdict = await this.#verdict(key);
    switch (verdict.kind) {
      case 'known':
        break;
      case 'changed':
        throw this.#refusal(changedMessage(verdict.entry, key), changedAdvice(this.#name, verdict.entry));
      case 'revoked':
        throw this.#refusal(
          `its host key ${fingerprint(blob)} is revoked in ${place(verdict.entry)}`,
          'do not connect; ask its administrator for the new key',
        );
      case 'unknown':
        await this.#accept(key, verdict.others);
        break;
      default:
        verdict satisfies never;
    }
    this.#accepted = Buffer.from(blob);
  }

  async #verdict(key: HostKey): Promise<HostKeyVerdict> {
    const { hop, env, direct } = this.#options;
    if (hop.trustLoopback && direct && hop.hostKeyAlias === null && isLoopback(hop.hostName))
      return { kind: 'known' };
    const told = await Promise.all(this.#names.map(name => knownFromCommand(hop, name, key, env)));
    const entries = [...this.#entries, ...told.flat()];
    const [first, ...others] = this.#names.map(name => checkHostKey(entries, name, key));
    const unknown: HostKeyVerdict = { kind: 'unknown', others: [] };
    if (first === undefined) return unknown;
    if (first.kind !== 'unknown') return first;
    // A different key for the name without the port is not a change: another server may use that port.
    return others.find(each => each.kind === 'known' || each.kind === 'revoked') ?? first;
  }

  async #refuseRevoked(key: HostKey): Promise<void> {
    const file = this.#options.hop.revokedHostKeys;
    if (file === null) return;
    const revoked = await isRevoked(file, key);
    if (revoked === false) return;
    if (revoked === true) {
      throw this.#refusal(
        `its host key ${fingerprint(key.blob)} is revoked in ${file}`,
        'do not connect; ask its administrator for the new key',
      );
    }
    throw this.#unknown(
      `its host key cannot be checked: ${file} (RevokedHostKeys) ${revoked.why}`,
      revoked.advice,
    );
  }

  #refuseSmall(key: HostKey): void {
    const least = this.#options.hop.requiredRsaSize;
    const bits = rsaBits(key.blob);
    if (bits === null || bits >= least) return;
    throw this.#unknown(
      `its host key is an RSA key of ${bits} bits, and RequiredRSASize is ${least}`,
      'ask its administrator for a stronger key',
    );
  }

  #refusal(message: string, advice: string): TroubleError {
    const trouble = connectionTrouble('host-key-changed', this.#options.hop.name, message, advice);
    return new TroubleError(trouble);
  }

  #unknown(message: string, advice: string): TroubleError {
    const trouble = connectionTrouble('host-key-unknown', this.#options.hop.name, message, advice);
    return new TroubleError(trouble);
  }

  async #accept(key: HostKey, others: readonly string[]): Promise<void> {
    const { hop, warn } = this.#options;
    if (this.#names.some(name => hasAuthority(this.#entries, name)) && others.length === 0) {
      throw this.#unknown(
        'known_hosts trusts it through a certificate authority (@cert-authority), which the built-in client cannot check',
        'use --transport openssh for hosts with certificates',
      );
    }
    const shown = `its host key (${key.type} ${fingerprint(key.blob)}) is not known (${this.#searched()})`;
    const [file] = hop.userKnownHosts;
    if (file === undefined) {
      // Like ssh: a key that cannot be saved is not accepted.
      throw this.#unknown(`${shown}, and UserKnownHostsFile is none`, this.#adding(key));
    }
    if (hop.strictHostKeyChecking === 'yes') {
      const why = hop.batchMode ? 'BatchMode is yes' : 'StrictHostKeyChecking is yes';
      throw this.#unknown(`${shown}, and ${why}`, this.#adding(key));
    }
    if (hop.strictHostKeyChecking === 'ask') await this.#askPerson(key, shown);
    await addKnownHost(file, this.#name, key, hop.hashKnownHosts).catch((error: NodeJS.ErrnoException) =>
      warn(
        `its host key was accepted, but could not be added to ${file} (${error.code ?? error.message}): you will be asked about it again`,
      ),
    );
  }

  async #askPerson(key: HostKey, shown: string): Promise<void> {
    const { hop, ask } = this.#options;
    const answer = await ask({
      kind: 'host-key',
      host: hop.name,
      address: hopAddress(hop),
      keyType: key.type,
      fingerprint: fingerprint(key.blob),
    }).catch((error: unknown) => {
      // If nobody can be asked, the message still has to name the question.
      if (error instanceof TroubleError && error.trouble.kind === 'no-terminal')
        throw new TroubleError({
          ...error.trouble,
          message: `${error.trouble.message} (${this.#searched()})`,
          advice: this.#adding(key),
        });
      throw error;
    });
    if (answer?.[0] === 'yes') return;
    throw this.#unknown(`${shown}, and was not accepted`, this.#adding(key));
  }

  /** Describes the files that were searched, for people. */
  #searched(): string {
    const { hop } = this.#options;
    const files = [...hop.userKnownHosts, ...hop.globalKnownHosts];
    const there = files.filter(file => existsSync(file));
    const missing = files.filter(file => !there.includes(file));
    const parts = [
      `looked for ${this.#names.join(' and ')} in ${there.join(', ') || 'no file'}`,
      ...(missing.length > 0 ? [`not found: ${missing.join(', ')}`] : []),
      ...commandNote(hop),
    ];
    return parts.join('; ');
  }

  #adding({ type, blob }: HostKey): string {
    const file = this.#options.hop.userKnownHosts[0] ?? '~/.ssh/known_hosts';
    return (
      'compare the fingerprint with one from its administrator; ' +
      `if it is the same, add this line to ${file}: ${this.#name} ${type} ${blob.toString('base64')}`
    );
  }
}

const namesOf = ({ hostKeyAlias, hostName, port }: Hop): readonly string[] => {
  if (hostKeyAlias !== null) return [hostKeyAlias];
  return [...new Set([knownHostName(hostName, port), hostName.toLowerCase()])];
};

const commandNote = ({ knownHostsCommand }: Hop): string[] => {
  if (knownHostsCommand === null) return [];
  return [
    /^["']?\//.test(knownHostsCommand)
      ? 'and asked KnownHostsCommand'
      : 'KnownHostsCommand is ignored: its path is not absolute',
  ];
};

const isLoopback = (hostName: string): boolean => /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(hostName);

const place = (entry: KnownHostEntry) => `${entry.file}:${entry.line}`;

const changedMessage = (entry: KnownHostEntry, key: HostKey) =>
  `its host key has changed: it shows ${key.type} ${fingerprint(key.blob)}, but ${place(entry)} says ` +
  `${fingerprint(Buffer.from(entry.key, 'base64'))}; nothing was sent`;

const changedAdvice = (name: string, entry: KnownHostEntry) =>
  'possible man-in-the-middle attack, or the host was reinstalled: ask its administrator; ' +
  `if the new key is correct: ssh-keygen -R '${name}' -f ${entry.file}`;
