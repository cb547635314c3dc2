import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { firstOrAborted, onAbort } from '../../src/session/abort.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

it('calls a function once when a signal aborts, unless that is cancelled', () => {
  const own = new AbortController();
  const calls: string[] = [];
  onAbort(own.signal, () => calls.push('one'));
  const cancel = onAbort(own.signal, () => calls.push('two'));
  cancel();
  expect(listeners(own.signal)).toBe(1);
  own.abort();
  expect(calls).toEqual(['one']);
  onAbort(own.signal, () => calls.push('late'))();
  expect(calls).toEqual(['one', 'late']);
});

it('waits for the first of some promises or the signal, and leaves no listener behind', async () => {
  const own = new AbortController();
  const never = new Promise(() => {});
  await firstOrAborted([never, Promise.resolve()], own.signal);
  await expect(firstOrAborted([never, Promise.reject(new Error('failed'))], own.signal)).rejects.toThrow(
    'failed',
  );
  expect(listeners(own.signal)).toBe(0);
  const waiting = firstOrAborted([never], own.signal);
  expect(listeners(own.signal)).toBe(1);
  own.abort();
  await waiting;
  await firstOrAborted([never], own.signal);
  expect(listeners(own.signal)).toBe(0);
});
