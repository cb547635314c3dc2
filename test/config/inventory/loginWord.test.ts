import { describe, expect, test } from 'vitest';
import { JumpSyntaxError, parseJump, parseLoginWord } from '../../../src/config/inventory/loginWord.ts';

describe('[user@]host[:port]', () => {
  test.each([
    ['bastion', null, 'bastion', null],
    ['alice@bastion.example', 'alice', 'bastion.example', null],
    ['alice@10.0.0.1:2222', 'alice', '10.0.0.1', 2222],
    ['bastion:65535', null, 'bastion', 65535],
    ['[::1]', null, '::1', null],
    ['alice@[fe80::1%eth0]:2222', 'alice', 'fe80::1%eth0', 2222],
    ['bob@corp.example@web', 'bob@corp.example', 'web', null],
    ['CORP\\\\bob@web', 'CORP\\\\bob', 'web', null],
  ])('%s', (text, user, host, port) => expect(parseLoginWord(text)).toEqual({ user, host, port }));

  test.each([
    '',
    'a b',
    '@host',
    'user@',
    'host:',
    'host:0',
    'host:65536',
    'host:x',
    '::1',
    '-oProxyCommand=x',
    'h/x',
  ])('refuses %j', text => expect(parseLoginWord(text)).toBeNull());
});

describe('jump hosts as for ssh -J', () => {
  test('several hops keep their order, the outermost first', () => {
    expect(
      parseJump('alice@gate:2222,bastion').map(({ address, port, user }) => [address, port, user]),
    ).toEqual([
      ['gate', 2222, 'alice'],
      ['bastion', null, null],
    ]);
  });

  test('a hop may be a URI, as for ssh', () => {
    expect(
      parseJump('ssh://alice@gate:2222/,SSH://bastion').map(({ address, port }) => [address, port]),
    ).toEqual([
      ['gate', 2222],
      ['bastion', null],
    ]);
  });

  test('none means no jump at all', () => expect(parseJump('none')).toEqual([]));

  test('reports which hop is wrong', () => {
    expect(() => parseJump('gate,b ad')).toThrow(JumpSyntaxError);
    expect(() => parseJump('gate,b ad')).toThrow('found "b ad"');
  });
});
