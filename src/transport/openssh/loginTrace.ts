import { existsSync } from 'node:fs';
import type { Phase } from '../pool/phaseClock.ts';
import { SHOWN_KEY } from './clientConfig.ts';

/** Receives what concerns others. */
export interface TraceListener {
  readonly enter: (phase: Phase, waitedFor: string) => void;
  readonly warn: (text: string) => void;
}

/** What `ssh -v` reports about a login: its phase, and what was tried. */
export class LoginTrace {
  /** Keys offered or tried, as ssh names them: `PATH ED25519 SHA256:…`. */
  readonly keys: string[] = [];
  /** Configured key files that do not exist. */
  readonly missing: string[] = [];
  /** Key files that ssh ignores because of their permissions. */
  readonly exposed: string[] = [];
  /** known_hosts files that do not exist. */
  readonly missingKnownHosts = new Set<string>();
  /** The server's host key, `ssh-ed25519 SHA256:…`; null until received. */
  hostKey: string | null = null;
  /** The same in known_hosts format, `ssh-ed25519 AAAA…`; null if this ssh does not show it. */
  hostKeyEntry: string | null = null;
  readonly #listener: TraceListener;
  #partial = false;
  /** Later lines may contain a server's own text. */
  #authenticating = false;

  constructor(listener: TraceListener) {
    this.#listener = listener;
  }

  /** Processes a line of ssh's stderr. Returns true for debug output of `-v`. */
  take(line: string): boolean {
    for (const { pattern, note } of this.#notes) {
      const match = pattern.exec(line);
      if (match) note(match[1] ?? '');
    }
    if (!this.#authenticating && line.startsWith(`${SHOWN_KEY} `)) return true;
    return /^(?:debug\d: |OpenSSH_|Authenticated to |Authenticated using |Transferred: |Bytes per second: )/.test(
      line,
    );
  }

  readonly #notes: readonly { readonly pattern: RegExp; readonly note: (what: string) => unknown }[] = [
    {
      pattern: /^debug1: Connection established/,
      note: () => this.#listener.enter('connecting', 'the SSH banner'),
    },
    {
      pattern: /^debug1: Remote protocol version/,
      note: () => this.#listener.enter('key exchange', 'its part of the key exchange'),
    },
    {
      pattern: /^debug1: Server host key: (\S+ \S+)/,
      note: key => {
        this.hostKey = key;
      },
    },
    {
      pattern: new RegExp(`^${SHOWN_KEY} (\\S+ [A-Za-z0-9+/]{20,}=*)$`),
      note: entry => {
        if (!this.#authenticating) this.hostKeyEntry = entry;
      },
    },
    {
      pattern: /^debug1: SSH2_MSG_NEWKEYS received/,
      note: () => {
        this.#authenticating = true;
        this.#listener.enter('authentication', 'the list of accepted methods');
      },
    },
    {
      pattern: /^Authenticated using "[^"]*" with partial success/,
      note: () => {
        this.#partial = true;
      },
    },
    { pattern: /^debug1: Next authentication method: (\S+)/, note: method => this.#trying(method) },
    { pattern: /^debug1: Offering public key: (.*)/, note: key => this.#tried(plainKey(key)) },
    // ssh also names default keys that do not exist.
    { pattern: /^debug1: Trying private key: (.*)/, note: key => existsSync(key) && this.#tried(key) },
    {
      pattern: /^Load key "(.*)": bad permissions/,
      note: file => {
        if (!this.exposed.includes(file)) this.exposed.push(file);
        this.#forget(key => key === file || key.startsWith(`${file} `));
      },
    },
    {
      pattern: /^no such identity: (.*): No such file/,
      note: file => {
        this.missing.push(file);
        this.#forget(key => key === file);
      },
    },
    {
      pattern: /^Failed to add the host to the list of known hosts \((.*)\)/,
      note: file => {
        if (this.#authenticating) return;
        this.#listener.warn(
          `its host key was accepted, but could not be added to ${file}: you will be asked about it again`,
        );
      },
    },
    {
      pattern: /^debug1: load_hostkeys: fopen (.*): No such file/,
      note: file => this.missingKnownHosts.add(file),
    },
  ];

  #tried(key: string): void {
    if (!this.keys.includes(key)) this.keys.push(key);
  }

  #forget(isMeant: (key: string) => boolean): void {
    this.keys.splice(0, this.keys.length, ...this.keys.filter(key => !isMeant(key)));
  }

  #trying(method: string): void {
    const where = method === 'publickey' ? '' : ', perhaps an approval elsewhere (push, phone)';
    const after = this.#partial ? ', after a first factor was accepted' : '';
    this.#listener.enter('authentication', `the answer to ${method}${where}${after}`);
  }
}

/** Without the place where ssh found the key. */
const plainKey = (key: string): string => key.replace(/(?: (?:explicit|agent))+$/, '');
