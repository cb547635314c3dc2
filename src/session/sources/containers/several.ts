import { setTimeout as sleep } from 'node:timers/promises';
import type { OtherPlace, Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import { firstOrAborted } from '../../abort.ts';
import { troubleOf } from '../../host/context.ts';
import type { Several } from '../contract.ts';
import { listenToEvents } from './events.ts';
import { engineOf, listContainers, reachEngine } from './host.ts';

/** How long vanished containers are still followed, in milliseconds: they are often recreated at once. */
const GONE_MS = 10_000;

interface OpenContainer {
  readonly source: Source;
  readonly end: AbortController;
  readonly ended: Promise<void>;
  /** Since when no container has this name, milliseconds since the epoch; null: one does. */
  goneSince: number | null;
}

/** Opens the containers of a glob or a compose service; when following, also those that appear later. */
export const openContainers = async (several: Several): Promise<Trouble | null> => {
  const { source, context, signal } = several;
  const open = new Map<string, OpenContainer>();
  context.sink.state(source, { kind: 'connecting', detail: source.host.name });
  const isFollowed = context.query.follow !== 'none';
  let wake = Promise.withResolvers<void>();
  const unlisten = isFollowed ? listenToEvents(source, context, () => wake.resolve()) : () => {};
  try {
    for (let isFirst = true; ; isFirst = false) {
      wake = Promise.withResolvers();
      const names = await list(several, isFirst && !context.query.retry);
      if (signal.aborted) return null;
      if (names !== null) lookAt(names, several, open, isFirst);
      if (!isFollowed) break;
      if (open.size === 0) several.waiting(`no container matches ${source.log} yet: waiting for one`);
      else several.matched();
      const isCounting = names === null || [...open.values()].some(({ goneSince }) => goneSince !== null);
      await firstOrAborted(
        [wake.promise, ...(isCounting ? [sleep(LOOK_MS, undefined, { signal })] : [])],
        signal,
      );
      if (signal.aborted) return null;
    }
    if (open.size === 0) return nothingMatches(source);
    several.matched();
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    unlisten();
    await Promise.all([...open.values()].map(({ ended }) => ended));
  }
};

const LOOK_MS = 2000;

/** Returns the names that currently match; null if the host cannot be queried at the moment. */
const list = async (
  { source, context, signal }: Several,
  mustBeThere: boolean,
): Promise<readonly string[] | null> => {
  try {
    const { connection } = await reachEngine(source.host, context);
    return await listContainers(connection, source, signal);
  } catch (error) {
    if (signal.aborted) return null;
    const trouble = troubleOf(error, source);
    if (mustBeThere || trouble.final) throw new TroubleError(trouble, { cause: error });
    const { hosts, now } = context;
    const at = hosts.backoff.next(source.host.name, now());
    await sleep(Math.max(0, at - now()), undefined, { signal }).catch(() => {});
    return null;
  }
};

const lookAt = (
  names: readonly string[],
  several: Several,
  open: Map<string, OpenContainer>,
  isFirst: boolean,
): void => {
  const { source, context } = several;
  const notice = (one: Source, text: string): void =>
    void context.sink.marker(one, { kind: 'notice', at: context.now(), text });
  for (const name of names) {
    if (open.has(name)) continue;
    const end = new AbortController();
    const query = isFirst
      ? context.query
      : { ...context.query, from: { kind: 'fromLine', line: 1 } as const };
    const opened = several.add(containerSource(source, name), { query, signal: end.signal });
    open.set(name, { ...opened, end, goneSince: null });
    if (!isFirst) notice(opened.source, `new container matches ${source.log}`);
  }
  for (const [name, one] of open) {
    one.goneSince = names.includes(name) ? null : (one.goneSince ?? context.now());
    if (one.goneSince === null || context.now() - one.goneSince < GONE_MS) continue;
    open.delete(name);
    notice(one.source, `the container ${name} no longer exists and is no longer followed`);
    one.end.abort();
  }
};

const containerSource = (source: Source, name: string): Omit<Source, 'id'> => {
  const place: OtherPlace = { ...(source.place as OtherPlace), address: name, several: false };
  return { ...source, log: `${place.scheme}:${name}`, place };
};

const nothingMatches = (source: Source): Trouble => ({
  kind: 'missing',
  host: source.host.name,
  log: source.log,
  message: `no container matches ${source.log}`,
  advice: `${engineOf(source)} ps -a on the host lists them; use -F to wait for one`,
  final: false,
});
