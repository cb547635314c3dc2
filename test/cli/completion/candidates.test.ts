import { describe, expect, it } from 'vitest';
import { completionCandidates, renderCandidates } from '../../../src/cli/completion/candidates.ts';
import { parseInvocation } from '../../../src/cli/request/invocation.ts';
import { emptyInventory, SAMPLE_INVENTORY } from '../sampleInventory.ts';

/** Returns the candidates for the last word of a line; `_` stands for an empty word. */
const candidates = (what: string, line: string, inventory = SAMPLE_INVENTORY): string => {
  const words = line.split(' ');
  const word = words.pop()!.replace('_', '');
  const invocation = parseInvocation('rtail', ['__complete', what, word, ...words], {});
  if (invocation.kind !== 'complete') throw new Error('Not understood as a question');
  return completionCandidates(invocation.question, inventory)
    .map(({ value }) => value)
    .join(' ');
};

const SUBCOMMANDS = 'serve list check relay init config trust completion';

describe('completions of a word', () => {
  it.each([
    ['_', `web-01 web-02 db-1 @web ${SUBCOMMANDS}`],
    ['w', 'web-01 web-02'],
    ['@', '@web @web:app @web:sys'],
    ['@web', '@web:app @web:sys'],
    ['d', 'db-1 db-1:pg'],
    ['db-1', 'db-1:pg'],
    ['web-01:', 'web-01:app web-01:sys'],
    ['web-01:a', 'web-01:app'],
    ['@web:', '@web:app @web:sys'],
    ['web:s', 'web:sys'],
    ['web-*:', 'web-*:app web-*:sys'],
    ['web-[01-02]:a', 'web-[01-02]:app'],
    ['shop/web-02:', 'shop/web-02:app shop/web-02:sys'],
    ['shop/', 'shop/web-01 shop/web-02'],
    ['nobody:', ''],
    ['user@nobody:', ''],
    ['zzz', ''],
    // the two-word form
    ['web-01 a', 'app'],
    ['web-01 -f a', 'app'],
    ['db-1 p', 'pg'],
    ['web-01 app s', 'sys'],
    ['web-01:app s', ''],
    ['-n 5 l', 'list'],
    ['nobody a', ''],
    // subcommands
    ['c', 'check config completion'],
    ['web-01 ch', ''],
    ['check w', 'web-01 web-02'],
    ['list _', 'web-01 web-02 db-1 @web'],
    ['config _', ''],
    ['completion _', 'bash zsh fish'],
    ['completion f', 'fish'],
    ['completion fish _', ''],
  ])('%s: %s', (line, expected) => {
    expect(candidates('operands', line)).toBe(expected);
  });

  it('teams', () => {
    expect(candidates('teams', '--team _')).toBe('shop pay');
    expect(candidates('teams', '--team s')).toBe('shop');
  });

  it('are the subcommands if there is no inventory', () => {
    expect(candidates('operands', '_', emptyInventory)).toBe(SUBCOMMANDS);
  });

  it('are listed one per line, with a description', () => {
    expect(
      renderCandidates([
        { value: 'web-01', about: 'host of shop' },
        { value: 'x', about: '' },
      ]),
    ).toBe('web-01\thost of shop\nx\t\n');
  });

  it('cannot gain lines from descriptions in an inventory', () => {
    expect(
      renderCandidates([
        { value: 'h:a', about: '/x\n$(touch x)\t\x1b[2J' },
        { value: 'h\n$(touch x)', about: '' },
      ]),
    ).toBe('h:a\t/x\ufffd$(touch x)\ufffd\ufffd[2J\n');
  });
});
