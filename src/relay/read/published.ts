import { type HubUrl, projectOf } from '../../core/relay/hubUrl.ts';
import type { RelayName } from '../../core/relay/names.ts';
import { type DirectoryEntry, readDirectory, readProjects } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
import { hubErrorOf } from '../hub/hubError.ts';
import { namesMatching } from './matching.ts';

/** The logs published in the projects that a URL names, and the names of those that the URL selects. */
export interface Published {
  readonly entries: readonly DirectoryEntry[];
  readonly names: readonly RelayName[];
}

/**
 * Reads the directory. With `follows`, logs named without a glob are included even if they are not published yet.
 * Rejects with a HubError.
 */
export const findPublished = async (hub: Hub, url: HubUrl, follows: boolean): Promise<Published> => {
  const entries = await readDirectories(hub, await projectsOf(hub, url));
  const names = namesMatching(
    url,
    entries.map(({ name }) => name),
  );
  return { entries, names: names.length === 0 && follows ? namesMatching(url, []) : names };
};

/** Returns all published logs that are visible, and those of the project that a URL names. Rejects with a HubError. */
export const findVisible = async (hub: Hub, url: HubUrl): Promise<readonly DirectoryEntry[]> => {
  const [all, named] = await Promise.all([projectsOf(hub, { ...url, project: null }), projectsOf(hub, url)]);
  return readDirectories(hub, [...new Set([...named, ...all])]);
};

/** Returns the logs of these projects, except those that are not accessible; rejects if none is. */
const readDirectories = async (hub: Hub, projects: readonly string[]): Promise<readonly DirectoryEntry[]> => {
  const results = await Promise.allSettled(projects.map(project => readDirectory(hub, project)));
  const failures = results.flatMap(one => (one.status === 'rejected' ? [hubErrorOf(one.reason)] : []));
  const worst = failures.find(({ kind }) => kind !== 'denied') ?? failures[0];
  if (worst && (worst.kind !== 'denied' || failures.length === results.length)) throw worst;
  return results.flatMap(one => (one.status === 'fulfilled' ? one.value : []));
};

/** Returns the projects that a URL names; if it names none, all visible ones. */
const projectsOf = async (hub: Hub, url: HubUrl): Promise<readonly string[]> => {
  if (url.project !== null && !/[*?[]/.test(url.project)) return [url.project];
  const projects = await readProjects(hub);
  if (projects === null) return [projectOf({ ...url, project: null })];
  return projects.filter(
    project =>
      url.project === null ||
      namesMatching({ ...url, logs: null }, [{ project, host: 'x', log: 'x' }]).length > 0,
  );
};
