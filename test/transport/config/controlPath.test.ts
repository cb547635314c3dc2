import { describe, expect, test } from 'vitest';
import type { Login } from '../../../src/core/target.ts';
import { controlPath } from '../../../src/transport/config/controlPath.ts';
import { loginAt } from '../scene.ts';

const HASH = 'e4ca1bd4e6cbe7b6b0a4a3e1b9a3f0b4bb1b5c2a';
const named = { address: 'web', port: null };

describe('the socket to look at', () => {
  test.each<[string, string | null, string | null, Partial<Login>, boolean]>([
    ['a hash', `/s/${HASH}`, 'auto', { ...named, user: 'ann', port: 22 }, true],
    ['all three names', '/s/ann@10.0.0.7:22', 'false', { ...named, user: 'ann', port: 22 }, true],
    ['the name as given', '/s/web', null, named, true],
    ['the host alone, where ssh’s configuration says the rest', '/s/10.0.0.7', 'auto', named, true],
    [
      'the host alone, for an account that rtail was told',
      '/s/10.0.0.7',
      'auto',
      { ...named, user: 'ann' },
      false,
    ],
    ['the host alone, for a port that rtail was told', '/s/10.0.0.7', 'auto', { ...named, port: 22 }, false],
    ['one for all hosts', '/s/master', 'auto', named, false],
    ['a name that is only a part of another', '/s/webby', 'auto', named, false],
    ['a port that is only a part of the address', '/s/10.0.0.22-x', 'auto', { ...named, port: 22 }, false],
    ['none', 'none', 'auto', named, false],
    ['nothing', null, null, named, false],
    ['a name that is not UTF-8', `/s/\ufffd${HASH}`, 'auto', named, false],
    ['ControlMaster yes: never shares another’s', `/s/${HASH}`, 'true', named, false],
    ['ControlMaster ask: the same', `/s/${HASH}`, 'ask', named, false],
    ['ControlMaster autoask', `/s/${HASH}`, 'autoask', named, true],
  ])('%s', (_, path, master, login, expected) => {
    const hop = { hostName: '10.0.0.7', user: 'ann', port: 22, login: loginAt({ port: 22 }, login) };
    expect(controlPath(path, master, hop, '/home/ann')).toBe(expected ? path : null);
  });
});
