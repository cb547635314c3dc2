import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternAutomaton } from '../../../src/core/pattern/automaton.ts';
import { patternMatcher } from '../../../src/core/pattern/matcher.ts';
import { compilePattern, ownPattern, type Pattern } from '../../../src/core/pattern/pattern.ts';
import { compileProgram, holds, LINE, OTHER, WORD } from '../../../src/core/pattern/program.ts';
import { PatternSimulation } from '../../../src/core/pattern/simulation.ts';
import { type Span, SpanFinder } from '../../../src/core/pattern/spans.ts';
import { foldCase, type PatternNode } from '../../../src/core/pattern/syntax.ts';
import { randomLine, randomPattern } from './randomPattern.ts';

const compile = (text: string, ignoreCase = false): Pattern =>
  compilePattern(text, { fixed: false, ignoreCase });

/** Determines what a pattern matches in a text, in the simplest possible way. */
class Meaning {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  readonly #known = new Map<PatternNode, Map<number, Set<number>>>();

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  leftmostLongest(root: PatternNode, from: number): Span | null {
    for (let start = from; start <= this.#text.length; start++) {
      const places = this.#ends(root, start);
      if (places.size > 0) return { start, end: Math.max(...places) };
    }
    return null;
  }

  /** Returns where a match of a node that starts at a place may end. */
  #ends(node: PatternNode, at: number): Set<number> {
    const known = this.#known.get(node) ?? new Map<number, Set<number>>();
    this.#known.set(node, known);
    const ends = known.get(at) ?? this.#endsAnew(node, at);
    known.set(at, ends);
    return ends;
  }

  #endsAnew(node: PatternNode, at: number): Set<number> {
    switch (node.kind) {
      case 'bytes': {
        const set = this.#ignoreCase ? foldCase(node.set) : node.set;
        const byte = this.#text.charCodeAt(at);
        return new Set(this.#beside(at) !== LINE && set.has(byte) !== node.negated ? [at + 1] : []);
      }
      case 'anchor':
        return new Set(holds(node.at, this.#beside(at - 1), this.#beside(at)) ? [at] : []);
      case 'choice':
        return new Set(node.branches.flatMap(branch => [...this.#ends(branch, at)]));
      case 'sequence':
        return node.parts.reduce((places, part) => this.#after(places, part), new Set([at]));
      case 'repeat': {
        let places = new Set([at]);
        for (let times = 0; times < node.min; times++) places = this.#after(places, node.node);
        const all = new Set(places);
        // More iterations than the text has bytes reach nothing new.
        const more = Math.min((node.max ?? Number.POSITIVE_INFINITY) - node.min, this.#text.length + 1);
        for (let times = 0; times < more; times++) {
          places = this.#after(places, node.node);
          for (const place of places) all.add(place);
        }
        return all;
      }
    }
  }

  #after(places: Set<number>, node: PatternNode): Set<number> {
    return new Set([...places].flatMap(place => [...this.#ends(node, place)]));
  }

  #beside(at: number): number {
    const char = this.#text[at] ?? '\n';
    return char === '\n' ? LINE : /\w/.test(char) ? WORD : OTHER;
  }
}

describe('automata', () => {
  it('find what a random pattern means, in one line and in many', () => {
    fc.assert(
      fc.property(
        randomPattern,
        fc.array(randomLine, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.nat(10),
        (written, lines, ignoreCase, skipped) => {
          const pattern = compile(written, ignoreCase);
          const program = compileProgram(pattern.root, { ignoreCase, separator: '\n' });
          const text = lines.join('\n');
          const from = Math.min(skipped, text.length);
          const meaning = new Meaning(text, ignoreCase);
          expect(new SpanFinder(program).find(text, from)).toEqual(
            meaning.leftmostLongest(pattern.root, from),
          );
          const start = text.lastIndexOf('\n', from) + 1;
          const first = meaning.leftmostLongest(pattern.root, start);
          const found = new PatternAutomaton(program).search(text, start);
          if (first === null) expect(found).toBe(-1);
          else
            expect(text.slice(0, found).split('\n')).toHaveLength(
              text.slice(0, first.start).split('\n').length,
            );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('continue when there are more states than the cache holds', () => {
    const pattern = compile('a(a|b){13}x');
    const random = fc.sample(fc.constantFrom('a', 'b', 'a', 'b', 'x'), { numRuns: 60_000, seed: 7 });
    const lines = random.join('').match(/.{1,300}/g)!;
    const matcher = patternMatcher(pattern);
    const isThere = (line: string) => /a[ab]{13}x/.test(line);
    expect(lines.map(line => matcher.test(line))).toEqual(lines.map(isThere));
    expect(lines.filter(isThere).length).toBeGreaterThan(0);
    const long = `${'ab'.repeat(20)}${fc.sample(fc.constantFrom('a', 'b'), { numRuns: 60_000, seed: 8 }).join('')}`;
    expect(matcher.test(long)).toBe(false);
    expect(matcher.test(`${long}a${'b'.repeat(13)}x`)).toBe(true);
  });
});

describe('a pattern', () => {
  // With a RegExp, these take between minutes and forever.
  it.each([
    ['.*x'],
    ['[a-z]+[0-9]'],
    ['(a*)*x'],
    ['(a|aa)+$x'],
    ['(\\w+\\s*)+:'],
    ['((a{0,3}){2,}){3}x'],
    ['a{0,200}a{0,200}a{0,200}x'],
  ])('%s takes time linear in the line', written => {
    const matcher = patternMatcher(compile(written));
    const line = 'a'.repeat(500_000);
    expect(matcher.test(line)).toBe(false);
    expect(matcher.search(`${line}\n${line}\n`, 0)).toBe(-1);
    expect(matcher.find(line, 0)).toBeNull();
    expect(matcher.find(`${line.slice(0, 9000)}:`, 0) === null).toBe(!written.includes(':'));
  });

  it.each([
    ['foo.*bar', '\n', ['foo', 'a foo and a bar', 'bar foo', 'foobar'], [1, 3]],
    ['foo.*bar', '\0', ['foo\nbar', 'bar\nfoo', 'foobar'], [0, 2]],
    ['^x*=1$', '\n', ['xx=1', ' =1', '=1', 'x=1 ', '=1'], [0, 2, 4]],
    ['one|two', '\n', ['', 'two', 'one', ''], [1, 2]],
  ] as const)('%s ending in %j is found in a chunk of lines', (written, separator, lines, expected) => {
    const matcher = patternMatcher(compile(written), separator);
    const chunk = lines.join(separator) + separator;
    const found: number[] = [];
    let start = 0;
    for (
      let at = matcher.search(chunk, start);
      at >= 0 && start < chunk.length;
      at = matcher.search(chunk, start)
    ) {
      found.push(chunk.slice(0, at).split(separator).length - 1);
      start = chunk.indexOf(separator, at) + 1;
    }
    expect(found).toEqual(expected);
    expect(lines.flatMap((line, index) => (matcher.test(line) ? [index] : []))).toEqual(expected);
  });
});

describe('simulating all states', () => {
  const programOf = (text: string, ignoreCase: boolean) =>
    compileProgram(compile(text, ignoreCase).root, { ignoreCase, separator: '\n' });

  it('finds the same as the automaton', () => {
    const property = fc.property(
      randomPattern,
      fc.array(randomLine, { maxLength: 20 }),
      fc.boolean(),
      (text, lines, ignoreCase) => {
        const program = programOf(text, ignoreCase);
        const chunk = lines.join('\n');
        expect(new PatternSimulation(program).search(chunk, 0)).toBe(
          new PatternAutomaton(program).search(chunk, 0),
        );
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('takes over if the states of a text do not recur, with the same result', () => {
    const program = programOf('(.{1,50}a){1,5}[QZ]', false);
    const automaton = new PatternAutomaton(program);
    let random = 1;
    const lines = Array.from({ length: 60 }, () =>
      Array.from({ length: 200 }, () => {
        random = (random * 48_271) % 0x7fff_ffff;
        return 'aabxyz 01Q'[random % (random % 97 === 0 ? 10 : 9)]!;
      }).join(''),
    );
    const found = lines.map(line => automaton.search(line, 0));
    expect(found).toEqual(lines.map(line => new PatternSimulation(program).search(line, 0)));
    expect(found.some(place => place >= 0)).toBe(true);
  });
});

describe('the pattern of an expression of our own', () => {
  it('is the same each time, and so is its matcher', () => {
    const one = ownPattern('(warn|error): .*x');
    expect(ownPattern('(warn|error): .*x')).toBe(one);
    expect(patternMatcher(ownPattern('(warn|error): .*x'))).toBe(patternMatcher(one));
    expect(one).toEqual(compile('(warn|error): .*x'));
  });

  it('is compiled anew when many others were needed since', () => {
    const one = ownPattern('one');
    for (let i = 0; i < 500; i++) ownPattern(`other ${i}`);
    const again = ownPattern('one');
    expect(again).not.toBe(one);
    expect(again).toEqual(one);
  });

  it.each([
    ['a.b', 'a\nb'],
    ['(.*,){3}x', 'a,\nb,c,x'],
  ])('matches separately for each end of lines: %s', (text, line) => {
    const pattern = compile(text);
    const matches = [patternMatcher(pattern), patternMatcher(pattern, '\0')].map(one => one.test(line));
    expect(matches).toEqual([false, true]);
  });
});
