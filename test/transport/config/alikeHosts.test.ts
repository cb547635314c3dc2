import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { AlikeHosts } from '../../../src/transport/config/alikeHosts.ts';
import { matchesPattern } from '../../../src/transport/config/hostBlocks.ts';
import { runSshG, type SshGQuery } from '../../../src/transport/config/sshG.ts';
import { SshSandbox } from '../../helpers/sshd.ts';

const box = new SshSandbox();
afterAll(() => box.close());

const names = [
  'web-1',
  'web-2',
  'web-3',
  'web-4',
  'db-1',
  'db-2',
  'db-3',
  'web-9',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.3',
];
const rest = names.length - 2;

/** Returns what is said about each name and what ssh says, and how often ssh was asked for the former. */
const compare = async (config: string, changes: Partial<SshGQuery> = {}, addresses = names) => {
  const configFile = box.write('config', config);
  const queries = addresses.map<SshGQuery>(address => ({
    ...{ address, user: null, port: null, through: 'configured', configFile, env: process.env },
    ...changes,
  }));
  let asked = 0;
  const alike = new AlikeHosts(query => {
    asked++;
    return runSshG(query);
  }, configFile);
  const [ours, theirs] = await Promise.all([
    Promise.all(queries.map(query => alike.ask(query))),
    Promise.all(queries.map(runSshG)),
  ]);
  return { ours, theirs, asked };
};

describe.runIf(spawnSync('ssh', ['-V']).status === 0)('what ssh would say about many hosts', () => {
  test.each<[string, string, Partial<SshGQuery>, number]>([
    ['an empty configuration', '', {}, 2],
    ['the same for all', 'User ann\nHost *\n  Port 2222\n  IdentityFile ~/.ssh/%h', {}, 2],
    [
      'a ControlPath with a hash',
      'Host *\n ControlMaster auto\n ControlPath ~/.ssh/%C',
      { user: 'bo', port: 22 },
      2,
    ],
    ['a ControlPath of many tokens', 'ControlPath /tmp/%%-%h-%n-%p-%r-%u-%i-%L-%l', {}, 2],
    ['a jump host that was given', 'Host *\n ControlPath /tmp/%C-%h', { through: { jump: 'gate' } }, 2],
    ['a ControlPath for some', 'Host db-*\n ControlPath /s/%h\nHost *\n ControlPath /s/%r@%h:%p', {}, 4],
    [
      'patterns, and exceptions from them',
      'Host web-? !web-3\n User w\nHost d*-2 10.*\n ProxyJump gate',
      {},
      6,
    ],
    ['Match all', 'Match all\n  User ann', {}, 2],
    ['an include', `Include ${box.write('more.conf', 'Host web-*\n User web\n')}`, {}, 4],
    ['includes by pattern', `Host 10.*\n Include ${box.dir}/mor*.conf`, {}, 6],
    ['HostName: asks about each', 'Host *\n HostName %h.example', {}, rest + 2],
    ['HostName of one', 'Host web-2\n HostName web-1', {}, 3],
    ['Match: asks about each', 'Match host web-*\n User w', {}, rest + 2],
    ['quotes: asks about each', 'Host "web-1"\n User w', {}, rest + 2],
    ['a ControlPath that ssh refuses', 'Host *\n ControlPath ~/%x', {}, 2],
    ['tokens elsewhere: asks about each', 'Host *\n IdentityAgent /tmp/%h', {}, rest + 2],
  ])('%s', async (_, config, changes, expected) => {
    const { ours, theirs, asked } = await compare(config, changes);
    expect(ours).toEqual(theirs);
    expect(asked).toBe(expected);
  });

  test('names that ssh rewrites are asked about', async () => {
    const { ours, theirs, asked } = await compare('', {}, [
      'WEB-1',
      'Web-2',
      '010.0.0.1',
      '::1',
      '::2',
      'a_b',
    ]);
    expect(ours).toEqual(theirs);
    expect(asked).toBe(6);
  });
});

test('patterns match like regular expressions', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(text, pattern, (word, glob) => {
      const regExp = new RegExp(
        `^${glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`,
      );
      expect(matchesPattern(word, glob)).toBe(regExp.test(word));
    }),
    { numRuns: 500 },
  );
});
