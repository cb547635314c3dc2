import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALWAYS_CHECKED, CompiledLayout } from '../../../src/core/fields/layouts/compiledLayout.ts';
import { FIELD_LAYOUTS, layoutTables } from '../../../src/core/fields/layouts/layoutTables.ts';
import { patternMatch } from '../../../src/core/fields/layouts/patternCode.ts';

/**
 * Text inserted into an example or replacing a part of it: characters that the patterns depend on, and others
 * that they do not expect.
 */
const PIECES = [...' :[]()<>"\\/|-.=,T{*@0a', '12', 'ERROR', 'stderr', '\xe9', '\xef\xbb\xbf', '\r', ''];

const mutation = fc.record({
  at: fc.nat({ max: 120 }),
  cut: fc.nat({ max: 4 }),
  piece: fc.constantFrom(...PIECES),
});

const mutated = (text: string, changes: readonly { at: number; cut: number; piece: string }[]): string =>
  changes.reduce((line, { at, cut, piece }) => {
    const place = at % (line.length + 1);
    return line.slice(0, place) + piece + line.slice(place + cut);
  }, text);

const withFunction = FIELD_LAYOUTS.flatMap(layout => {
  const match = patternMatch(layout.name, layout.pattern);
  return match === null ? [] : [{ layout, match }];
});

describe('patterns as functions', () => {
  it('are compiled for the layouts of syslog and of container runtimes', () => {
    const names = withFunction.map(({ layout }) => layout.name);
    expect(names).toEqual(expect.arrayContaining(['syslog', 'cri', 'compose', 'nginx', 'kubectl', 'glog']));
  });

  it('match what RegExp matches, with the same groups', () => {
    const layoutAndChanges = fc.tuple(
      fc.constantFrom(...withFunction),
      fc.constantFrom(...FIELD_LAYOUTS),
      fc.boolean(),
      fc.nat({ max: 40 }),
      fc.array(mutation, { maxLength: 3 }),
    );
    fc.assert(
      fc.property(layoutAndChanges, ([{ layout, match }, other, own, from, changes]) => {
        const line = mutated((own ? layout : other).example, changes);
        const at = layout.after === 'time' ? Math.max(0, line.indexOf(' ', from)) : 0;
        layout.pattern.lastIndex = at;
        const found = layout.pattern.exec(line);
        const count = (layout.pattern.source.match(/\(\?<\w/g) ?? []).length;
        const places = new Int32Array(2 * (count + 1));
        const fits = match(Buffer.from(line, 'latin1'), at, line.length, places);
        expect(fits).toBe(found !== null);
        if (found === null) return;
        for (let group = 1; group <= count; group++) {
          const start = places[2 * group]!;
          const text = start < 0 ? undefined : line.slice(start, places[2 * group + 1]);
          expect(text).toBe(found[group]);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('how far a line has to be read to see that a layout does not match', () => {
  const compiled = FIELD_LAYOUTS.map(layout => new CompiledLayout(layout));

  it('is known for the layouts that may follow a time and a number', () => {
    const line = '261120 140211 148 INFO shop.Cart: served';
    const layouts = layoutTables().afterBlank[line.charCodeAt(14)]!;
    expect(layouts.length).toBeGreaterThan(5);
    const unknown = layouts.filter(layout => layout.rejectedBy(line, 13) < 0);
    expect(unknown.map(({ layout }) => layout.name)).toEqual([]);
  });

  it('is true whatever follows', () => {
    let known = 0;
    const lines = fc.tuple(
      fc.constantFrom(...compiled),
      fc.constantFrom(...FIELD_LAYOUTS),
      fc.boolean(),
      fc.nat({ max: 40 }),
      fc.array(mutation, { maxLength: 3 }),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(lines, ([of, other, own, from, changes, more]) => {
        const { layout } = of;
        if (layout.needs === ALWAYS_CHECKED) return;
        const line = mutated((own ? layout : other).example, changes);
        const at = layout.after === 'time' ? Math.max(0, line.indexOf(' ', from)) : 0;
        const to = of.rejectedBy(line, at);
        if (to < 0 || to > line.length) return;
        known++;
        for (const rest of [layout.example.slice(to), mutated(layout.example, more).slice(to), ''])
          expect(of.match(line.slice(0, to) + rest, at)).toBe(false);
      }),
      { numRuns: 5000 },
    );
    expect(known).toBeGreaterThan(1000);
  });
});

describe('characters that may follow a time in a layout', () => {
  it('are all digits or none', () => {
    for (const { next = '', first = '' } of FIELD_LAYOUTS)
      expect(`${next}${first}`.replace('0-9', '').replace('0-9', '')).not.toMatch(/\d/);
  });

  it.each(
    FIELD_LAYOUTS.filter(({ next }) => next !== undefined).map(layout => [layout.name, layout] as const),
  )('are all that the pattern of %s accepts', (_name, { pattern, next, example }) => {
    const may = new RegExp(`[${next!.replace('[', '\\[')}]`);
    const starts = [...example.matchAll(/ /g)]
      .map(({ index }) => index)
      .filter(at => {
        pattern.lastIndex = at;
        return pattern.test(example);
      });
    expect(starts.length).toBeGreaterThan(0);
    for (const at of starts) {
      for (let code = 0; code < 256; code++) {
        const character = String.fromCharCode(code);
        if (may.test(character)) continue;
        pattern.lastIndex = at;
        expect(pattern.test(example.slice(0, at + 1) + character + example.slice(at + 2))).toBe(false);
        pattern.lastIndex = at;
        expect(pattern.test(`${example.slice(0, at + 1)}${character}${example.slice(at + 1)}`)).toBe(false);
      }
    }
  });
});
