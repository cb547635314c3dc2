import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noteText } from '../../../src/config/imports/imported.ts';
import type { LoadedConfig } from '../../../src/config/load.ts';
import { selectSources } from '../../../src/config/sources/select.ts';
import { complaints, loadTree, makeTree, type TreeOptions } from '../files/tree.ts';

/** Returns `name user@address:port via jump>jump` for each host, without unspecified parts. */
const hostLines = ({ inventory }: LoadedConfig): string[] =>
  [...inventory.hosts.values()].map(({ name, address, user, port, jump, identities }) => {
    const login = `${user ? `${user}@` : ''}${address}${port ? `:${port}` : ''}`;
    const hops = jump?.map(
      hop => `${hop.user ? `${hop.user}@` : ''}${hop.address}${hop.port ? `:${hop.port}` : ''}`,
    );
    const keys = identities.length > 0 ? ` key ${identities.map(file => file.split('/').at(-1)).join()}` : '';
    return `${name} ${login}${hops ? ` via ${hops.join('>') || 'none'}` : ''}${keys}`;
  });

const groupLines = ({ inventory }: LoadedConfig): string[] =>
  [...inventory.groups].map(([name, hosts]) => `${name}: ${hosts.join(' ')}`);

const noteLines = ({ imported }: LoadedConfig): string[] =>
  imported.flatMap(({ notes }) => notes.map(note => noteText(note).replace(/\/\S*\/(?=[^/]*$)/, '')));

const load = (files: Record<string, string>, options?: TreeOptions) => loadTree(makeTree(files), options);

const INI = `
mail
[web]
web[01:03].example ansible_user=deploy  # comment
odd:2222 ansible_host=10.0.0.9 motd="a b; c"
[db]
db-[a:b] ansible_port=2022
here ansible_connection=local
[prod:children]
web
db
[prod:vars]
ansible_ssh_common_args='-o ProxyJump=alice@bastion:22'
ansible_user=prod
`;

const YAML = `
all:
  vars: { ansible_user: base }
  hosts: { mail: }
  children:
    web:
      hosts:
        'web[01:03].example': { ansible_user: deploy }
        odd: { ansible_host: 10.0.0.9, ansible_port: 2222 }
    db:
      hosts: { 'db-[a:b]': { ansible_port: 2022 }, here: { ansible_connection: local } }
    prod:
      vars: { ansible_user: prod, ansible_ssh_common_args: '-J alice@bastion:22' }
      children: { web: , db: }
`;

const HOSTS = [
  'web01.example deploy@web01.example via alice@bastion:22',
  'web02.example deploy@web02.example via alice@bastion:22',
  'web03.example deploy@web03.example via alice@bastion:22',
  'odd prod@10.0.0.9:2222 via alice@bastion:22',
  'db-a prod@db-a:2022 via alice@bastion:22',
  'db-b prod@db-b:2022 via alice@bastion:22',
];

describe('hosts: { ansible: … }', () => {
  test.each([
    ['INI', 'hosts.ini', INI, 'mail mail'],
    ['YAML', 'hosts.yml', YAML, 'mail base@mail'],
    ['YAML without an extension', 'hosts', YAML, 'mail base@mail'],
  ])('%s: ranges, groups, children, variables and jump hosts', async (_, file, text, mail) => {
    const loaded = await load({ '.rtailrc': `hosts: { ansible: inv/${file} }\n`, [`inv/${file}`]: text });
    expect(hostLines(loaded)).toEqual([mail, ...HOSTS]);
    expect(groupLines(loaded).toSorted()).toEqual([
      'all: mail web01.example web02.example web03.example odd db-a db-b',
      'db: db-a db-b',
      'prod: web01.example web02.example web03.example odd db-a db-b',
      'ungrouped: mail',
      'web: web01.example web02.example web03.example odd',
    ]);
    expect(noteLines(loaded)).toEqual([
      'here: left out: its connection is local; to read files on this machine, use their path',
    ]);
  });

  test("adjacent variables have Ansible's precedence; what only Ansible can evaluate is noted", async () => {
    const loaded = await load({
      '.rtailrc': 'hosts: { ansible: hosts }\n',
      hosts: '[a]\nx ansible_port=1\ny\n[b]\nx\n[a:vars]\nansible_user=inline\nb=B\n',
      'group_vars/all.yml': 'ansible_user: all\nansible_host: "{{ b }}.example"\n',
      'group_vars/a/one.yml': 'ansible_user: "{{ missing | default(\'dev\') }}"\n',
      'group_vars/b.yaml': 'ansible_ssh_private_key_file: keys/b.pem\n',
      'group_vars/b.vault.yml': 'not: read\n',
      'group_vars/a/vault.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
      'host_vars/y': 'ansible_host: "{{ lookup(1) }}"\nansible_port: 9\n',
    });
    expect(hostLines(loaded)).toEqual(['x dev@B.example:1 key b.pem', 'y dev@y:9']);
    expect(noteLines(loaded)).toEqual([
      expect.stringContaining('encrypted by Ansible Vault'),
      'y: ansible_host is a template that only Ansible can evaluate: it is ignored',
    ]);
  });

  test.each([
    ['-o ProxyJump=b', 'b'],
    ['-oProxyJump=u@b:22,c', 'u@b:22>c'],
    ['-q -C -J u@b', 'u@b'],
    ['-o "ProxyJump b"', 'b'],
    ["-o ProxyCommand='ssh -W %h:%p -q u@b'", 'u@b'],
    ["-o ProxyCommand='ssh -o StrictHostKeyChecking=no -p 2200 -l u b -W %h:%p'", 'u@b:2200'],
    ['-o ProxyCommand="ssh -J a -W [%h]:%p b"', 'a>b'],
    ['-o ProxyJump=none', 'none'],
  ])('ssh arguments %s', async (args, via) => {
    const vars = JSON.stringify({ ansible_ssh_common_args: args });
    const inventory = `{"all": {"hosts": {"h": ${vars}}}}`;
    const loaded = await load({ '.rtailrc': 'hosts: { ansible: i.json }\n', 'i.json': inventory });
    expect(hostLines(loaded)).toEqual([`h h via ${via}`]);
  });

  test.each([
    ['ansible_host=-oProxyCommand=x', /its address "-oProxyCommand=x" cannot be used/],
    ["ansible_user='a b'", /its user "a b" cannot be used/],
    ['ansible_port=70000', /its port 70000 cannot be used/],
    ['ansible_ssh_common_args=\'-o ProxyCommand="nc %h %p"\'', /its ProxyCommand is not 'ssh -W %h:%p HOST'/],
    ["ansible_ssh_common_args='-J a;b'", /its ProxyJump a;b is invalid/],
    ['ansible_password=x', /its password is ignored/],
  ])('%s is not imported', async (vars, note) => {
    const loaded = await load({ '.rtailrc': 'hosts: { ansible: i }\n', i: `h ${vars}\n` });
    expect(hostLines(loaded)).toEqual(['h h']);
    expect(noteLines(loaded)).toEqual([expect.stringMatching(note)]);
  });

  test('invalid parts of an inventory are reported, and the rest is read', async () => {
    const text = '[web\nh1\n[web:children]\n[x]\nh2 noequals\nh3\n"open\nh[5:2]\n';
    const loaded = await load({ '.rtailrc': 'hosts: { ansible: i }\n', i: text });
    expect(hostLines(loaded)).toEqual(['h1 h1', 'h3 h3']);
    expect(noteLines(loaded)).toHaveLength(4);
  });

  test('the configuration extends imported hosts, by name and by range, and can select some of them', async () => {
    const loaded = await load({
      '.rtailrc': `
teams: { shop: { user: deploy } }
hosts:
  ansible: { file: [a.ini, b.ini], only: 'web*', team: shop, tags: [old] }
  'web[1-2]': { logs: [app], port: 9 }
groups: { two: [web2, '@g'] }
logs: { app: /a, sys: { path: /s, hosts: [g] } }
`,
      'a.ini': '[g]\nweb[1:3]\ndb1\n',
      'b.ini': 'web4 ansible_host=w4\n',
    });
    expect(hostLines(loaded)).toEqual([
      'web1 deploy@web1:9',
      'web2 deploy@web2:9',
      'web3 deploy@web3',
      'web4 deploy@w4',
    ]);
    expect([...loaded.inventory.hosts.values()].map(({ logs, tags }) => `${logs} ${tags}`)).toEqual([
      'app old',
      'app old',
      'app,sys old',
      'app old',
    ]);
    expect(loaded.inventory.groups.get('two')).toEqual(['web2', 'web1', 'web3']);
  });

  test('a missing file is an error with its line', async () => {
    const root = makeTree({ '.rtailrc': 'hosts:\n  ansible: nowhere.ini\n' });
    expect(await complaints(root)).toEqual([
      '.rtailrc:2:3: hosts.ansible: nowhere.ini cannot be read: no such file or directory; correct the path',
    ]);
  });

  test('a configuration that was found, not named, cannot read other files', async () => {
    const secret = { 'home/secret': 'hunter2\n' };
    const beyond = { ...secret, 'p/.rtailrc': 'hosts: { ansible: ../home/secret }\n' };
    const refused = await load(beyond, { cwd: 'p', trust: 'no' });
    expect(hostLines(refused)).toEqual([]);
    expect(hostLines(await load(beyond, { cwd: 'p', trust: 'yes' }))).toEqual(['hunter2 hunter2']);
    const root = makeTree({ ...secret, 'p/.rtailrc': 'hosts: { ansible: link }\n' });
    symlinkSync('../home/secret', join(root, 'p/link'));
    expect(await complaints(root, { cwd: 'p', trust: 'no' })).toEqual([
      expect.stringMatching(/hosts\.ansible: link leads out of the folder/),
    ]);
  });

  test.each([
    ['ansible: 5', /hosts\.ansible: expected a path or a list of them, found the number 5/],
    ['ansible: { file: a, onyl: b }', /hosts\.ansible\.onyl: unknown key, .*did you mean only\?/],
    ['command: { run: x, cache: often }', /hosts\.command\.cache: expected a duration/],
  ])('%s is refused', async (entry, problem) => {
    const root = makeTree({ '.rtailrc': `hosts:\n  ${entry}\n`, a: '' });
    expect(await complaints(root)).toEqual([expect.stringMatching(problem)]);
  });
});

describe('what an import leaves out', () => {
  const FILES = {
    'hosts.ini': '[web]\nweb-1\n[win]\nwin-1 ansible_connection=winrm\nwin-2 ansible_connection=winrm\n',
    ssh: 'Include conf.d/*\nHost web-1 "two words"\n',
  };

  test.each([
    ['ansible: hosts.ini', 'win-1:/x', null],
    ['ansible: hosts.ini', 'win-1', /winrm, not ssh/],
    ['ansible: hosts.ini', '@win', /@?win.*no host that can be used/],
    ['ansible: hosts.ini', 'wib-1', /Did you mean web-1/],
    ['ssh_config: ssh', '@all', /write '\*'/],
    ['command: exit 3', 'web-1', /could not be read/],
    ['command: exit 3', '@web', /could not be read/],
  ])('%s, then %s', async (from, word, problem) => {
    const { inventory } = await load({ '.rtailrc': `hosts: { ${from} }\nlogs: { app: /x }\n`, ...FILES });
    const select = () =>
      selectSources({
        words: [word],
        inventory,
        cwd: '/',
        home: '/',
        team: null,
        jump: null,
        stdinName: null,
      });
    if (problem === null) expect(select()).toHaveLength(1);
    else expect(select).toThrow(problem);
  });

  test('is listed: groups without a usable host, names that are none, includes without a file', async () => {
    const listed = async (from: string) =>
      noteLines(await load({ '.rtailrc': `hosts: { ${from} }\n`, ...FILES }));
    expect(await listed('ansible: hosts.ini')).toEqual([
      'win-1, win-2: left out: its connection is winrm, not ssh',
      '@win: left out: it has no host that can be used',
    ]);
    expect(await listed('ssh_config: ssh')).toEqual([
      'two words: left out: "two words" is not a valid host name',
      expect.stringMatching(/ssh: Include .*conf\.d\/\* matches no file/),
    ]);
  });
});

describe('hosts: { ssh_config: … }', () => {
  const CONFIG = `
Include more.conf
Host bastion
  HostName bastion.example
  User alice
Host web-1 web-2
  HostName %h.internal
Host db !x
  ProxyCommand ssh -W %h:%p ops@b2
Match host *.internal
  Port 2201
Match exec "true"
  User never
Host web-* !web-2
  ProxyJump bastion
Host *
  User me
`;

  test('in a file: names and settings', async () => {
    const loaded = await load({
      '.rtailrc': 'hosts: { ssh_config: team_config }\n',
      team_config: CONFIG,
      'home/.ssh/more.conf': 'Host extra\n  IdentityFile ~/.ssh/id_extra\n',
    });
    expect(hostLines(loaded)).toEqual([
      'extra me@extra key id_extra',
      'bastion alice@bastion.example',
      'web-1 me@web-1.internal:2201 via alice@bastion.example',
      'web-2 me@web-2.internal:2201',
      'db me@db via ops@b2',
    ]);
    expect(noteLines(loaded)).toEqual([expect.stringMatching(/Match blocks .* ignored/)]);
  });

  test("of the user's own: only names, because ssh knows the rest", async () => {
    const loaded = await load({
      '.rtailrc': "hosts: { ssh_config: { file: ~/.ssh/config, only: 'web-*' } }\n",
      'home/.ssh/config': CONFIG,
    });
    expect(hostLines(loaded)).toEqual(['web-1 web-1', 'web-2 web-2']);
  });
});

describe('hosts: { command: … }', () => {
  const OWN = JSON.stringify({
    hosts: { a: { address: '10.0.0.1' }, b: { prot: 1 } },
    groups: { g: ['a', 'c'] },
  });

  test.each([
    ['our own format', OWN, ['a 10.0.0.1', 'b b'], ['b.prot', 'its group g has c']],
    ['a list of names', '["a", "b"]', ['a a', 'b b'], []],
    ['a list of maps', '[{"name": "a", "port": 5}]', ['a a:5'], []],
    ['a range', '{"hosts": {"w[1-2]": {"address": "w{n}.example"}}}', ['w1 w1.example', 'w2 w2.example'], []],
    [
      'ansible-inventory --list',
      '{"_meta":{"hostvars":{"a":{"ansible_host":"h","ansible_user":"u"}}},"all":{"children":["g"]},"g":{"hosts":["a"]}}',
      ['a u@h'],
      [],
    ],
  ])('%s', async (_, answer, hosts, notes) => {
    const loaded = await load({ '.rtailrc': 'hosts: { command: cat answer }\n', answer });
    expect(hostLines(loaded)).toEqual(hosts);
    expect(noteLines(loaded).map(note => notes.find(part => note.includes(part)))).toEqual(notes);
  });

  const FILES = {
    '.rtailrc': "hosts: { command: { run: 'echo x >>runs; cat answer', timeout: 20 } }\n",
    answer: '["a"]',
  };

  test('its output is cached for a while, then requested again; completion uses only the cache', async () => {
    const root = makeTree(FILES);
    const runs = async (options: TreeOptions): Promise<[number, number | null]> => {
      const [report] = (await loadTree(root, options)).imported;
      const names = readdirSync(root).includes('runs');
      return [report!.hosts, names ? (report!.ageMs ?? -1) : null];
    };
    expect(await runs({ imports: 'kept' })).toEqual([0, null]);
    expect(await runs({})).toEqual([1, 0]);
    const [hosts, age] = await runs({});
    expect([hosts, age! >= 0]).toEqual([1, true]);
    expect(await runs({ imports: 'kept' })).toEqual([1, expect.any(Number)]);
  });

  test.each([
    ['fails', 'echo no route >&2; exit 3', /ended with status 3 \(it printed: no route\)/],
    ['does not end', 'sleep 100', /did not end within 0\.3 s/],
    ['prints something else', 'echo hello', /did not print JSON, but "hello"/],
    ['prints nothing', 'true', /printed nothing/],
  ])('a command that %s: the previous output is used, and that is reported', async (_, command, problem) => {
    const root = makeTree({
      'run.sh': 'cat answer',
      '.rtailrc': 'hosts: { command: { run: sh run.sh, timeout: 0.3, cache: 0 } }\n',
      answer: '["a"]',
    });
    const good = await loadTree(root, { imports: 'afresh' });
    expect(hostLines(good)).toEqual(['a a']);
    writeFileSync(join(root, 'run.sh'), command);
    const bad = await loadTree(root);
    expect(hostLines(bad)).toEqual(['a a']);
    expect(bad.imported[0]!.failure).toMatch(problem);
  });

  test('it does not run without trust', async () => {
    const root = makeTree(FILES);
    const loaded = await loadTree(root, { trust: 'no' });
    expect(hostLines(loaded)).toEqual([]);
    expect(readdirSync(root)).not.toContain('runs');
  });
});
