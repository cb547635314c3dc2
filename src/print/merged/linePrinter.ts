import { fromByteString } from '../../core/bytes.ts';
import type { MergeMemory } from '../../core/kernels/merging/mergeMemory.ts';
import type { SourceId } from '../../core/record.ts';
import { markerText } from '../../core/text/markerText.ts';
import type { MergedLinesSink } from '../../session/records/lineStage.ts';
import { createLabels } from '../labels.ts';
import type { Printer, PrintOptions, PrintTargets } from '../printer.ts';
import { LineWriter, type Prefixes } from './lineWriter.ts';

/**
 * Prints merged lines to a pipe or file: each with its source's prefix and nothing else, as a record printer would without
 * times, levels and colours. `header` means `always`, because a merged stream would need a header for every line.
 * `memory`: that of the lines; null: they have none.
 */
export const createLinePrinter = (
  options: PrintOptions,
  { out, messages }: PrintTargets,
  memory: MergeMemory | null = null,
): MergedLinesSink & Printer => {
  const choice = options.prefix === 'header' ? 'always' : options.prefix;
  const labels = createLabels(choice, options.depth, options.sources);
  /** By source; empty after another one was opened, as all prefixes have the same width. */
  let prefixes: Prefixes[] = [];
  const writer = new LineWriter(out, memory);

  const prefixesOf = (id: SourceId): Prefixes => {
    const text = labels.prefix(id);
    const made = { usual: fromByteString(text), late: fromByteString(text.replace(/\| $/, '~ ')) };
    prefixes[id] = made;
    return made;
  };

  return {
    opened(source) {
      labels.opened(source);
      prefixes = [];
    },
    take(source, lines, from, to) {
      writer.add(prefixes[source] ?? prefixesOf(source), lines, from, to);
    },
    takeRuns: (_, sources) =>
      writer.addRuns(sources.map(({ source, lines }) => [lines, prefixes[source] ?? prefixesOf(source)])),
    deliver: () => writer.deliver(),
    marker: (source, marker) => messages.say(`${labels.label(source)}: ${markerText(marker, true)}`),
    state: messages.state,
    closed: out.closed,
    finish: out.flush,
  };
};
