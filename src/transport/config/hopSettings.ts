import { userInfo } from 'node:os';
import type { Login } from '../../core/target.ts';
import type { AuthMethod, Hop, StrictHostKeyChecking } from '../hop.ts';
import { controlPath } from './controlPath.ts';
import { splitPaths } from './pathList.ts';
import { expandPath } from './paths.ts';
import type { SshSettings } from './sshG.ts';
import { ExpansionError, expandTokens, isGarbled, type Tokens, tokensFrom } from './tokens.ts';

/** The inputs for a hop. */
export interface HopInput {
  readonly name: string;
  readonly login: Login;
  readonly settings: SshSettings;
  /** ssh's answer to the question for its tokens; absent if they are not needed. */
  readonly tokens?: SshSettings;
  /** ssh's answer with an empty configuration: anything different was configured. */
  readonly defaults: SshSettings;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** ssh's default identities that ssh2 can use, in case ssh is not installed. */
const DEFAULT_IDENTITIES = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/**
 * Returns the hop for a login. Explicit values of the login override ssh's configuration. Throws an
 * ExpansionError if a value cannot be expanded.
 */
export const hopFrom = (input: HopInput): Hop => {
  const { login, settings, home, env } = input;
  const one = (key: string) => settings.get(key)?.[0] ?? null;
  const on = (key: string) => /^(?:yes|true)$/.test(one(key) ?? '');
  for (const keyword of NAMES) {
    const value = one(keyword.toLowerCase());
    if (value !== null && isGarbled(value) && !(keyword === 'User' && login.user !== null))
      throw new ExpansionError(`${keyword} "${value}" is not UTF-8`);
  }
  const hostName = one('hostname') ?? login.address;
  const user = login.user ?? one('user') ?? userInfo().username;
  const port = login.port ?? Number(one('port') ?? 22);
  const tokens = tokensFrom(input.tokens ?? new Map(), {
    h: hostName,
    n: login.address,
    p: String(port),
    r: user,
  });
  const file = (path: string) => expandPath(path, home);
  const tokenFile = (keyword: string) => (path: string) =>
    file(expandTokens(keyword, path.replace(/^~(?=\/|$)/, home), tokens, env));
  const batchMode = on('batchmode');
  const configured = (settings.get('identityfile') ?? DEFAULT_IDENTITIES).filter(path => path !== 'none');
  return {
    name: input.name,
    login,
    hostName,
    port,
    user,
    family: familyOf(one('addressfamily')),
    bindAddress: unlessNone(one('bindaddress')),
    connectionAttempts: Math.max(1, Number(one('connectionattempts') ?? 1)),
    identityFiles:
      login.identities.length > 0 ? login.identities.map(file) : configured.map(tokenFile('IdentityFile')),
    identitiesNamed: login.identities.length > 0 || isAskedFor(input, 'identityfile'),
    certificateFiles: (settings.get('certificatefile') ?? []).map(tokenFile('CertificateFile')),
    identitiesOnly: login.identitiesOnly ?? on('identitiesonly'),
    agentSocket: agentSocket(one('identityagent'), env, home),
    authMethods: authMethods(settings, batchMode),
    passwordPrompts: Number(one('numberofpasswordprompts') ?? 3),
    pubkeyAlgorithms:
      askedFor(input, 'pubkeyacceptedalgorithms') ?? askedFor(input, 'pubkeyacceptedkeytypes'),
    requiredRsaSize: Number(one('requiredrsasize') ?? 1024),
    batchMode,
    userKnownHosts:
      login.knownHosts.length > 0
        ? login.knownHosts.map(file)
        : splitPaths(one('userknownhostsfile') ?? '~/.ssh/known_hosts ~/.ssh/known_hosts2').map(file),
    globalKnownHosts: splitPaths(
      one('globalknownhostsfile') ?? '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
    ).map(file),
    revokedHostKeys: mapped(unlessNone(one('revokedhostkeys')), file),
    knownHostsCommand: unlessNone(one('knownhostscommand')),
    strictHostKeyChecking: strictness(one('stricthostkeychecking'), batchMode),
    hashKnownHosts: on('hashknownhosts'),
    hostKeyAlias: one('hostkeyalias'),
    trustLoopback: on('nohostauthenticationforlocalhost'),
    ciphers: askedFor(input, 'ciphers'),
    macs: askedFor(input, 'macs'),
    kexAlgorithms: askedFor(input, 'kexalgorithms'),
    hostKeyAlgorithms: askedFor(input, 'hostkeyalgorithms'),
    connectTimeoutMs: positive(one('connecttimeout'), 1000),
    keepalive: keepalive(one('serveraliveinterval'), one('serveralivecountmax')),
    proxyCommand: proxyCommand(one('proxycommand'), tokens),
    controlPath: controlPath(one('controlpath'), one('controlmaster'), { hostName, user, port, login }, home),
    ssh: { keywords: new Set(settings.keys()), tokens, settings },
  };
};

/** Keywords that decide where and as whom we log in: a lost character would mean another host or user. */
const NAMES = ['HostName', 'User', 'ProxyJump', 'HostKeyAlias', 'BindAddress'] as const;

const unlessNone = (value: string | null): string | null => (value === 'none' ? null : value);

const mapped = <T, U>(value: T | null, map: (value: T) => U): U | null =>
  value === null ? null : map(value);

const familyOf = (value: string | null) => (value === 'inet' ? 4 : value === 'inet6' ? 6 : 0);

const positive = (value: string | null, factor: number): number | null => {
  const number = Number(value);
  return value !== null && number > 0 ? number * factor : null;
};

const keepalive = (interval: string | null, count: string | null): Hop['keepalive'] => {
  const intervalMs = positive(interval, 1000);
  return intervalMs === null ? null : { intervalMs, count: Math.max(1, Number(count ?? 3)) };
};

/** BatchMode does not ask: a key that needs confirmation is refused. */
const strictness = (value: string | null, batchMode: boolean): StrictHostKeyChecking => {
  if (value === 'yes' || value === 'true') return 'yes';
  // In ssh, `no` also accepts changed keys; rtail accepts an unknown key, but never a changed one.
  if (value === 'accept-new' || value === 'no' || value === 'off' || value === 'false') return 'accept-new';
  return batchMode ? 'yes' : 'ask';
};

const METHODS: readonly { readonly method: AuthMethod; readonly switch: string }[] = [
  { method: 'publickey', switch: 'pubkeyauthentication' },
  { method: 'keyboard-interactive', switch: 'kbdinteractiveauthentication' },
  { method: 'password', switch: 'passwordauthentication' },
];

const authMethods = (settings: SshSettings, batchMode: boolean): AuthMethod[] => {
  const on = METHODS.filter(
    row =>
      !/^(no|false)$/.test(settings.get(row.switch)?.[0] ?? 'yes') &&
      !(batchMode && row.method !== 'publickey'),
  );
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

/** Returns true if the configuration changed a value from ssh's default. */
const isAskedFor = ({ settings, defaults }: HopInput, key: string): boolean =>
  settings.has(key) && settings.get(key)?.join('\n') !== defaults.get(key)?.join('\n');

/** Returns an algorithm list that the configuration changed, or null if it is ssh's default. */
const askedFor = (input: HopInput, key: string): readonly string[] | null =>
  isAskedFor(input, key) ? (input.settings.get(key)?.[0]?.split(',') ?? null) : null;

/** ssh expands no environment variables in it: the shell that runs it does. */
const proxyCommand = (command: string | null, tokens: Tokens): string | null =>
  command === null || command === 'none'
    ? null
    : command.replace(/%([hnpr%])/g, (_, letter: string) => tokens.get(letter) ?? '');
