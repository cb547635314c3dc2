import type { Source } from '../core/target.ts';
import { markerText } from '../core/text/markerText.ts';
import type { SourceSink } from '../session/events.ts';
import { createLabels } from './labels.ts';
import type { Messages } from './messages.ts';

/** Returns a sink that reports a run's markers as messages, for output without lines in which to place them. */
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
