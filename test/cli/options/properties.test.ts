import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  environmentName,
  hasLongForm,
  isConfigurable,
  OPTIONS,
  type Option,
} from '../../../src/cli/options/options.ts';
import { parseCommandLine } from '../../../src/cli/options/parse.ts';
import { takesWord } from '../../../src/cli/options/valueKinds.ts';
import { parseValue } from '../../../src/cli/options/values.ts';
import type { Resolved } from '../../../src/cli/request/resolve.ts';
import { resolve } from '../request/asking.ts';

/** Generates a value for each kind of option. */
const someValue = (option: Option): fc.Arbitrary<string> => {
  switch (option.value.kind) {
    case 'switch':
    case 'shorthand':
      return fc.constant('yes');
    case 'choice':
      return fc.constantFrom(...option.value.choices);
    case 'integer':
      return fc.integer({ min: Math.max(1, option.value.min), max: 1000 }).map(String);
    case 'extent':
      return fc.constantFrom('5', '+7', '3K', '-2');
    case 'size':
      return fc.constantFrom('512', '64M', '1GB');
    case 'duration':
      return fc.constantFrom('5', '90s', '2h30m');
    case 'time':
      return fc.constantFrom('10m', 'today', '09:30', '2026-11-19');
    case 'jump':
      return fc.constantFrom('none', 'bastion', 'a@b:22,c');
    case 'file':
    case 'directory':
    case 'team':
    case 'text':
    case 'pattern':
      return fc.stringMatching(/^[a-z]{1,5}$/);
  }
};

/**
 * Options with the same meaning wherever they appear: excludes those that are repeatable, expand to others or
 * replace another.
 */
const settled = OPTIONS.filter(
  ({ value, repeatable, replaces, group }) =>
    value.kind !== 'shorthand' && !repeatable && !replaces && group !== 'general',
);

/** Generates an option with a value, in one of its notations. */
const written = (option: Option): fc.Arbitrary<string[]> =>
  fc.tuple(someValue(option), fc.nat(3)).map(([text, way]) => {
    const long = `--${option.name}`;
    if (option.value.kind === 'switch') return [option.short && way % 2 ? `-${option.short}` : long];
    if (!takesWord(option.value)) return [`${long}=${text}`];
    const short = option.short === undefined ? [`${long}=${text}`] : [`-${option.short}${text}`];
    return [
      [`${long}=${text}`],
      [long, text],
      short,
      option.short ? [`-${option.short}`, text] : [long, text],
    ][way]!;
  });

const someOptions = fc
  .subarray(settled, { maxLength: 8 })
  .chain(options => fc.tuple(...options.map(written)));

/** Removes the order of problems from a result: problems with values are reported in the order written. */
const inTableOrder = (resolved: Resolved) =>
  resolved.ok ? resolved.request : resolved.problems.map(({ message }) => message).sort();

describe('the grammar', () => {
  it('options in any order make the same request', () => {
    fc.assert(
      fc.property(someOptions, fc.infiniteStream(fc.nat()), (pieces, order) => {
        const keys = pieces.map(piece => ({ piece, key: order.next().value as number }));
        const shuffled = keys.toSorted((a, b) => a.key - b.key).map(({ piece }) => piece);
        const inOrder = resolve(['rtail', 'x:y', ...pieces.flat()]);
        const otherwise = resolve(['rtail', ...shuffled.flat(), 'x:y']);
        expect(inTableOrder(otherwise)).toEqual(inTableOrder(inOrder));
      }),
      { numRuns: 300 },
    );
  });

  it('arbitrary words result in a request or problems, never an exception', () => {
    const flavoured = fc.constantFrom(
      '-',
      '--',
      '-n',
      '-f',
      '--grep',
      '-head',
      '--follow=',
      '-5',
      '+3',
      'list',
      '--since=',
      '-J',
      '--no-',
    );
    const word = fc.oneof(
      fc.string(),
      flavoured,
      fc.tuple(flavoured, fc.string()).map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom('rtail', 'rtop'), fc.array(word), (program, words) => {
        const parsed = parseCommandLine(program as 'rtail', words);
        if (parsed.command === 'completion') return;
        const resolved = resolve([program, ...words]);
        if (resolved.ok) return;
        expect(resolved.problems).not.toHaveLength(0);
        for (const { message } of resolved.problems) expect(message).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });

  it('every word after -- is an unchanged operand', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        expect(parseCommandLine('rtail', ['--', ...words])).toMatchObject({
          command: 'run',
          words,
          flags: [],
          problems: [],
        });
      }),
    );
  });

  it('a pattern reaches the query as typed', () => {
    fc.assert(
      fc.property(
        fc.string().filter(text => !text.includes('\0')),
        pattern => {
          for (const words of [
            ['-g', pattern],
            [`--grep=${pattern}`],
            ['-grep', pattern],
            ['--grep', pattern],
          ]) {
            const resolved = resolve(['rtail', 'x', '--fixed', ...words]);
            expect(resolved).toMatchObject({ ok: true, request: { query: { grep: [pattern] } } });
          }
        },
      ),
    );
  });
});

describe('the table of options', () => {
  it('no two options share a name, a letter or a variable', () => {
    const names = OPTIONS.flatMap(option => [option.name, ...(option.aliases ?? [])]);
    const letters = OPTIONS.flatMap(({ short }) => short ?? []);
    const variables = OPTIONS.flatMap(option => environmentName(option) ?? []);
    for (const list of [names, letters, variables]) expect(new Set(list).size).toBe(list.length);
  });

  it.each(OPTIONS.map(option => [option.name, option] as const))(
    '%s is described completely',
    (_name, option) => {
      expect(option.summary).toMatch(/^[^A-Z].*[^.]$/);
      expect(option.summary.length).toBeLessThanOrEqual(90);
      expect(option.placeholder !== undefined).toBe(
        option.value.kind !== 'switch' && option.value.kind !== 'shorthand',
      );
      if (!hasLongForm(option)) expect(isConfigurable(option)).toBe(false);
    },
  );

  it.each(
    OPTIONS.filter(({ builtIn }) => builtIn !== undefined).map(option => [option.name, option] as const),
  )('the built-in value of %s is valid', (_name, option) => {
    const { builtIn = '' } = option;
    const texts = typeof builtIn === 'string' ? [builtIn] : [builtIn.print, builtIn.screen];
    for (const text of texts) expect(parseValue(option.value, text).ok).toBe(true);
  });
});
