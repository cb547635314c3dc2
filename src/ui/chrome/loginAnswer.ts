import type { SessionSnapshot, SourceStatus } from '../../session/live/snapshot.ts';

/** Returns true if a source cannot connect before a person answers a question of its host or a jump host. */
export const awaitsAnswer = (
  { state, source }: SourceStatus,
  { questions, sources }: Pick<SessionSnapshot, 'questions' | 'sources'>,
  now: number,
): boolean => {
  const isConnecting = state.kind === 'connecting' || (state.kind === 'retrying' && state.at <= now);
  if (!isConnecting) return false;
  const { name, jump } = source.host;
  // If ~/.ssh/config has the route, it is unknown here: a question of a host without logs is taken for a jump host's.
  const isOnRoute = (host: string): boolean =>
    jump === null
      ? !sources.some(one => one.source.host.name === host)
      : jump.some(login => login.address === host);
  return questions.some(({ question: { host } }) => host === name || isOnRoute(host));
};
