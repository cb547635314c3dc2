import { describe, expect, it } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import { askpassQuestion } from '../../../src/transport/openssh/askpassQuestion.ts';
import { clientConfig, throughJump } from '../../../src/transport/openssh/clientConfig.ts';
import { forwardFailure, sshFailure } from '../../../src/transport/openssh/sshTrouble.ts';
import { DroppedHandshake } from '../../../src/transport/pool/link.ts';
import { loginAt } from '../scene.ts';

const hop = (name: string, address = name, rest = {}) =>
  hopFrom({
    name,
    login: loginAt({ port: 22 }, { address, user: 'alice', ...rest }),
    settings: new Map(),
    defaults: new Map(),
    home: '/home/alice',
    env: {},
  });
const web = hop('web', '10.0.0.7');
const jump = hop('bastion');

describe('messages of ssh', () => {
  it.each([
    ['ssh: Could not resolve hostname web: Name or service not known', 'dns'],
    ['ssh: connect to host web port 22: Connection refused', 'refused'],
    ['ssh: connect to host web port 22: No route to host', 'unreachable'],
    ['ssh: connect to host web port 22: Connection timed out', 'unreachable'],
    ['alice@web: Permission denied (publickey,password).', 'auth'],
    ['Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures', 'auth'],
    ['No ED25519 host key is known for web and you have requested strict checking.', 'host-key-unknown'],
    ['Host key verification failed.', 'host-key-unknown'],
    [
      '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
      'host-key-changed',
    ],
    ['@ WARNING: REVOKED HOST KEY DETECTED! @\nHost key verification failed.', 'host-key-changed'],
    ['Unable to negotiate with 10.0.0.7 port 22: no matching cipher found. Their offer: x', 'protocol'],
    ['/x/config: line 3: Bad configuration option: prot', 'config'],
    ['kex_exchange_identification: Connection closed by remote host', 'lost'],
    ['something nobody has seen before', 'unreachable'],
    ['', 'unreachable'],
  ])('%s', (stderr, kind) => {
    const { trouble } = sshFailure(web, stderr);
    expect(trouble).toMatchObject({ kind, host: 'web' });
    expect(trouble.advice).not.toBeNull();
  });

  it('are retried if the handshake was dropped, but not if a login failed', () => {
    const failure = (stderr: string) => sshFailure(web, stderr);
    expect(failure('kex_exchange_identification: read: Connection reset by peer')).toBeInstanceOf(
      DroppedHandshake,
    );
    expect(failure('Permission denied (publickey).')).not.toBeInstanceOf(DroppedHandshake);
  });

  it.each([
    ['channel 2: open failed: connect failed: Connection refused', 'refused'],
    ['channel 2: open failed: connect failed: Name or service not known', 'dns'],
    ['channel 2: open failed: connect failed: No route to host', 'unreachable'],
    ['channel 2: open failed: administratively prohibited: open failed', 'forward-refused'],
    [
      'channel 2: open failed: connect failed: Connection refused\nchannel 3: open failed: connect failed: No route to host',
      'unreachable',
    ],
    ['', 'unreachable'],
  ])('at the jump host: %s', (said, kind) => {
    const { trouble } = forwardFailure(web, jump, said);
    expect(trouble).toMatchObject({ kind, host: 'web' });
    expect(trouble.message).toContain('jump host bastion');
  });
});

describe('questions of ssh', () => {
  it.each([
    ["alice@web's password: ", { kind: 'password', user: 'alice' }],
    ["(alice@web) alice@web's password: ", { kind: 'password', user: 'alice' }],
    [
      "Enter passphrase for key '/home/alice/.ssh/id': ",
      { kind: 'passphrase', keyFile: '/home/alice/.ssh/id' },
    ],
    [
      '(alice@web) Verification code: ',
      { kind: 'keyboard-interactive', prompts: [{ text: 'Verification code: ', echo: false }] },
    ],
    [
      'Enter PIN for ECDSA-SK key /x: ',
      { kind: 'keyboard-interactive', prompts: [{ text: 'Enter PIN for ECDSA-SK key /x: ', echo: false }] },
    ],
    [
      "The authenticity of host '[127.0.0.1]:2222 ([127.0.0.1]:2222)' can't be established.\nED25519 key fingerprint is SHA256:abc/+.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? ",
      { kind: 'host-key', keyType: 'ED25519', fingerprint: 'SHA256:abc/+', address: '10.0.0.7:22' },
    ],
  ])('%s', (prompt, expected) => {
    expect(askpassQuestion(web, prompt, false)).toMatchObject({ host: 'web', ...expected });
  });
});

describe('the configuration passed to ssh', () => {
  it("contains the inventory's settings, and when a peer counts as dead, before the user’s files", () => {
    const explicit = hop('web', '10.0.0.7', {
      identities: ['~/a "b"'.replaceAll('"', '')],
      knownHosts: ['/k%1'],
    });
    const lines = clientConfig({
      hop: explicit,
      controlPath: '/tmp/x/1.sock',
      proxyCommand: throughJump('/tmp/x/0.conf', jump, explicit),
      inherited: ['Host x\n User y'],
      keepalive: { intervalMs: 15_000, count: 3 },
    })
      .split('\n')
      .map(line => line.trim());
    const at = (line: string) => lines.indexOf(line);
    expect(at('Host x')).toBeGreaterThan(at('ServerAliveInterval 15'));
    expect(lines).toContain('ServerAliveCountMax 3');
    expect(lines).toContain('IdentityFile "/home/alice/a b"');
    expect(lines).toContain('UserKnownHostsFile "/k%%1"');
    expect(lines).toContain(
      "ProxyCommand 'ssh' '-o' 'ProxyCommand=false' '-W' '10.0.0.7:22' '-F' '/tmp/x/0.conf' '-l' 'alice' '--' 'bastion'",
    );
  });
});
