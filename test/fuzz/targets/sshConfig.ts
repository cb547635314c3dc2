import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TroubleError } from '../../../src/core/trouble.ts';
import { RouteResolver } from '../../../src/transport/config/resolver.ts';
import { parseSshSettings, type SshSettings } from '../../../src/transport/config/sshG.ts';
import { sampleSource } from '../../print/samples.ts';
import { damaged } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const SAMPLES = [
  'Host web-01\n  HostName 10.0.0.1\n  User deploy\n  Port 2222\n',
  'Host *\n  User ops\n  IdentityFile ~/.ssh/%r-%h\n',
  'Host web-*\n  HostName %h.example.net\n  ProxyJump bastion\n',
  'Host bastion\n  HostName 192.0.2.7\n  User "jump user"\n',
  'Match host 10.0.0.1 user deploy\n  IdentitiesOnly yes\n  Ciphers aes128-ctr\n',
  'UserKnownHostsFile ~/.ssh/kh1 "~/my files/kh2"\nStrictHostKeyChecking accept-new\n',
  'ServerAliveInterval 15\nConnectTimeout 3\nAddressFamily inet\n',
  'ControlPath ~/.ssh/%C\nControlMaster auto\nProxyCommand nc %h %p\n',
];

const TOKENS = [
  '\n',
  ' ',
  '\t',
  '=',
  '"',
  "'",
  '\\',
  '#',
  '*',
  '?',
  '!',
  ',',
  '%h',
  '%p',
  '%r',
  '%%',
  '%d',
  '%C',
  '%x',
  '~',
  `\${HOME}`,
  `\${NONE}`,
  'Host ',
  'Match ',
  'all',
  'final',
  'canonical',
  'Include ',
  'ProxyJump ',
  'none',
  'yes',
  'no',
  'Port ',
  '0',
  '65536',
  '-1',
  'User ',
  'HostName ',
  '::1',
  '[::1]:22',
  'user@host:22',
  'ssh://a@b:1',
  '\0',
  'é',
  '\x1b[2J',
];

/** Nothing that runs a program: a fuzzer generates these files. */
const RUNS = /exec|command|include/i;

/**
 * Returns how ssh interprets it, except for ControlPath: we share no connection through it, so problems with
 * it do not matter.
 */
const sshSettings = (file: string, home: string): SshSettings | null => {
  try {
    const output = execFileSync('ssh', ['-G', '-S', 'none', '-F', file, '--', 'web-01'], {
      env: { ...process.env, HOME: home },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parseSshSettings(output.toString());
  } catch {
    return null;
  }
};

const whyRefused = (wanted: SshSettings): string =>
  settingsOf(wanted, ['hostname', 'user', 'proxyjump']).some(value => value?.includes('\ufffd'))
    ? 'we refuse what is not UTF-8'
    : 'we refuse';

const settingsOf = (settings: SshSettings, keys: readonly string[]): (string | undefined)[] =>
  keys.map(key => settings.get(key)?.[0]);

export const sshConfig: FuzzTarget = {
  name: 'ssh',
  what: 'ssh_config text → resolver, compared with ssh -G',
  make: random => {
    const text = damaged(random, SAMPLES, TOKENS);
    return RUNS.test(text.toString('latin1').replaceAll(/^ *ProxyCommand nc %h %p$/gm, ''))
      ? Buffer.from('Host *\n')
      : text;
  },
  async run(input) {
    const home = mkdtempSync(join(tmpdir(), 'rtail-fuzz-'));
    try {
      const file = join(home, 'config');
      writeFileSync(file, input, { mode: 0o600 });
      const wanted = sshSettings(file, home);
      const { host } = sampleSource(0, 'web-01');
      const resolver = new RouteResolver({ env: { ...process.env, HOME: home }, home, sshConfigFile: file });
      const route = await resolver.route(host).catch(error => {
        if (error instanceof TroubleError) return null;
        throw error;
      });
      if (route === null) return wanted === null ? 'both refuse' : whyRefused(wanted);
      insist(wanted !== null, 'ssh refuses what we take');
      const target = route.at(-1)!;
      insist(
        !/\ufffd/.test(`${target.hostName}${target.user}`),
        'we log in with a name that lost a character',
      );
      const [address, port, user] = settingsOf(wanted!, ['hostname', 'port', 'user']);
      insist(target.hostName === address, `address ${target.hostName}, not ${address}`);
      insist(String(target.port) === port, `port ${target.port}, not ${port}`);
      insist(target.user === user, `user ${target.user}, not ${user}`);
      return route.length > 1 ? 'the same, with jump hosts' : 'the same';
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};
