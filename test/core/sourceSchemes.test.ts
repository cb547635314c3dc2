import { describe, expect, test } from 'vitest';
import { placeText, standsForSeveral } from '../../src/core/place.ts';
import { isLiveOnly, parseScheme } from '../../src/core/sourceSchemes.ts';

describe('SOURCE arguments of special kinds', () => {
  test.each([
    ['journal:nginx.service', 'journal', 'nginx.service', false],
    ['journal:', 'journal', '', false],
    ['journal:getty@tty1.service,cron', 'journal', 'getty@tty1.service,cron', false],
    ['docker:web', 'docker', 'web', false],
    ['docker:shop-*', 'docker', 'shop-*', true],
    ['docker:compose=shop/web', 'docker', 'compose=shop/web', true],
    ['kubernetes:shop/app=api/main', 'kubernetes', 'shop/app=api/main', true],
    ['redis://cache:6379/0', 'redis', 'cache:6379/0', true],
    ['syslog://:5514', 'syslog', ':5514', true],
    ['syslog+unix:/run/app.sock', 'syslog+unix', '/run/app.sock', true],
  ])('%s', (text, scheme, address, several) => {
    const parsed = parseScheme(text);
    expect(parsed).toEqual({ ok: true, place: { kind: 'other', scheme, address, several } });
    if (!parsed?.ok) return;
    expect(placeText(parsed.place)).toBe(text);
    expect(standsForSeveral(parsed.place)).toBe(several);
  });

  test.each(['web-1:app', 'redis:app', 'syslog:messages', '/journal:x', 'journals:x', 'journal'])(
    '%s is not one',
    text => expect(parseScheme(text)).toBeNull(),
  );

  test.each(['docker:', 'docker:-f', 'journal:-u', 'journal:a\nb', 'redis://', 'syslog+unix:app.sock'])(
    '%j is refused',
    text => expect(parseScheme(text)).toMatchObject({ ok: false }),
  );

  test.each([
    ['syslog://:5514', true],
    ['syslog+unix:/run/x', true],
    ['syslog:messages', false],
    ['journal:nginx', false],
    ['app', false],
  ])('%s has only future lines: %s', (text, live) => expect(isLiveOnly(text)).toBe(live));

  test('only logs of a host can follow a host', () => {
    expect(parseScheme('redis://cache', { behindHost: true })).toBeNull();
    expect(parseScheme('docker:web', { behindHost: true })).toMatchObject({ ok: true });
  });

  test.each([
    ['redis://:secret@cache/0', 'redis://:***@cache/0'],
    ['rediss://me:se:cr@et@cache', 'rediss://me:***@cache'],
  ])('the password in %s is not shown', (text, shown) => {
    const parsed = parseScheme(text);
    expect(parsed?.ok && placeText(parsed.place)).toBe(shown);
  });
});
