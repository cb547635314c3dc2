import { beforeEach, expect, it } from 'vitest';
import type { Source } from '../../../src/core/target.ts';
import { OfferWatch } from '../../../src/session/live/offers.ts';
import type { Offers } from '../../../src/session/live/snapshot.ts';
import type { OffersWatch, SourceKind } from '../../../src/session/sources/contract.ts';
import { registerKind } from '../../../src/session/sources/kinds.ts';
import { source } from '../../ui/helpers/feed.ts';

/** The watches of a kind whose servers list logs. */
const watches = new Map<string, OffersWatch>();
let told: Offers[] = [];

const server = (id: number, address: string): Source => ({
  ...source(id, 'local', `redis://${address}`),
  place: { kind: 'other', scheme: 'redis', address, several: true },
});

const kind: SourceKind = {
  read: () => Promise.reject(new TypeError('not read here')),
  offers: ({ place }, watch) => {
    watches.set(place.kind === 'other' ? place.address : '', watch);
    return new Promise(resolve => watch.signal.addEventListener('abort', () => resolve()));
  },
  explain: () => Promise.reject(new TypeError('not explained here')),
  shortfalls: () => [],
  checkMs: null,
};

const watching = async (...addresses: readonly string[]): Promise<OfferWatch> => {
  const watch = new OfferWatch(offers => told.push(offers));
  for (const [id, address] of addresses.entries()) watch.add(server(id, address));
  watch.browse(true);
  await new Promise(setImmediate);
  return watch;
};

const found = (address: string, ...names: readonly string[]): void =>
  watches.get(address)!.found(names.map(name => ({ name, detail: '' })));

const failed = (address: string): void =>
  watches.get(address)!.failed({
    kind: 'unreachable',
    host: address,
    log: null,
    message: `${address} is down`,
    advice: null,
    final: false,
  });

beforeEach(() => {
  registerKind('redis', async () => kind);
  watches.clear();
  told = [];
});

it.each<[string, () => void, readonly string[], readonly string[]]>([
  ['logs of all servers are listed', () => [found('a', 'a/1'), found('b', 'b/1')], ['a/1', 'b/1'], []],
  ['new ones are added at the end', () => [found('a', 'a/2'), found('a', 'a/1', 'a/2')], ['a/2', 'a/1'], []],
  ['those that no longer exist disappear', () => [found('a', 'a/1', 'a/2'), found('a', 'a/2')], ['a/2'], []],
  ['a log is listed once', () => [found('a', 'x/1'), found('b', 'x/1')], ['x/1'], []],
  ['a failure keeps the known ones', () => [found('a', 'a/1'), failed('a')], ['a/1'], ['a is down']],
  ['it is over when they are listed again', () => [failed('a'), found('a', 'a/1')], ['a/1'], []],
])('%s', async (_title, act, logs, problems) => {
  const watch = await watching('a', 'b');
  act();
  expect(told.at(-1)).toMatchObject({ logs: logs.map(name => ({ name })), problems });
  watch.browse(false);
});

it('nothing is asked unless someone browses, and nothing is reported afterwards', async () => {
  const watch = await watching('a');
  const { signal } = watches.get('a')!;
  watch.browse(false);
  expect(signal.aborted).toBe(true);
  found('a', 'a/1');
  expect(told).toEqual([]);
  watches.clear();
  watch.add(server(1, 'b'));
  await new Promise(setImmediate);
  expect(watches.size).toBe(0);
});

it('a server that is added while someone browses is also asked; files are not', async () => {
  const watch = await watching('a');
  watch.add(server(1, 'b'));
  watch.add({ ...source(2, 'web-01', 'app'), place: { kind: 'file', path: '/x/*', glob: true } });
  await new Promise(setImmediate);
  expect([...watches.keys()]).toEqual(['a', 'b']);
  watch.browse(false);
});
