import type { PaneState } from '../../../protocol/pushes.ts';
import type { Pane } from '../../../protocol/rows.ts';
import { readOlder } from '../../actions/past.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';

/** Shown when a pane is at its first row: what lies before it, and a button to read that. */
export const EdgeBanner = ({ pane }: { readonly pane: Pane }) => {
  const page = usePage();
  const state = useSelected(whole => whole.panes.get(pane) ?? null);
  const sources = useSelected(whole => whole.sources);
  const { atStart } = page.view(pane).status;
  if (!state?.edge || state.shown === 0 || !atStart) return null;
  const nameOf = (source: number): string => sources.get(source)?.name ?? '';
  return (
    <div className="banner edge" role="status">
      <span className="grow cut-short">{edgeWords(state, pane === null ? nameOf : null)}</span>
      {state.edge.kind === 'older' && (
        <Button
          label="Read older lines on the hosts"
          keyName="g"
          className="small line"
          onPress={() => void readOlder(page, pane)}
        >
          Read older lines
        </Button>
      )}
    </div>
  );
};

/** `nameOf` is null if it is obvious which log is meant. */
const edgeWords = ({ edge, edgeOf }: PaneState, nameOf: ((source: number) => string) | null): string => {
  const [first, ...others] = edgeOf;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const names = nameOf === null || first === undefined ? '' : ` of ${nameOf(first)}${more}`;
  switch (edge?.kind) {
    case 'older':
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
