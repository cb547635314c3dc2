import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TrustRecord, TrustStore } from '../../../src/config/trust/trustStore.ts';
import { makeTree } from '../files/tree.ts';

const SHA = 'a'.repeat(64);
const record = (path: string, verdict: TrustRecord['verdict'] = 'trusted'): TrustRecord => ({
  verdict,
  files: [{ path, sha256: SHA }],
});
const storeIn = (root: string, env = {}) => new TrustStore({ cwd: root, home: join(root, 'home'), env });

describe('a decision', () => {
  test('is stored in files and a folder that only the user can read', async () => {
    const store = storeIn(makeTree({}));
    await store.write(record('/a'));
    expect(statSync(store.folder).mode & 0o777).toBe(0o700);
    const names = readdirSync(store.folder);
    expect(names).toHaveLength(1);
    expect(statSync(join(store.folder, names[0]!)).mode & 0o777).toBe(0o600);
    expect(await store.read('/a')).toEqual(record('/a'));
    expect(await store.read('/b')).toBeNull();
  });

  test('is listed by path, replaced by a later one, and can be forgotten', async () => {
    const store = storeIn(makeTree({}));
    for (const path of ['/b', '/a', '/c']) await store.write(record(path));
    await store.write(record('/a', 'refused'));
    expect((await store.list()).map(({ verdict, files }) => [files[0].path, verdict])).toEqual([
      ['/a', 'refused'],
      ['/b', 'trusted'],
      ['/c', 'trusted'],
    ]);
    expect(await store.forget('/b')).toBe(true);
    expect(await store.forget('/b')).toBe(false);
    expect(await store.list()).toHaveLength(2);
  });

  test('is stored completely and consistently when many processes write at once', async () => {
    const root = makeTree({});
    const stores = Array.from({ length: 20 }, () => storeIn(root));
    const writes = stores.flatMap((store, index) => [
      store.write(record('/same')),
      store.write(record(`/${index}`)),
    ]);
    const reads = stores.map(store => store.read('/same'));
    await Promise.all(writes);
    for (const read of await Promise.all(reads)) expect([null, record('/same')]).toContainEqual(read);
    expect(await stores[0]!.list()).toHaveLength(21);
    expect(readdirSync(stores[0]!.folder).filter(name => !name.endsWith('.json'))).toEqual([]);
  });

  test('is in $XDG_STATE_HOME, unless that is relative, so that anyone could provide it', () => {
    expect(storeIn('/r', { XDG_STATE_HOME: '/s' }).folder).toBe('/s/rtail/trust');
    expect(storeIn('/r', { XDG_STATE_HOME: 's' }).folder).toBe('/r/home/.local/state/rtail/trust');
  });
});

describe('records that do not count', () => {
  const written = async () => {
    const store = storeIn(makeTree({}));
    await store.write(record('/a'));
    return { store, file: join(store.folder, readdirSync(store.folder)[0]!) };
  };

  test.each<[title: string, spoil: (file: string) => void]>([
    ['a record that others can write', file => chmodSync(file, 0o622)],
    ['a folder that others can write', file => chmodSync(dirname(file), 0o777)],
    ['a partial record', file => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 50))],
    ['nulls', file => writeFileSync(file, '{"version":1,"verdict":"trusted","files":[null]}')],
    ['no files', file => writeFileSync(file, '{"version":1,"verdict":"trusted","files":[]}')],
    [
      'another version',
      file => writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2')),
    ],
    [
      'a record for another path',
      file => writeFileSync(file, readFileSync(file, 'utf8').replace('"/a"', '"/b"')),
    ],
    [
      'a folder',
      file => {
        renameSync(file, `${file}.old`);
        mkdirSync(file);
      },
    ],
    [
      'a link to a record',
      file => {
        renameSync(file, `${file}.old`);
        symlinkSync(`${file}.old`, file);
      },
    ],
  ])('%s', async (_, spoil) => {
    const { store, file } = await written();
    spoil(file);
    expect(await store.read('/a')).toBeNull();
  });
});
