import { TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import type { Answer, Question } from '../transport.ts';
import { connectionTrouble } from '../troubles.ts';
import { checkHostKey, fingerprint, type HostKey, hasAuthority, keyTypeOf, knownKeyTypes } from './check.ts';
import { type KnownHostEntry, knownHostName } from './entry.ts';
import { addKnownHost, readKnownHosts } from './files.ts';

export type Ask = (question: Question) => Promise<Answer>;

/** Decides about one server's key for one login; the answer holds for the rekeys of the connection. */
export class HostKeyVerifier {
  /** Types of keys known for the host: what to ask the server for first. */
  readonly knownTypes: readonly string[];
  private readonly hop: Hop;
  private readonly name: string;
  private readonly entries: readonly KnownHostEntry[];
  private readonly ask: Ask;
  private accepted: Buffer | null = null;

  private constructor(hop: Hop, entries: readonly KnownHostEntry[], ask: Ask) {
    this.hop = hop;
    this.entries = entries;
    this.ask = ask;
    this.name = hop.hostKeyAlias ?? knownHostName(hop.hostName, hop.port);
    this.knownTypes = knownKeyTypes(entries, this.name);
  }

  /** Reads the known_hosts files of the hop. */
  static async open(hop: Hop, ask: Ask): Promise<HostKeyVerifier> {
    const entries = await readKnownHosts([...hop.userKnownHosts, ...hop.globalKnownHosts]);
    return new HostKeyVerifier(hop, entries, ask);
  }

  /** Whether this key was accepted before on this connection: a rekey shows it again. */
  isAccepted(blob: Buffer): boolean {
    return this.accepted?.equals(blob) === true;
  }

  /** Resolves if the key is this host's; rejects with `host-key-*`, `cancelled` or `no-terminal` trouble otherwise. */
  async verify(blob: Buffer): Promise<void> {
    if (this.accepted !== null) {
      throw this.refusal(
        `it showed another host key, ${fingerprint(blob)}, in the middle of the connection, which was ended`,
        'somebody may have taken the connection over: ask whoever runs the host',
      );
    }
    const key = { type: keyTypeOf(blob), blob };
    const verdict = checkHostKey(this.entries, this.name, key);
    switch (verdict.kind) {
      case 'known':
        break;
      case 'changed':
        throw this.refusal(changedMessage(verdict.entry, key), changedAdvice(this.name, verdict.entry));
      case 'revoked':
        throw this.refusal(
          `its host key ${fingerprint(blob)} is revoked in ${place(verdict.entry)}`,
          'do not connect; ask whoever runs the host for its new key',
        );
      case 'unknown':
        await this.accept(key, verdict.others);
        break;
      default:
        verdict satisfies never;
    }
    this.accepted = Buffer.from(blob);
  }

  private refusal(message: string, advice: string): TroubleError {
    return new TroubleError(connectionTrouble('host-key-changed', this.hop.name, message, advice));
  }

  private unknown(message: string, advice: string): TroubleError {
    return new TroubleError(connectionTrouble('host-key-unknown', this.hop.name, message, advice));
  }

  private async accept(key: HostKey, others: readonly string[]): Promise<void> {
    const print = fingerprint(key.blob);
    if (hasAuthority(this.entries, this.name) && others.length === 0) {
      throw this.unknown(
        `known_hosts trusts it by a certificate authority (@cert-authority), which this transport cannot check`,
        'use --transport openssh for hosts with certificates',
      );
    }
    if (this.hop.strictHostKeyChecking === 'yes') {
      throw this.unknown(
        `its host key (${key.type} ${print}) is not in known_hosts, and StrictHostKeyChecking is yes`,
        `check the key, then add it: ssh-keyscan -p ${this.hop.port} ${this.hop.hostName} >> ${this.file()}`,
      );
    }
    if (this.hop.strictHostKeyChecking === 'ask') await this.askPerson(key, print);
    await addKnownHost(this.file(), this.name, key, this.hop.hashKnownHosts).catch((error: Error) => {
      throw this.unknown(
        `its host key could not be added to ${this.file()}: ${error.message}`,
        'make that file writable, or name another one with `knownHosts`',
      );
    });
  }

  private async askPerson(key: HostKey, print: string): Promise<void> {
    const answer = await this.ask({
      kind: 'host-key',
      host: this.hop.name,
      address: hopAddress(this.hop),
      keyType: key.type,
      fingerprint: print,
    });
    if (answer?.[0] === 'yes') return;
    throw this.unknown(
      `its host key (${key.type} ${print}) is not in known_hosts, and was not accepted`,
      'compare the fingerprint with one from whoever runs the host, then answer yes',
    );
  }

  private file(): string {
    return this.hop.userKnownHosts[0] ?? '/dev/null';
  }
}

const place = (entry: KnownHostEntry) => `${entry.file}:${entry.line}`;

const changedMessage = (entry: KnownHostEntry, key: HostKey) =>
  `its host key has changed: it shows ${key.type} ${fingerprint(key.blob)}, but ${place(entry)} says ` +
  `${fingerprint(Buffer.from(entry.key, 'base64'))}; nothing was sent`;

const changedAdvice = (name: string, entry: KnownHostEntry) =>
  'somebody may be listening in, or the host was set up anew: ask whoever runs it; ' +
  `if the new key is right: ssh-keygen -R '${name}' -f ${entry.file}`;
