import { expect, test } from 'vitest';
import { subcommandAdvice } from '../../../src/cli/commands/subcommandAdvice.ts';

test.each([
  ['lisst', 'Give a path.', "Did you mean 'rtail list'?"],
  ['chek', null, "Did you mean 'rtail check'?"],
  ['help', 'Did you mean helo-1?', "Did you mean 'rtail --help'?"],
  ['lisst', 'Did you mean lisa?', 'Did you mean lisa?'],
  ['list:app', 'Give a path.', 'Give a path.'],
  ['frontend', 'Give a path.', 'Give a path.'],
])('%s, %s: %s', (word, advice, expected) => expect(subcommandAdvice('rtail', word, advice)).toBe(expected));
