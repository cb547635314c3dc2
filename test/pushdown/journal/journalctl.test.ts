import { describe, expect, test } from 'vitest';
import {
  isOnlyInMessages,
  type JournalAsk,
  journalWords,
  readJournalProbe,
} from '../../../src/pushdown/journal/journalctl.ts';

const ask = (more: Partial<JournalAsk> = {}): JournalAsk => ({
  names: [],
  sudo: false,
  tool: { version: 252, greps: true },
  ...more,
});

/** The words that depend on the request. */
const wordsOf = (more: Partial<JournalAsk>): string =>
  journalWords(ask(more))
    .filter(word => !/^(journalctl|--no-pager|--output.*)$/.test(word))
    .join(' ');

describe('requests to journalctl', () => {
  test.each<[string, Partial<JournalAsk>, string]>([
    ['everything', {}, ''],
    ['two units', { names: ['a.service', 'b'] }, '--unit=a.service --unit=b'],
    ['a container', { names: ['CONTAINER_NAME=web'] }, 'CONTAINER_NAME=web'],
    ['following after a cursor', { follow: true, cursor: 's=1;i=2' }, '--follow --no-tail --cursor=s=1;i=2'],
    ['times', { since: 1_500, until: 2_000 }, '--since=@1.500 --until=@2.000'],
    ['a time before 1970', { since: -1 }, '--since=@-1.999'],
    [
      'text',
      { text: { literal: "it's (a) b", ignoreCase: true } },
      "--grep=it\\'s \\(a\\) b --case-sensitive=no",
    ],
    [
      'non-ASCII text',
      { text: { literal: 'größer.', ignoreCase: false } },
      '--grep=grÃ¶Ã\x9fer\\. --case-sensitive=yes',
    ],
    [
      'a level',
      { names: ['a', 'X=1'], level: 'fatal' },
      '--unit=a X=1 PRIORITY=0 PRIORITY=1 PRIORITY=2 + X=1 _TRANSPORT=stdout PRIORITY=6',
    ],
    ['a level that stdout always has', { level: 'info' }, ''],
    ['as root', { sudo: true, latest: 3 }, 'sudo -n -- --lines=3'],
  ])('%s', (_, more, words) => expect(wordsOf(more)).toBe(words));

  test('an old version is asked for whole entries', () => {
    const words = (version: number | null) =>
      journalWords(ask({ tool: { version, greps: false } })).join(' ');
    expect(words(219)).not.toContain('--output-fields');
    expect(words(null)).not.toContain('--output-fields');
    expect(words(239)).toContain('--output-fields');
  });

  test.each([
    ['systemd 252 (252.38-1~deb12u1)\n+PAM -X +PCRE2 -PW\n', { version: 252, greps: true }],
    ['systemd 219\n+PAM +AUDIT\n', { version: 219, greps: false }],
    ['systemd 256~rc1\n-PCRE2\n', { version: 256, greps: false }],
    ['something else', { version: null, greps: false }],
    ['missing\n', null],
  ])('its version is parsed: %j', (output, tool) => expect(readJournalProbe(output)).toEqual(tool));
});

describe('whether text can occur only in messages', () => {
  const names = ['web-1', 'nginx', 'kernel', '(systemd)'];
  test.each([
    ['timeout', true],
    ['connection refused', true],
    ['Nginx', true],
    ['nginx', false],
    ['ginx[', false],
    ['x: fine', false],
    [' fine', false],
    ['1 kernel', false],
    ['web', false],
    ['12:30', false],
    ['Z web-1', false],
    ['Z w', false],
    ['nginx restarted', false],
    ['k', false],
    ['', false],
  ])('%j: %s', (literal, only) => expect(isOnlyInMessages({ literal, ignoreCase: false }, names)).toBe(only));

  test('regardless of case', () =>
    expect(isOnlyInMessages({ literal: 'NGINX', ignoreCase: true }, names)).toBe(false));
});
