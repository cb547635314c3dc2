import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSourceWord, showHostWord } from '../../../src/config/sources/sourceWord.ts';

const host = (name: string, more: object = {}) => ({
  user: null,
  team: null,
  group: false,
  name,
  port: null,
  ...more,
});

describe('parsing one SOURCE', () => {
  test.each([
    ['web-1', host('web-1'), null],
    ['web-1:app', host('web-1'), 'app'],
    ['@web', host('web', { group: true }), null],
    ['@web:app', host('web', { group: true }), 'app'],
    ['shop/web-1:app', host('web-1', { team: 'shop' }), 'app'],
    ['shop/@web:app', host('web', { team: 'shop', group: true }), 'app'],
    ['web-*:*', host('web-*'), '*'],
    ['web-[01-12]:app', host('web-[01-12]'), 'app'],
    ['alice@web-1:app', host('web-1', { user: 'alice' }), 'app'],
    ['alice@shop/web-1:app', host('web-1', { user: 'alice', team: 'shop' }), 'app'],
    ['bob@corp.example@h:/a', host('h', { user: 'bob@corp.example' }), '/a'],
    ['bob@@web:app', host('web', { user: 'bob', group: true }), 'app'],
    ['h:/var/log/a.log', host('h'), '/var/log/a.log'],
    ['alice@h:2222:/var/log/a.log', host('h', { user: 'alice', port: 2222 }), '/var/log/a.log'],
    ['h:2222:~/a.log', host('h', { port: 2222 }), '~/a.log'],
    ['h:/a:b@c [1]', host('h'), '/a:b@c [1]'],
    ['h:/a\nb', host('h'), '/a\nb'],
    ['[::1]:/var/log/a', host('::1'), '/var/log/a'],
    ['[::1]:2222:/var/log/a', host('::1', { port: 2222 }), '/var/log/a'],
    ['alice@[fe80::1%eth0]:2222:/a', host('fe80::1%eth0', { user: 'alice', port: 2222 }), '/a'],
  ])('%s', (word, expected, log) => {
    expect(parseSourceWord(word)).toEqual({ kind: 'remote', hosts: [expected], log });
  });

  test.each(['/var/log/a', './a', '../a', '~/a', './a:b', '/a@b:/c', '.', '..'])(
    '%s is a file on this machine',
    path => expect(parseSourceWord(path)).toEqual({ kind: 'local', path }),
  );

  test('- is standard input', () => expect(parseSourceWord('-')).toEqual({ kind: 'stdin' }));

  test.each([
    ['nothing after the colon', 'web-1:', /every log/],
    ['no host', ':/var/log', /HOST:LOG/],
    ['an IPv6 address without brackets', '::1:/var/log', /brackets/],
    ['an impossible port', 'h:99999:/a', /65535/],
    ['white space', 'web 1:app', /HOST:LOG/],
    ['nothing', '', /HOST:LOG/],
    ['a URL of ssh', 'ssh://bob@web:2222/var/log/a', /^Write bob@web:2222:\/var\/log\/a\.$/],
    ['a URL of ssh without a path', 'SSH://web', /\[user@\]host/],
    ['a URL of a file', 'file:///var/log/a', /: \/var\/log\/a\.$/],
    ['a web address', 'https://web/a.log', /\[user@\]host/],
  ])('refuses %s', (_, word, advice) => {
    expect(parseSourceWord(word)).toMatchObject({ kind: 'wrong', advice: expect.stringMatching(advice) });
  });

  test('a host word is parsed back from its display form', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/);
    const address = fc.constantFrom('::1', 'fe80::1%eth0', '2001:db8::7');
    const word = fc.record({
      user: fc.option(name),
      team: fc.option(name),
      group: fc.constant(false),
      name: fc.oneof(name, address),
      port: fc.option(fc.integer({ min: 1, max: 65535 })),
    });
    fc.assert(
      fc.property(word, written => {
        expect(parseSourceWord(`${showHostWord(written)}:/a`)).toEqual({
          kind: 'remote',
          hosts: [written],
          log: '/a',
        });
      }),
    );
  });
});
