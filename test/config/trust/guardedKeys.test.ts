import { describe, expect, test } from 'vitest';
import { configurableOptions } from '../../../src/cli/request/configured.ts';
import { jsonSchema } from '../../../src/config/schema/jsonSchema.ts';
import { guardedKeys, withoutGuardedKeys } from '../../../src/config/trust/guardedKeys.ts';
import { loadTree, makeTree } from '../files/tree.ts';

/**
 * A verdict on every key of the configuration: it only affects what is shown and requested, or it runs
 * something, writes something, or vouches for something.
 */
const DATA = new Set(
  [
    '$schema extends teams hosts groups logs defaults views keys highlight',
    'user port identity identitiesOnly timezone jump host via address team tags',
    'path format start level pattern names',
    // They run only fixed programs, with the name as one quoted word.
    'journal docker podman kubernetes namespace selector pod container context',
    'sources filters exclude off ignoreCase layout sizes rows columns time wrap hostColumn verbatim timeline',
    'color background bold underline',
    // Whatever an import reads is data as well.
    'ansible ssh_config file only cache timeout',
    // Inside `serve`, which is guarded as a whole.
    'allow operators to',
  ].flatMap(line => line.split(' ')),
);
const GUARDED = new Set(['knownHosts', 'command', 'run', 'serve']);
const GUARDED_OPTIONS = [
  'transport ssh-config sudo tee debug',
  'redis-password-file redis-sentinel-password-file redis-ca redis-cert redis-key',
].flatMap(line => line.split(' '));
const DATA_OPTIONS = [
  'lines bytes follow retry sleep-interval zero-terminated since until grep exclude ignore-case fixed fixed-strings',
  'after-context before-context context record level max-count head last pushdown team jump connect-timeout concurrency control-master',
  'output format prefix quiet silent verbose time sort color colour resume stats max-time print buffer view ascii mouse',
  'where count count-by per top until-match facility tag',
  'project keep keep-for lease redis-user redis-sentinel-user',
].flatMap(line => line.split(' '));

test('every key of the configuration has a verdict: add new ones to one of the lists above', () => {
  const keys = new Set(keysOf(JSON.parse(jsonSchema([]))));
  expect([...keys].filter(key => !DATA.has(key) && !GUARDED.has(key))).toEqual([]);
});

test('every option allowed in defaults has a verdict', () => {
  const guarded = configurableOptions().filter(option => option.guarded !== undefined);
  expect(guarded.map(({ name }) => name).sort()).toEqual([...GUARDED_OPTIONS].sort());
  const others = configurableOptions().filter(option => option.guarded === undefined);
  expect(others.map(({ name }) => name).filter(name => !DATA_OPTIONS.includes(name))).toEqual([]);
});

/** Returns every property name in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.keys((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

describe('guarded keys', () => {
  const OPTIONS = [{ name: 'tee', type: 'string', guarded: 'writes' } as const];
  const whole = {
    teams: {
      t: { knownHosts: 'x', jump: { host: 'a', knownHosts: ['x'], via: { host: 'b', knownHosts: 'x' } } },
    },
    hosts: { h: { knownHosts: 'x', user: 'u', jump: 'a' }, command: './hosts.sh' },
    logs: { l: { command: 'c', format: 'json' }, m: '/m', n: { path: '/n' } },
    defaults: { tee: 'x', lines: 1 },
    serve: { allow: [{ to: ['*'], sources: ['h'] }] },
  };

  test('are found wherever they may be', () => {
    expect(guardedKeys(whole, OPTIONS).map(({ path }) => path.join('.'))).toEqual([
      'teams.t.knownHosts',
      'teams.t.jump.knownHosts',
      'teams.t.jump.via.knownHosts',
      'hosts.h.knownHosts',
      'hosts.command',
      'logs.l.command',
      'serve.allow',
      'defaults.tee',
    ]);
  });

  test('are removed, and nothing else is', () => {
    expect(withoutGuardedKeys(whole, OPTIONS)).toEqual({
      teams: { t: { jump: { host: 'a', via: { host: 'b' } } } },
      hosts: { h: { user: 'u', jump: 'a' } },
      logs: { l: { format: 'json' }, m: '/m', n: { path: '/n' } },
      defaults: { lines: 1 },
      // What is left shows that there was a policy, so serve refuses to start without it.
      serve: {},
    });
  });

  test.each([
    'hosts: { a: }\n__proto__: { defaults: { lines: 5 } }\n',
    'hosts: { a: , __proto__: { knownHosts: x } }\n',
    'hosts: { a: { jump: { host: b, __proto__: { knownHosts: x } } } }\n',
  ])('cannot be introduced through a prototype: %s', async text => {
    const loaded = await loadTree(makeTree({ '.rtailrc': text }), { trust: null }).catch(() => null);
    expect(loaded?.config.defaults ?? {}).toEqual({});
    expect(JSON.stringify(loaded?.config ?? {})).not.toContain('knownHosts');
  });

  test('are found and removed quickly in a large inventory', () => {
    const hosts = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`h${i}`, { knownHosts: 'x' }]),
    );
    const left = withoutGuardedKeys({ hosts }, OPTIONS);
    expect(Object.values(left.hosts).every(host => Object.keys(host).length === 0)).toBe(true);
  });
});
