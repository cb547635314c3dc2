import type { ByteString } from '../bytes.ts';
import type { PatternMatcher } from '../pattern/matcher.ts';
import type { Span } from '../pattern/spans.ts';
import { SGR_RESET } from './sgr.ts';

/** GNU grep's default colour for a match, without GREP_COLORS. */
export const MATCH_SGR = '01;31';

const SGR = /\x1b\[([\d;:]*)m/g;

/** Maximum number of matches highlighted per line: more would not help. */
const MAX_SPANS = 200;

/** Highlights matches of patterns in a line, which may contain colours: they continue after each match. */
export const matchPainter = (
  matchers: readonly PatternMatcher[],
  sgr: string,
): ((line: ByteString) => ByteString) => {
  const mark = `\x1b[${sgr}m`;
  return line => {
    const text = line.includes('\x1b') ? line.replace(SGR, '') : line;
    const spans = joinedSpans(matchers.flatMap(matcher => spansOf(matcher, text)));
    return spans.length === 0 ? line : painted(line, spans, mark);
  };
};

const spansOf = (matcher: PatternMatcher, text: ByteString): Span[] => {
  const spans: Span[] = [];
  for (let from = 0; from <= text.length && spans.length < MAX_SPANS; ) {
    const span = matcher.find(text, from);
    if (span === null) break;
    if (span.end > span.start) spans.push(span);
    from = Math.max(span.end, span.start + 1, from + 1);
  }
  return spans;
};

const joinedSpans = (spans: readonly Span[]): Span[] => {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || span.start > last.end) joined.push(span);
    else if (span.end > last.end) joined[joined.length - 1] = { start: last.start, end: span.end };
  }
  return joined;
};

/** Spans refer to the line's text without its colours. */
const painted = (line: ByteString, spans: readonly Span[], mark: string): ByteString => {
  let out = '';
  let column = 0;
  let next = 0;
  /** Active colours. */
  let active = '';
  let isMarked = false;
  const put = (text: ByteString): void => {
    for (let from = 0; from < text.length; ) {
      const span = spans[next];
      const edge = span === undefined ? Number.POSITIVE_INFINITY : isMarked ? span.end : span.start;
      const to = Math.min(text.length, from + edge - column);
      out += text.slice(from, to);
      column += to - from;
      from = to;
      if (column < edge) continue;
      if (isMarked) next++;
      isMarked = !isMarked;
      out += isMarked ? mark : SGR_RESET + active;
    }
  };
  let last = 0;
  for (const match of line.matchAll(SGR)) {
    put(line.slice(last, match.index));
    const [sequence, parameters] = match;
    active = parameters === '' || parameters === '0' ? '' : active + sequence;
    out += isMarked ? sequence + mark : sequence;
    last = match.index + sequence.length;
  }
  put(line.slice(last));
  return isMarked ? out + SGR_RESET + active : out;
};
