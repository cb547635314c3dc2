import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Login } from '../../core/target.ts';
import type { AuthMethod, Hop, StrictHostKeyChecking } from '../hop.ts';
import type { SshSettings } from './sshG.ts';

/** What a hop is made from. */
export interface HopInput {
  readonly name: string;
  readonly login: Login;
  readonly settings: SshSettings;
  /** What ssh says for any host with an empty configuration: what differs from it was asked for. */
  readonly defaults: SshSettings;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** ssh's default identities that ssh2 can use, should ssh not be there to name them. */
const DEFAULT_IDENTITIES = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/** The hop a login means. Explicit values of the login win over ssh's configuration. */
export const hopFrom = (input: HopInput): Hop => {
  const { login, settings, home } = input;
  const one = (key: string) => settings.get(key)?.[0] ?? null;
  const hostName = one('hostname') ?? login.address;
  const user = login.user ?? one('user') ?? userInfo().username;
  const port = login.port ?? Number(one('port') ?? 22);
  const paths = (values: readonly string[]) => values.map(path => expandPath(path, home));
  const identities =
    login.identities.length > 0 ? login.identities : (settings.get('identityfile') ?? DEFAULT_IDENTITIES);
  return {
    name: input.name,
    login,
    hostName,
    port,
    user,
    family: familyOf(one('addressfamily')),
    identityFiles: paths(identities.filter(path => path !== 'none')),
    identitiesOnly: login.identitiesOnly ?? one('identitiesonly') === 'yes',
    agentSocket: agentSocket(one('identityagent'), input.env, home),
    authMethods: authMethods(settings),
    passwordPrompts: Number(one('numberofpasswordprompts') ?? 3),
    userKnownHosts: paths(
      login.knownHosts.length > 0
        ? login.knownHosts
        : words(one('userknownhostsfile') ?? '~/.ssh/known_hosts ~/.ssh/known_hosts2'),
    ),
    globalKnownHosts: words(
      one('globalknownhostsfile') ?? '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
    ).filter(path => path !== 'none'),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    hashKnownHosts: one('hashknownhosts') === 'yes',
    hostKeyAlias: one('hostkeyalias'),
    ciphers: askedFor(input, 'ciphers'),
    macs: askedFor(input, 'macs'),
    kexAlgorithms: askedFor(input, 'kexalgorithms'),
    hostKeyAlgorithms: askedFor(input, 'hostkeyalgorithms'),
    connectTimeoutMs: positive(one('connecttimeout'), 1000),
    keepalive: keepalive(one('serveraliveinterval'), one('serveralivecountmax')),
    proxyCommand: proxyCommand(one('proxycommand'), { hostName, port, user, address: login.address }),
  };
};

const words = (text: string) => text.split(/\s+/).filter(word => word !== '');

/** `~/x` and ssh's `.ssh` in the account's home are taken in `home`; the rest is made absolute. */
export const expandPath = (path: string, home: string): string => {
  const unquoted = path.replace(/^"(.*)"$/, '$1');
  if (unquoted === '~') return home;
  if (unquoted.startsWith('~/')) return join(home, unquoted.slice(2));
  const accountSsh = join(userInfo().homedir || homedir(), '.ssh/');
  if (unquoted.startsWith(accountSsh)) return join(home, '.ssh', unquoted.slice(accountSsh.length));
  return resolve(unquoted);
};

const familyOf = (value: string | null) => (value === 'inet' ? 4 : value === 'inet6' ? 6 : 0);

const positive = (value: string | null, factor: number): number | null => {
  const number = Number(value);
  return value !== null && number > 0 ? number * factor : null;
};

const keepalive = (interval: string | null, count: string | null): Hop['keepalive'] => {
  const intervalMs = positive(interval, 1000);
  return intervalMs === null ? null : { intervalMs, count: Math.max(1, Number(count ?? 3)) };
};

const strictness = (value: string | null): StrictHostKeyChecking => {
  if (value === 'yes' || value === 'true') return 'yes';
  // `no` also waves changed keys through in ssh; here an unknown key is accepted and a changed one never is.
  if (value === 'accept-new' || value === 'no' || value === 'off' || value === 'false') return 'accept-new';
  return 'ask';
};

const METHODS: readonly { readonly method: AuthMethod; readonly switch: string }[] = [
  { method: 'publickey', switch: 'pubkeyauthentication' },
  { method: 'keyboard-interactive', switch: 'kbdinteractiveauthentication' },
  { method: 'password', switch: 'passwordauthentication' },
];

const authMethods = (settings: SshSettings): AuthMethod[] => {
  const on = METHODS.filter(row => !/^(no|false)$/.test(settings.get(row.switch)?.[0] ?? 'yes'));
  const preferred = settings.get('preferredauthentications')?.[0];
  if (preferred === undefined) return on.map(row => row.method);
  return preferred.split(',').flatMap(name => on.filter(row => row.method === name).map(row => row.method));
};

const agentSocket = (value: string | null, env: NodeJS.ProcessEnv, home: string): string | null => {
  if (value === 'none') return null;
  if (value === null || value === 'SSH_AUTH_SOCK') return env['SSH_AUTH_SOCK'] || null;
  if (value.startsWith('$')) return env[value.slice(1).replace(/^\{(.*)\}$/, '$1')] || null;
  return expandPath(value, home);
};

/** An algorithm list that the configuration changed, or null where it is ssh's default. */
const askedFor = ({ settings, defaults }: HopInput, key: string): readonly string[] | null => {
  const value = settings.get(key)?.[0];
  return value === undefined || value === defaults.get(key)?.[0] ? null : value.split(',');
};

interface ProxyTokens {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly address: string;
}

const proxyCommand = (command: string | null, tokens: ProxyTokens): string | null => {
  if (command === null || command === 'none') return null;
  const values: Readonly<Record<string, string>> = {
    h: tokens.hostName,
    n: tokens.address,
    p: String(tokens.port),
    r: tokens.user,
    '%': '%',
  };
  return command.replace(/%([hnpr%])/g, (_, letter: string) => values[letter] ?? '');
};
