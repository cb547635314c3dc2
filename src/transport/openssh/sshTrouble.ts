import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { knownHostName } from '../knownHosts/entry.ts';
import { DroppedHandshake } from '../pool/link.ts';
import { connectionTrouble, dialTrouble, forwardTrouble, proxyTrouble } from '../troubles.ts';
import type { LoginTrace } from './loginTrace.ts';

/** What `ssh -v` reported about a login, as needed for messages. */
export type LoginReport = Pick<
  LoginTrace,
  'keys' | 'missing' | 'exposed' | 'hostKey' | 'hostKeyEntry' | 'missingKnownHosts'
>;

const NOTHING: LoginReport = {
  keys: [],
  missing: [],
  exposed: [],
  hostKey: null,
  hostKeyEntry: null,
  missingKnownHosts: new Set(),
};

/** Converts ssh's stderr about a failed login to a failure of the host. */
export const sshFailure = (hop: Hop, stderr: string, report: LoginReport = NOTHING): TroubleError => {
  const row = ROWS.find(each => each.pattern.test(stderr));
  const match = row?.pattern.exec(stderr);
  if (row && match) {
    const trouble = row.trouble({ hop, stderr, match, report });
    return row.dropped && hop.proxyCommand === null
      ? new DroppedHandshake(trouble)
      : new TroubleError(trouble);
  }
  const reason = lastLine(stderr) || 'ssh exited without an error message';
  return new TroubleError(
    connectionTrouble(
      'unreachable',
      hop.name,
      `ssh could not connect: ${reason}`,
      `try: ssh -v ${hop.login.address}`,
    ),
  );
};

/**
 * Returns why a jump host could not connect to a host. `jumpSaid`: what its ssh printed, which names no host:
 * if it gave reasons for several hosts at once, all are reported.
 */
export const forwardFailure = (hop: Hop, jump: Hop, jumpSaid: string): TroubleError => {
  const reasons = [...jumpSaid.matchAll(/open failed: (?:connect failed: )?([^\r\n]*)/g)].map(
    match => match[1] ?? '',
  );
  const [reason = 'no reason given', ...others] = new Set(reasons);
  const place = { host: hop.name, at: hopAddress(hop), from: jump.name };
  if (others.length > 0) {
    const message = `the jump host ${jump.name} could not connect to ${place.at}: ${[reason, ...others].join(', or ')}`;
    return new TroubleError(
      connectionTrouble('unreachable', hop.name, message, 'check the address and the port'),
    );
  }
  const refused = /^(?:administratively prohibited|unknown channel type)/.test(reason);
  return new TroubleError(refused ? forwardTrouble(place, reason) : dialTrouble(place, reason));
};

interface Failure {
  readonly hop: Hop;
  readonly stderr: string;
  readonly match: RegExpExecArray;
  readonly report: LoginReport;
}

interface Row {
  readonly pattern: RegExp;
  readonly trouble: (failure: Failure) => Trouble;
  readonly dropped?: true;
}

const lastLine = (text: string) => text.trim().split(/\r?\n/).pop() ?? '';

const dialled = (hop: Hop, reason: string): Trouble =>
  dialTrouble({ host: hop.name, at: hopAddress(hop), from: null }, reason);

/** OpenSSH's messages, the most specific first. */
const ROWS: readonly Row[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY|is marked as revoked/,
    trouble: ({ hop, stderr }) =>
      connectionTrouble('host-key-changed', hop.name, changedMessage(stderr), changedAdvice(stderr)),
  },
  {
    pattern: /Host key verification failed|host key is known for .* and you have requested strict checking/,
    trouble: ({ hop, report }) =>
      connectionTrouble('host-key-unknown', hop.name, unknownMessage(hop, report), addingAdvice(hop, report)),
  },
  {
    pattern: /Too many authentication failures/,
    trouble: ({ hop }) =>
      connectionTrouble(
        'auth',
        hop.name,
        'Too many authentication failures',
        'too many keys were offered: set IdentitiesOnly and the correct `identity`',
      ),
  },
  {
    pattern: /Permission denied \(([^)]*)\)/,
    trouble: ({ hop, match, report }) =>
      connectionTrouble(
        'auth',
        hop.name,
        deniedMessage(hop, match[1] ?? '', report),
        'check the user name, set the correct key (`identity`), or add it to the agent (ssh-add)',
      ),
  },
  { pattern: /Could not resolve hostname/, trouble: ({ hop }) => dialled(hop, 'ENOTFOUND') },
  {
    pattern: /connect to (?:host|address) \S+ port \d+: ([^\r\n]*)/,
    trouble: ({ hop, match }) => dialled(hop, match[1] ?? ''),
  },
  {
    pattern: /Bad configuration option|bad configuration options|^[^\n]*line \d+: [^\n]*$/m,
    trouble: ({ hop, stderr }) =>
      connectionTrouble(
        'config',
        hop.name,
        `ssh rejects its configuration: ${stderr.trim().split('\n')[0]}`,
        'fix ~/.ssh/config, or use another file with --ssh-config',
      ),
  },
  {
    pattern: /Unable to negotiate[^\r\n]*|no matching [^\r\n]* found[^\r\n]*/,
    trouble: ({ hop, match }) =>
      connectionTrouble(
        'protocol',
        hop.name,
        `no algorithm in common: ${match[0]}`,
        'allow what the server offers in ~/.ssh/config (HostKeyAlgorithms, KexAlgorithms)',
      ),
  },
  {
    pattern: /^Disconnected from/m,
    trouble: ({ hop }) =>
      connectionTrouble(
        'lost',
        hop.name,
        `${hopAddress(hop)} closed the connection while logging in`,
        "check the host's log for refused logins",
      ),
  },
  {
    pattern:
      /kex_exchange_identification: (?:banner line|No SSH|Invalid|Too many)[^\r\n]*|ssh_dispatch_run_fatal: [^\r\n]*|Bad packet length[^\r\n]*|padding error[^\r\n]*/,
    trouble: ({ hop, match }) =>
      connectionTrouble(
        'protocol',
        hop.name,
        `${hopAddress(hop)} does not speak SSH correctly: ${match[0]}`,
        'check that the port is an SSH port',
      ),
  },
  {
    pattern:
      /kex_exchange_identification|ssh_exchange_identification|banner exchange|Connection (?:reset|closed) by/,
    dropped: true,
    trouble: ({ hop, stderr }) =>
      proxyFailure(hop, stderr) ??
      connectionTrouble(
        'lost',
        hop.name,
        `${hopAddress(hop)} closed the connection: ${lastLine(stderr)}`,
        'it may be too busy (MaxStartups), or may not allow this address',
      ),
  },
];

/** Returns the failure of the user's own ProxyCommand; null if there is none. Its stderr is ssh's too. */
const proxyFailure = ({ name, proxyCommand }: Hop, stderr: string): Trouble | null => {
  if (proxyCommand === null) return null;
  const own =
    /^(?:kex_exchange_identification|ssh_exchange_identification|banner exchange|Connection (?:reset|closed) by)/;
  const said = stderr.split(/\r?\n/).filter(line => line.trim() !== '' && !own.test(line));
  return proxyTrouble(name, proxyCommand, said.join(' / '));
};

const deniedMessage = (hop: Hop, allowed: string, report: LoginReport): string => {
  const { keys } = report;
  const tried = keys.length > 0 ? `tried publickey with ${keys.join(', ')}; ` : '';
  const unused = keyNotes(report).map(note => `; ${note}`);
  return `permission denied for the user ${hop.user} (${tried}it allows ${allowed.replaceAll(',', ', ')})${unused.join('')}`;
};

/** Says why configured keys were not used. */
export const keyNotes = ({ missing, exposed }: Pick<LoginReport, 'missing' | 'exposed'>): string[] => [
  ...missing.map(file => `its key ${file} does not exist`),
  ...exposed.map(file => `its key ${file} is ignored by ssh, because other users may access it: chmod 600`),
];

/** For a key that nobody could be asked about: the key, where it was searched for, and the line to add. */
export const unknownKeyTrouble = (trouble: Trouble, hop: Hop, report: LoginReport): Trouble => ({
  ...trouble,
  message: `${trouble.message} (${searched(hop, report)})`,
  advice: addingAdvice(hop, report),
});

const unknownMessage = (hop: Hop, report: LoginReport): string => {
  const { hostKey } = report;
  const why = hop.strictHostKeyChecking === 'yes' ? 'StrictHostKeyChecking is yes' : 'it was not accepted';
  const key = hostKey === null ? '' : ` (${hostKey})`;
  return `its host key${key} is not known (${searched(hop, report)}), and ${why}`;
};

const searched = (hop: Hop, { missingKnownHosts }: LoginReport): string => {
  const files = [...hop.userKnownHosts, ...hop.globalKnownHosts];
  const there = files.filter(file => !missingKnownHosts.has(file));
  const missing = files.filter(file => missingKnownHosts.has(file));
  return [
    `looked in ${there.join(', ') || 'no file'}`,
    ...(missing.length > 0 ? [`not found: ${missing.join(', ')}`] : []),
  ].join('; ');
};

const addingAdvice = (hop: Hop, { hostKeyEntry }: LoginReport): string => {
  const file = hop.userKnownHosts[0] ?? '~/.ssh/known_hosts';
  const name = hop.hostKeyAlias ?? knownHostName(hop.hostName, hop.port);
  return hostKeyEntry === null
    ? 'compare the fingerprint with one from its administrator, then answer yes, or add it: ' +
        `ssh-keyscan -p ${hop.port} ${hop.hostName} >> ${file}`
    : 'compare the fingerprint with one from its administrator; ' +
        `if it is the same, add this line to ${file}: ${name} ${hostKeyEntry}`;
};

const changedMessage = (stderr: string): string => {
  const shown = /fingerprint for the (\S+) key sent by the remote host is\s+(\S+?)\.?\s/.exec(stderr);
  const offending = /(?:Offending|Matching).* in (\S+?:\d+)/.exec(stderr);
  if (/REVOKED|revoked/.test(stderr))
    return `its host key is revoked${offending ? ` in ${offending[1]}` : ''}`;
  return (
    `its host key has changed: it shows ${shown?.[1] ?? 'a key'} ${shown?.[2] ?? ''}, ` +
    `which does not match ${offending?.[1] ?? 'known_hosts'}; nothing was sent`
  );
};

const changedAdvice = (stderr: string): string => {
  const remove = /ssh-keygen -f \S+ -R \S+/.exec(stderr)?.[0];
  return (
    'possible man-in-the-middle attack, or the host was reinstalled: ask its administrator' +
    (remove ? `; if the new key is correct: ${remove}` : '')
  );
};
