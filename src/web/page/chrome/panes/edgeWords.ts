import type { PaneState } from '../../../protocol/pushes.ts';

/** Describes what is before a pane's first row. `nameOf` is null if it is obvious which log is meant. */
export const edgeWords = (
  { edge, edgeOf }: Pick<PaneState, 'edge' | 'edgeOf'>,
  nameOf: ((source: number) => string) | null,
): string => {
  const [first, ...others] = edgeOf;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const names = nameOf === null || first === undefined ? '' : ` of ${nameOf(first)}${more}`;
  switch (edge?.kind) {
    case 'older':
      if (edge.fileStart) return names === '' ? 'The file starts here.' : `The files${names} start here.`;
      return names === '' ? 'Older lines are on the host.' : `Older lines${names} are on the hosts.`;
    case 'reading':
      return `Reading older lines${names}…`;
    case 'range':
      return 'The time range starts here.';
    case 'unreadable':
      return `Earlier lines${names} cannot be read: ${edge.why}.`;
    default:
      return names === '' ? 'The log starts here.' : 'The logs start here.';
  }
};
