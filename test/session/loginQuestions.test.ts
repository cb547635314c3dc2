import { describe, expect, it } from 'vitest';
import { hostKeyAnswer } from '../../src/session/loginQuestions.ts';

describe('an answer about a host key', () => {
  it.each([
    ['yes', 'yes'],
    [' YES ', 'yes'],
    ['SHA256:abc', 'yes'],
    ['no', 'no'],
    ['No', 'no'],
    ['y', null],
    ['', null],
    ['yes please', null],
    ['sha256:abc', null],
  ])('%j is %s', (typed, expected) => {
    expect(hostKeyAnswer('SHA256:abc', typed)).toBe(expected);
  });
});
