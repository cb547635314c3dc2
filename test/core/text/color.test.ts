import { describe, expect, test } from 'vitest';
import { type ColorChoice, type ColorDepth, colorDepth } from '../../../src/core/text/color.ts';
import { hostColor, LEVEL_STYLE, paint } from '../../../src/core/text/palette.ts';

type Row = [
  title: string,
  choice: ColorChoice,
  env: Record<string, string>,
  terminal: boolean,
  depth: ColorDepth,
];

describe('colorDepth', () => {
  const table: readonly Row[] = [
    ['a pipe has none', 'auto', { TERM: 'xterm-256color' }, false, 0],
    ['a terminal has what TERM says', 'auto', { TERM: 'xterm-256color' }, true, 8],
    ['a plain TERM has sixteen', 'auto', { TERM: 'linux' }, true, 4],
    ['no TERM has sixteen', 'auto', {}, true, 4],
    ['a dumb terminal has none', 'auto', { TERM: 'dumb' }, true, 0],
    ['COLORTERM tells of true colour', 'auto', { TERM: 'xterm', COLORTERM: 'truecolor' }, true, 24],
    ['NO_COLOR', 'auto', { TERM: 'xterm', NO_COLOR: '1' }, true, 0],
    ['an empty NO_COLOR says nothing', 'auto', { TERM: 'xterm', NO_COLOR: '' }, true, 4],
    ['--color always beats NO_COLOR', 'always', { TERM: 'xterm', NO_COLOR: '1' }, false, 4],
    ['--color always with a dumb terminal', 'always', { TERM: 'dumb' }, true, 4],
    ['--color never beats FORCE_COLOR', 'never', { FORCE_COLOR: '3' }, true, 0],
    ['FORCE_COLOR colours a pipe', 'auto', { FORCE_COLOR: '1' }, false, 4],
    ['FORCE_COLOR=1 takes no colour away', 'auto', { FORCE_COLOR: '1', TERM: 'xterm-256color' }, true, 8],
    ['FORCE_COLOR=2', 'auto', { FORCE_COLOR: '2', TERM: 'dumb' }, false, 8],
    ['FORCE_COLOR=0', 'auto', { FORCE_COLOR: '0', TERM: 'xterm' }, true, 0],
    ['an empty FORCE_COLOR says nothing', 'auto', { FORCE_COLOR: '' }, false, 0],
  ];
  test.each(table)('%s', (_title, choice, env, terminal, depth) => {
    expect(colorDepth(choice, env, terminal)).toBe(depth);
  });
});

describe('hostColor', () => {
  test('is the same for a name each time, and none without colours', () => {
    expect(hostColor('web-01', 8)).toBe(hostColor('web-01', 8));
    expect(hostColor('web-01', 0)).toBe('');
  });

  test('distinguishes forty hosts as far as the number of colours allows', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`);
    expect(new Set(hosts.map(host => hostColor(host, 8))).size).toBeGreaterThanOrEqual(20);
    expect(new Set(hosts.map(host => hostColor(host, 4))).size).toBe(6);
  });

  /** Returns the relative luminance of a colour of the 6×6×6 cube (WCAG 2.2). */
  const luminance = (index: number): number => {
    const levels = [0, 95, 135, 175, 215, 255].map(value => value / 255);
    const linear = levels.map(c => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    const cube = index - 16;
    const [r, g, b] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(i => linear[i]!);
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };

  test('is legible on a white and on a black background', () => {
    const used = new Set(Array.from({ length: 2000 }, (_, index) => hostColor(`h${index}`, 8)));
    for (const sgr of used) {
      const light = luminance(Number(sgr.replace('38;5;', ''))) + 0.05;
      expect(Math.min(light / 0.05, 1.05 / light), sgr).toBeGreaterThanOrEqual(3.3);
    }
  });

  test('reserves red and yellow for levels', () => {
    const used = new Set(Array.from({ length: 500 }, (_, index) => hostColor(`h${index}`, 4)));
    expect(used.has(LEVEL_STYLE.error.sgr) || used.has(LEVEL_STYLE.warn.sgr)).toBe(false);
  });
});

test('each level has its own letter', () => {
  expect(Object.values(LEVEL_STYLE).map(style => style.letter)).toEqual(['T', 'D', 'I', 'N', 'W', 'E', 'F']);
});

test('paint wraps text in a colour, or leaves it unchanged without one', () => {
  expect([paint('x', '31'), paint('x', ''), paint('', '31')]).toEqual(['\x1b[31mx\x1b[0m', 'x', '']);
});
