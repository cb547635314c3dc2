import { address, MONTHS, ROUTES, two, type WriteEvent } from './sample.ts';

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15',
  'kube-probe/1.31',
  'curl/8.9.1',
] as const;

const clf = (at: Date): string =>
  `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;

/** Writes nginx's combined access log with the request time, which most teams add. */
export const writeNginx: WriteEvent = ({ random, at, incident }) => {
  const failed = random.chance(incident * 0.3);
  const status = failed
    ? random.pick([502, 502, 504, 500])
    : random.pick([200, 200, 200, 200, 200, 200, 304, 302, 404]);
  const seconds = failed ? 2 + random.next() : 0.004 + random.next() * (0.08 + incident);
  const method = random.pick(['GET', 'GET', 'GET', 'POST']);
  const size = status === 304 ? 0 : random.whole(180, 48_000);
  return `${address(random)} - - [${clf(at)}] "${method} ${random.pick(ROUTES)} HTTP/1.1" ${status} ${size} "-" "${random.pick(AGENTS)}" rt=${seconds.toFixed(3)}\n`;
};
