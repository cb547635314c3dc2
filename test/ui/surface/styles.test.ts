import { describe, expect, it } from 'vitest';
import { Canvas } from '../../../src/ui/surface/canvas.ts';
import { applySgr } from '../../../src/ui/surface/sgr.ts';
import { ATTRIBUTES, PLAIN, palette, StyleTable, sgrOf, trueColour } from '../../../src/ui/surface/styles.ts';

describe('SGR sequences', () => {
  const red = { ...PLAIN, fg: palette(1) };
  it.each([
    ['0', PLAIN],
    ['', PLAIN],
    ['1', { ...red, attributes: ATTRIBUTES.bold }],
    ['32', { ...PLAIN, fg: palette(2) }],
    ['95', { ...PLAIN, fg: palette(13) }],
    ['39', PLAIN],
    ['38;5;200', { ...PLAIN, fg: palette(200) }],
    ['38;2;1;2;3', { ...PLAIN, fg: trueColour(1, 2, 3) }],
    ['48;2;1;2;3;4', { fg: palette(1), bg: trueColour(1, 2, 3), attributes: ATTRIBUTES.underline }],
    ['38;5', red],
    ['38;5;999', red],
    ['8', red],
    ['5', red],
  ])('red, then CSI %s m', (parameters, style) => {
    expect(applySgr(red, parameters)).toEqual(style);
  });

  it.each([
    [0, '\x1b[0;1m'],
    [4, '\x1b[0;1;91m'],
    [8, '\x1b[0;1;38;5;203m'],
    [24, '\x1b[0;1;38;2;255;90;80m'],
  ] as const)('are reduced for a terminal with %i bits of colour', (depth, sequence) => {
    expect(sgrOf({ fg: trueColour(255, 90, 80), bg: 0, attributes: ATTRIBUTES.bold }, depth)).toBe(sequence);
  });
});

describe('style numbers', () => {
  it('are freed when no cell uses them, so that any number of colours may pass', () => {
    const styles = new StyleTable(64);
    const canvas = new Canvas(10, 1, styles);
    for (let rgb = 1; rgb < 5_000; rgb++) {
      canvas.clear();
      const style = { ...PLAIN, fg: trueColour(0, rgb >> 8, rgb & 255) };
      canvas.text(0, 0, 10, 'x', style);
      expect(styles.style(styles.number(style))).toEqual(style);
      styles.recycle([canvas.grid]);
    }
    expect(styles.size).toBeLessThanOrEqual(64);
  });

  it('may run out within one frame without harm: the excess is plain', () => {
    const styles = new StyleTable(4);
    const numbers = [1, 2, 3, 4, 5].map(index => styles.number({ ...PLAIN, fg: palette(index) }));
    expect(numbers).toEqual([1, 2, 3, 0, 0]);
  });
});
