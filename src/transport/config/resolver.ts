import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, Login } from '../../core/target.ts';
import { TroubleError } from '../../core/trouble.ts';
import type { Hop, Route } from '../hop.ts';
import { Semaphore } from '../pool/semaphore.ts';
import { connectionTrouble } from '../troubles.ts';
import { hopFrom } from './hopSettings.ts';
import { parseJumpList } from './jumpList.ts';
import { runSshG, SshConfigError, type SshSettings } from './sshG.ts';

/** `ssh -G` processes at once: it is short work, and all of it CPU. */
const PROCESSES = 4;

const NO_SETTINGS: SshSettings = new Map();

/** ProxyJump may lead through hosts that have one themselves; more than this is a loop. */
const MAX_HOPS = 8;

export interface ResolverOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** `--ssh-config FILE`; null: ssh's own. */
  readonly sshConfigFile: string | null;
}

interface Resolved {
  readonly hop: Hop;
  readonly proxyJump: readonly Login[];
}

/** Turns a host of the inventory into the route to it, with ssh's own configuration honoured; asks ssh once per login. */
export class RouteResolver {
  private readonly options: ResolverOptions;
  private readonly slots = new Semaphore(PROCESSES);
  private readonly answers = new Map<string, Promise<SshSettings>>();
  private readonly configFile: string | null;

  constructor(options: ResolverOptions) {
    this.options = options;
    this.configFile = configFileFor(options);
  }

  /** Rejects with `config` trouble where ssh rejects its configuration or jump hosts lead in a circle. */
  async route(host: Host): Promise<Route> {
    const target = await this.resolve(host.name, host);
    const jumps = await this.jumpRoute(host.name, host.jump ?? target.proxyJump, 0);
    return [...jumps, target.hop] as unknown as Route;
  }

  /** As `ssh -J a,b` does: only the outermost jump host's own ProxyJump counts. */
  private async jumpRoute(host: string, jumps: readonly Login[], depth: number): Promise<Hop[]> {
    if (depth > MAX_HOPS) {
      throw new TroubleError(
        connectionTrouble(
          'config',
          host,
          'its jump hosts lead in a circle',
          'check ProxyJump in ~/.ssh/config',
        ),
      );
    }
    const [first, ...rest] = await Promise.all(jumps.map(jump => this.resolve(jump.address, jump)));
    if (first === undefined) return [];
    const before = await this.jumpRoute(host, first.proxyJump, depth + 1);
    return [...before, first.hop, ...rest.map(each => each.hop)];
  }

  private async resolve(name: string, login: Login): Promise<Resolved> {
    const [settings, defaults] = await Promise.all([
      this.settings(name, login.address, login.user, login.port, this.configFile),
      this.settings(name, 'localhost', null, null, '/dev/null'),
    ]);
    const { home, env } = this.options;
    const hop = hopFrom({ name, login, settings, defaults, home, env });
    return { hop, proxyJump: parseJumpList(settings.get('proxyjump')?.[0] ?? '') };
  }

  private settings(
    name: string,
    address: string,
    user: string | null,
    port: number | null,
    configFile: string | null,
  ): Promise<SshSettings> {
    const key = JSON.stringify([address, user, port, configFile]);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = this.ask(name, address, user, port, configFile);
    this.answers.set(key, answer);
    answer.catch(() => this.answers.delete(key));
    return answer;
  }

  private async ask(
    name: string,
    address: string,
    user: string | null,
    port: number | null,
    configFile: string | null,
  ): Promise<SshSettings> {
    const release = await this.slots.acquire();
    try {
      const settings = await runSshG({ address, user, port, configFile, env: this.options.env });
      return settings ?? NO_SETTINGS;
    } catch (error) {
      if (!(error instanceof SshConfigError)) throw error;
      throw new TroubleError(
        connectionTrouble(
          'config',
          name,
          `ssh rejects its configuration: ${error.message}`,
          'correct ~/.ssh/config (`ssh -G HOST` shows the same), or name another file with --ssh-config',
        ),
      );
    } finally {
      release();
    }
  }
}

/** ssh finds the account's home by itself; where HOME says otherwise, HOME's configuration is meant. */
const configFileFor = ({ home, sshConfigFile }: ResolverOptions): string | null => {
  if (sshConfigFile !== null) return sshConfigFile;
  if (home === userInfo().homedir) return null;
  const file = join(home, '.ssh/config');
  return existsSync(file) ? file : '/dev/null';
};
