import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import type { Hop } from '../../../src/transport/hop.ts';
import { fingerprint, keyTypeOf } from '../../../src/transport/knownHosts/check.ts';
import { HostKeyVerifier } from '../../../src/transport/knownHosts/verifier.ts';
import { SshSandbox } from '../../helpers/sshd.ts';
import { loginAt, ScriptedPrompter, troubleOf } from '../scene.ts';

const box = new SshSandbox();
afterAll(() => box.close());

const blobOf = (file: string) => Buffer.from(box.publicKey(file).split(' ')[1] ?? '', 'base64');
const ed25519 = box.key('ed');
const other = box.key('other');
const rsa = box.key('rsa', '', 'rsa');
const line = (file: string, hosts = '[127.0.0.1]:2222') => `${hosts} ${box.publicKey(file)}\n`;

let known: string;
let count = 0;
beforeEach(() => {
  const home = join(box.dir, `fresh-${++count}`);
  mkdirSync(home);
  known = join(home, '.ssh', 'known_hosts');
});

const hop = (rest: Partial<Hop> = {}): Hop => ({
  ...hopFrom({
    name: 'web-1',
    login: loginAt({ port: 2222 }, { knownHosts: [known] }),
    settings: new Map([['globalknownhostsfile', ['/dev/null']]]),
    defaults: new Map(),
    home: box.home,
    env: {},
  }),
  ...rest,
});

const verifierFor = (given: Hop, answer: string | null = 'no') => {
  const prompter = new ScriptedPrompter(() => (answer === null ? null : [answer]));
  const warnings: string[] = [];
  const verifier = HostKeyVerifier.open({
    hop: given,
    env: { PATH: process.env['PATH'] },
    direct: true,
    ask: question => prompter.ask(question),
    warn: text => void warnings.push(text),
  });
  return {
    prompter,
    warnings,
    verify: async (file: string) => (await verifier).verify(blobOf(file)),
    verifier,
  };
};

describe('host key verification', () => {
  it('accepts a known key without a question', async () => {
    known = box.write('known', line(ed25519));
    const { prompter, verify } = verifierFor(hop());
    await verify(ed25519);
    expect(prompter.asked).toEqual([]);
  });

  it('asks about an unknown key, with the fingerprint that ssh-keygen prints, and remembers a yes', async () => {
    const { prompter, verify, verifier } = verifierFor(hop(), 'yes');
    await verify(ed25519);
    const printed = execFileSync('ssh-keygen', ['-l', '-f', `${ed25519}.pub`], { encoding: 'utf8' });
    expect(prompter.asked).toEqual([
      {
        kind: 'host-key',
        host: 'web-1',
        address: '127.0.0.1:2222',
        keyType: 'ssh-ed25519',
        fingerprint: printed.split(' ')[1],
      },
    ]);
    expect(readFileSync(known, 'utf8')).toBe(line(ed25519).replace(/ ed$/m, ''));
    expect(statSync(join(known, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(known).mode & 0o777).toBe(0o600);
    // A rekey presents the key again.
    expect((await verifier).isAccepted(blobOf(ed25519))).toBe(true);
    expect((await verifier).isAccepted(blobOf(other))).toBe(false);
    expect(prompter.asked).toHaveLength(1);
  });

  it('appends a separate line', async () => {
    known = box.write('no-newline', line(rsa, 'elsewhere').trimEnd());
    await verifierFor(hop(), 'yes').verify(ed25519);
    expect(readFileSync(known, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('writes a hashed name that ssh-keygen finds, with HashKnownHosts', async () => {
    await verifierFor(hop({ hashKnownHosts: true }), 'yes').verify(ed25519);
    expect(readFileSync(known, 'utf8')).toMatch(/^\|1\|/);
    const found = execFileSync('ssh-keygen', ['-F', '[127.0.0.1]:2222', '-f', known], { encoding: 'utf8' });
    expect(found).toContain('found: line 1');
  });

  it('refuses an unknown key that nobody accepts, and writes nothing', async () => {
    expect(await troubleOf(verifierFor(hop(), 'no').verify(ed25519))).toMatchObject({
      kind: 'host-key-unknown',
    });
    expect(existsSync(known)).toBe(false);
  });

  it('refuses an unknown key without a question with StrictHostKeyChecking yes', async () => {
    const { prompter, verify } = verifierFor(hop({ strictHostKeyChecking: 'yes' }), 'yes');
    expect(await troubleOf(verify(ed25519))).toMatchObject({ kind: 'host-key-unknown', final: true });
    expect(prompter.asked).toEqual([]);
  });

  it('adds an unknown key without a question with accept-new, and still refuses a changed one', async () => {
    const given = hop({ strictHostKeyChecking: 'accept-new' });
    const { prompter, verify } = verifierFor(given);
    await verify(ed25519);
    expect(readFileSync(known, 'utf8')).toContain('ssh-ed25519');
    expect(await troubleOf(verifierFor(given).verify(other))).toMatchObject({ kind: 'host-key-changed' });
    expect(prompter.asked).toEqual([]);
  });

  it('refuses a changed key with both fingerprints, file, line and what to do', async () => {
    known = box.write('changed', `\n${line(other)}`);
    const trouble = await troubleOf(verifierFor(hop(), 'yes').verify(ed25519));
    expect(trouble).toMatchObject({ kind: 'host-key-changed', host: 'web-1', final: true });
    expect(trouble.message).toContain(fingerprint(blobOf(ed25519)));
    expect(trouble.message).toContain(fingerprint(blobOf(other)));
    expect(trouble.message).toContain(`${known}:2`);
    expect(trouble.advice).toContain(`ssh-keygen -R '[127.0.0.1]:2222' -f ${known}`);
  });

  it('refuses a revoked key, even one that is also listed as valid', async () => {
    known = box.write('revoked', `${line(ed25519)}@revoked ${line(ed25519, '*')}`);
    const trouble = await troubleOf(verifierFor(hop(), 'yes').verify(ed25519));
    expect(trouble).toMatchObject({ kind: 'host-key-changed' });
    expect(trouble.message).toContain('revoked');
  });

  it('asks, without a false alarm, if only a key of another type is known', async () => {
    known = box.write('types', line(rsa));
    const { prompter, verify, verifier } = verifierFor(hop(), 'yes');
    expect((await verifier).knownTypes).toEqual(['ssh-rsa']);
    await verify(ed25519);
    expect(prompter.asked).toHaveLength(1);
  });

  it('suggests the openssh transport if only an authority vouches for the key', async () => {
    known = box.write('authority', `@cert-authority ${line(other, '*')}`);
    const trouble = await troubleOf(verifierFor(hop(), 'yes').verify(ed25519));
    expect(trouble.advice).toContain('--transport openssh');
  });

  it('looks up HostKeyAlias, without the port', async () => {
    known = box.write('alias', line(ed25519, 'the-alias'));
    const { prompter, verify } = verifierFor(hop({ hostKeyAlias: 'the-alias' }));
    await verify(ed25519);
    expect(prompter.asked).toEqual([]);
  });

  it('warns if the accepted key cannot be written, and continues', async () => {
    known = '/proc/nowhere/known_hosts';
    const { verify, warnings } = verifierFor(hop(), 'yes');
    await verify(ed25519);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`could not be added to ${known} (ENO`);
  });

  it('names the files that were searched and the line to add', async () => {
    const { verify } = verifierFor(hop({ strictHostKeyChecking: 'yes' }));
    const trouble = await troubleOf(verify(ed25519));
    expect(trouble.message).toContain('looked for [127.0.0.1]:2222 and 127.0.0.1 in /dev/null; not found:');
    expect(trouble.message).toContain(known);
    expect(trouble.advice).toContain(`add this line to ${known}: ${line(ed25519).replace(/ ed\n$/, '')}`);
  });

  it.each([
    ['the bare name', (key: string) => line(key, '127.0.0.1'), 'known'],
    ['the bare name with another key', () => line(other, '127.0.0.1'), 'unknown'],
    ['the bare name, revoked', (key: string) => `@revoked ${line(key, '127.0.0.1')}`, 'revoked'],
  ])('for a host on another port, also looks up %s', async (_, text, expected) => {
    known = box.write('bare', text(ed25519));
    const verified = await verifierFor(hop({ strictHostKeyChecking: 'yes' }))
      .verify(ed25519)
      .then(
        () => 'known',
        ({ trouble }) => (trouble.message.includes('revoked') ? 'revoked' : 'unknown'),
      );
    expect(verified).toBe(expected);
  });

  it('requests key types known for the bare name first', async () => {
    known = box.write('bare-types', line(rsa, '127.0.0.1'));
    expect((await verifierFor(hop()).verifier).knownTypes).toEqual(['ssh-rsa']);
  });

  it('finds an alias in upper case', async () => {
    known = box.write('capitals', line(ed25519, 'The-Alias'));
    await verifierFor(hop({ hostKeyAlias: 'THE-ALIAS', strictHostKeyChecking: 'yes' })).verify(ed25519);
  });

  it('runs the KnownHostsCommand', async () => {
    const command = `/bin/echo %H ${box.publicKey(ed25519)}`;
    await verifierFor(hop({ knownHostsCommand: command, strictHostKeyChecking: 'yes' })).verify(ed25519);
  });

  it('runs no KnownHostsCommand without an absolute path, and says so', async () => {
    const command = `echo %H ${box.publicKey(ed25519)}`;
    const strict = hop({ knownHostsCommand: command, strictHostKeyChecking: 'yes' });
    await expect(verifierFor(strict).verify(ed25519)).rejects.toThrow(
      'KnownHostsCommand is ignored: its path is not absolute',
    );
  });

  it.each([
    ['names it', (key: string) => box.publicKey(key), 'is revoked in'],
    ['names its fingerprint', (key: string) => fingerprint(blobOf(key)), 'is revoked in'],
    ['is binary', () => 'SSHKRL\n', 'is a binary revocation list'],
    ['does not exist', () => null, 'cannot be read'],
  ])('refuses a known key where RevokedHostKeys %s', async (_, text, expected) => {
    known = box.write('known-but-revoked', line(ed25519));
    const content = text(ed25519);
    const file = content === null ? '/nonexistent/revoked' : box.write('revoked-keys', `${content}\n`);
    const trouble = await troubleOf(verifierFor(hop({ revokedHostKeys: file })).verify(ed25519));
    expect(trouble.message).toContain(expected);
  });

  it('accepts any key of this machine with NoHostAuthenticationForLocalhost', async () => {
    known = box.write('changed-local', line(other));
    await verifierFor(hop({ trustLoopback: true })).verify(ed25519);
  });

  it('reads the type of a key from its blob', () => {
    expect([ed25519, rsa].map(file => keyTypeOf(blobOf(file)))).toEqual(['ssh-ed25519', 'ssh-rsa']);
    expect(keyTypeOf(Buffer.alloc(2))).toBe('');
  });
});
