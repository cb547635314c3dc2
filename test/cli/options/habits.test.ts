import { describe, expect, test } from 'vitest';
import { parseInvocation } from '../../../src/cli/request/invocation.ts';

const advice = (words: string): string => {
  const invocation = parseInvocation('rtail', words.split(' '), {});
  if (invocation.kind !== 'usage') return invocation.kind;
  return invocation.problems.map(({ message, advice }) => `${message} ${advice ?? ''}`).join('\n');
};

describe('options of similar tools get advice', () => {
  test.each([
    ['-e error h:l', /-e: no such option Use -g PATTERN/],
    ['-E h:l', /-E: no such option .*extended regular expressions already/],
    ['-w h:l', /-w: no such option .*word boundaries/],
    ['-m 5 h:l', /-m: no such option Use --max-count N for each log, or --head N/],
    ['-c -g x h:l', /-c means bytes, as in tail. To count matching lines, use --count/],
    ['-o StrictHostKeyChecking=no h:l', /-o: expected .* Options for ssh belong in ~\/\.ssh\/config/],
    ['-l bob h:l', /-l: no such option .*USER@HOST:\/path/],
    ['-ie x h:l', /-e: no such option \(in '-ie'\) Use -g PATTERN/],
    ['--json h:l', /--json: no such option Use -o json/],
    ['--tail=5 h:l', /--tail: no such option Use -n N/],
    ['--namespace shop h:l', /Use kubernetes:/],
  ])('%s', (words, expected) => expect(advice(words)).toMatch(expected));

  test('a misspelt option of our own is still recognised', () => {
    expect(advice('--gerp x h:l')).toMatch(/Did you mean --grep\?/);
  });
});
