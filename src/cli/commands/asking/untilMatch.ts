import { toByteString } from '../../../core/bytes.ts';
import type { LineEnd } from '../../../core/lines.ts';
import { patternMatcher } from '../../../core/pattern/matcher.ts';
import { compilePattern } from '../../../core/pattern/pattern.ts';
import { deliverEntries, type SourceSink } from '../../../session/events.ts';
import type { Request } from '../../request/request.ts';

/** Returns a sink that passes lines up to the first match in any source. */
export interface UntilMatch {
  readonly sink: SourceSink;
  readonly matched: () => boolean;
}

/** `onMatch` is called once, when the matching line has been passed on. */
export const untilMatch = (
  { untilMatch: text, query }: Request,
  sink: SourceSink,
  onMatch: () => void,
): UntilMatch | null => {
  if (text === null) return null;
  const lineEnd: LineEnd = query.zeroTerminated ? '\0' : '\n';
  const matcher = patternMatcher(compilePattern(text, query), lineEnd);
  let matched = false;
  return {
    matched: () => matched,
    sink: {
      ...(sink.groups && { groups: true }),
      opened: source => sink.opened(source),
      marker: (source, marker) => (matched ? undefined : sink.marker(source, marker)),
      state: (source, state) => sink.state(source, state),
      entries(source, entries) {
        if (matched) return undefined;
        const at = entries.findIndex(({ text: whole }) => matcher.search(whole, 0) >= 0);
        if (at < 0) return deliverEntries(sink, source, entries);
        matched = true;
        const taken = deliverEntries(sink, source, entries.slice(0, at + 1));
        onMatch();
        return taken;
      },
      lines(source, chunk, starts) {
        if (matched) return undefined;
        const lines = toByteString(chunk);
        const at = matcher.search(lines, 0);
        if (at < 0) return sink.lines(source, chunk, starts);
        matched = true;
        const end = lines.indexOf(lineEnd, at);
        const taken = sink.lines(source, end < 0 ? chunk : chunk.subarray(0, end + 1), starts);
        onMatch();
        return taken;
      },
    },
  };
};
