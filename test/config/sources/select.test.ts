import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Inventory } from '../../../src/config/inventory/inventory.ts';
import { type SelectRequest, selectSources } from '../../../src/config/sources/select.ts';
import { SelectionError } from '../../../src/config/sources/selectionProblem.ts';
import type { Source } from '../../../src/core/target.ts';
import { loadText } from '../files/tree.ts';

const CONFIG = `
teams:
  shop: { jump: alice@bastion, user: deploy, knownHosts: /shop/known_hosts }
  pay: { jump: paygate, port: 2222 }
hosts:
  web-[01-03]: { address: 'web-{n}.internal', team: shop, tags: [web] }
  db-1: { team: shop, logs: [pg] }
  pay-1: { team: pay, logs: [app, audit.log] }
  rc-log01: { logs: [tatooine-warn.log, tatooine-error.log] }
  both: { logs: [app] }
  empty: { logs: [] }
groups:
  web: ['web-*']
  all: ['*']
  db-1: [pay-1]
  none: ['x-*']
logs:
  app: { path: /var/log/app.log, format: java }
  sys: { command: journalctl, hosts: [web-01] }
  pg: { path: '/var/log/pg/*.log', hosts: [db-1] }
  audit.log: { path: /audit, hosts: [pay-1] }
  tatooine-warn.log: { path: /t/warn.log, hosts: [rc-log01] }
  tatooine-error.log: { path: /t/error.log, hosts: [rc-log01] }
  both: { path: /both, hosts: [web-02] }
`;

let inventory: Inventory;
beforeAll(async () => {
  inventory = (await loadText(CONFIG)).inventory;
});

const select = (words: string, options: Partial<SelectRequest> = {}): readonly Source[] =>
  selectSources({
    words: words === '' ? [] : words.split(' '),
    inventory,
    cwd: '/work',
    home: '/home/me',
    team: null,
    jump: null,
    stdinName: null,
    ...options,
  });

/** Returns `HOST:LOG` for each source. */
const names = (words: string, options?: Partial<SelectRequest>): string =>
  select(words, options)
    .map(({ host, log }) => `${host.name}:${log}`)
    .join(' ');

const problems = (words: string, options?: Partial<SelectRequest>): string[] => {
  try {
    return [`selected ${names(words, options)}`];
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    return error.message.split('\n');
  }
};

const WEB_APP = 'web-01:app web-02:app web-03:app';

/** Returns the SOURCE argument that selects this source again; for a local file, its absolute path. */
const sourceText = ({ host, log, place }: Source): string => {
  if (place.kind === 'stdin') return '-';
  return host.kind === 'local' && place.kind === 'file' ? place.path : `${host.name}:${log}`;
};

describe('a host that only ssh knows', () => {
  const sshHosts = () => ['edge-1', 'edge-2'];

  test.each([
    ['edge-1 /var/log/x', 'edge-1:/var/log/x'],
    ['edge-* /var/log/x', 'edge-1:/var/log/x edge-2:/var/log/x'],
    ['me@new /var/log/x /var/log/y', 'me@new:/var/log/x me@new:/var/log/y'],
  ])('%s', (words, expected) => expect(names(words, { sshHosts })).toBe(expected));

  test.each([
    ['edge-1', 'edge-1 is from'],
    ['edge-1 app', 'edge-1 is from'],
    ['new /var/log/x', 'no host or group named new'],
    ['edge-1:/var/log/x ERROR', 'use -g ERROR'],
  ])('is not enough: %s', (words, problem) =>
    expect(problems(words, { sshHosts })).toEqual([expect.stringContaining(problem)]),
  );
});

describe('the sources that words select', () => {
  test.each<[title: string, words: string, sources: string]>([
    ['HOST:LOG', 'web-01:app', 'web-01:app'],
    ['several', 'web-02:app db-1:pg', 'web-02:app db-1:pg'],
    ['in the requested order', 'db-1:pg web-02:app', 'db-1:pg web-02:app'],
    ['a repeated source appears once', 'web-01:app @web:app web-01:app', WEB_APP],
    ['a glob of hosts', 'web-*:app', WEB_APP],
    ['a glob of hosts: only those that have the log', '*:pg', 'db-1:pg'],
    ['a range of hosts', 'web-[01-02]:app', 'web-01:app web-02:app'],
    ['a range backed by a glob', '*-[01,03]:app', 'web-01:app web-03:app'],
    ['@group', '@web:app', WEB_APP],
    ['a group without its @', 'web:app', WEB_APP],
    ['a host with the name of a group: the host', 'db-1:pg', 'db-1:pg'],
    ['with @ the group nevertheless', '@db-1:app', 'pay-1:app'],
    ['team/HOST', 'shop/web-01:app', 'web-01:app'],
    ['team/glob', 'shop/*:app', WEB_APP],
    ['team/@group', 'pay/@all:app', 'pay-1:app'],
    ['a glob of logs', 'rc-log01:tatooine-*', 'rc-log01:tatooine-warn.log rc-log01:tatooine-error.log'],
    ['every log with a glob', 'web-01:*', 'web-01:app web-01:sys'],
    [
      'a range of logs',
      'rc-log01:tatooine-[warn,error].log',
      'rc-log01:tatooine-warn.log rc-log01:tatooine-error.log',
    ],
    ['HOST alone: all its logs', 'web-02', 'web-02:app web-02:both'],
    ['several hosts alone', 'db-1 web-03', 'db-1:pg web-03:app'],
    ['a group alone', 'web', 'web-01:app web-01:sys web-02:app web-02:both web-03:app'],
    ['an absolute path on a host', 'web-01:/var/log/x', 'web-01:/var/log/x'],
    ['a path on a group', '@web:/var/log/x', 'web-01:/var/log/x web-02:/var/log/x web-03:/var/log/x'],
    ['a path in the home directory there', 'web-01:~/x', 'web-01:~/x'],
    ['no words, no sources', '', ''],
    ['a list of hosts', 'db-1,web-02:*', 'db-1:pg web-02:app web-02:both'],
    ['a list with an exclusion', '@web,!web-02:app', 'web-01:app web-03:app'],
    ['logs with an exclusion', 'web-02:*,!bo*', 'web-02:app'],
    ['an exclusion of a glob', '*,!web-*:app', 'pay-1:app both:app'],
    ['exclusions alone exclude from all', '!@web,!both:app', 'pay-1:app'],
    ['a list of logs', 'web-01:app,sys', 'web-01:app web-01:sys'],
    [
      'a list of logs with a glob',
      'rc-log01:*-warn.log,*-error.log',
      'rc-log01:tatooine-warn.log rc-log01:tatooine-error.log',
    ],
    ['a list of paths', 'web-01:/a,/b', 'web-01:/a web-01:/b'],
    ['a path with a comma', 'web-01:/a,b', 'web-01:/a,b'],
    ['a tag', 'tag:web:app', WEB_APP],
    ['a tag without one host', 'tag:web,!web-01:app', 'web-02:app web-03:app'],
    ['HOST and a list of logs', 'web-01 app,sys', 'web-01:app web-01:sys'],
  ])('%s: %s', (_, words, sources) => expect(names(words)).toBe(sources));

  test.each<[title: string, words: string, sources: string]>([
    ['HOST LOG', 'rc-log01 tatooine-warn.log', 'rc-log01:tatooine-warn.log'],
    [
      'HOST LOG LOG',
      'rc-log01 tatooine-error.log tatooine-warn.log',
      'rc-log01:tatooine-error.log rc-log01:tatooine-warn.log',
    ],
    [
      'HOST and a glob of logs',
      'rc-log01 tatooine-*',
      'rc-log01:tatooine-warn.log rc-log01:tatooine-error.log',
    ],
    ['group LOG', 'web app', WEB_APP],
    ['@group LOG', '@web app', WEB_APP],
    ['glob LOG', 'web-* app', WEB_APP],
    ['range LOG', 'web-[02-03] app', 'web-02:app web-03:app'],
    ['team/HOST LOG', 'shop/web-01 app', 'web-01:app'],
    ['user@HOST LOG', 'root@web-01 app', 'root@web-01:app'],
    ['HOST and a path on it', 'web-01 /var/log/x', 'web-01:/var/log/x'],
    ['HOST, paths on it and a log', 'web-01 /x app ~/y', 'web-01:/x web-01:app web-01:~/y'],
    ['HOST LOG, then another HOST LOG', 'web-01 app db-1 pg', 'web-01:app db-1:pg'],
    ['HOST LOG, then a HOST alone', 'web-01 app db-1', 'web-01:app db-1:pg'],
    ['HOST alone, then HOST LOG', 'db-1 web-01 app', 'db-1:pg web-01:app'],
    ['HOST LOG, then HOST:LOG', 'web-01 app db-1:pg', 'web-01:app db-1:pg'],
    ['HOST LOG, then a local file', 'web-01 app ./x', 'web-01:app local:./x'],
    ['HOST alone, then standard input', 'db-1 -', 'db-1:pg local:stdin'],
    ['a local file that comes first is local', '/var/log/x web-01 app', 'local:/var/log/x web-01:app'],
    ['after HOST:LOG, a path is local again', 'web-01:app /var/log/x', 'web-01:app local:/var/log/x'],
  ])('the two-word form: %s', (_, words, sources) => expect(names(words)).toBe(sources));

  test.each<[title: string, words: string, problem: RegExp]>([
    ['an unknown host', 'wbe-01:app', /^wbe-01:app: no host or group named wbe-01\. Did you mean web-01/],
    ['an unknown host alone', 'web-1', /^web-1: no host or group named web-1\. Did you mean/],
    [
      'an unknown host with no similar name',
      'zzzzzz:app',
      /For a host outside the inventory, add a path: zzzzzz:\/var\/log\/syslog/,
    ],
    [
      'an unknown number of a range',
      'web-[02-05]:app',
      /^web-\[02-05\]:app: no host or group named web-04 \(nor web-05\)\./,
    ],
    ['a bad range', 'web-[5-2]:app', /the range is reversed/],
    ['a glob that matches nothing', 'x-*:app', /no host matches x-\*\. The hosts are web-01, web-02/],
    ['an unknown group', '@wbe:app', /no group named wbe\. Did you mean @web\?/],
    ['a group without hosts', '@none:app', /the group none has no hosts/],
    ['an unknown team', 'shpo/web-01:app', /no team named shpo\. Did you mean shop\?/],
    [
      'a relative path that is not a team',
      'logs/app.log',
      /no team named logs\. For a local file, write \.\/logs\/app\.log\./,
    ],
    [
      'a host of another team',
      'pay/web-01:app',
      /web-01 is not in team pay\. It is in team shop: write shop\/web-01\./,
    ],
    ['a team in place of a host', 'shop', /It is a team: write shop\/\* for its hosts\./],
    ['a log in place of a host', 'app', /It is a log: write HOST:app/],
    ['an unknown log', 'web-01:ap', /no log named ap\. Did you mean app\?/],
    ['an unknown log in an exclusion', 'web-01:*,!ap', /no log named ap\. Did you mean app\?/],
    ['a list of logs with nothing left', 'web-01:app,!ap*', /every log in the list is excluded/],
    [
      'a relative path on a host',
      'web-01:log/x',
      /no log named log\/x\. A path on a host must be absolute\./,
    ],
    ['a glob of logs that matches nothing', 'web-01:x*', /no log matches x\*/],
    ['a log that the host does not have', 'web-01:pg', /web-01 has no log pg\. db-1 has it\./],
    ['a log that no host has', 'web-*:pg', /web-01, web-02, web-03 have no log pg\. db-1 has it\./],
    [
      'a host without logs',
      'empty',
      /empty has no logs in the inventory\. Give a path, empty:\/var\/log\/syslog/,
    ],
    [
      'after a host, an unknown name',
      'web-01 apq',
      /^apq: no log, host or group with this name\. Did you mean app\?/,
    ],
    [
      'after a host, a name that is both',
      'web-02 both',
      /^both: could be a log or a host\. For the log, write web-02:both; for the host, write both:\*\./,
    ],
    ['after a host, a glob that is both', 'web-02 *', /^\*: could be a log or a host\./],
    ['after HOST:LOG, a log', 'web-01:app pg', /It is a log: write HOST:pg/],
    ['nothing after the colon', 'web-01:', /nothing follows the colon/],
    [
      'an exclusion that leaves nobody',
      '@web,!wbe-01:app',
      /!wbe-01: no host or group named wbe-01\. Did you mean web-01/,
    ],
    ['a list with nothing left', 'web-01,!web-*:app', /every host in the list is excluded/],
    ['an unknown tag', 'tag:wbe:app', /no host has the tag wbe\. Did you mean tag:web\?/],
    ['an unknown log in a list', 'web-01:app,syx', /no log named syx\. Did you mean sys\?/],
  ])('refused: %s', (_, words, problem) => {
    const [first, ...more] = problems(words);
    expect(first).toMatch(problem);
    expect(more).toEqual([]);
  });

  test('all problems are reported, but not those of a log after an unknown host', () => {
    expect(problems('wbe app web-01:ap db-1').map(line => line.split(':')[0])).toEqual(['wbe', 'web-01']);
  });
});

describe("hosts of ssh's configuration", () => {
  const sshHosts = () => ['edge-1', 'edge-2', 'web-09'];

  test.each([
    ['edge-*:/x', 'edge-1:/x edge-2:/x'],
    ['edge-*,!edge-2:/x', 'edge-1:/x'],
    ['web-*:/x', 'web-01:/x web-02:/x web-03:/x'],
  ])('%s', (words, sources) => expect(names(words, { sshHosts })).toBe(sources));

  test('their logs have no names', () => {
    expect(problems('edge-1:app', { sshHosts })[0]).toMatch(/edge-1 is from .*Use a path/);
    expect(problems('edge-*', { sshHosts })[0]).toMatch(/2 hosts in ~\/\.ssh\/config do.*Use a path/);
  });
});

test('a word that is not a host is a local file if one exists', () => {
  const localKind = (word: string) => (['app.log', 'logs/x', 'web-01', 'a b'].includes(word) ? 'file' : null);
  expect(names('app.log logs/x web-01 app', { localKind })).toBe('local:app.log local:logs/x web-01:app');
  expect(problems('app.lgo', { localKind })[0]).toMatch(/^app\.lgo: /);
});

test('reports that no host is configured', async () => {
  const { inventory: none } = await loadText('logs: { app: /a }');
  expect(problems('web-1:app', { inventory: none })[0]).toMatch(
    /no host or group named web-1\. No configuration names any hosts \(see rtail config\)\. For a host outside/,
  );
});

describe('the properties of a source', () => {
  test('a log in the inventory has host, name, place, format, and a number in order', () => {
    const [first, second] = select('web-01:sys web-02:app');
    expect(first).toMatchObject({ id: 0, log: 'sys', place: { kind: 'command', command: 'journalctl' } });
    expect(second).toMatchObject({
      id: 1,
      log: 'app',
      place: { kind: 'file', path: '/var/log/app.log', glob: false },
      format: { format: 'java', start: null, timezone: null },
      host: { name: 'web-02', address: 'web-02.internal', user: 'deploy', knownHosts: ['/shop/known_hosts'] },
    });
  });

  test('the same file by name and by path is one source', () => {
    expect(names('web-01:app web-01:/var/log/app.log web-02:/var/log/app.log')).toBe(
      'web-01:app web-02:/var/log/app.log',
    );
  });

  test.each([
    ['a glob', 'web-01:/var/log/*.log', '/var/log/*.log', true],
    ['a class', 'web-01:/var/log/[ab]', '/var/log/[ab]', true],
    ['glob characters after a backslash', 'web-01:/var/log/a\\*b\\[1\\]', '/var/log/a*b[1]', false],
    ['other hostile characters are unchanged', "web-01:/a'$(touch\t$0)\\n%s", "/a'$(touch\t$0)\\n%s", false],
  ])('a path on a host: %s', (_, word, path, glob) => {
    expect(select(word)[0]?.place).toEqual({ kind: 'file', path, glob });
  });

  test.each([
    ['h:/a', { name: 'h', address: 'h', user: null, port: null, jump: null, team: null }],
    ['alice@h:2222:/a', { name: 'alice@h:2222', address: 'h', user: 'alice', port: 2222, jump: null }],
    ['[::1]:2222:/a', { name: '[::1]:2222', address: '::1', user: null, port: 2222 }],
    ['h:~/a', { name: 'h', address: 'h' }],
  ])('a host outside the inventory: %s', (word, host) => {
    expect(select(word)[0]).toMatchObject({ host: { kind: 'ssh', ...host } });
  });

  test('accepts a range of hosts outside the inventory', () => {
    expect(names('n[1-3].lab:/a')).toBe('n1.lab:/a n2.lab:/a n3.lab:/a');
  });

  test('user and port before a host in the inventory replace its own', () => {
    const [source] = select('root@web-01:2200:/a');
    expect(source?.host).toMatchObject({
      name: 'root@web-01:2200',
      address: 'web-01.internal',
      user: 'root',
      port: 2200,
      team: 'shop',
    });
    expect(source?.host.jump).toHaveLength(1);
  });

  test.each([
    ['./x', '/work/x'],
    ['../x', '/x'],
    ['/var/log/x', '/var/log/x'],
    ['~/x', '/home/me/x'],
    ['./a*[1].log', '/work/a*[1].log'],
    ['./a\\*b.log', '/work/a\\*b.log'],
  ])('a file on this machine: %s', (word, path) => {
    expect(select(word, { localKind: () => 'file' })[0]).toMatchObject({
      host: { kind: 'local' },
      log: word,
      place: { kind: 'file', path, glob: false },
    });
  });

  test.each([
    ['./a*.log', '/work/a*.log', true],
    ['/var/log/[ab]?', '/var/log/[ab]?', true],
    ['~/*.log', '/home/me/*.log', true],
    ['./a\\*.log', '/work/a*.log', false],
    ['./none', '/work/none', false],
  ])('if no local file has the name: %s', (word, path, glob) => {
    expect(select(word, { localKind: () => null })[0]).toMatchObject({ place: { kind: 'file', path, glob } });
  });

  test('the literal folder at the start of a local glob is escaped', () => {
    const [source] = select('./*.log', { cwd: '/srv/[old]', localKind: () => null });
    expect(source?.place).toEqual({ kind: 'file', path: '/srv/\\[old\\]/*.log', glob: true });
  });

  test('standard input has a label', () => {
    expect(select('- -')).toMatchObject([
      { host: { kind: 'local' }, log: 'stdin', place: { kind: 'stdin' } },
    ]);
    expect(select('-', { stdinName: 'build' })[0]?.log).toBe('build');
  });
});

describe('--team and -J', () => {
  test('a team narrows groups and globs', () => {
    expect(names('*:app', { team: 'pay' })).toBe('pay-1:app');
    expect(names('@all:app', { team: 'shop' })).toBe(WEB_APP);
  });

  test('a host of another team is refused', () => {
    expect(problems('web-01:app', { team: 'pay' })).toEqual([
      'web-01:app: web-01 is not in team pay. It is in team shop: drop --team.',
    ]);
  });

  test('a group without a host of the team is refused', () => {
    expect(problems('@web:app', { team: 'pay' })).toEqual([
      '@web:app: no host of @web in team pay. The hosts are pay-1.',
    ]);
  });

  test('an unknown team is refused', () => {
    expect(problems('web-01:app', { team: 'pya' })).toEqual([
      'web-01:app: no team named pya. Did you mean pay?',
    ]);
  });

  test('a host outside the inventory joins the team', () => {
    const [source] = select('new-1:/a', { team: 'pay' });
    expect(source?.host).toMatchObject({ name: 'new-1', team: 'pay', port: 2222 });
    expect(source?.host.jump?.[0]?.address).toBe('paygate');
  });

  test('-J replaces the jump hosts, but not for this machine', () => {
    const hop = { address: 'gate', port: null, user: null, identities: [], knownHosts: [] };
    const jumps = select('web-01:app h:/a ./x', { jump: [hop] }).map(({ host }) => host.jump);
    expect(jumps).toEqual([[hop], [hop], null]);
    expect(select('web-01:app', { jump: [] })[0]?.host.jump).toEqual([]);
  });
});

test('arbitrary words result in sources without duplicates, numbered in order, that can be requested again, or in an error that names each wrong word', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'web-01',
      'web',
      '@web',
      'web-*',
      'app',
      'pg',
      'both',
      'db-1',
      '-',
      './x',
      '/x',
      'rc-log01',
      '*',
      'h:/x',
      'web-[01-02]:app',
      'shop/db-1',
      '@none',
      '',
    ),
    fc.string({ unit: fc.constantFrom(...'ab-1:/@*[]~.,'), maxLength: 10 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), words => {
      try {
        const sources = selectSources({
          words,
          inventory,
          cwd: '/w',
          home: '/h',
          team: null,
          jump: null,
          stdinName: null,
        });
        const keys = sources.map(({ host, place }) => JSON.stringify([host.kind, host.name, place]));
        expect(new Set(keys).size).toBe(keys.length);
        expect(sources.map(({ id }) => id)).toEqual([...sources.keys()]);
        expect(sources.length > 0).toBe(words.length > 0);
        expect(select('', { words: sources.map(sourceText) })).toEqual(
          sources.map(source =>
            source.host.kind === 'local' ? expect.objectContaining({ place: source.place }) : source,
          ),
        );
      } catch (error) {
        if (!(error instanceof SelectionError)) throw error;
        expect(error.problems.length).toBeGreaterThan(0);
        expect(error.problems.every(problem => words.includes(problem.word))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
