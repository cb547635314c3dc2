import { describe, expect, it, test } from 'vitest';
import type { Request } from '../../../src/cli/request/request.ts';
import { DEFAULT_TIMINGS } from '../../../src/core/timings.ts';
import { begin, PIPE, request } from './asking.ts';

const from = ({ query }: Request): string => {
  switch (query.from.kind) {
    case 'lastLines':
      return `last ${query.from.count}`;
    case 'fromLine':
      return `line ${query.from.line} on`;
    case 'lastBytes':
      return `last ${query.from.count} bytes`;
    case 'fromByte':
      return `byte ${query.from.byte} on`;
  }
};

describe('how much is read', () => {
  it.each([
    ['rtail x', 'last 10'],
    ['rtop x', 'last 200'],
    ['rtop x --print', 'last 10'],
    ['rtail x -f', 'last 10'],
    ['rtail x -n 5', 'last 5'],
    ['rtail x -n -5', 'last 5'],
    ['rtail x -n 2K', 'last 2048'],
    ['rtail x -n +5', 'line 5 on'],
    ['rtail x -n +0', 'line 1 on'],
    ['rtail x -n 0', 'last 0'],
    ['rtail x -c 10K', 'last 10240 bytes'],
    ['rtail x -c 10kB', 'last 10000 bytes'],
    ['rtail x -c 2b', 'last 1024 bytes'],
    ['rtail x -c 1MB', 'last 1000000 bytes'],
    ['rtail x -c +1MiB', 'byte 1048576 on'],
    ['rtail x -n 5 -c 3', 'last 3 bytes'],
    ['rtail x -c 3 -n 5', 'last 5'],
    ['rtail x -10000000', 'last 10000000'],
    ['rtail x -g a', 'line 1 on'],
    ['rtail x -x a', 'line 1 on'],
    ['rtail x --level warn', 'line 1 on'],
    ['rtail x --since 10m', 'line 1 on'],
    ['rtail x --until 10m', 'line 1 on'],
    ['rtail x --head 3', 'line 1 on'],
    ['rtail x --last 3', 'line 1 on'],
    ['rtail x --max-count 3', 'line 1 on'],
    ['rtail x -g a -n 7', 'last 7'],
    ['rtail x -g a -c 7', 'last 7 bytes'],
    ['rtail x --since 10m -n 7', 'last 7'],
    ['rtail x -g a -f', 'last 10'],
    ['rtail x -g a -F', 'last 10'],
    ['rtail x --since 10m -f', 'line 1 on'],
    ['rtail x --head 3 -f', 'last 10'],
    ['rtop x -g a', 'last 200'],
    ['rtop x -g a --no-follow', 'line 1 on'],
    ['rtop x -g a --head 3', 'line 1 on'],
    ['rtop x --since 10m', 'line 1 on'],
    ['rtop x --last 100', 'line 1 on'],
    ['rtail x --fixed -i', 'last 10'],
  ])('%s: %s', (line, expected) => {
    expect(from(request(line))).toBe(expected);
  });

  it('rtop prints on a terminal that cannot show a screen', () => {
    expect(request('rtop x', { env: { TERM: 'dumb' } }).mode).toBe('print');
    expect(request('rtop x', { env: { TERM: 'xterm' } }).mode).toBe('screen');
  });

  it('rtop reads as much as rtail if stdout is not a terminal', () => {
    expect(from(request('rtop x', { terminal: PIPE }))).toBe('last 10');
  });
});

describe('screen or print, and what to follow', () => {
  it.each([
    ['rtail x', 'print none'],
    ['rtail x -f', 'print descriptor'],
    ['rtail x --follow', 'print descriptor'],
    ['rtail x --follow=name', 'print name'],
    ['rtail x -F', 'print name retry'],
    ['rtail x -f --retry', 'print descriptor retry'],
    ['rtail x -f --no-follow', 'print none'],
    ['rtail x --no-follow -f', 'print descriptor'],
    ['rtail x --follow=none', 'print none'],
    ['rtail x -f --head 0', 'print none'],
    ['rtop x --head 0', 'print none'],
    ['rtail x -f --max-count 0', 'print none'],
    ['rtop x', 'screen name retry'],
    ['rtop', 'screen name retry'],
    ['rtop x -f', 'screen name retry'],
    ['rtop x --follow=descriptor', 'screen descriptor retry'],
    ['rtop x --no-retry', 'screen name'],
    ['rtop x --no-follow', 'print none'],
    ['rtop x --print', 'print none'],
    ['rtop x --print -f', 'print descriptor'],
    ['rtop x --head 5', 'print none'],
    ['rtop x -head 5', 'print none'],
    ['rtop x --explain', 'print none'],
    ['rtop x --last 5', 'screen none retry'],
    ['rtop x --until 10m', 'screen none retry'],
    ['rtop x --until 2026-11-21', 'screen name retry'],
    ['rtop --demo', 'screen name retry'],
    ['rtop --replay d', 'screen none retry'],
    ['rtop list', 'print none'],
    ['rtop check x', 'print none'],
  ])('%s: %s', (line, expected) => {
    const { mode, query } = request(line);
    expect([mode, query.follow, ...(query.retry ? ['retry'] : [])].join(' ')).toBe(expected);
  });

  it.each([
    ['rtop x', 'print none'],
    ['rtop x -f', 'print descriptor'],
    ['rtop x -F', 'print name'],
  ])('%s behaves like rtail if stdout is not a terminal', (line, expected) => {
    const asked = request(line, { terminal: PIPE });
    expect(`${asked.mode} ${asked.query.follow}`).toBe(expected);
    const { program: _, ...rest } = asked;
    const { program: __, ...same } = request(line.replace('rtop', 'rtail'), { terminal: PIPE });
    expect(rest).toEqual(same);
  });
});

describe('the query', () => {
  it.each([
    ['rtail x -g a --grep b -grep c', { grep: ['a', 'b', 'c'] }],
    ['rtail x -x a -x b', { exclude: ['a', 'b'] }],
    ["rtail x -g ''", { grep: [''] }],
    ['rtail x -g a -i --fixed', { ignoreCase: true, fixed: true }],
    ['rtail x -g a( --fixed', { grep: ['a('] }],
    ['rtail x -g a -C 3', { before: 3, after: 3 }],
    ['rtail x -g a -C 3 -A 1', { before: 3, after: 1 }],
    ['rtail x -B 0 -g a -C 3', { before: 0, after: 3 }],
    ['rtail x -g a -A 2', { before: 0, after: 2 }],
    ['rtail x --record -g a', { record: true }],
    ['rtail x --level WARNING', { level: 'warn' }],
    ['rtail x --level err', { level: 'error' }],
    ['rtail x --level fatal', { level: 'fatal', record: false }],
    ['rtail x --level error --last 20', { record: true }],
    ['rtail x --level error --head 20', { record: true }],
    ['rtail x --level error --max-count 20', { record: true }],
    ['rtail x --level error --last 20 -g a', { record: false }],
    ['rtail x --level error --last 20 -x a', { record: false }],
    ['rtail x --last 20', { record: false }],
    ['rtail x --max-count 4', { maxCount: 4 }],
    ['rtail x -head -100', { head: 100 }],
    ['rtail x --last 7', { last: 7 }],
    ['rtail x --no-pushdown', { pushdown: false }],
    ['rtail x', { pushdown: true }],
    ['rtail x -f --pid 42', { pid: 42 }],
    ['rtail x -f -s 0.5', { sleepSeconds: 0.5 }],
    ['rtail x -f -s 200ms', { sleepSeconds: 0.2 }],
    ['rtail x -z', { zeroTerminated: true }],
    ['rtail x --since 10m', { time: { since: Date.UTC(2026, 10, 20, 13, 50), until: null } }],
  ] as const)('%s', (line, expected) => {
    expect(request(line).query).toMatchObject(expected);
  });

  it.each([
    ['rtail x', false],
    ['rtail x -n 5', false],
    ['rtail x --head 5', false],
    ['rtail x -g a', true],
    ['rtail x -x a -f', true],
    ['rtail x --level info', true],
    ['rtail x --since 1h', true],
  ])('%s: a missing match affects the exit code: %s', (line, expected) => {
    expect(request(line).filtering).toBe(expected);
  });
});

describe('connecting, output and screen', () => {
  const hop = { identities: [], knownHosts: [], port: null, user: null };
  it.each([
    [
      'rtail x',
      {
        jump: null,
        transport: 'ssh2',
        sshConfig: null,
        share: true,
        connectTimeoutMs: null,
        timings: DEFAULT_TIMINGS,
        concurrency: 50,
        sudo: false,
      },
    ],
    ['rtail x -J bastion', { jump: [{ ...hop, address: 'bastion' }] }],
    [
      'rtail x -J a@one:2222,b@two',
      {
        jump: [
          { ...hop, user: 'a', address: 'one', port: 2222 },
          { ...hop, user: 'b', address: 'two' },
        ],
      },
    ],
    ['rtail x -J [::1]:22', { jump: [{ ...hop, address: '::1', port: 22 }] }],
    ['rtail x -J none', { jump: [] }],
    ['rtail x --no-jump', { jump: [] }],
    [
      'rtail x --transport openssh --ssh-config f --sudo',
      { transport: 'openssh', sshConfig: 'f', sudo: true },
    ],
    [
      'rtail x --connect-timeout 3',
      { connectTimeoutMs: 3000, timings: { ...DEFAULT_TIMINGS, connectMs: 3000, keyExchangeMs: 3000 } },
    ],
    ['rtail x --connect-timeout 1m30s', { connectTimeoutMs: 90_000 }],
    ['rtail x --concurrency 4', { concurrency: 4 }],
    ['rtail x --no-control-master', { share: false }],
  ] as const)('connect: %s', (line, expected) => {
    expect(request(line).connect).toMatchObject(expected);
  });

  it.each([
    [
      'rtail x',
      {
        form: 'text',
        template: null,
        prefix: 'auto',
        time: 'off',
        sort: 'time',
        tee: null,
        stats: false,
        maxTimeMs: null,
      },
    ],
    ['rtail x -o raw', { form: 'raw', prefix: 'never', sort: 'arrival', colors: 0 }],
    ['rtail x -o raw --sort time', { sort: 'time' }],
    ['rtail x -o json', { form: 'json', sort: 'time', colors: 0 }],
    ['rtail x -q', { prefix: 'never' }],
    ['rtail x -v', { prefix: 'always' }],
    ['rtail x -qv', { prefix: 'always' }],
    ['rtail x --no-prefix', { prefix: 'never' }],
    ["rtail x --format '{host} {text}'", { template: '{host} {text}' }],
    ['rtail x --time utc --sort arrival', { time: 'utc', sort: 'arrival' }],
    [
      'rtail x -F --tee out --resume --stats --debug log --max-time 1h',
      { tee: 'out', resume: true, stats: true, debug: 'log', maxTimeMs: 3_600_000 },
    ],
    ['rtail x --max-time 5', { maxTimeMs: 5000 }],
  ] as const)('output: %s', (line, expected) => {
    expect(request(line).output).toMatchObject(expected);
  });

  it.each([
    ['a terminal', 'rtail x', { TERM: 'xterm' }, true, 4],
    ['a pipe', 'rtail x', { TERM: 'xterm' }, false, 0],
    ['a dumb terminal', 'rtail x', { TERM: 'dumb' }, true, 0],
    ['NO_COLOR', 'rtail x', { TERM: 'xterm', NO_COLOR: '1' }, true, 0],
    ['NO_COLOR left empty', 'rtail x', { TERM: 'xterm', NO_COLOR: '' }, true, 4],
    ['FORCE_COLOR on a pipe', 'rtail x', { TERM: 'xterm', FORCE_COLOR: '3' }, false, 24],
    ['--color=always over NO_COLOR', 'rtail x --color=always', { TERM: 'xterm', NO_COLOR: '1' }, false, 4],
    ['--no-color over FORCE_COLOR', 'rtail x --no-color', { TERM: 'xterm', FORCE_COLOR: '1' }, true, 0],
    [
      'RTAIL_COLOR over NO_COLOR',
      'rtail x',
      { TERM: 'xterm', NO_COLOR: '1', RTAIL_COLOR: 'always' },
      false,
      4,
    ],
    ['json with FORCE_COLOR', 'rtail x -o json', { TERM: 'xterm', FORCE_COLOR: '1' }, true, 0],
  ] as const)('colours: %s', (_title, line, env, stdoutIsTerminal, expected) => {
    expect(request(line, { env, terminal: { stdinIsTerminal: true, stdoutIsTerminal } }).output.colors).toBe(
      expected,
    );
  });

  it('NO_COLOR overrides the configuration', () => {
    const defaults = { color: 'always' };
    expect(request('rtail x', { defaults, env: { TERM: 'xterm' }, terminal: PIPE }).output.colors).toBe(4);
    expect(request('rtail x', { defaults, env: { TERM: 'xterm', NO_COLOR: '1' } }).output.colors).toBe(0);
  });

  it.each([
    ['rtop x', { bufferBytes: 67_108_864, ascii: false, mouse: false, view: null, time: null }],
    [
      'rtop x --buffer 1GB --ascii --mouse --view v',
      { bufferBytes: 1_000_000_000, ascii: true, mouse: true, view: 'v', time: null },
    ],
    ['rtop x --time utc', { bufferBytes: 67_108_864, ascii: false, mouse: false, view: null, time: 'utc' }],
  ])('screen: %s', (line, expected) => {
    expect(request(line).screen).toEqual(expected);
  });

  it('selects what to read, and which inventory', () => {
    expect(request('rtail --team shop --config f - --name app')).toMatchObject({
      words: ['-'],
      inventory: { team: 'shop', config: 'f', demo: null, stdinName: 'app' },
    });
    expect(request('rtail --demo --seed 7 x').inventory.demo).toEqual({ seed: 7 });
    expect(request('rtop --demo').words).toEqual([]);
    expect(request('rtop --replay d')).toMatchObject({ replay: 'd', words: [] });
    expect(request('rtail', { terminal: { stdinIsTerminal: false, stdoutIsTerminal: true } }).words).toEqual([
      '-',
    ]);
    expect(request('rtop', { terminal: { stdinIsTerminal: false, stdoutIsTerminal: true } }).words).toEqual(
      [],
    );
  });
});

describe('syslog', () => {
  it.each([
    ['rtail syslog://:5514', { follow: 'name', where: [] }],
    ['rtail x syslog+unix:/run/x -f', { follow: 'descriptor' }],
    ['rtail syslog:messages', { follow: 'none' }],
    ['rtop syslog://:5514 --head 3', { follow: 'name', head: 3 }],
    ['rtail x --facility auth,local0', { follow: 'none', where: ["facility in ('auth', 'local0')"] }],
    [
      "rtail x --tag nginx --tag 'a b, c' --where 'pid>1'",
      { where: ['pid>1', "tag in ('nginx', 'a b', 'c')"] },
    ],
  ])('%s', (line, expected) => {
    expect(request(line).query).toMatchObject(expected);
  });

  it.each([
    ['rtail syslog://:5514 --no-follow', /so it is always followed/],
    ['rtail syslog://:5514 --last 5', /there are no latest lines/],
    ['rtail x --facility locl0', /no facility is called 'locl0'/],
    ['rtail x --tag ,', /expected one or more names/],
  ])('%s is refused', (line, message) => {
    expect(() => request(line)).toThrow(message);
  });
});

test('a single quote in a tag is preserved', () => {
  expect(request(['rtail', 'x', '--tag', "it's"]).query.where).toEqual(["tag in ('it''s')"]);
});

describe('options without effect cause warnings', () => {
  it.each([
    ['rtail x --retry', ['--retry has no effect without -f']],
    ['rtail x --pid 3 -s 2', ['--pid has no effect without -f', '-s has no effect without -f']],
    ['rtail x -F --no-follow', []],
    ['rtail x -f --retry --pid 3 -s 2', []],
    ['rtail x -i', ['-i has no effect without --grep, --exclude or --where']],
    [
      'rtail -i ~/.ssh/id_rsa x',
      [
        '-i has no effect without --grep, --exclude or --where: it ignores case; name a key as identity: in the inventory, or as IdentityFile in ~/.ssh/config',
      ],
    ],
    ['rtail x -C 3', ['-C has no effect without --grep, --exclude, --level or --where']],
    ['rtail x -C 3 --level warn', []],
    ['rtail x -i -g a', []],
    ['rtop x -o json', ['-o has no effect on the screen; add --print, or use rtail']],
    ['rtop x -o json --print', []],
    ['rtail x --seed 3', ['--seed has no effect without --demo']],
    ['rtail x --name n', ['--name has no effect unless - (standard input) is a source']],
    ['rtail - --name n', []],
  ])('%s', (line, expected) => {
    expect(request(line).warnings).toEqual(expected);
  });

  it('unless they come from the configuration or the environment', () => {
    expect(
      request('rtail x', { defaults: { 'ignore-case': true }, env: { RTAIL_RETRY: '1' } }).warnings,
    ).toEqual([]);
  });
});

describe('before the configuration is read', () => {
  it.each([
    ['rtail -h', { kind: 'help', length: 'short', command: 'run' }],
    ['rtail --help', { kind: 'help', length: 'long', command: 'run' }],
    ['rtop --help=short', { kind: 'help', program: 'rtop', length: 'short' }],
    ['rtail list -h', { kind: 'help', command: 'list' }],
    ['rtail --nope --head x -h', { kind: 'help', length: 'short' }],
    ['rtail -V', { kind: 'version' }],
    ['rtail --version x', { kind: 'version' }],
    ['rtail -fV', { kind: 'version' }],
    ['rtail completion zsh', { kind: 'completion', shell: 'zsh' }],
    ['rtail x', { kind: 'request', configFile: null, demo: false }],
    ['rtail x --config a.yaml', { kind: 'request', configFile: 'a.yaml' }],
    ['rtail --demo x', { kind: 'request', demo: true }],
    ['rtail -- -h', { kind: 'request' }],
    ['rtail -g -h x', { kind: 'request' }],
    [
      'rtail __complete teams s',
      { kind: 'complete', question: { what: 'teams', command: 'run', word: 's', before: [] } },
    ],
    [
      'rtail __complete operands w -n 5 check -f',
      { kind: 'complete', question: { what: 'operands', command: 'check', word: 'w', before: [] } },
    ],
    [
      'rtail __complete operands w --config f -n 5',
      { kind: 'complete', question: { word: 'w', before: [], configFile: 'f' } },
    ],
    ['rtail __complete operands --li a -f', { kind: 'complete', question: { word: '--li', before: ['a'] } }],
  ] as const)('%s', (line, expected) => {
    expect(begin(line)).toMatchObject(expected);
  });

  it('RTAIL_CONFIG names the file, and --config overrides it', () => {
    expect(begin('rtail x', { RTAIL_CONFIG: 'e' })).toMatchObject({ configFile: 'e' });
    expect(begin('rtail x --config f', { RTAIL_CONFIG: 'e' })).toMatchObject({ configFile: 'f' });
    expect(begin('rtail x', { RTAIL_CONFIG: '' })).toMatchObject({ configFile: null });
  });
});
