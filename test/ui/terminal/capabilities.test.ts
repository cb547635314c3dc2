import { describe, expect, it } from 'vitest';
import { speaksUnicode } from '../../../src/ui/terminal/capabilities.ts';

describe('detecting a UTF-8 locale', () => {
  it.each([
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{}, true],
    [{ LANG: '' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, true],
  ])('%j: %s', (env, unicode) => {
    expect(speaksUnicode(env)).toBe(unicode);
  });
});
