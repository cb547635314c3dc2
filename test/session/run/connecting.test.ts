import { expect, test } from 'vitest';
import type { SourceState } from '../../../src/session/events.ts';
import { RateMeter } from '../../../src/session/live/rates.ts';
import { ConnectingStates } from '../../../src/session/run/connecting.ts';
import { sampleSource } from '../../print/samples.ts';

const [a, b] = [sampleSource(0, 'a'), sampleSource(1, 'b')];

test('connecting sources receive the progress of their host; others are not affected', () => {
  const seen: string[] = [];
  const states = new ConnectingStates({
    opened: () => {},
    lines: () => {},
    marker: () => {},
    state: (source, state) => void seen.push(`${source.host.name} ${text(state)}`),
  });
  states.progress({ host: 'a', state: 'dialling', trouble: null });
  states.sink.state(a, { kind: 'connecting', detail: 'a' });
  states.sink.state(b, { kind: 'connecting', detail: 'b' });
  states.progress({ host: 'a', state: 'authenticating', trouble: null });
  states.progress({ host: 'a', state: 'failed', trouble: null });
  states.sink.state(a, { kind: 'live' });
  states.progress({ host: 'a', state: 'connected', trouble: null });
  expect(seen).toEqual(['a connecting: a', 'b connecting: b', 'a connecting: logging in', 'a live']);
});

test('live sources of a silent host are stalled until it responds; others never are', () => {
  const seen: string[] = [];
  const states = new ConnectingStates({
    opened: () => {},
    lines: () => {},
    marker: () => {},
    state: (source, state) => void seen.push(`${source.host.name} ${text(state)}`),
  });
  const says = (state: 'silent' | 'connected' | 'closed', since: number | null = null): string[] => {
    seen.length = 0;
    states.progress({ host: 'a', state, trouble: null, since });
    return [...seen];
  };
  states.sink.state(a, { kind: 'live' });
  states.sink.state(b, { kind: 'live' });
  expect(says('silent', 7)).toEqual(['a stalled since 7']);
  states.sink.state(a, { kind: 'live' });
  expect(seen.at(-1)).toBe('a stalled since 7');
  expect(says('connected')).toEqual(['a live']);
  expect(says('connected')).toEqual([]);
  expect(says('silent', 9)).toEqual(['a stalled since 9']);
  expect(says('closed')).toEqual([]);
  expect(says('silent', 9)).toEqual(['a stalled since 9']);
  states.sink.state(a, { kind: 'done' });
  expect(says('closed')).toEqual([]);
  states.sink.state(a, { kind: 'live' });
  expect(seen).toEqual(['a live']);
});

const text = (state: SourceState): string => {
  switch (state.kind) {
    case 'connecting':
      return `connecting: ${state.detail}`;
    case 'stalled':
      return `stalled since ${state.since}`;
    default:
      return state.kind;
  }
};

test('a rate starts over if its total shrinks, and is never negative', () => {
  const rate = new RateMeter();
  for (const [total, at] of [
    [0, 0],
    [5000, 1000],
    [100, 2000],
  ] as const)
    rate.sample(total, at);
  expect(rate.perSecond).toBe(0);
  rate.sample(400, 3000);
  expect(rate.perSecond).toBe(300);
});
