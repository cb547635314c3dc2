import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/cli/options/parse.ts';
import { typed } from '../request/asking.ts';

/** Flags as `name=text`, then the operands after a bar. */
const taken = (line: string): string => {
  const { flags, words, problems } = parseCommandLine('rtail', typed(line));
  expect(problems).toEqual([]);
  return `${flags.map(({ option, text }) => `${option.name}=${text}`).join(' ')} | ${words.join(' ')}`;
};

describe('parsing a command line', () => {
  it.each([
    // values
    ['-n5', 'lines=5 | '],
    ['-n 5', 'lines=5 | '],
    ['-n +5', 'lines=+5 | '],
    ['-n -5', 'lines=-5 | '],
    ['--lines=5', 'lines=5 | '],
    ['--lines 5', 'lines=5 | '],
    ['--lines=+5', 'lines=+5 | '],
    ['-c 10K', 'bytes=10K | '],
    ['--grep=', 'grep= | '],
    ['-g a=b', 'grep=a=b | '],
    ['--grep=a=b', 'grep=a=b | '],
    ['-g -v', 'grep=-v | '],
    ['--grep -- x', 'grep=-- | x'],
    ['-g --head', 'grep=--head | '],
    // clusters
    ['-fqn5', 'follow=yes prefix=never lines=5 | '],
    ['-fqn 5 x', 'follow=yes prefix=never lines=5 | x'],
    ['-iz', 'ignore-case=yes zero-terminated=yes | '],
    ['-ifgnn', 'ignore-case=yes follow=yes grep=nn | '],
    ['-vq', 'prefix=always prefix=never | '],
    ['-A2B3', 'after-context=2B3 | '],
    ['-f20', 'follow=yes lines=20 | '],
    // tail's old spellings
    ['-5', 'lines=5 | '],
    ['-10000000', 'lines=10000000 | '],
    ['+5', 'lines=+5 | '],
    ['-100f x', 'lines=100 follow=yes | x'],
    ['-100F x', 'lines=100 follow=name retry=yes | x'],
    ['-20c', 'bytes=20 | '],
    ['-2b', 'bytes=1024 | '],
    ['-7l', 'lines=7 | '],
    ['+20c', 'bytes=+20 | '],
    // the original's
    ['-grep Exception x', 'grep=Exception | x'],
    ["-grep 'two words' x", 'grep=two words | x'],
    ['-head 100 x', 'head=100 | x'],
    ['-head -100 x', 'head=100 | x'],
    ['-head 5 -grep a -grep b', 'head=5 grep=a grep=b | '],
    ['rc-log01 -f tatooine-warn.log', 'follow=yes | rc-log01 tatooine-warn.log'],
    [
      'rc-log01 tatooine-warn.log -10000000 -grep X -head -5',
      'lines=10000000 grep=X head=5 | rc-log01 tatooine-warn.log',
    ],
    // follow
    ['-f', 'follow=yes | '],
    ['--follow', 'follow=yes | '],
    ['--follow=name', 'follow=name | '],
    ['--follow name', 'follow=yes | name'],
    ['--no-follow', 'follow=none | '],
    ['-F', 'follow=name retry=yes | '],
    // long names
    ['--gr x', 'grep=x | '],
    ['--max-c 3', 'max-count=3 | '],
    ['--fol', 'follow=yes | '],
    ['--col always', 'color=always | '],
    ['--colour=always', 'color=always | '],
    ['--fixed-strings', 'fixed=yes | '],
    ['--fixed', 'fixed=yes | '],
    ['--silent', 'prefix=never | '],
    ['--quiet', 'prefix=never | '],
    ['--verbose', 'prefix=always | '],
    ['--no-pushdown', 'pushdown=no | '],
    ['--no-push', 'pushdown=no | '],
    ['--no-color', 'color=never | '],
    ['--no-jump', 'jump=none | '],
    ['--no-grep', 'grep= | '],
    ['--no-retry', 'retry=no | '],
    ['--context 3', 'context=3 | '],
    // operands
    ['a b c', ' | a b c'],
    ['a -f b', 'follow=yes | a b'],
    ['-f -- -n', 'follow=yes | -n'],
    ['a -- -- b', ' | a -- b'],
    ['-', ' | -'],
    ['- -f -', 'follow=yes | - -'],
    ['a -- +5', ' | a +5'],
    ['web-[01-12]:app', ' | web-[01-12]:app'],
    ['@web', ' | @web'],
  ])('%s', (line, expected) => {
    expect(taken(line)).toBe(expected);
  });

  it.each([
    ['list', 'list', ''],
    ['list web', 'list', 'web'],
    ['--team shop list', 'list', ''],
    ['check @web', 'check', '@web'],
    ['config', 'config', ''],
    ['completion bash', 'completion', 'bash'],
    ['web list', 'run', 'web list'],
    ['-- list', 'run', 'list'],
    ['list -- check', 'list', 'check'],
    ['list:app', 'run', 'list:app'],
  ])('%s is parsed as the command %s', (line, command, words) => {
    const parsed = parseCommandLine('rtail', typed(line));
    expect([parsed.command, parsed.words.join(' ')]).toEqual([command, words]);
  });

  it('remembers how an option was written', () => {
    const { flags } = parseCommandLine('rtail', ['-F', '--no-color', '-n', '5', '-7']);
    expect(flags.map(({ spelt }) => spelt)).toEqual(['-F', '-F', '--no-color', '-n', '-7']);
  });
});
