import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../src/web/parseMessage.ts';
import type { ClientMessage } from '../../src/web/protocol/requests.ts';
import { DEFAULT_SETTINGS } from '../../src/web/protocol/view.ts';

const sound: ClientMessage[] = [
  { type: 'hello', protocol: 1, key: 'k' },
  {
    type: 'hello',
    protocol: 1,
    key: 'k',
    view: { type: 'view', v: 3, settings: DEFAULT_SETTINGS },
    tail: { type: 'tail', panes: [{ pane: null, rows: 60 }] },
    logs: ['web-01:app'],
  },
  { type: 'ack', n: 0 },
  { type: 'rows', q: 1, v: 1, pane: null, list: 'shown', at: 'end', before: 100, after: 0 },
  { type: 'rows', q: 1, v: 1, pane: 2, list: 'all', at: { id: -5 }, before: 500, after: 500 },
  { type: 'find', q: 1, v: 1, pane: null, list: 'found', from: null, direction: 'previous' },
  { type: 'entry', q: 2, id: 7, from: 0, length: 65536 },
  { type: 'download', q: 2, v: 0, pane: null, form: 'ndjson', from: null, to: 4 },
  { type: 'timeline', q: 3, pane: null, buckets: 100, span: null },
  { type: 'history', q: 3, what: { kind: 'at', pane: null, time: 1.5e12 } },
  { type: 'open', q: 3, names: ['web-01:app'], only: false },
  { type: 'act', q: 3, action: { kind: 'reread' } },
];

describe('messages from a page', () => {
  test.each(sound.map(message => [message.type, message] as const))('reads %s', (_type, message) => {
    expect(parseMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });

  test.each([
    ['something that is not JSON', '{"type":'],
    ['no object', '[1,2]'],
    ['null', 'null'],
    ['an unknown type', '{"type":"exec","command":"id"}'],
    ['a number out of bounds', '{"type":"ack","n":1e400}'],
    ['a fraction instead of an integer', '{"type":"ack","n":1.5}'],
    ['a negative number', '{"type":"ack","n":-1}'],
    ['a key that the protocol does not have', '{"type":"ping","path":"/etc/passwd"}'],
    ['__proto__', '{"type":"ping","__proto__":{"x":1}}'],
    [
      'too many rows',
      '{"type":"rows","q":1,"v":1,"pane":null,"list":"shown","at":"end","before":501,"after":0}',
    ],
    [
      'an unknown list',
      '{"type":"rows","q":1,"v":1,"pane":null,"list":"raw","at":"end","before":1,"after":0}',
    ],
    ['a path as a source', '{"type":"close","q":1,"source":"/etc/passwd"}'],
    [
      'more names than a page can open',
      JSON.stringify({ type: 'open', q: 1, names: Array(101).fill('a:b'), only: false }),
    ],
    [
      'a pattern that is too long',
      JSON.stringify({ type: 'view', v: 1, settings: { ...DEFAULT_SETTINGS, search: 'a'.repeat(4097) } }),
    ],
    ['a frame that is too long', JSON.stringify({ type: 'ping', pad: 'x'.repeat(70_000) })],
    ['deep nesting', '['.repeat(30_000)],
  ])('refuses %s', (_title, frame) => {
    expect(parseMessage(frame)).toMatchObject({ ok: false, problem: expect.stringMatching(/./) });
  });

  test('never cause an exception, and pass only if they are known', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), frame => {
        expect(parseMessage(frame).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
