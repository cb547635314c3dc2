import type { Pane } from '../../../protocol/rows.ts';
import { readOlder } from '../../actions/past.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { edgeWords } from './edgeWords.ts';

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
          label={state.edge.fileStart ? 'Look for rotated files' : 'Read older lines on the hosts'}
          keyName="g"
          className="small line"
          onPress={() => void readOlder(page, pane)}
        >
          {state.edge.fileStart ? 'Look for rotated files' : 'Read older lines'}
        </Button>
      )}
    </div>
  );
};
