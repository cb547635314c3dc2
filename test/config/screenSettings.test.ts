import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { screenSettings, viewConfig } from '../../src/config/screenSettings.ts';
import { LEVELS } from '../../src/core/level.ts';
import type { SavedView } from '../../src/core/savedView.ts';
import { loadText } from './files/tree.ts';

const settingsOf = async (text: string) => screenSettings((await loadText(text)).config);

/** The defaults of a view. */
const PLAIN = {
  ignoreCase: false,
  rows: [],
  columns: [],
  time: 'seconds',
  wrap: false,
  hostColumn: true,
  verbatim: false,
  timeline: false,
} as const;

describe("the configuration's settings for the screen", () => {
  test.each([
    ['a colour', 'red', { sgr: '31', ignoreCase: false }],
    ['the first and last of the eight colours', '{ color: black, background: white }', { sgr: '30;47' }],
    [
      'the first and last of the bright colours',
      '{ color: gray, background: whiteBright }',
      { sgr: '90;107' },
    ],
    ['true colour', "{ color: '#ff8000', background: '#000A0b' }", { sgr: '38;2;255;128;0;48;2;0;10;11' }],
    [
      'all of it',
      '{ color: cyan, bold: true, underline: true, ignoreCase: true }',
      { sgr: '1;4;36', ignoreCase: true },
    ],
    ['nothing', '{}', { sgr: '' }],
  ])('highlight: %s', async (_, look, rule) => {
    expect((await settingsOf(`highlight: { 'a|b': ${look} }`)).highlights).toEqual([
      { pattern: 'a|b', ignoreCase: false, ...rule },
    ]);
  });

  test('keys are lists, even of one key or none', async () => {
    expect((await settingsOf('keys: { pause: p, quit: [] }')).keys).toEqual({ pause: ['p'], quit: [] });
  });

  test('a view is completed with defaults', async () => {
    const { views } = await settingsOf(
      'views: { a: {}, b: { sources: ["@x"], filters: [{ pattern: p }, { pattern: q, exclude: true, off: true }], level: warn, layout: merged } }',
    );
    expect(views).toEqual([
      { name: 'a', sources: [], filters: [], level: null, ...PLAIN, layout: 'split' },
      {
        name: 'b',
        sources: ['@x'],
        filters: [
          { pattern: 'p', negate: false, enabled: true },
          { pattern: 'q', negate: true, enabled: false },
        ],
        level: 'warn',
        ...PLAIN,
        layout: 'merged',
      },
    ]);
  });

  test('a view is the same after writing and reading', () => {
    const view: fc.Arbitrary<SavedView> = fc.record({
      name: fc.constant('v'),
      sources: fc.array(fc.string({ minLength: 1 })),
      filters: fc.array(
        fc.record({ pattern: fc.string({ minLength: 1 }), negate: fc.boolean(), enabled: fc.boolean() }),
      ),
      level: fc.option(fc.constantFrom(...LEVELS)),
      ignoreCase: fc.boolean(),
      layout: fc.constantFrom('split', 'columns', 'rows', 'merged'),
      rows: fc.array(fc.double({ min: 0.2, max: 5, noNaN: true })),
      columns: fc.array(fc.double({ min: 0.2, max: 5, noNaN: true })),
      time: fc.constantFrom('seconds', 'millis', 'full', 'off'),
      wrap: fc.boolean(),
      hostColumn: fc.boolean(),
      verbatim: fc.boolean(),
      timeline: fc.boolean(),
    });
    fc.assert(
      fc.property(view, shown => {
        expect(screenSettings({ views: { v: viewConfig(shown) } }).views).toEqual([shown]);
      }),
    );
  });

  test('without a configuration there are no settings', () => {
    expect(screenSettings({})).toEqual({ keys: {}, highlights: [], views: [] });
  });
});
