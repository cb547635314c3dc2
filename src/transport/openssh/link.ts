import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { Hop } from '../hop.ts';
import { LocalChannel } from '../local.ts';
import { type KeepalivePolicy, watchLife } from '../pool/keepalive.ts';
import type { Link } from '../pool/link.ts';
import { Vitals } from '../pool/vitals.ts';
import type { Channel, ChannelEnd, ExecOptions } from '../transport.ts';
import { asTrouble, lostTrouble } from '../troubles.ts';
import { bytesRead } from './bytesRead.ts';
import { sessionArguments } from './clientConfig.ts';
import type { Master } from './master.ts';

/** ssh's own exit status for a connection that failed. */
const SSH_FAILED = 255;

/** When a connection breaks, the processes that share it may end before the master. */
const MASTER_PATIENCE_MS = 500;

export interface OpensshLinkOptions {
  readonly hop: Hop;
  readonly master: Master;
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** As passed to ssh. */
  readonly keepalive: KeepalivePolicy;
}

/** A connection of a system `ssh -M`; each command is an ssh process that shares it. */
export class OpensshLink implements Link {
  readonly hop: Hop;
  readonly vitals = new Vitals();
  /** Its ssh_config, through which other ssh processes find the control socket. */
  readonly configFile: string;
  /** The ssh master process. */
  readonly master: Master;
  readonly #env: NodeJS.ProcessEnv;
  readonly #stopWatching: () => void;

  constructor({ hop, master, configFile, env, keepalive }: OpensshLinkOptions) {
    this.hop = hop;
    this.master = master;
    this.configFile = configFile;
    this.#env = env;
    this.#stopWatching = watchLife(alive => bytesRead(master, alive), keepalive, {
      silent: since => this.vitals.hear(since),
      heard: () => this.vitals.hear(null),
      // ssh does its own counting, and exits.
      dead: () => {},
    });
    master.ended.then(() => this.fail(lostTrouble(hop.name, lastLine(master.stderr) || 'ssh ended')));
  }

  async exec(command: string, options: ExecOptions): Promise<Channel> {
    if (this.vitals.trouble !== null) throw new TroubleError(this.vitals.trouble);
    const args = ['-q', '-T', ...sessionArguments(this.configFile, this.hop), command];
    const child = spawn('ssh', args, { env: this.#env, stdio: 'pipe', detached: true });
    await once(child, 'spawn').catch(error => {
      throw new TroubleError(asTrouble(this.hop.name, error));
    });
    return new SharedChannel(new LocalChannel(child, options), this);
  }

  fail(trouble: Trouble): void {
    if (!this.vitals.end(trouble)) return;
    this.#stopWatching();
    void this.master.close();
  }

  async close(): Promise<void> {
    this.fail(lostTrouble(this.hop.name, 'the connection was closed locally'));
    await this.master.close();
  }
}

/** A channel of an ssh that exits with 255 both for a command's own status and for a broken connection. */
class SharedChannel implements Channel {
  readonly stdout: Channel['stdout'];
  readonly stderr: Channel['stderr'];
  readonly end: Promise<ChannelEnd>;
  readonly #inner: Channel;
  #closing = false;

  constructor(inner: Channel, link: Link) {
    this.#inner = inner;
    this.stdout = inner.stdout;
    this.stderr = inner.stderr;
    this.end = inner.end.then(async end => {
      if (this.#closing) return { code: null, signal: null, lost: null };
      if (end.code !== SSH_FAILED) return end;
      const lost = await Promise.race([link.vitals.lost, sleep(MASTER_PATIENCE_MS, null)]);
      return lost === null ? end : { ...end, code: null, lost };
    });
  }

  send(bytes: string): void {
    this.#inner.send(bytes);
  }

  close(): void {
    this.#closing = true;
    this.#inner.close();
  }
}

const lastLine = (text: string) => text.trim().split(/\r?\n/).pop() ?? '';
