import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigSource, readSource } from '../../../src/config/files/source.ts';
import {
  isPrivateGroup,
  type Person,
  thisPerson,
  unsafeReason,
} from '../../../src/config/trust/ownership.ts';
import { makeTree } from '../files/tree.ts';

const me = process.getuid!();
const ME: Person = { uid: me, gid: process.getgid!(), sudoUid: null, passwd: '', group: '' };
/** Whoever runs the tests is a stranger to this user. */
const OTHER: Person = { ...ME, uid: 54321, passwd: `tester:x:${me}:0::/:/bin/sh\n` };

const sourceOf = async (file: string): Promise<ConfigSource> => {
  const read = await readSource(file);
  if (!read.ok) throw new Error(read.problem.message);
  return read.source;
};

/** Returns the reason for `work/.rtailrc`, without the tree's root. */
const reason = async (person: Person, spoil: (root: string) => void): Promise<string | null> => {
  const root = makeTree({ 'work/.rtailrc': 'hosts: {}\n', 'away/real': 'hosts: {}\n' });
  spoil(root);
  const found = await unsafeReason(await sourceOf(join(root, 'work/.rtailrc')), person);
  return found?.replace(`${root}/`, '') ?? null;
};

const mode = (path: string, bits: number) => (root: string) => chmodSync(join(root, path), bits);

describe('who may have written a file, or may replace it', () => {
  test.each<[title: string, spoil: (root: string) => void, expected: string | null]>([
    ['nobody else', () => {}, null],
    ['anyone: the file', mode('work/.rtailrc', 0o646), 'work/.rtailrc is writable by anyone (mode 0646)'],
    [
      'a group: the file',
      mode('work/.rtailrc', 0o664),
      `work/.rtailrc is writable by the group ${ME.gid} (mode 0664)`,
    ],
    ['anyone: the folder', mode('work', 0o757), 'work is writable by anyone (mode 0757)'],
    ['a group: the folder', mode('work', 0o775), `work is writable by the group ${ME.gid} (mode 0775)`],
    ["in a sticky folder, nobody can replace another's files", mode('work', 0o1777), null],
    [
      'a sticky bit on the file has no effect',
      mode('work/.rtailrc', 0o1666),
      'work/.rtailrc is writable by anyone (mode 1666)',
    ],
  ])('%s', async (_, spoil, expected) => expect(await reason(ME, spoil)).toBe(expected));

  test('the folders behind a link count as well as those in front of it', async () => {
    const root = makeTree({ 'away/real': 'hosts: {}\n', 'work/x': '' });
    symlinkSync(join(root, 'away/real'), join(root, 'work/.rtailrc'));
    const source = await sourceOf(join(root, 'work/.rtailrc'));
    expect(await unsafeReason(source, ME)).toBeNull();
    chmodSync(join(root, 'away'), 0o777);
    expect(await unsafeReason(source, ME)).toBe(`${root}/away is writable by anyone (mode 0777)`);
    chmodSync(join(root, 'away'), 0o755);
    chmodSync(join(root, 'work'), 0o777);
    expect(await unsafeReason(source, ME)).toBe(`${root}/work is writable by anyone (mode 0777)`);
  });

  test.runIf(me !== 0)('names the owner, if that is another user', async () => {
    expect(await reason(OTHER, () => {})).toBe(`work/.rtailrc belongs to tester (user ${me})`);
  });

  test.runIf(me !== 0)('whoever called sudo is the user', async () => {
    expect(await reason({ ...OTHER, uid: 0, sudoUid: me }, () => {})).toBeNull();
  });

  test('has no objections if files have no owners', async () => {
    const root = makeTree({ f: '' });
    chmodSync(join(root, 'f'), 0o666);
    expect(await unsafeReason(await sourceOf(join(root, 'f')), null)).toBeNull();
  });
});

test.each([
  ['root called by sudo', 0, '1000', 1000],
  ['root', 0, undefined, null],
  ['root with invalid variables', 0, '-1', null],
  ['anyone else cannot claim to be called by sudo', 1000, '0', null],
])('SUDO_UID of %s', (_, uid, sudo, expected) => {
  const real = process.geteuid;
  process.geteuid = () => uid;
  try {
    expect(thisPerson({ SUDO_UID: sudo })?.sudoUid).toBe(expected);
  } finally {
    process.geteuid = real!;
  }
});

describe('a group with one member', () => {
  const alice = (group: string, passwd = 'alice:x:1000:1000::/home/alice:/bin/sh'): Person => ({
    uid: 1000,
    gid: 1000,
    sudoUid: null,
    passwd,
    group,
  });
  test.each([
    ['named like the user, without members', alice('alice:x:1000:'), true],
    ['with the user as its only member', alice('alice:x:1000:alice'), true],
    ['with another member', alice('alice:x:1000:alice,bob'), false],
    ['of another name', alice('users:x:1000:'), false],
    ['that does not exist', alice('root:x:0:'), false],
    ['twice', alice('alice:x:1000:\nalice2:x:1000:bob'), false],
    [
      'that is also the first group of another user',
      alice('alice:x:1000:', 'alice:x:1000:1000:::\nbob:x:1001:1000:::'),
      false,
    ],
    ['that is not the first group of the user', alice('alice:x:1000:', 'alice:x:1000:100:::'), false],
  ])('%s', (_, person, expected) => expect(isPrivateGroup(1000, person)).toBe(expected));
});
