import { type ByteString, encodeText } from '../../core/bytes.ts';
import { shellQuote } from '../script/quote.ts';
import type { Container, Engine } from './engine.ts';

/** A request for a container's log. */
export interface LogsAsk {
  readonly engine: Engine;
  readonly container: Pick<Container, 'id' | 'socket' | 'tty'>;
  readonly follow: boolean;
  readonly tail: number | null;
  /** In the engine's format: seconds and nanoseconds since the epoch. */
  readonly since: string | null;
  readonly until: string | null;
}

/**
 * Returns true if the log arrives in the frames of Docker's API, which distinguish stdout from stderr and
 * preserve the order of lines; `docker logs` merges both streams, or loses their order.
 */
export const comesInFrames = ({ container: { socket, tty } }: Pick<LogsAsk, 'container'>): boolean =>
  socket !== null && !tty;

/** Returns the command that prints a container's log with timestamps, for people. */
export const logsText = (ask: LogsAsk): ByteString => (comesInFrames(ask) ? apiText(ask) : cliText(ask));

const cliText = ({ engine, container, follow, tail, since, until }: LogsAsk): ByteString =>
  [
    engine,
    'logs',
    '--timestamps',
    ...(follow ? ['--follow'] : []),
    ...(tail === null ? [] : ['--tail', `${tail}`]),
    ...(since === null ? [] : ['--since', since]),
    ...(until === null ? [] : ['--until', until]),
    shellQuote(encodeText(container.id)),
    '2>&1',
  ].join(' ');

const apiText = ({ container: { id, socket }, follow, tail, since, until }: LogsAsk): ByteString => {
  const wanted = {
    ...{ stdout: '1', stderr: '1', timestamps: '1' },
    ...(follow && { follow: '1' }),
    ...(tail !== null && { tail: `${tail}` }),
    ...(since !== null && { since }),
    ...(until !== null && { until }),
  };
  const url = `http://localhost/containers/${encodeURIComponent(id)}/logs?${new URLSearchParams(wanted)}`;
  return `curl -q -sS -f -N --noproxy '*' --unix-socket ${shellQuote(encodeText(socket!))} ${shellQuote(url)}`;
};
