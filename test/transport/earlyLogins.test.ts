import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/core/target.ts';
import { TroubleError } from '../../src/core/trouble.ts';
import { EarlyLogins } from '../../src/transport/earlyLogins.ts';
import type {
  Connection,
  ConnectProgress,
  Prompter,
  Question,
  Transport,
} from '../../src/transport/transport.ts';
import { abortedTrouble } from '../../src/transport/troubles.ts';
import { hostAt } from './scene.ts';

const web = hostAt('web', { port: 1 });
const db = hostAt('db', { port: 2 });
const QUESTION: Question = { kind: 'password', host: 'jump', user: 'me', again: false };

/** A transport whose logins the test ends. */
class FakeTransport implements Transport {
  readonly logins: { host: Host; signal: AbortSignal | undefined; end: PromiseWithResolvers<Connection> }[] =
    [];
  tell: (progress: ConnectProgress) => void = () => {};

  connect(host: Host, signal?: AbortSignal): Promise<Connection> {
    const end = Promise.withResolvers<Connection>();
    signal?.addEventListener('abort', () => end.reject(new TroubleError(abortedTrouble(host.name))));
    this.logins.push({ host, signal, end });
    return end.promise;
  }

  onProgress(listener: (progress: ConnectProgress) => void): () => void {
    this.tell = listener;
    return () => {};
  }

  async close(): Promise<void> {}
}

const setUp = () => {
  const inner = new FakeTransport();
  const asked: Question[] = [];
  let inside: Prompter | null = null;
  const early = new EarlyLogins(
    {
      ask: async question => {
        asked.push(question);
        return ['code'];
      },
    },
    prompter => {
      inside = prompter;
      return inner;
    },
  );
  const told: ConnectProgress[] = [];
  early.onProgress(progress => told.push(progress));
  return { early, inner, asked, told, prompter: inside! as Prompter };
};

const connection = (host: Host): Connection => ({ host }) as Connection;

describe('logins that started early', () => {
  test('are given to whoever asks first; others log in as usual', async () => {
    const { early, inner } = setUp();
    void early.start([web, web, db]);
    expect(inner.logins.map(({ host }) => host)).toEqual([web, db]);
    const first = early.connect(web);
    const second = early.connect(web);
    expect(inner.logins.map(({ host }) => host)).toEqual([web, db, web]);
    const [one, two] = [connection(web), connection(web)];
    inner.logins[0]!.end.resolve(one);
    inner.logins[2]!.end.resolve(two);
    expect(await first).toBe(one);
    expect(await second).toBe(two);
  });

  test('fail where the host is asked for, and nowhere else', async () => {
    const { early, inner } = setUp();
    const started = early.start([web, db]);
    for (const { host, end } of inner.logins) end.reject(new TroubleError(abortedTrouble(host.name)));
    await started;
    await expect(early.connect(web)).rejects.toThrow(TroubleError);
  });

  test('end when whoever asked for the host stops waiting', async () => {
    const { early, inner } = setUp();
    void early.start([web, db]);
    const stop = new AbortController();
    const waiting = early.connect(web, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow(TroubleError);
    expect(inner.logins.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    await expect(early.connect(db, AbortSignal.abort())).rejects.toThrow(TroubleError);
  });

  test('ask nobody before a host is asked for', async () => {
    const { early, asked, prompter } = setUp();
    void early.start([web]);
    const answer = prompter.ask(QUESTION);
    const given = new AbortController();
    const abandoned = prompter.ask({ ...QUESTION, host: 'other' }, given.signal);
    given.abort(new Error('gone'));
    await expect(abandoned).rejects.toThrow('gone');
    await nextTurn();
    expect(asked).toEqual([]);
    void early.connect(web);
    expect(await answer).toEqual(['code']);
    expect(asked).toEqual([QUESTION]);
  });

  test('are reported once the host is asked for, in order; a jump host with the first', () => {
    const { early, inner, told } = setUp();
    void early.start([web, db]);
    const report = (host: string, state: ConnectProgress['state'] = 'dialling'): void =>
      inner.tell({ host, state, trouble: null });
    const seen = () => told.splice(0).map(({ host, state }) => `${host} ${state}`);
    report('web', 'waiting');
    report('jump');
    report('db', 'waiting');
    expect(seen()).toEqual([]);
    void early.connect(web);
    expect(seen()).toEqual(['web waiting', 'jump dialling']);
    report('jump', 'connected');
    report('db');
    report('web');
    expect(seen()).toEqual(['jump connected', 'web dialling']);
    void early.connect(db);
    expect(seen()).toEqual(['db waiting', 'db dialling']);
  });
});
