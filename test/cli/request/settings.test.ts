import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../src/cli/request/layers.ts';
import { type Circumstances, request } from './asking.ts';

const shown = (origin: Origin): string => {
  switch (origin.kind) {
    case 'flag':
      return origin.spelt;
    case 'environment':
      return origin.variable;
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'built-in':
      return 'built-in';
  }
};

/** Returns the value of one option as text, and its origin. */
const setting = (name: string, line: string, circumstances: Circumstances): string => {
  const found = request(line, circumstances).settings.find(row => row.name === name)!;
  return `${found.text} from ${shown(found.origin)}`;
};

describe('the nearest value wins, and its origin is known', () => {
  it.each<[string, string, string, Circumstances, string]>([
    ['built in', 'concurrency', 'rtail x', {}, '50 from built-in'],
    [
      'a file overrides the built-in value',
      'concurrency',
      'rtail x',
      { defaults: { concurrency: 9 } },
      '9 from team.yaml:1',
    ],
    [
      'the environment overrides a file',
      'concurrency',
      'rtail x',
      { defaults: { concurrency: 9 }, env: { RTAIL_CONCURRENCY: '8' } },
      '8 from RTAIL_CONCURRENCY',
    ],
    [
      'a flag overrides the environment',
      'concurrency',
      'rtail x --conc 7',
      { env: { RTAIL_CONCURRENCY: '8' } },
      '7 from --concurrency',
    ],
    ['the last flag wins', 'concurrency', 'rtail x --conc 7 --conc 6', {}, '6 from --concurrency'],
    [
      'an empty variable sets nothing',
      'concurrency',
      'rtail x',
      { env: { RTAIL_CONCURRENCY: '' } },
      '50 from built-in',
    ],
    [
      'a variable with two words',
      'max-count',
      'rtail x',
      { env: { RTAIL_MAX_COUNT: '3' } },
      '3 from RTAIL_MAX_COUNT',
    ],
    ['a switch in a variable', 'sudo', 'rtail x', { env: { RTAIL_SUDO: 'yes' } }, 'yes from RTAIL_SUDO'],
    [
      'a switch turned off by a flag',
      'sudo',
      'rtail x --no-sudo',
      { env: { RTAIL_SUDO: '1' } },
      'no from --no-sudo',
    ],
    ['a switch in a file', 'sudo', 'rtail x', { defaults: { sudo: true } }, 'yes from team.yaml:1'],
    [
      'follow in a variable, without a value',
      'follow',
      'rtail x',
      { env: { RTAIL_FOLLOW: '1' } },
      'yes from RTAIL_FOLLOW',
    ],
    [
      'follow in a variable, with a value',
      'follow',
      'rtail x',
      { env: { RTAIL_FOLLOW: 'name' } },
      'name from RTAIL_FOLLOW',
    ],
    ['follow in a file', 'follow', 'rtail x', { defaults: { follow: true } }, 'yes from team.yaml:1'],
    ['no follow in a file', 'follow', 'rtail x', { defaults: { follow: false } }, 'none from team.yaml:1'],
    ['no colours in a file', 'color', 'rtail x', { defaults: { color: false } }, 'never from team.yaml:1'],
    ['an alias in a file', 'color', 'rtail x', { defaults: { colour: 'always' } }, 'always from team.yaml:1'],
    ['a shorthand in a file', 'prefix', 'rtail x', { defaults: { quiet: true } }, 'never from team.yaml:1'],
    [
      'a shorthand turned off in a file',
      'prefix',
      'rtail x',
      { defaults: { quiet: false } },
      'auto from built-in',
    ],
    ['-F says where it came from', 'retry', 'rtail x -F', {}, 'yes from -F'],
    [
      'lines in a file are overridden by -c',
      'lines',
      'rtail x -c 5',
      { defaults: { lines: 200 } },
      'null from built-in',
    ],
    [
      'bytes in the environment are overridden by -5',
      'bytes',
      'rtail x -5',
      { env: { RTAIL_BYTES: '7' } },
      'null from built-in',
    ],
    ['null in a file sets nothing', 'head', 'rtail x', { defaults: { head: null } }, 'null from built-in'],
    ['NO_COLOR', 'color', 'rtail x', { env: { NO_COLOR: '1' } }, 'auto from NO_COLOR'],
    [
      'only the patterns of the nearest place',
      'grep',
      'rtail x -g a -g b',
      { defaults: { grep: ['c', 'd'] } },
      'a, b from -g',
    ],
    [
      'patterns in a file',
      'exclude',
      'rtail x',
      { defaults: { exclude: ['c', 'd'] } },
      'c, d from team.yaml:1',
    ],
    ['one pattern in a file', 'exclude', 'rtail x', { defaults: { exclude: 'c' } }, 'c from team.yaml:1'],
    [
      'patterns in the environment, one per line',
      'exclude',
      'rtail x',
      { env: { RTAIL_EXCLUDE: 'c\nd' } },
      'c, d from RTAIL_EXCLUDE',
    ],
    [
      'patterns of a file are dropped',
      'exclude',
      'rtail x --no-exclude',
      { defaults: { exclude: 'c' } },
      'null from --no-exclude',
    ],
    [
      'jump hosts in a file as a list',
      'jump',
      'rtail x',
      { defaults: { jump: ['a', 'b'] } },
      'a,b from team.yaml:1',
    ],
  ])('%s: %s of %s', (_title, name, line, circumstances, expected) => {
    expect(setting(name, line, circumstances)).toBe(expected);
  });

  it.each<[string, string, Circumstances, string, string]>([
    [
      '--last over head of a file',
      'rtail x --last 5',
      { defaults: { head: 9 } },
      'head',
      'null from built-in',
    ],
    [
      '--head over last of the environment',
      'rtail x --head 5',
      { env: { RTAIL_LAST: '9' } },
      'last',
      'null from built-in',
    ],
    [
      '--last over follow of a file',
      'rtail x --last 5',
      { defaults: { follow: 'name' } },
      'follow',
      'null from built-in',
    ],
    ['-f over last of a file', 'rtail x -f', { defaults: { last: 9 } }, 'last', 'null from built-in'],
    [
      '-o json over a template of a file',
      'rtail x -o json',
      { defaults: { format: '{text}' } },
      'format',
      'null from built-in',
    ],
    [
      '--format over json of a file',
      'rtail x --format {text}',
      { defaults: { output: 'json' } },
      'output',
      'text from built-in',
    ],
    [
      '--demo over RTAIL_CONFIG',
      'rtail x --demo',
      { env: { RTAIL_CONFIG: 'f' } },
      'config',
      'null from built-in',
    ],
    [
      'an option without effect in a file is not a contradiction',
      'rtail x',
      { defaults: { output: 'json', color: 'always' } },
      'output',
      'json from team.yaml:1',
    ],
  ])(
    'of two options that exclude each other, the nearer wins: %s',
    (_title, line, circumstances, name, expected) => {
      expect(setting(name, line, circumstances)).toBe(expected);
    },
  );

  it('every variable and default works like the flag', () => {
    const by = (circumstances: Circumstances, line = 'rtail x') => {
      const { settings: _, warnings: __, ...rest } = request(line, circumstances);
      return rest;
    };
    const flagged = by(
      {},
      'rtail x -g a --level warn -n 5 -F -o json --max-time 5 --tee d --since 1h -J b --no-pushdown',
    );
    const options = {
      grep: 'a',
      level: 'warn',
      lines: 5,
      follow: 'name',
      retry: true,
      output: 'json',
      'max-time': 5,
      tee: 'd',
      since: '1h',
      jump: 'b',
      pushdown: false,
    };
    const env = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [
        `RTAIL_${name.toUpperCase().replace('-', '_')}`,
        String(value),
      ]),
    );
    expect(by({ defaults: options })).toEqual(flagged);
    expect(by({ env })).toEqual(flagged);
  });

  it.each([
    [{ RTAIL_GERP: 'x' }, ['RTAIL_GERP is not a known variable: did you mean RTAIL_GREP?']],
    [{ RTAIL_MAXCOUNT: '3' }, ['RTAIL_MAXCOUNT is not a known variable: did you mean RTAIL_MAX_COUNT?']],
    [{ RTAIL_VERSION: '1', RTAIL_NODE: '/node', RTAIL_GREP: 'x', GERP: 'x', RTAIL_SUOD: '' }, []],
  ])('a misspelt variable causes a warning: %j', (env, expected) => {
    expect(request('rtail x', { env }).warnings).toEqual(expected);
  });
});
