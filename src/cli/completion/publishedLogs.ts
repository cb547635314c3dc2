import { setTimeout as sleep } from 'node:timers/promises';
import { parseHubUrl } from '../../core/relay/hubUrl.ts';
import { fullName } from '../../core/relay/names.ts';
import { Hub } from '../../relay/hub/hub.ts';
import { findPublished } from '../../relay/read/published.ts';
import { hubOptions } from '../commands/relay/hubOptions.ts';
import type { CompletionQuestion } from '../request/request.ts';
import type { Candidate } from './candidates.ts';

/** How long completion waits for Redis, in milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Matches a server's URL with its master's name or database number, up to the next slash. Before that slash is typed,
 * no server is contacted.
 */
const SERVER = /^(?:rediss?:\/\/[^/]+(?:\/\d{1,4})?|rediss?\+sentinel:\/\/[^/]+\/[^/]+(?:\/\d{1,4})?)(?=\/)/i;

/** Returns the published logs that complete a Redis URL; empty if the server does not answer. */
export const publishedCandidates = async ({ word, redis }: CompletionQuestion): Promise<Candidate[]> => {
  const server = SERVER.exec(word)?.[0];
  const parsed = parseHubUrl(server ?? '');
  if (server === undefined || !parsed.ok) return [];
  const hub = new Hub(hubOptions(parsed.url, redis));
  try {
    const typed = word.slice(server.length + 1).split('/');
    const url = { ...parsed.url, project: typed.length > 1 ? typed[0]! : null };
    const found = await Promise.race([
      findPublished(hub, url, false),
      sleep(PATIENCE_MS, null, { ref: false }),
    ]);
    const all = found?.entries ?? [];
    return all
      .map(({ name, condition }) => ({ value: `${server}/${fullName(name)}`, about: condition }))
      .filter(({ value }) => value.startsWith(word) && value !== word);
  } catch {
    return [];
  } finally {
    hub.close();
  }
};
