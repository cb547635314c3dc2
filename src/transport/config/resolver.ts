import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, Login } from '../../core/target.ts';
import { TroubleError } from '../../core/trouble.ts';
import type { Hop, Route } from '../hop.ts';
import { connectionTrouble } from '../troubles.ts';
import { AlikeHosts } from './alikeHosts.ts';
import { hopFrom } from './hopSettings.ts';
import { JumpListError, parseJumpList } from './jumpList.ts';
import { SshConfigError, type SshGQuery, type SshSettings } from './sshG.ts';
import { SshGQueue } from './sshGQueue.ts';
import { ExpansionError, expandTokens, hasTokens, type Tokens } from './tokens.ts';

const NO_SETTINGS: SshSettings = new Map();

/** A ProxyJump may lead through hosts with their own; a longer chain than this is a loop. */
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

/**
 * Resolves a host of the inventory to the route to it, honouring ssh's own configuration; runs ssh once per
 * login.
 */
export class RouteResolver {
  readonly #options: ResolverOptions;
  readonly #ssh: AlikeHosts;
  readonly #answers = new Map<string, Promise<SshSettings>>();
  readonly #configFile: string | null;
  #mentionsSharing: boolean | null = null;

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#configFile = configFileFor(options);
    const queue = new SshGQueue();
    this.#ssh = new AlikeHosts(query => queue.ask(query), this.#configFile);
  }

  /** True if ssh's configuration mentions connections to share: most hosts may need no login. */
  get mayShare(): boolean {
    this.#mentionsSharing ??= mentions(
      this.#configFile ?? join(this.#options.home, '.ssh/config'),
      /controlpath/i,
    );
    return this.#mentionsSharing;
  }

  /** Rejects with a `config` failure if ssh rejects its configuration or jump hosts form a loop. */
  async route(host: Host): Promise<Route> {
    const given = host.jump && this.#jumpRoute(host.name, host.jump, 0);
    // If both fail, the target's failure is reported.
    given?.catch(() => {});
    const target = await this.#resolve(host.name, host, throughFor(host.jump));
    const jumps = await (given ?? this.#jumpRoute(host.name, target.proxyJump, 0));
    return [...jumps, target.hop] as unknown as Route;
  }

  /** Like `ssh -J a,b`: only the outermost jump host's own ProxyJump counts. */
  async #jumpRoute(host: string, jumps: readonly Login[], depth: number): Promise<Hop[]> {
    if (depth > MAX_HOPS) {
      throw new TroubleError(
        connectionTrouble('config', host, 'its jump hosts form a loop', 'check ProxyJump in ~/.ssh/config'),
      );
    }
    const [first, ...rest] = await Promise.all(
      jumps.map((jump, index) => this.#resolve(jump.address, jump, throughLast(jumps.slice(0, index)))),
    );
    if (first === undefined) return [];
    const before = await this.#jumpRoute(host, first.proxyJump, depth + 1);
    return [...before, first.hop, ...rest.map(each => each.hop)];
  }

  async #resolve(name: string, login: Login, through: SshGQuery['through']): Promise<Resolved> {
    const problem = addressProblem(login.address);
    if (problem !== null) throw new TroubleError(connectionTrouble('config', name, ...problem));
    const { address, user, port } = login;
    const query = { address, user, port, through, configFile: this.#configFile };
    const [settings, defaults] = await Promise.all([
      this.#settings(name, query),
      this.#settings(name, DEFAULTS),
    ]);
    const tokens = hasTokens(settings) ? await this.#settings(name, { ...query, tokens: true }) : NO_SETTINGS;
    const { home, env } = this.#options;
    try {
      const hop = hopFrom({ name, login, settings, tokens, defaults, home, env });
      const proxyJump = through === 'configured' ? (settings.get('proxyjump')?.[0] ?? '') : '';
      return { hop, proxyJump: parseJumpList(expandJumps(proxyJump, hop.ssh.tokens, env)) };
    } catch (error) {
      if (!(error instanceof ExpansionError || error instanceof JumpListError)) throw error;
      throw this.#configTrouble(name, error.message);
    }
  }

  #configTrouble(name: string, what: string): TroubleError {
    const file = this.#options.sshConfigFile ?? '~/.ssh/config';
    return new TroubleError(
      connectionTrouble(
        'config',
        name,
        `ssh's configuration cannot be used: ${what}`,
        `fix ${file} (\`ssh -G HOST\` shows how ssh reads it), or use another file with --ssh-config`,
      ),
    );
  }

  #settings(name: string, query: Question): Promise<SshSettings> {
    const key = JSON.stringify(query);
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#ask(name, query);
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  async #ask(name: string, query: Question): Promise<SshSettings> {
    try {
      return (await this.#ssh.ask({ ...query, env: this.#options.env })) ?? NO_SETTINGS;
    } catch (error) {
      throw error instanceof SshConfigError ? this.#configTrouble(name, error.message) : error;
    }
  }
}

type Question = Omit<SshGQuery, 'env'>;

/** ssh's behaviour without any configuration. */
const DEFAULTS: Question = {
  address: 'localhost',
  user: null,
  port: null,
  through: 'configured',
  configFile: '/dev/null',
};

const throughFor = (jump: Host['jump']): SshGQuery['through'] =>
  jump?.length === 0 ? 'nothing' : throughLast(jump ?? []);

const throughLast = (jumps: readonly Login[]): SshGQuery['through'] => {
  const last = jumps.at(-1);
  // ssh itself would refuse others, and they are refused where they are resolved.
  return last === undefined || addressProblem(last.address) !== null ? 'configured' : { jump: last.address };
};

/**
 * Returns why this cannot be an address, and what to write instead; null if it can. ssh would split `a@b` and
 * URIs again.
 */
const addressProblem = (address: string): readonly [string, string] | null => {
  const shown = JSON.stringify(address);
  if (address.includes('@')) {
    return [
      `its address ${shown} contains an @`,
      'set the user with `user`, or write [user@]host[:port] where a login is expected; the last @ ends the user',
    ];
  }
  return /^$|^-|[\s/\x00-\x1f\x7f]/.test(address)
    ? [`its address ${shown} is not a host name or address`, 'correct the `address`']
    : null;
};

/**
 * Expands a ProxyJump value: its tokens are the target's, and environment variables work because ssh runs it
 * in a shell.
 */
const expandJumps = (value: string, tokens: Tokens, env: NodeJS.ProcessEnv): string =>
  expandTokens(
    'ProxyJump',
    value.replace(/\$(\w+)/g, (_, name: string) => `\${${name}}`),
    tokens,
    env,
  );

/** ssh uses the account's home; if HOME differs, HOME's configuration is meant. */
const configFileFor = ({ home, sshConfigFile }: ResolverOptions): string | null => {
  if (sshConfigFile !== null) return sshConfigFile;
  if (home === userInfo().homedir) return null;
  const file = join(home, '.ssh/config');
  return existsSync(file) ? file : '/dev/null';
};

const mentions = (file: string, keyword: RegExp): boolean => {
  try {
    return keyword.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
};
