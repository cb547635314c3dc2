import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../../src/cli/options/options.ts';
import { configurableOptions, defaultSettings } from '../../../src/cli/request/configured.ts';
import { defaultsSchema } from '../../../src/config/schema/optionValues.ts';

describe('defaults of the configuration', () => {
  it.each([
    [{ lines: 200, grep: ['a', 'b'], exclude: 'c', level: 'warn' }, true],
    [
      { follow: 'name', retry: true, quiet: true, concurrency: 9, 'connect-timeout': '5s', 'max-time': 60 },
      true,
    ],
    [{ color: 'never', buffer: '256M', ascii: true, output: 'json', jump: 'a,b' }, true],
    [{ colour: 'never', level: 'warning' }, true],
    [{ level: 'warm' }, false],
    [{ concurrency: 'many' }, false],
    [{ config: 'x' }, false],
    [{ help: true }, false],
    [{ lnies: 5 }, false],
  ])('%j may be set: %s', (defaults, expected) => {
    expect(defaultsSchema(configurableOptions()).safeParse(defaults).success).toBe(expected);
  });

  it('are options in the table', () => {
    for (const { name } of configurableOptions()) {
      const option = OPTIONS.find(row => row.name === name || row.aliases?.includes(name));
      expect([name, option?.settable]).toEqual([name, undefined]);
      expect(option).toBeDefined();
    }
  });

  it('come with their positions', () => {
    const origin = (path: readonly (string | number)[]) =>
      path[1] === 'lines' ? { file: '/p/a.yaml', position: { line: 7 } } : null;
    expect(defaultSettings({ config: { defaults: { lines: 5, grep: 'd' } }, origin }, '/home/me')).toEqual([
      { name: 'lines', value: 5, file: '/p/a.yaml', line: 7 },
      { name: 'grep', value: 'd', file: 'configuration', line: null },
    ]);
    expect(defaultSettings({ config: { defaults: null }, origin }, '/home/me')).toEqual([]);
  });

  it.each([
    ['ssh-config', './ssh/config', '/team/ssh/config'],
    ['ssh-config', '~/other', '/home/me/other'],
    ['ssh-config', '/etc/x', '/etc/x'],
    ['tee', 'saved', '/team/saved'],
    ['view', './x', './x'],
  ])('%s: %s in /team/base.yaml becomes %s', (name, value, expected) => {
    const origin = () => ({ file: '/team/base.yaml', position: null });
    const [setting] = defaultSettings({ config: { defaults: { [name]: value } }, origin }, '/home/me');
    expect(setting?.value).toBe(expected);
  });
});
