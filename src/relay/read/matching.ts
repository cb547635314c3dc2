import type { HubUrl } from '../../core/relay/hubUrl.ts';
import { DEFAULT_PROJECT, type RelayName, readLogField } from '../../core/relay/names.ts';

/**
 * Returns the published logs that a URL names, in its order: `HOST:LOG[,LOG…]`, where host and logs may be globs. Logs
 * named without a glob are included even if they are not published (yet).
 */
export const namesMatching = (url: HubUrl, published: readonly RelayName[]): readonly RelayName[] => {
  const inProject = published.filter(({ project }) => url.project === null || matches(url.project, project));
  if (url.logs === null) return inProject;
  const asked = readLogField('', url.logs);
  if (asked === null) return [];
  const logs = asked.log.startsWith('/') ? [asked.log] : asked.log.split(',');
  const found = inProject.filter(
    ({ host, log }) => matches(asked.host, host) && logs.some(glob => matches(glob, log)),
  );
  if (found.length > 0 || isGlob(asked.host) || (url.project !== null && isGlob(url.project))) return found;
  const project = url.project ?? DEFAULT_PROJECT;
  return published.length > 0
    ? []
    : logs.filter(log => !isGlob(log)).map(log => ({ project, host: asked.host, log }));
};

const isGlob = (text: string): boolean => /[*?[]/.test(text);

/** Matches a shell glob in which `*` also matches slashes: names are not paths. */
const matches = (glob: string, text: string): boolean => {
  if (!isGlob(glob)) return glob === text;
  const pattern = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]')
    .replace(/\[!/g, '[^');
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
};
