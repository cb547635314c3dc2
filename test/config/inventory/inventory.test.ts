import { describe, expect, test } from 'vitest';
import { namesOf, tagsOf } from '../../../src/config/inventory/inventory.ts';
import type { Login } from '../../../src/core/target.ts';
import { loadText } from '../files/tree.ts';

const inventoryOf = async (text: string) => (await loadText(text)).inventory;
const shown = (jump: readonly Login[] | null | undefined) =>
  jump?.map(({ user, address, port }) => `${user ?? ''}@${address}:${port ?? ''}`) ?? null;

describe('hosts', () => {
  test('a range creates one host per name, with its number in the address', async () => {
    const { hosts } = await inventoryOf(`hosts: { 'web-[09-11]': { address: '{n}.{name}.internal' } }`);
    expect([...hosts.values()].map(({ name, address }) => [name, address])).toEqual([
      ['web-09', '09.web-09.internal'],
      ['web-10', '10.web-10.internal'],
      ['web-11', '11.web-11.internal'],
    ]);
  });

  test('without settings, a host is just its name, and everything else is left to ssh', async () => {
    const { hosts } = await inventoryOf('hosts:\n  web-1:\n');
    expect(hosts.get('web-1')).toEqual({
      name: 'web-1',
      kind: 'ssh',
      address: 'web-1',
      port: null,
      user: null,
      identities: [],
      identitiesOnly: null,
      knownHosts: [],
      team: null,
      jump: null,
      timezone: null,
      tags: [],
      logs: [],
    });
  });

  test('inherits unspecified settings from its team', async () => {
    const { hosts } = await inventoryOf(`
      teams:
        t: { user: deploy, port: 2222, identity: [/k1, /k2], identitiesOnly: true, knownHosts: /kh, timezone: Asia/Shanghai, jump: gate }
      hosts:
        a: { team: t }
        b: { team: t, user: root, port: 22, identity: /own, identitiesOnly: false, knownHosts: [/x, /y], timezone: UTC, jump: none }
    `);
    expect(hosts.get('a')).toMatchObject({
      team: 't',
      user: 'deploy',
      port: 2222,
      identities: ['/k1', '/k2'],
      identitiesOnly: true,
      knownHosts: ['/kh'],
      timezone: 'Asia/Shanghai',
    });
    expect(shown(hosts.get('a')?.jump)).toEqual(['@gate:2222']);
    expect(hosts.get('b')).toMatchObject({
      user: 'root',
      port: 22,
      identities: ['/own'],
      identitiesOnly: false,
      knownHosts: ['/x', '/y'],
      timezone: 'UTC',
      jump: [],
    });
  });
});

describe('jump hosts', () => {
  test.each<[title: string, jump: string, hops: string[]]>([
    ['one, as a map', '{ host: bastion, port: 22, user: alice }', ['alice@bastion:22']],
    ['one, as text', 'alice@bastion:22', ['alice@bastion:22']],
    ['several, as text', '"gate,alice@bastion"', ['@gate:', 'alice@bastion:']],
    [
      'through the jump host of another team',
      '{ host: bastion, via: office }',
      ['bob@far:', '@gate:2222', '@bastion:'],
    ],
    [
      'through a jump host that is written out',
      '{ host: bastion, via: { host: gate, user: bob } }',
      ['bob@gate:', '@bastion:'],
    ],
    [
      'through a jump host that is written out, behind that of another team',
      '{ host: bastion, via: { host: mid, via: office } }',
      ['bob@far:', '@gate:2222', '@mid:', '@bastion:'],
    ],
    ['none', 'none', []],
  ])('%s', async (_, jump, hops) => {
    const { hosts, teams } = await inventoryOf(`
      teams:
        office: { jump: { host: gate, port: 2222, via: { host: far, user: bob } } }
        shop: { jump: ${jump} }
      hosts: { a: { team: shop } }
    `);
    expect(shown(teams.get('shop')?.jump)).toEqual(hops);
    expect(shown(hosts.get('a')?.jump)).toEqual(hops);
  });

  const team = 'user: deploy, port: 9, identity: /t, identitiesOnly: true, knownHosts: /tk';
  const ofTeam = { user: null, port: 9, identities: ['/t'], identitiesOnly: true, knownHosts: ['/tk'] };
  test.each<[title: string, jump: string, hops: object[]]>([
    ['has everything but the user from its team', '{ host: b }', [{ address: 'b', ...ofTeam }]],
    [
      'also in the short form',
      '"b,c:10"',
      [
        { address: 'b', ...ofTeam },
        { address: 'c', ...ofTeam, port: 10 },
      ],
    ],
    [
      'may override everything',
      '{ host: b, user: me, port: 1, identity: [/j], identitiesOnly: false, knownHosts: /kh }',
      [{ address: 'b', user: 'me', port: 1, identities: ['/j'], identitiesOnly: false, knownHosts: ['/kh'] }],
    ],
    [
      "that runs through another team has that team's settings",
      '{ host: b, via: o }',
      [
        { address: 'g', user: null, port: null, identities: ['/o'], identitiesOnly: null, knownHosts: [] },
        { address: 'b', ...ofTeam },
      ],
    ],
  ])('a jump host %s', async (_, jump, hops) => {
    const { teams } = await inventoryOf(
      `teams: { t: { ${team}, jump: ${jump} }, o: { user: x, identity: /o, jump: g } }`,
    );
    expect(teams.get('t')?.jump).toEqual(hops);
  });

  test("a host's own jump inherits nothing from the team", async () => {
    const { hosts } = await inventoryOf(
      `teams: { t: { ${team} } }\nhosts: { a: { team: t, jump: { host: b } } }`,
    );
    expect(hosts.get('a')?.jump).toEqual([
      { address: 'b', user: null, port: null, identities: [], identitiesOnly: null, knownHosts: [] },
    ]);
  });
});

describe('groups', () => {
  const hosts = `hosts: { 'web-[1-3]': { tags: [web, prod] }, db-1: { tags: [prod] }, lab: , same: }\n`;

  test.each([
    ['a name', '[db-1]', ['db-1']],
    ['a glob', '["web-*"]', ['web-1', 'web-2', 'web-3']],
    ['a range', '["web-[1-2]"]', ['web-1', 'web-2']],
    ['a glob with a range', '["*-[1,3]"]', ['web-1', 'db-1', 'web-3']],
    ['a tag', '["tag:prod"]', ['web-1', 'web-2', 'web-3', 'db-1']],
    ['a glob over tags', '["tag:w*"]', ['web-1', 'web-2', 'web-3']],
    ['another group', '[inner]', ['lab', 'db-1']],
    ['another group with @', '["@inner"]', ['lab', 'db-1']],
    ['a host with the same name as a group', '[same]', ['same']],
    ['the group with the same name as a host', '["@same"]', ['lab']],
    [
      'each host once, in the order listed',
      '[inner, "tag:prod", db-1]',
      ['lab', 'db-1', 'web-1', 'web-2', 'web-3'],
    ],
    ['a glob that matches nothing', '["x-*"]', []],
    ['nothing', '[]', []],
  ])('%s', async (_, members, names) => {
    const { groups } = await inventoryOf(
      `${hosts}groups: { g: ${members}, inner: [lab, db-1], same: [lab] }\n`,
    );
    expect([...(groups.get('g') ?? [])].sort()).toEqual([...names].sort());
    expect(groups.get('g')).toHaveLength(names.length);
  });

  test('keep the order listed', async () => {
    const { groups } = await inventoryOf(`${hosts}groups: { g: [lab, db-1, web-1] }\n`);
    expect(groups.get('g')).toEqual(['lab', 'db-1', 'web-1']);
  });
});

describe('logs', () => {
  test.each([
    ['a path', '/var/log/a.log', { kind: 'file', path: '/var/log/a.log', glob: false }],
    ['a path in the home directory', '~/a.log', { kind: 'file', path: '~/a.log', glob: false }],
    ['a glob', "'/var/log/*.log'", { kind: 'file', path: '/var/log/*.log', glob: true }],
    ['a class', "{ path: '/var/log/[ab].log' }", { kind: 'file', path: '/var/log/[ab].log', glob: true }],
    [
      'glob characters that are meant literally',
      "'/var/log/a\\[1\\].log'",
      { kind: 'file', path: '/var/log/a[1].log', glob: false },
    ],
    [
      'a command',
      "{ command: 'journalctl -n {lines}' }",
      { kind: 'command', command: 'journalctl -n {lines}' },
    ],
  ])('%s', async (_, log, place) => {
    expect((await inventoryOf(`logs: { l: ${log} }`)).logs.get('l')?.place).toEqual(place);
  });

  test('auto is not a format; digits in patterns are expanded', async () => {
    const { logs } = await inventoryOf(`
      logs:
        a: { path: /a, format: auto, start: '^\\d{4}-[\\d]' }
        b: { path: /b, format: java, timezone: Asia/Shanghai }
    `);
    expect(logs.get('a')?.format).toEqual({
      format: null,
      start: '^[0-9]{4}-[\\d]',
      timezone: null,
      level: null,
    });
    expect(logs.get('b')?.format).toEqual({
      format: 'java',
      start: null,
      timezone: 'Asia/Shanghai',
      level: null,
    });
  });

  test('the level rule is one level for all, a pattern, or a pattern with names', async () => {
    const { logs } = await inventoryOf(`
      logs:
        a: { path: /a, level: warn }
        b: { path: /b, level: '^\\d+ (\\w+)' }
        c: { path: /c, level: { pattern: '^(\\w+)', names: { W1: warn, 3: error } } }
    `);
    expect([...logs.values()].map(({ format }) => format.level)).toEqual([
      { kind: 'fixed', level: 'warn' },
      { kind: 'pattern', pattern: '^[0-9]+ (\\w+)', names: {} },
      { kind: 'pattern', pattern: '^(\\w+)', names: { W1: 'warn', 3: 'error' } },
    ]);
  });

  test("a host's own list of logs decides, otherwise the log's list of hosts; without either, the host has the log", async () => {
    const { hosts } = await inventoryOf(`
      hosts:
        web-1: { tags: [prod] }
        web-2:
        db-1: { logs: [pg] }
        db-2: { logs: ['p*', sys] }
        mute: { logs: [] }
      logs:
        app: /app
        sys: { command: s, hosts: ['tag:prod'] }
        pg: { path: /pg, hosts: [db-1] }
        pg-slow: /slow
    `);
    expect([...hosts.values()].map(({ name, logs }) => [name, logs])).toEqual([
      ['web-1', ['app', 'sys', 'pg-slow']],
      ['web-2', ['app', 'pg-slow']],
      ['db-1', ['pg']],
      ['db-2', ['sys', 'pg', 'pg-slow']],
      ['mute', []],
    ]);
  });
});

test('provides lists of names for completion and the picker', async () => {
  const inventory = await inventoryOf(`
    teams: { t: }
    hosts: { 'a[1-2]': { tags: [x, y] }, b: { tags: [y] } }
    groups: { g: [b] }
    logs: { l: /l }
  `);
  expect(namesOf(inventory)).toEqual({
    hosts: ['a1', 'a2', 'b'],
    logs: ['l'],
    groups: ['g'],
    tags: ['x', 'y'],
    teams: ['t'],
  });
  expect(tagsOf(inventory).get('y')).toEqual(['a1', 'a2', 'b']);
});

test.each(['constructor', 'toString', '__proto__x'])(
  'a host, a log and a group may be called %s',
  async name => {
    const inventory = await inventoryOf(
      `hosts: { ${name}: }\nlogs: { ${name}: /a }\ngroups: { ${name}: [${name}] }\n`,
    );
    expect(inventory.hosts.get(name)?.logs).toEqual([name]);
    expect(inventory.groups.get(name)).toEqual([name]);
  },
);
