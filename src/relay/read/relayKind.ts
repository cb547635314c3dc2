import { setTimeout as sleep } from 'node:timers/promises';
import { nearest } from '../../core/nearest.ts';
import { type HubUrl, parseHubUrl, showHub } from '../../core/relay/hubUrl.ts';
import { fullName, logField, type RelayName } from '../../core/relay/names.ts';
import type { Host, OtherPlace, Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Several, SourceKind } from '../../session/sources/contract.ts';
import type { HubOptions } from '../hub/client.ts';
import { type DirectoryEntry, isForgotten } from '../hub/directory.ts';
import { Hub } from '../hub/hub.ts';
import { type HubError, hubErrorOf, hubTrouble } from '../hub/hubError.ts';
import { findPublished } from './published.ts';
import { readPublished } from './readLog.ts';
import { SharedReader } from './sharedReader.ts';

/** How often the directory is checked while logs are followed, in milliseconds. */
const LOOK_MS = 3_000;

/** A hub, and this process's reader for it. */
interface Shared {
  readonly hub: Hub;
  readonly reader: SharedReader;
  /** Number of arguments that read from it: its connections close with the last. */
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
  return {
    open: async several => {
      const shared = hubOf(urlOf(several.source));
      shared.users++;
      try {
        return await openPublished(several, shared);
      } finally {
        shared.users--;
        if (shared.users === 0) {
          shared.hub.close();
          for (const [key, one] of hubs) if (one === shared) hubs.delete(key);
        }
      }
    },
    read: () => Promise.reject(new TypeError('each published log has its own way of reading')),
    explain: async source => ({ text: explainText(urlOf(source)), whole: null }),
    shortfalls: () => [],
    checkMs: null,
  };
};

const urlOf = ({ place }: Source): HubUrl => {
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
  const url = urlOf(source);
  const follows = context.query.follow !== 'none';
  const opened = new Map<string, ReturnType<Several['add']>>();
  const conditions = new Map<string, string>();
  let listed = false;
  context.sink.state(source, { kind: 'connecting', detail: hub.name });
  for (;;) {
    try {
      const { entries, names } = await findPublished(hub, url, follows);
      for (const name of names) {
        const key = fullName(name);
        const entry = entries.find(one => fullName(one.name) === key) ?? null;
        const known = opened.get(key);
        if (known) tellCondition(several, known.source, entry, conditions);
        else {
          const added = several.add(sourceOf(source, name, entry), {
            read: reading => readPublished({ hub, shared: reader, name }, reading),
          });
          opened.set(key, added);
          if (listed && entry !== null) notice(several, added.source, 'newly published');
          if (entry !== null) tellCondition(several, added.source, entry, conditions);
          else if (!follows) notice(several, added.source, `not published: see rtail list ${hub.name}`);
        }
      }
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
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  await Promise.all([...opened.values()].map(({ ended }) => ended));
  return null;
};

const sourceOf = (parent: Source, name: RelayName, entry: DirectoryEntry | null): Omit<Source, 'id'> => {
  const { scheme, address } = parent.place as OtherPlace;
  const host: Host = {
    ...parent.host,
    name: name.host,
    kind: 'ssh',
    team: name.project,
    timezone: entry?.timezone ?? null,
  };
  const server = /^[^/]*(?:\/\d{1,4}(?=\/|$))?/.exec(address)![0];
  return {
    host,
    log: name.log,
    place: { kind: 'other', scheme, address: `${server}/${fullName(name)}`, several: false },
    format: entry?.format ?? parent.format,
  };
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

const conditionText = (entry: DirectoryEntry, now: number): string => {
  if (entry.condition === 'stopped') return 'its relay was stopped: no new lines are published';
  if (isForgotten(entry, now))
    return `its relay has not responded since ${new Date(entry.at).toISOString()}: no new lines are published`;
  if (entry.condition === 'retrying' || entry.condition === 'failed')
    return `its relay cannot read it: ${entry.detail ?? entry.condition}`;
  return '';
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
