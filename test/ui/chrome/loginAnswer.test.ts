import { expect, it } from 'vitest';
import type { SessionSnapshot, SourceStatus } from '../../../src/session/live/snapshot.ts';
import { awaitsAnswer } from '../../../src/ui/chrome/loginAnswer.ts';

const login = (address: string) => ({ address, port: null, user: null, identities: [], knownHosts: [] });

type State = SourceStatus['state'];
const CONNECTING: State = { kind: 'connecting', detail: 'waiting' };
const retrying = (at: number): State => ({ kind: 'retrying', at, trouble: {} as never });

it.each<
  [title: string, state: State, jump: readonly string[] | null, asked: readonly string[], expected: boolean]
>([
  ['without a question', CONNECTING, null, [], false],
  ['asked by its own host', CONNECTING, [], ['web-01'], true],
  ['asked by its jump host', CONNECTING, ['bastion', 'inner'], ['inner'], true],
  ['asked by the jump host of others', CONNECTING, ['bastion'], ['gate'], false],
  ['asked by a host that ssh_config may put before it', CONNECTING, null, ['bastion'], true],
  ['asked by another host with logs', CONNECTING, null, ['web-02'], false],
  ['trying again now', retrying(5), ['bastion'], ['bastion'], true],
  ['trying again later', retrying(50), ['bastion'], ['bastion'], false],
  ['connected', { kind: 'live' }, ['bastion'], ['bastion'], false],
])('a source waits for an answer: %s', (_title, state, jump, asked, expected) => {
  const named = (name: string): SourceStatus =>
    ({ state, source: { host: { name, jump: jump?.map(login) ?? null } } }) as unknown as SourceStatus;
  const sources = [named('web-01'), named('web-02')];
  const questions = asked.map((host, id) => ({
    id,
    question: { kind: 'password', host, user: 'u', again: false },
  }));
  const snapshot = { sources, questions } as unknown as SessionSnapshot;
  expect(awaitsAnswer(sources[0]!, snapshot, 10)).toBe(expected);
});
