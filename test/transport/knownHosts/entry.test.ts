import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  entryMatches,
  hashHost,
  knownHostName,
  parseKnownHosts,
} from '../../../src/transport/knownHosts/entry.ts';
import { SshSandbox } from '../../helpers/sshd.ts';

const box = new SshSandbox();
afterAll(() => box.close());

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ0GzW2oyX3Yd1uZB2wVB8dUhZfU3uMX9zTMrvYVaJ0o';

/** Returns the line numbers that `ssh-keygen -F` finds. */
const keygenFinds = (file: string, name: string): number[] => {
  try {
    const output = execFileSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8', stdio: 'pipe' });
    return [...output.matchAll(/found: line (\d+)/g)].map(match => Number(match[1]));
  } catch {
    return [];
  }
};

const SALT = Buffer.from('0123456789abcdefghij');

describe('known_hosts entries', () => {
  it.each([
    ['a plain name', 'web-1', 'web-1', 22],
    ['another name', 'web-1', 'web-2', 22],
    ['upper case', 'web-1', 'WEB-1', 22],
    ['one of a list', 'web-1,10.0.0.1', '10.0.0.1', 22],
    ['with its own port', '[web-1]:2222', 'web-1', 2222],
    ['an entry without the port', 'web-1', 'web-1', 2222],
    ['an entry with another port', '[web-1]:2223', 'web-1', 2222],
    ['an asterisk', '*.shop.example', 'web-1.shop.example', 22],
    ['an asterisk for nothing', 'web*', 'web', 22],
    ['a question mark', 'web-?', 'web-1', 22],
    ['a question mark for two characters', 'web-?', 'web-12', 22],
    ['an asterisk with a port', '[*.example]:2222', 'a.example', 2222],
    ['a negation', '*.example,!b.example', 'b.example', 22],
    ['a negation of another name', '*.example,!b.example', 'a.example', 22],
    ['a negation first', '!b.example,*.example', 'b.example', 22],
    ['a negation alone', '!b.example', 'a.example', 22],
    ['an IPv6 address', 'fe80::1', 'fe80::1', 22],
    ['an IPv6 address with a port', '[fe80::1]:2222', 'fe80::1', 2222],
    ['a hash', hashHost('web-1', SALT), 'web-1', 22],
    ['a hash of another name', hashHost('web-1', SALT), 'web-2', 22],
    ['a hash with a port', hashHost('[web-1]:2222', SALT), 'web-1', 2222],
    ['a broken hash', '|1|abc', 'web-1', 22],
    ['a dot, which is not a wildcard', 'a.example', 'aXexample', 22],
  ])('match like ssh-keygen -F: %s', (_, hosts, host, port) => {
    const file = box.write('known', `# a comment\n\n${hosts} ssh-ed25519 ${KEY}\n`);
    const name = knownHostName(host, port);
    const ours = parseKnownHosts(`# a comment\n\n${hosts} ssh-ed25519 ${KEY}\n`, file)
      .filter(entry => entryMatches(entry.hosts, name))
      .map(entry => entry.line);
    expect(ours).toEqual(keygenFinds(file, name));
  });

  it('are read with their marker, file and line; malformed ones are skipped', () => {
    const text = `junk\n@revoked * ssh-rsa ${KEY}\n  @cert-authority *.x ssh-ed25519 ${KEY} comment\r\n@else * a b\n`;
    expect(parseKnownHosts(text, 'f').map(({ marker, hosts, line }) => [marker, hosts, line])).toEqual([
      ['revoked', '*', 2],
      ['cert-authority', '*.x', 3],
    ]);
  });

  it('are skipped if they are arbitrary bytes, and match nothing by accident', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        for (const { hosts, line } of parseKnownHosts(text, 'f')) {
          expect(line).toBeGreaterThan(0);
          expect(entryMatches(hosts, 'web-1.example')).toBe(
            /[*?]/.test(hosts) && entryMatches(hosts, 'web-1.example'),
          );
        }
      }),
    );
  });

  it('hash names like ssh-keygen -H', () => {
    const file = box.write('plain', `[web-1]:2222 ssh-ed25519 ${KEY}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'pipe' });
    const hashed = execFileSync('cat', [file], { encoding: 'utf8' });
    const [entry] = parseKnownHosts(hashed, file);
    expect(hashed.startsWith('|1|')).toBe(true);
    expect(entryMatches(entry?.hosts ?? '', '[web-1]:2222')).toBe(true);
  });
});
