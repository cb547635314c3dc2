import { describe, expect, test } from 'vitest';
import type { Trouble } from '../../src/core/trouble.ts';
import { createMessages } from '../../src/print/messages.ts';
import type { SourceState } from '../../src/session/events.ts';
import { Capture } from './capture.ts';
import { sampleSource } from './samples.ts';

const refused = (host: string, parts: Partial<Trouble> = {}): Trouble => ({
  kind: 'refused',
  host,
  log: null,
  message: 'nobody listens on port 22',
  advice: 'Is sshd running there?',
  final: false,
  ...parts,
});

const said = (states: readonly (readonly [id: number, host: string, state: SourceState])[]): string => {
  const stderr = new Capture();
  const messages = createMessages({ stderr, program: 'rtail', progress: null, now: () => 1000 });
  for (const [id, host, state] of states) messages.state(sampleSource(id, host), state);
  return stderr.text;
};

const failed = (trouble: Trouble): SourceState => ({ kind: 'failed', trouble });
const retrying = (trouble: Trouble): SourceState => ({ kind: 'retrying', at: 5000, trouble });
const LIVE: SourceState = { kind: 'live' };
const STALLED: SourceState = { kind: 'stalled', since: 600 };

const REFUSED = 'rtail: a: nobody listens on port 22\n    Is sshd running there?\n';
const AGAIN = 'rtail: a: nobody listens on port 22; retrying in 4.00 s\n    Is sshd running there?\n';

describe('createMessages', () => {
  const table: readonly [title: string, states: Parameters<typeof said>[0], text: string][] = [
    ['a failure, with advice', [[0, 'a', failed(refused('a'))]], REFUSED],
    [
      'one host with two logs fails once',
      [
        [0, 'a', failed(refused('a'))],
        [1, 'a', failed(refused('a'))],
      ],
      REFUSED,
    ],
    [
      'two hosts, the advice once',
      [
        [0, 'a', failed(refused('a'))],
        [1, 'b', failed(refused('b'))],
      ],
      `${REFUSED}rtail: b: nobody listens on port 22\n`,
    ],
    [
      'no advice',
      [[0, 'a', failed(refused('a', { advice: null, log: 'app' }))]],
      'rtail: a:app: nobody listens on port 22\n',
    ],
    [
      'a path is named once',
      [[0, 'a', failed(refused('a', { advice: null, log: '/x', message: '/x does not exist' }))]],
      'rtail: a: /x does not exist\n',
    ],
    [
      'a jump host is called one, once for all behind it',
      [
        [0, 'a', failed(refused('gate', { advice: null }))],
        [1, 'b', failed(refused('gate', { advice: null }))],
      ],
      'rtail: jump host gate: nobody listens on port 22\n',
    ],
    [
      'a retry is said once',
      [
        [0, 'a', retrying(refused('a'))],
        [0, 'a', retrying(refused('a'))],
      ],
      AGAIN,
    ],
    [
      'giving up is said after a retry',
      [
        [0, 'a', retrying(refused('a'))],
        [0, 'a', failed(refused('a'))],
      ],
      `${AGAIN}rtail: a: nobody listens on port 22\n`,
    ],
    [
      'the next break is said again',
      [
        [0, 'a', retrying(refused('a'))],
        [0, 'a', LIVE],
        [0, 'a', retrying(refused('a'))],
      ],
      `${AGAIN}rtail: a: nobody listens on port 22; retrying in 4.00 s\n`,
    ],
    [
      'silence is said once a host, and its end',
      [
        [0, 'a', STALLED],
        [1, 'a', STALLED],
        [0, 'a', LIVE],
        [1, 'a', LIVE],
        [0, 'a', STALLED],
        [0, 'a', retrying(refused('a'))],
        [0, 'a', LIVE],
      ],
      `rtail: a: not responding for 0.40 s (no answer to keepalives)\nrtail: a: responding again\nrtail: a: not responding for 0.40 s (no answer to keepalives)\n${AGAIN}`,
    ],
    [
      'what is well needs no words',
      [
        [0, 'a', { kind: 'waiting' }],
        [0, 'a', LIVE],
        [0, 'a', { kind: 'done' }],
      ],
      '',
    ],
    [
      "a server's words are made safe",
      [[0, 'a', failed(refused('a', { message: 'says \x1b]0;t\x07\x1b[2Jhi', advice: null }))]],
      'rtail: a: says hi\n',
    ],
  ];
  test.each(table)('%s', (_title, states, text) => expect(said(states)).toBe(text));

  test('a closed stderr ends nothing', () => {
    const stderr = new Capture();
    createMessages({ stderr, program: 'rtail', progress: null, now: () => 0 });
    expect(() => stderr.emit('error', new Error('EPIPE'))).not.toThrow();
  });

  test('this machine is not named', () => {
    const stderr = new Capture();
    const source = sampleSource(0, 'local', '/x');
    const trouble = refused('local', { advice: null, log: '/x', message: '/x does not exist' });
    createMessages({ stderr, program: 'rtail', progress: null, now: () => 0 }).state(
      { ...source, host: { ...source.host, kind: 'local' } },
      failed(trouble),
    );
    expect(stderr.text).toBe('rtail: /x does not exist\n');
  });

  test('further lines are indented', () => {
    const stderr = new Capture();
    createMessages({ stderr, program: 'rtop', progress: null, now: () => 0 }).say('a\nb');
    expect(stderr.text).toBe('rtop: a\n    b\n');
  });
});
