import type { Source } from '../core/target.ts';
import { markerText } from '../core/text/markerText.ts';
import type { SourceSink } from '../session/events.ts';
import { createLabels } from './labels.ts';
import type { Messages } from './messages.ts';

/** Takes what a run tells beside its lines, and puts it into messages: where no lines are printed that it could stand between. */
export const messageSink = (
  messages: Messages,
  sources: readonly Source[],
): Pick<SourceSink, 'opened' | 'marker' | 'state'> => {
  const labels = createLabels('never', 0, sources);
  return {
    opened: labels.opened,
    marker: (source, marker) => messages.say(`${labels.label(source)}: ${markerText(marker, true)}`),
    state: messages.state,
  };
};
