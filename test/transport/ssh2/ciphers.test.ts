import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import type { Hop } from '../../../src/transport/hop.ts';
import { algorithmsFor } from '../../../src/transport/ssh2/algorithms.ts';
import { SshSandbox } from '../../helpers/sshd.ts';
import { know, loginAt } from '../scene.ts';

const COMMAND = 'seq 1 2000000 | head -c 8000000';
const DIGEST = createHash('sha256')
  .update(execFileSync('sh', ['-c', COMMAND], { maxBuffer: 10_000_000 }))
  .digest('hex');
const PROGRAM = fileURLToPath(new URL('readThroughJump.ts', import.meta.url));
const addonBuilt: boolean = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js').bindingAvailable;

describe.each([
  ['with the native addon', true],
  ['without it', false],
])('ssh2 %s', (_, addon) => {
  const box = new SshSandbox();
  const key = box.key('user');
  afterAll(() => box.close());

  it
    .skipIf(addon && !addonBuilt)
    .each(['chacha20-poly1305@openssh.com', 'aes128-gcm@openssh.com', 'aes128-ctr'])(
    'reads through a jump host when both servers want %s, with rekeys in between',
    async cipher => {
      const config = `Ciphers ${cipher}\nRekeyLimit 3M`;
      const name = cipher.split('@')[0];
      const jump = await box.sshd(`jump-${name}`, [box.publicKey(key)], config);
      const target = await box.sshd(`target-${name}`, [box.publicKey(key)], config);
      know(box, jump, target);
      const sshConfig = box.write(
        'ssh_config',
        `Host *\n UserKnownHostsFile ${box.dir}/known_hosts\n GlobalKnownHostsFile /dev/null\n`,
      );
      const scene = {
        home: box.home,
        config: sshConfig,
        key,
        jump: jump.port,
        target: target.port,
        command: COMMAND,
      };
      const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], {
        env: {
          PATH: process.env['PATH'],
          RTAIL_TEST_SCENE: JSON.stringify(scene),
          ...(addon ? {} : { RTAIL_TEST_NO_ADDON: '1' }),
        },
        timeout: 60_000,
      });
      expect(JSON.parse(stdout)).toEqual({ digest: DIGEST, code: 0, addon });
    },
    90_000,
  );
});

describe('the algorithms offered', () => {
  const hop = (rest: Partial<Hop> = {}): Hop => ({
    ...hopFrom({
      name: 'web',
      login: loginAt({ port: 22 }),
      settings: new Map(),
      defaults: new Map(),
      home: '/nonexistent',
      env: {},
    }),
    ...rest,
  });
  const offered = (given: Hop, known: string[] = []) =>
    algorithmsFor(given, known) as unknown as Record<
      'cipher' | 'kex' | 'serverHostKey' | 'compress',
      string[]
    >;

  it('start with AES-GCM, end with chacha20, and include no group exchange and no compression', () => {
    const { cipher, kex, compress } = offered(hop());
    expect(cipher[0]).toBe('aes128-gcm@openssh.com');
    expect(cipher.at(-1)).toBe('chacha20-poly1305@openssh.com');
    expect(kex.filter(name => name.includes('group-exchange'))).toEqual([]);
    expect(compress).toEqual(['none']);
  });

  it.each([
    [['ssh-ed25519'], 'ssh-ed25519'],
    [['ecdsa-sha2-nistp256'], 'ecdsa-sha2-nistp256'],
    [['ssh-rsa'], 'rsa-sha2-512'],
    [[], 'ssh-ed25519'],
  ])('start with the types of known host keys: %s', (known, first) => {
    expect(offered(hop(), known).serverHostKey[0]).toBe(first);
  });

  it('are those of ssh’s configuration, without unavailable ones', () => {
    expect(offered(hop({ ciphers: ['chacha20-poly1305@openssh.com', 'aes256-ctr', 'x'] })).cipher).toEqual([
      'aes256-ctr',
      'chacha20-poly1305@openssh.com',
    ]);
  });

  it('fail if none is left', () => {
    expect(() => offered(hop({ kexAlgorithms: ['sntrup761x25519-sha512'] }))).toThrow(
      /KexAlgorithms.*sntrup761/,
    );
  });
});
