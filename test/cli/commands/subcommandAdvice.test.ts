import { expect, test } from 'vitest';
import { explainWord, subcommandAdvice } from '../../../src/cli/commands/subcommandAdvice.ts';

test.each([
  ['lisst', 'Give a path.', "Did you mean 'rtail list'?"],
  ['chek', null, "Did you mean 'rtail check'?"],
  ['help', 'Did you mean helo-1?', "Did you mean 'rtail --help'?"],
  ['lisst', 'Did you mean lisa?', 'Did you mean lisa?'],
  ['list:app', 'Give a path.', 'Give a path.'],
  ['frontend', 'Give a path.', 'Give a path.'],
])('%s, %s: %s', (word, advice, expected) => expect(subcommandAdvice('rtail', word, advice)).toBe(expected));

test.each([
  ['tail', 'no host or group named tail', 'Give a path.', /leave it out; -n 50/],
  ['app.log', 'no host or group named app.log', 'Give a path.', /^Check the name/],
  ['old.log.1', 'no host or group named old.log.1', null, /^Check the name/],
  ['tail', 'no host or group named tail', 'Did you mean tail-1?', /^Did you mean tail-1/],
  ['frontend', 'no host or group named frontend', 'Give a path.', /^Give a path/],
])('%s: %s, %s', (word, message, advice, expected) =>
  expect(explainWord('rtail', { word, message, advice }).advice).toMatch(expected),
);
