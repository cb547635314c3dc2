import { describe, expect, test } from 'vitest';
import { complaints, makeTree } from './tree.ts';

const complain = (text: string): Promise<string[]> => complaints(makeTree({ '.rtailrc': text }));

describe('problems in a file are reported with line and path', () => {
  test.each<[title: string, text: string, complaint: string | RegExp]>([
    [
      'an unknown key, with the nearest one',
      'teams:\n  pay:\n    jump: { prot: 22, host: b }\n',
      '.rtailrc:3:13: teams.pay.jump.prot: unknown key, expected one of host, port, user, identity, identitiesOnly, knownHosts, via; did you mean port?',
    ],
    [
      'an unknown section',
      'hosst: {}\n',
      '.rtailrc:1:1: hosst: unknown key, expected one of $schema, extends, teams, hosts, groups, logs, defaults, views, keys, serve, highlight; did you mean hosts?',
    ],
    [
      'a wrong type',
      'teams: { pay: { jump: { host: b, port: "22" } } }\n',
      '.rtailrc:1:34: teams.pay.jump.port: expected a port number, 1 to 65535, found the text "22"',
    ],
    [
      'a port out of range',
      'hosts:\n  a: { port: 70000 }\n',
      '.rtailrc:2:8: hosts.a.port: expected a port number, 1 to 65535, found the number 70000',
    ],
    [
      'a list instead of a map',
      'hosts: [a, b]\n',
      '.rtailrc:1:1: hosts: expected a map of keys, found a list',
    ],
    [
      'text instead of a list',
      'groups:\n  web: web-1\n',
      '.rtailrc:2:3: groups.web: expected a list of host names, globs, tag:NAME or groups, found the text "web-1"',
    ],
    [
      'a number in a list of names',
      'hosts:\n  a:\n    tags:\n      - x\n      - 7\n',
      '.rtailrc:5:9: hosts.a.tags[1]: expected a name without spaces, : / @ * ? , { } [ ], quotes and shell metacharacters, found the number 7',
    ],
    [
      'nothing where something is expected',
      'hosts:\n  a:\n    user:\n',
      '.rtailrc:3:5: hosts.a.user: expected a user name, found nothing',
    ],
    [
      'a relative log path',
      'logs: { app: var/log/app.log }\n',
      '.rtailrc:1:9: logs.app: expected an absolute path (or ~/…), which can be a glob, found the text "var/log/app.log"',
    ],
    [
      'a log that is neither text nor a map',
      'logs: { app: 5 }\n',
      '.rtailrc:1:9: logs.app: expected a path, or a map with path, command, journal, docker, podman or kubernetes, found the number 5',
    ],
    [
      'a name that the SOURCE grammar cannot express',
      'logs: { "a:b": /x }\n',
      '.rtailrc:1:9: logs.a:b: expected a name without spaces, : / @ * ? , { } [ ], quotes and shell metacharacters',
    ],
    [
      'an unknown time zone',
      'hosts: { a: { timezone: Asia/Shanghia } }\n',
      /^\.rtailrc:1:15: hosts\.a\.timezone: expected a time zone such as Europe\/Berlin, UTC or \+08:00, found the text "Asia\/Shanghia"; did you mean Asia\/Shanghai/,
    ],
    [
      'an unknown colour',
      'highlight: { timeout: rde }\n',
      /^\.rtailrc:1:14: highlight\.timeout: expected a colour: black, .* or #rrggbb, found the text "rde"; did you mean red/,
    ],
    [
      'an invalid pattern',
      'logs: { app: { path: /a, start: "(" } }\n',
      /^\.rtailrc:1:26: logs\.app\.start: expected a pattern \(ERE\) that the first line of a record matches \(.+ at character \d+; .+\), found the text "\("$/,
    ],
    [
      'an unknown action under keys',
      'keys: { puase: p }\n',
      '.rtailrc:1:9: keys.puase: expected the name of an action; did you mean pause?',
    ],
    [
      'an unknown level',
      'logs: { app: { path: /a, level: wran } }\n',
      /^\.rtailrc:1:26: logs\.app\.level: expected a level \(trace, .*fatal\), a pattern .*, found the text "wran"; did you mean warn\?$/,
    ],
    [
      'a bad pattern for levels',
      'logs: { app: { path: /a, level: "[(x" } }\n',
      /^\.rtailrc:1:26: logs\.app\.level: expected a pattern \(ERE\).*unmatched \[/,
    ],
    [
      'an unknown key in a map for levels',
      'logs: { app: { path: /a, level: { patern: x } } }\n',
      '.rtailrc:1:35: logs.app.level.patern: unknown key, expected one of pattern, names; did you mean pattern?',
    ],
    [
      'names for levels without a pattern',
      'logs:\n  app:\n    path: /a\n    level: { names: { W1: warn } }\n',
      ".rtailrc:4:5: logs.app.level: has no pattern; add a pattern that finds the level: pattern: '^\\S+ (\\w+)'",
    ],
    [
      'a name for an unknown level',
      'logs: { app: { path: /a, level: { pattern: x, names: { W1: wrn } } } }\n',
      '.rtailrc:1:56: logs.app.level.names.W1: expected one of trace, debug, info, notice, warn, error, fatal, found the text "wrn"; did you mean warn?',
    ],
    [
      'an unknown format',
      'logs: { app: { path: /a, format: jav } }\n',
      '.rtailrc:1:26: logs.app.format: expected one of auto, java, nginx, found the text "jav"; did you mean java?',
    ],
    [
      'an unknown option in defaults',
      'defaults: { linse: 5 }\n',
      '.rtailrc:1:13: defaults.linse: unknown key, expected one of lines, concurrency, sudo, grep, time; did you mean lines?',
    ],
    [
      'a wrong type in defaults',
      'defaults: { concurrency: many }\n',
      '.rtailrc:1:13: defaults.concurrency: expected a number, found the text "many"',
    ],
    [
      'an escape sequence in defaults',
      'defaults: { lines: "\\e[2J" }\n',
      '.rtailrc:1:13: defaults.lines: expected text without control characters, found the text "\\u001b[2J"',
    ],
    [
      'a word that is not one of the choices',
      'defaults: { time: sort }\n',
      '.rtailrc:1:13: defaults.time: expected one of short, full, found the text "sort"; did you mean short?',
    ],
    [
      'an unknown key in a nested jump',
      'teams:\n  a:\n    jump:\n      host: x\n      via:\n        hots: y\n',
      '.rtailrc:6:9: teams.a.jump.via.hots: unknown key, expected one of host, port, user, identity, identitiesOnly, knownHosts, via; did you mean host?',
    ],
    [
      'an unknown key in a filter of a view',
      'views:\n  v:\n    filters:\n      - { pattern: x, exlude: true }\n',
      '.rtailrc:4:23: views.v.filters[0].exlude: unknown key, expected one of pattern, exclude, off; did you mean exclude?',
    ],
    [
      'a filter without its pattern',
      'views: { v: { filters: [{ off: true }] } }\n',
      '.rtailrc:1:25: views.v.filters[0].pattern: expected a pattern (ERE), found nothing',
    ],
    ['a repeated key', 'hosts: {}\nhosts: {}\n', '.rtailrc:2:1: Map keys must be unique'],
    [
      'a tab for indentation',
      'hosts:\n\ta: {}\n',
      /^\.rtailrc:2:1: Tabs are not allowed as indentation; indent with spaces$/,
    ],
    [
      'a glob that YAML mistakes for an alias',
      'groups:\n  web: [*web]\n',
      /^\.rtailrc: Unresolved alias.*: web; a word that begins with \* or & must be quoted/,
    ],
    [
      'a range in braces without quotes',
      'hosts: { web-[1-2]: }\n',
      ".rtailrc:1:14: Missing , or : between flow map items; is something not closed? Inside { } and [ ], text that contains brackets must be quoted: 'web-[01-12]'",
    ],
    [
      'a group without quotes',
      'views: { v: { sources: [@web] } }\n',
      /^\.rtailrc:1:25: Plain value cannot start with reserved character @; a word that begins with @ or % must be quoted/,
    ],
    ['a file that is a list', '- a\n', '.rtailrc:1:1: expected a map of keys, found a list'],
  ])('%s', async (_, text, complaint) => {
    expect(await complain(text)).toEqual([
      typeof complaint === 'string' ? complaint : expect.stringMatching(complaint),
    ]);
  });

  test.each(['password', 'passphrase', 'Password', 'passwd', 'secret'])(
    '%s is refused with advice',
    async key => {
      const [complaint, ...more] = await complain(`teams:\n  a:\n    jump: { host: b, ${key}: hunter2 }\n`);
      expect(complaint).toMatch(
        new RegExp(
          `^\\.rtailrc:3:22: teams\\.a\\.jump\\.${key}: secrets do not belong in this file; remove it: .*ssh-agent$`,
        ),
      );
      expect(more).toEqual([]);
      expect(complaint).not.toContain('hunter2');
    },
  );

  test('a host may still be named ansible', async () => {
    expect(await complain('hosts:\n  ansible: { address: 10.0.0.1 }\nlogs: { app: /a }\n')).toEqual([]);
  });
});

describe('an unresolved reference is reported with line and path', () => {
  test.each<[title: string, text: string, complaint: string]>([
    [
      'a team',
      'teams: { shop: {} }\nhosts:\n  a: { team: shp }\n',
      '.rtailrc:3:8: hosts.a.team: no team named shp; did you mean shop?',
    ],
    [
      'a log of a host',
      'logs: { pg: /a }\nhosts:\n  a: { logs: [pgg] }\n',
      '.rtailrc:3:15: hosts.a.logs[0]: no log named pgg; did you mean pg?',
    ],
    [
      'a member of a group',
      'hosts: { web-1: }\ngroups:\n  all:\n    - web-1\n    - web-2\n',
      '.rtailrc:5:7: groups.all[1]: no host or group named web-2; did you mean web-1?',
    ],
    [
      'a number from a range in a group',
      'hosts: { "web-[1-2]": }\ngroups: { all: ["web-[1-3]"] }\n',
      '.rtailrc:2:17: groups.all[0]: no host named web-3; did you mean web-1 or web-2?',
    ],
    [
      'a tag',
      'hosts: { a: { tags: [prod] } }\ngroups: { p: ["tag:prd"] }\n',
      '.rtailrc:2:15: groups.p[0]: no host has the tag prd; did you mean prod?',
    ],
    [
      'the hosts of a log',
      'hosts: { a: }\nlogs: { app: { path: /x, hosts: [b1] } }\n',
      '.rtailrc:2:34: logs.app.hosts[0]: no host or group named b1',
    ],
    [
      'a team in via',
      'teams: { office: { jump: g }, shop: { jump: { host: b, via: offce } } }\n',
      '.rtailrc:1:56: teams.shop.jump.via: no team named offce; did you mean office?',
    ],
    [
      'a team without a jump in via',
      'teams: { office: {}, shop: { jump: { host: b, via: office } } }\n',
      '.rtailrc:1:47: teams.shop.jump.via: team office has no jump; give teams.office.jump a host, or define the jump here',
    ],
    [
      'a jump without a host',
      'teams: { shop: { jump: { user: alice } } }\n',
      '.rtailrc:1:18: teams.shop.jump: the jump has no host; name the machine: host: bastion.example',
    ],
    [
      'an invalid jump',
      'teams: { shop: { jump: "alice@" } }\n',
      '.rtailrc:1:18: teams.shop.jump: expected [user@]host[:port] without quotes, control characters or other special characters, found "alice@"; write alice@bastion.example:22, a map, or none',
    ],
    [
      'a log without a place',
      'logs: { app: { format: java } }\n',
      '.rtailrc:1:9: logs.app: has neither path nor command; say where it is: path: /var/log/app.log',
    ],
    [
      'a log with two places',
      'logs: { app: { path: /a, command: b } }\n',
      '.rtailrc:1:9: logs.app: has both path and command; keep only one: a log is read from one place',
    ],
    [
      'a host defined twice',
      'hosts:\n  web-[01-03]:\n  web-02:\n',
      '.rtailrc:3:3: hosts.web-02: web-02 is also defined by web-[01-03]; remove it from one of them',
    ],
    [
      'a reversed range',
      'hosts: { "w-[3-1]": }\n',
      '.rtailrc:1:10: hosts."w-[3-1]": [3-1]: the range is reversed',
    ],
    [
      'a placeholder without a range',
      'hosts: { a: { address: "a{n}" } }\n',
      '.rtailrc:1:15: hosts.a.address: {n} stands for the number of a range, but the name has no range; name it like web-[01-12]',
    ],
    [
      'an unknown placeholder',
      'hosts: { "a[1-2]": { address: "a{m}" } }\n',
      '.rtailrc:1:22: hosts."a[1-2]".address: unknown placeholder {m}; only {n} and {name} are supported',
    ],
  ])('%s', async (_, text, complaint) => expect(await complain(text)).toEqual([complaint]));

  test('reports groups that contain each other', async () => {
    expect(await complain('groups: { a: [b], b: [c], c: [a] }\n')).toEqual([
      '.rtailrc:1:31: groups.c[0]: the group contains itself: a -> b -> c -> a; remove one of them',
    ]);
  });

  test('reports jumps that lead through each other', async () => {
    const text = 'teams:\n  a: { jump: { host: x, via: b } }\n  b: { jump: { host: y, via: a } }\n';
    expect(await complain(text)).toEqual([
      '.rtailrc:2:25: teams.a.jump.via: the jumps form a loop: b -> a -> b; remove one via',
      '.rtailrc:3:25: teams.b.jump.via: the jumps form a loop: a -> b -> a; remove one via',
    ]);
  });
});

test('all problems in a file are reported at once, in the order of its lines', async () => {
  const text = [
    'teams: { shop: { prot: 1 } }',
    'hosts:',
    '  a: { team: shp, port: x }',
    'groups: { g: [b] }',
    'logs: { l: { pth: /x } }',
    'veiws: {}',
  ].join('\n');
  const places = (await complain(text)).map(line => line.split(': ').slice(0, 2).join(' '));
  expect(places).toEqual([
    '.rtailrc:1:18 teams.shop.prot',
    '.rtailrc:3:8 hosts.a.team',
    '.rtailrc:3:19 hosts.a.port',
    '.rtailrc:4:15 groups.g[0]',
    '.rtailrc:5:14 logs.l.pth',
    '.rtailrc:6:1 veiws',
  ]);
});

test('in a .json file a missing comma is an error', async () => {
  expect(await complaints(makeTree({ '.rtailrc.json': '{ "keys": {} "hosts": {} }' }))).toEqual([
    expect.stringMatching(/^\.rtailrc\.json:1:14: .+; is a comma, a quote or a bracket missing\?$/),
  ]);
  expect(
    await complaints(makeTree({ '.rtailrc.json': '{ "defaults": { "lines": 1 "sudo": true } }' })),
  ).toEqual([expect.stringMatching(/^\.rtailrc\.json:1:\d+: .+/)]);
});
