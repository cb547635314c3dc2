import { type HubUrl, projectOf } from '../../core/relay/hubUrl.ts';
import type { RelayName } from '../../core/relay/names.ts';
import { type DirectoryEntry, readDirectory, readProjects } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
import { namesMatching } from './matching.ts';

/** What is published in the projects that a URL names, and what of it the URL names. */
export interface Published {
  readonly entries: readonly DirectoryEntry[];
  readonly names: readonly RelayName[];
}

/** Looks into the directory; `follows`: what is named without a glob counts even if nobody publishes it yet. Rejects with a HubError. */
export const findPublished = async (hub: Hub, url: HubUrl, follows: boolean): Promise<Published> => {
  const projects = await projectsOf(hub, url);
  const entries = (await Promise.all(projects.map(project => readDirectory(hub, project)))).flat();
  const names = namesMatching(
    url,
    entries.map(({ name }) => name),
  );
  return { entries, names: names.length === 0 && follows ? namesMatching(url, []) : names };
};

/** The projects that a URL names; those that we may see, where it names none. */
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
