import { setTimeout as sleep } from 'node:timers/promises';
import { nearest } from '../../core/nearest.ts';
import { type HubUrl, parseHubUrl, showHub } from '../../core/relay/hubUrl.ts';
import { fullName, logField } from '../../core/relay/names.ts';
import type { LogPlace, Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Several, SourceKind } from '../../session/sources/contract.ts';
import type { HubOptions } from '../hub/client.ts';
import type { DirectoryEntry } from '../hub/directory.ts';
import { Hub } from '../hub/hub.ts';
import { type HubError, hubErrorOf, hubTrouble } from '../hub/hubError.ts';
import { offerPublished } from './offers.ts';
import { findPublished } from './published.ts';
import { conditionText, publishedSource } from './publishedSource.ts';
import { readPublished } from './readLog.ts';
import { SharedReader } from './sharedReader.ts';

/**
 * How often the directory is checked while logs are followed, in milliseconds: less often if there are more than a few
 * logs, because each reader gets the whole list.
 */
const LOOK_MS = 3_000;
const MAX_LOOK_MS = 30_000;
const FEW = 500;

/** A hub, and this process's reader for it. */
interface Shared {
  readonly hub: Hub;
  readonly reader: SharedReader;
  /** Number of arguments that read from it, or list its logs: its connections close with the last. */
  users: number;
}

/** Creates the source kind for published logs in Redis. `optionsOf` returns the login and certificates for a hub. */
export const createRelayKind = (optionsOf: (url: HubUrl) => HubOptions): SourceKind => {
  const hubs = new Map<string, Shared>();
  const hubOf = (url: HubUrl): Shared => {
    const options = optionsOf(url);
    const key = JSON.stringify(options);
    const known = hubs.get(key);
    if (known) return known;
    const hub = new Hub(options);
    const shared = { hub, reader: new SharedReader(hub, Date.now), users: 0 };
    hubs.set(key, shared);
    return shared;
  };
  const use = async <T>({ place }: Source, act: (shared: Shared, url: HubUrl) => Promise<T>): Promise<T> => {
    const url = urlOf(place);
    const shared = hubOf(url);
    shared.users++;
    try {
      return await act(shared, url);
    } finally {
      shared.users--;
      if (shared.users === 0) {
        shared.hub.close();
        for (const [key, one] of hubs) if (one === shared) hubs.delete(key);
      }
    }
  };
  return {
    open: several => use(several.source, shared => openPublished(several, shared)),
    offers: (source, watch) => use(source, ({ hub }, url) => offerPublished(hub, url, source, watch)),
    read: () => Promise.reject(new TypeError('each published log has its own way of reading')),
    explain: async source => ({ text: explainText(urlOf(source.place)), whole: null }),
    shortfalls: () => [],
    checkMs: null,
  };
};

const urlOf = (place: LogPlace): HubUrl => {
  const parsed = parseHubUrl(place.kind === 'other' ? `${place.scheme}://${place.address}` : '');
  if (parsed.ok) return parsed.url;
  throw new TypeError(`expected ${parsed.expected}`);
};

const explainText = (url: HubUrl): string => {
  const what = `${url.project ?? 'all projects'}/${url.logs ?? 'all logs'}`;
  return `locally:  read ${what} from ${showHub(url.address)}, and filter\n`;
};

/** Opens the logs that a URL names, and those published later, if followed. */
const openPublished = async (several: Several, { hub, reader }: Shared): Promise<Trouble | null> => {
  const { source, context, signal } = several;
  const url = urlOf(source.place);
  const follows = context.query.follow !== 'none';
  const opened = new Map<string, ReturnType<Several['add']>>();
  const conditions = new Map<string, string>();
  let listed = false;
  let pause = LOOK_MS;
  context.sink.state(source, { kind: 'connecting', detail: hub.name });
  for (;;) {
    try {
      const { entries, names } = await findPublished(hub, url, follows);
      const known = new Map(entries.map(entry => [fullName(entry.name), entry]));
      const found = names.map(name => {
        const key = fullName(name);
        return { key, name, entry: known.get(key) ?? null };
      });
      pause = Math.min(MAX_LOOK_MS, LOOK_MS * Math.max(1, entries.length / FEW));
      // All of them are opened before anything is reported, because labels depend on what else is open.
      const added = found.filter(({ key }) => !opened.has(key));
      for (const { key, name, entry } of added)
        opened.set(
          key,
          several.add(publishedSource(source, name, entry), {
            read: reading => readPublished({ hub, shared: reader, name }, reading),
          }),
        );
      for (const one of added) {
        const { source } = opened.get(one.key)!;
        if (listed && one.entry !== null) notice(several, source, 'newly published');
        if (one.entry === null && !follows)
          notice(several, source, `not published: see rtail list ${hub.name}`);
      }
      for (const { key, entry } of found) tellCondition(several, opened.get(key)!.source, entry, conditions);
      listed = true;
      if (opened.size > 0) several.matched();
      else if (follows) several.waiting(`no log named ${source.log} is published yet: waiting for it`);
      else return nothingPublished(source, hub, url, entries);
    } catch (error) {
      const failure = hubErrorOf(error);
      if (failure !== error) throw error;
      if (!listed && !(context.query.retry && failure.kind !== 'denied'))
        return hubTrouble(failure, hub.name, source);
      if (opened.size === 0) sayRetrying(several, hub, failure);
    }
    if (!follows) break;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  await Promise.all([...opened.values()].map(({ ended }) => ended));
  return null;
};

/** Reports when a log is no longer published properly, and when it is again. */
const tellCondition = (
  several: Several,
  source: Source,
  entry: DirectoryEntry | null,
  known: Map<string, string>,
): void => {
  if (entry === null) return;
  const text = conditionText(entry, several.context.now());
  const key = fullName(entry.name);
  const before = known.get(key) ?? '';
  known.set(key, text);
  if (text === before) return;
  notice(several, source, text === '' ? 'it is being published again' : text);
};

const notice = ({ context }: Several, source: Source, text: string): void =>
  void context.sink.marker(source, { kind: 'notice', at: context.now(), text });

const sayRetrying = ({ source, context }: Several, hub: Hub, failure: HubError): void =>
  context.sink.state(source, {
    kind: 'retrying',
    at: context.now() + LOOK_MS,
    trouble: hubTrouble(failure, hub.name, source),
  });

const nothingPublished = (
  source: Source,
  hub: Hub,
  url: HubUrl,
  entries: readonly DirectoryEntry[],
): Trouble => {
  const near =
    url.logs === null
      ? []
      : nearest(
          url.logs,
          entries.map(({ name }) => logField(name)),
          2,
        );
  return {
    kind: 'missing',
    host: source.host.name,
    log: source.log,
    message: `no log named ${source.log} is published`,
    advice:
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : `rtail list ${hub.name} lists the published logs`,
    final: true,
  };
};
