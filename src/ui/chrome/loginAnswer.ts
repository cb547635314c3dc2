import type { SessionSnapshot, SourceStatus } from '../../session/live/snapshot.ts';
import { AWAITING_ANSWER } from '../../session/run/connecting.ts';

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

/** Returns how many questions follow the first: hosts ask one after the other, so the next ones are not open yet. */
export const questionsBehind = ({ questions, sources }: SessionSnapshot): number => {
  const hosts = sources.flatMap(({ state, source }) =>
    state.kind === 'connecting' && state.detail === AWAITING_ANSWER ? [source.host.name] : [],
  );
  const asked = questions.map(({ question }) => question.host);
  return Math.max(questions.length, new Set([...hosts, ...asked]).size) - 1;
};
