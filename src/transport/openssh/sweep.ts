import { lstat, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** The prefix of workspace folders: `mkdtemp` adds six characters. */
export const FOLDER_PREFIX = 'rtail-';

/** The socket in a workspace on which its process listens as long as it lives. */
export const ASK_SOCKET = 'ask';

const FOLDER = /^rtail-[A-Za-z0-9]{6}$/;

/** Removes workspaces in this folder left behind by killed runs of this user. Never rejects. */
export const sweepWorkspaces = async (base: string): Promise<void> => {
  const names = await readdir(base).catch(() => []);
  const left = names.filter(name => FOLDER.test(name)).map(name => join(base, name));
  await Promise.all(left.map(sweepOne));
};

const sweepOne = async (folder: string): Promise<void> => {
  const found = await lstat(folder).catch(() => null);
  const isOurs = found?.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (!isOurs || !(await isDeserted(join(folder, ASK_SOCKET)))) return;
  await rm(folder, { recursive: true, force: true }).catch(() => {});
};

/**
 * Returns true if a process once listened there but no longer does: the kernel then refuses connections.
 * Without a socket, it is unknown.
 */
const isDeserted = async (socket: string): Promise<boolean> => {
  const found = await lstat(socket).catch(() => null);
  if (!found?.isSocket()) return false;
  return new Promise(resolve => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
};
