import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/transport/pool/deadline.ts';
import { DialLimits } from '../../../src/transport/pool/dialLimits.ts';
import { startHeartbeat } from '../../../src/transport/pool/heartbeat.ts';
import { Turn } from '../../../src/transport/pool/promptQueue.ts';
import { Semaphore } from '../../../src/transport/pool/semaphore.ts';
import { Shared } from '../../../src/transport/pool/shared.ts';
import type { Question } from '../../../src/transport/transport.ts';
import { ScriptedPrompter } from '../scene.ts';

const QUESTION: Question = { kind: 'password', host: 'h', user: 'u', again: false };

describe('a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('does not count the time while it is paused, however pauses nest', () => {
    let expired = 0;
    const deadline = new Deadline(1_000, () => {
      expired += 1;
    });
    vi.advanceTimersByTime(900);
    deadline.pause();
    deadline.pause();
    vi.advanceTimersByTime(60_000);
    deadline.resume();
    vi.advanceTimersByTime(60_000);
    deadline.resume();
    vi.advanceTimersByTime(99);
    expect(expired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(expired).toBe(1);
  });

  it('never expires once stopped, not even if resumed', () => {
    const deadline = new Deadline(1_000, () => expect.fail('expired'));
    deadline.pause();
    deadline.stop();
    deadline.resume();
    vi.advanceTimersByTime(60_000);
  });

  it('beats at once and once a period with one timer, until stopped', () => {
    const beats = { a: 0, b: 0 };
    const stopA = startHeartbeat(() => beats.a++, 30_000);
    const stopB = startHeartbeat(() => beats.b++, 30_000);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(60_000);
    stopA();
    vi.advanceTimersByTime(30_000);
    expect(beats).toEqual({ a: 3, b: 4 });
    stopB();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a semaphore', () => {
  it('never admits more than its limit, and admits everyone who does not leave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (limit, leavers) => {
          const semaphore = new Semaphore(limit);
          let inside = 0;
          let entered = 0;
          await Promise.all(
            leavers.map(async leaves => {
              const controller = new AbortController();
              const entry = semaphore.acquire(controller.signal);
              if (leaves) controller.abort(new Error('left'));
              const release = await entry.catch(() => null);
              if (release === null) return;
              inside += 1;
              entered += 1;
              expect(inside).toBeLessThanOrEqual(limit);
              await Promise.resolve();
              inside -= 1;
              release();
              release();
            }),
          );
          expect(entered).toBeGreaterThanOrEqual(leavers.filter(leaves => !leaves).length);
          expect(inside).toBe(0);
        },
      ),
    );
  });
});

describe('the limits on handshakes', () => {
  it('are eight per sshd, and a maximum in total', async () => {
    const limits = new DialLimits(10);
    const entered: string[] = [];
    const enter = (sshd: string) =>
      limits.acquire(sshd).then(release => {
        entered.push(sshd);
        return release;
      });
    const first = Array.from({ length: 20 }, () => enter('a'));
    Array.from({ length: 5 }, () => enter('b'));
    await vi.waitFor(() => expect(entered.length).toBe(10));
    expect(entered.filter(each => each === 'a')).toHaveLength(8);
    (await first[0])?.();
    await vi.waitFor(() => expect(entered.length).toBe(11));
  });
});

describe('the prompt queue', () => {
  const never = new AbortController().signal;
  const askOnce = async (prompter: ScriptedPrompter, host: string, signal = never) => {
    const turn = new Turn(prompter, signal);
    try {
      return await turn.ask({ ...QUESTION, host });
    } finally {
      turn.end();
    }
  };

  it('asks one question at a time, in order', async () => {
    const prompter = new ScriptedPrompter(async question => [question.host]);
    const answers = ['a', 'b', 'c'].map(host => askOnce(prompter, host));
    expect(await Promise.all(answers)).toEqual([['a'], ['b'], ['c']]);
    expect(prompter.atOnce).toBe(1);
  });

  it('drops a question that is no longer wanted, and continues after a failure', async () => {
    let fail: (error: Error) => void = () => {};
    const prompter = new ScriptedPrompter(({ host }) =>
      host === 'a'
        ? new Promise((_, reject) => {
            fail = reject;
          })
        : [host],
    );
    const controller = new AbortController();
    const first = askOnce(prompter, 'a').catch(error => error.message);
    const second = askOnce(prompter, 'b', controller.signal);
    const third = askOnce(prompter, 'c');
    controller.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    fail(new Error('no terminal'));
    expect([await first, await third]).toEqual(['no terminal', ['c']]);
    expect(prompter.asked.map(each => each.host)).toEqual(['a', 'c']);
  });

  it('asks what a login asks next before the questions of others, until it has ended', async () => {
    const prompter = new ScriptedPrompter(async question => [question.host]);
    const turn = new Turn(prompter, never);
    const first = turn.ask({ ...QUESTION, host: 'a' });
    const other = askOnce(prompter, 'b');
    await first;
    await turn.ask({ ...QUESTION, host: 'a', again: true });
    turn.end();
    await other;
    expect(prompter.asked.map(each => each.host)).toEqual(['a', 'a', 'b']);
  });

  it('does not wait long for a login that neither asks nor ends', async () => {
    vi.useFakeTimers();
    try {
      const prompter = new ScriptedPrompter(async question => [question.host]);
      const turn = new Turn(prompter, never);
      await turn.ask({ ...QUESTION, host: 'a' });
      const other = askOnce(prompter, 'b');
      await vi.advanceTimersByTimeAsync(4_000);
      expect(prompter.asked).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await other).toEqual(['b']);
      await turn.ask({ ...QUESTION, host: 'a' });
      expect(prompter.asked).toHaveLength(3);
      turn.end();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('shared work', () => {
  it('starts once, and continues while anybody waits', async () => {
    let starts = 0;
    let aborted = false;
    let finish: (value: number) => void = () => {};
    const shared = new Shared<number>(signal => {
      starts += 1;
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(resolve => {
        finish = resolve;
      });
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = shared.join(one.signal);
    const second = shared.join(two.signal);
    one.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect(aborted).toBe(false);
    finish(7);
    expect([await second, await shared.join(), starts]).toEqual([7, 7, 1]);
  });

  it('is aborted when the last one waiting leaves', async () => {
    const shared = new Shared<never>(
      signal => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const controller = new AbortController();
    const only = shared.join(controller.signal);
    controller.abort(new Error('left'));
    await expect(only).rejects.toThrow('left');
    await expect(shared.join()).rejects.toThrow('left');
  });
});
