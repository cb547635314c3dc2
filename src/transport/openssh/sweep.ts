import { lstat, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** How the folders of workspaces are named: what `mkdtemp` makes of it has six characters more. */
export const FOLDER_PREFIX = 'rtail-';

/** The socket in a workspace that its process listens on for as long as it lives. */
export const ASK_SOCKET = 'ask';

const FOLDER = /^rtail-[A-Za-z0-9]{6}$/;

/** Removes the workspaces in this folder that killed runs of this user have left. Never rejects. */
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

/** Whether a process listened there, and does no more: the kernel refuses what nobody takes. Where there is no socket, nobody can tell. */
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
