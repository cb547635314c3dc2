import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString } from '../../../src/core/bytes.ts';
import { LEVELS } from '../../../src/core/level.ts';
import { compilePattern, patternAwkText, patternRegExp } from '../../../src/core/pattern/pattern.ts';
import { AwkPatterns } from '../../../src/pushdown/filter/awkPatterns.ts';
import { type AwkSelection, awkStage } from '../../../src/pushdown/filter/awkProgram.ts';
import { levelMarks } from '../../../src/pushdown/filter/levelMarks.ts';
import { type Stage, stage, stageText } from '../../../src/pushdown/script/stage.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-awk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = (text: string) => compilePattern(encodeText(text), { fixed: false, ignoreCase: false });

it.each(LEVELS)('passes marks of the level %s as literals, which BusyBox compiles once', level => {
  const { words, signs } = levelMarks(level);
  const patterns = new AwkPatterns(false);
  patterns.test([
    ...words.map(text => compilePattern(text, { fixed: false, ignoreCase: true })),
    ...signs.map(text => compilePattern(text, { fixed: false, ignoreCase: false })),
  ]);
  expect(patterns.env).toEqual({});
});

const LINES = [
  ...[
    '⨯ failed',
    '⚠ slow',
    '✗ x',
    '✖',
    'café/thé',
    'cafe/the',
    'a/b',
    'a\\b',
    'x\xff',
    '\x1b[31mred',
    '#033[31m',
  ],
  'a=x',
  ...['2:02\u202fPM', '2:02\u00a0PM', '2:02 PM', '', 'tab\there', '\x7f', '"quoted"', "it's", '日本'],
].map(encodeText);
const bytesOf = (lines: readonly ByteString[]): Buffer =>
  fromByteString(lines.map(line => `${line}\n`).join(''));
const PATTERNS = [
  '[⨯✗]',
  '^✖$',
  'é/t',
  '[/é]',
  '[/x]',
  '[.-/]b',
  '[/-9]',
  '[^/a-z]',
  '[]/]b',
  '[\\\\/]b',
  '[^ -~]',
  '\x1b\\[3[0-9]m',
  '2:02(\u202f|\u00a0)PM',
  '日|本',
  'a[\\/]b',
  '\\\\b',
  '\t',
  "'",
  '=x',
];

/** A stage that does without grep. */
const withoutGrep = (texts: Partial<Pick<AwkSelection, 'includes' | 'excludes'>>, mawk: boolean): Stage =>
  awkStage({
    ...{ includes: [], excludes: [], before: 0, after: 0, maxCount: null, head: null, flush: false, mawk },
    ...texts,
  });

it('passes patterns of the user as literals if it can', () => {
  expect(withoutGrep({ includes: ['a/b'], excludes: ['é'] }, false).env).toEqual({});
  expect(withoutGrep({ includes: ['a'], excludes: ['\x01'] }, false).env).toEqual({ X0: '\x01' });
});

describe.each(FLAVOURS.filter(({ facts }) => facts.awk !== 'none'))('$name', flavour => {
  const path = pathWith(folder, flavour);
  const mawk = flavour.facts.awk === 'mawk';

  const outputOf = (awk: Stage): Buffer => {
    const script = join(folder, 'script');
    writeFileSync(script, fromByteString(stageText(awk, { argument: '', input: '' })));
    const { stdout, stderr } = spawnSync('sh', [script], { env: { PATH: path }, input: bytesOf(LINES) });
    expect(stderr.toString()).toBe('');
    return stdout;
  };

  it.each(PATTERNS)('selects the lines that match bytes beyond ASCII: %j', text => {
    const pattern = compiled(text);
    const patterns = new AwkPatterns(mawk);
    const test = patterns.test([pattern]);
    const matches = patternRegExp(pattern);
    const matching = bytesOf(LINES.filter(line => matches.test(line)));
    expect(outputOf(stage(['awk', `BEGIN{${patterns.begin}}${test}`], { env: patterns.env }))).toEqual(
      matching,
    );
    const awkText = patternAwkText(pattern)!;
    expect(outputOf(withoutGrep({ includes: [awkText] }, mawk))).toEqual(matching);
    expect(outputOf(withoutGrep({ excludes: [awkText] }, mawk))).toEqual(
      bytesOf(LINES.filter(line => !matches.test(line))),
    );
  });
});
