import { type HubUrl, projectOf } from '../../core/relay/hubUrl.ts';
import type { RelayName } from '../../core/relay/names.ts';
import { type DirectoryEntry, readDirectory, readProjects } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
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
  const projects = await projectsOf(hub, url);
  const entries = (await Promise.all(projects.map(project => readDirectory(hub, project)))).flat();
  const names = namesMatching(
    url,
    entries.map(({ name }) => name),
  );
  return { entries, names: names.length === 0 && follows ? namesMatching(url, []) : names };
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
