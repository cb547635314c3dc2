import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseValue } from '../../../src/cli/options/values.ts';
import { parseJump } from '../../../src/config/inventory/loginWord.ts';
import { parseSourceWord } from '../../../src/config/sources/sourceWord.ts';
import { isHostAddress, isSshFile, isUserName } from '../../../src/core/loginText.ts';
import { complaints, loadTree, makeTree } from '../files/tree.ts';

/**
 * Texts that would become a second line, an option, a token or another word in ssh's configuration or command
 * line.
 */
const EVIL = [
  'x\nProxyCommand touch /tmp/pwn\n#',
  'x\rProxyCommand y',
  'x"\n  ProxyCommand y\n#',
  'x" ProxyCommand "y',
  'x\0y',
  'x\x1b[2J',
  'x\u2028y',
  '%h',
  '%%',
  'x%r',
  `$${'{HOME}'}`,
];
/** For names of users and hosts; file names are made absolute and put in double quotes. */
const EVIL_WORDS = [
  ...EVIL,
  "x'y",
  '-oProxyCommand=y',
  '-',
  '--',
  'a b',
  '$(y)',
  '`y`',
  'a;b',
  'a|b',
  'a&b',
  'a<b',
  'a>b',
  '(y)',
  '{y}',
];

/** A `%` in a user name is not a token: ssh receives the name as a separate word. */
const isToken = (text: string): boolean => /^x?%[hr%]$/.test(text);
const asUser = (evil: string): string[] => (isToken(evil) ? [] : [`${evil}@h`]);

const LOGINS: readonly (readonly [key: string, text: (value: string) => string])[] = [
  ['hosts.a.user', value => `hosts: { a: { user: ${value} } }\n`],
  ['hosts.a.address', value => `hosts: { a: { address: ${value} } }\n`],
  ['teams.t.user', value => `teams: { t: { user: ${value} } }\n`],
  ['teams.t.jump', value => `teams: { t: { jump: ${value} } }\n`],
  ['teams.t.jump.host', value => `teams: { t: { jump: { host: ${value} } } }\n`],
  ['teams.t.jump.user', value => `teams: { t: { jump: { host: b, user: ${value} } } }\n`],
  ['teams.t.jump.via.host', value => `teams: { t: { jump: { host: b, via: { host: ${value} } } } }\n`],
  ['hosts.a.jump', value => `hosts: { a: { jump: ${value} } }\n`],
];
const FILES: readonly (readonly [key: string, text: (value: string) => string])[] = [
  ['hosts.a.identity', value => `hosts: { a: { identity: ${value} } }\n`],
  ['hosts.a.knownHosts', value => `hosts: { a: { knownHosts: [ok, ${value}] } }\n`],
  ['teams.t.identity', value => `teams: { t: { identity: [${value}] } }\n`],
  ['teams.t.knownHosts', value => `teams: { t: { knownHosts: ${value} } }\n`],
  ['teams.t.jump.identity', value => `teams: { t: { jump: { host: b, identity: ${value} } } }\n`],
  ['teams.t.jump.knownHosts', value => `teams: { t: { jump: { host: b, knownHosts: ${value} } } }\n`],
];

describe('values passed to ssh are checked in the inventory, with file, line, key and what was expected', () => {
  const refused = async (key: string, text: (value: string) => string, evil: string) => {
    const [said, ...more] = await complaints(makeTree({ '.rtailrc': text(JSON.stringify(evil)) }));
    expect(said).toMatch(/^\.rtailrc:1:\d+: /);
    expect(said).toContain(`: ${key}`);
    expect(said).toMatch(
      /expected (a user name|a host name or address|a file name|\[user@\]host)|unknown placeholder/,
    );
    expect(more).toEqual([]);
  };
  test.each(LOGINS)('%s', async (key, text) => {
    const isUser = key.endsWith('.user');
    for (const evil of EVIL_WORDS) if (!(isUser && isToken(evil))) await refused(key, text, evil);
  });
  test.each(FILES)('%s', async (key, text) => {
    for (const evil of [...EVIL, 'a\\']) await refused(key, text, evil);
  });

  test('so are names of hosts, which are addresses, and of logs, which are completed', async () => {
    for (const section of ['hosts', 'logs', 'teams', 'groups']) {
      for (const evil of EVIL_WORDS.filter(word => word !== '-' && word !== '--')) {
        const text = `${section}: { ${JSON.stringify(evil)}: ${section === 'logs' ? '/x' : section === 'groups' ? '[]' : ''} }\n`;
        expect((await complaints(makeTree({ '.rtailrc': text }))).join()).toMatch(/expected a (host )?name/);
      }
    }
  });

  test('the folder of the file counts as part of a path', async () => {
    const name = 'x"\n  ProxyCommand y\n#';
    const root = makeTree({ [`${name}/.rtailrc`]: 'hosts: { a: { identity: ./key } }\n' });
    const said = await complaints(root, { cwd: name });
    expect(said.join('')).toMatch(/hosts\.a\.identity: leads to .*, expected a file name/);
  });

  test.each([
    'hosts: { "web-[1-2]": { address: "{name}.corp", user: "CORP\\\\bob" } }\n',
    'hosts: { a: { address: "fe80::1%eth0", user: bob@corp.example } }\n',
    'hosts: { a: { address: my_alias+x, identity: "~/My Keys/id", knownHosts: [./a b, ~/c] } }\n',
    'hosts: { bücher.example: { user: jürgen } }\n',
    'hosts: { a: { user: a%b } }\n',
  ])('ordinary ones are accepted: %s', async text => {
    await expect(loadTree(makeTree({ '.rtailrc': text }))).resolves.toBeDefined();
  });
});

describe('the same on the command line and in the environment', () => {
  test.each(EVIL_WORDS)('SOURCE %j', evil => {
    for (const word of [
      `${evil}:/x`,
      ...asUser(evil).map(user => `${user}:/x`),
      `u@${evil}:/x`,
      `t/${evil}:/x`,
    ])
      expect(parseSourceWord(word).kind).not.toBe('remote');
  });
  test.each(EVIL_WORDS)('-J %j', evil => {
    for (const word of [evil, ...asUser(evil), `u@${evil}`, `a,${evil}`, `${evil}:22`])
      expect(() => parseJump(word)).toThrow('expected [user@]host[:port]');
  });
  test.each(EVIL)('--ssh-config %j', evil => {
    expect(parseValue({ kind: 'file', ssh: true }, evil)).toMatchObject({ ok: false });
  });
});

test('accepted values fit between quotes, on one line, and are not options', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', '-', '"', '\n', '%', '@', ':', '\\', ' ', '$', '{', '\u0085') }),
  );
  fc.assert(
    fc.property(text, word => {
      if (isUserName(word) || isHostAddress(word))
        expect(word).toMatch(/^[^\s"'`$\x00-\x1f\x7f-\x9f-][^\s"'`$\x00-\x1f\x7f-\x9f]*$/);
      if (isSshFile(word)) expect(word).not.toMatch(/["\\%\x00-\x1f\x7f-\x9f]|\$\{/);
    }),
    { numRuns: 2000 },
  );
});
