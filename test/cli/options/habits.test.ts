import { describe, expect, test } from 'vitest';
import { parseInvocation } from '../../../src/cli/request/invocation.ts';

const advice = (words: string): string => {
  const invocation = parseInvocation('rtail', words.split(' '), {});
  if (invocation.kind !== 'usage') return invocation.kind;
  return invocation.problems.map(({ message, advice }) => `${message} ${advice ?? ''}`).join('\n');
};

describe('options of neighbouring tools get a pointer', () => {
  test.each([
    ['-e error h:l', /-e: no such option Write -g PATTERN/],
    ['-E h:l', /-E: no such option .*extended regular expressions already/],
    ['-w h:l', /-w: no such option .*word's edges/],
    ['-m 5 h:l', /-m: no such option Write --max-count N for each log, or --head N/],
    ['-c -g x h:l', /-c is bytes, as in tail; to count matching lines, write --count/],
    ['-ie x h:l', /-e: no such option \(in '-ie'\) Write -g PATTERN/],
    ['--json h:l', /--json: no such option Write -o json/],
    ['--tail=5 h:l', /--tail: no such option Write -n N/],
    ['--namespace shop h:l', /Write kubernetes:/],
  ])('%s', (words, expected) => expect(advice(words)).toMatch(expected));

  test('a misspelt option of our own is still recognised', () => {
    expect(advice('--gerp x h:l')).toMatch(/Did you mean --grep\?/);
  });
});
