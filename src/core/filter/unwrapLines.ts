import type { ByteString } from '../bytes.ts';
import type { LineStep, Wrapped } from './step.ts';

const HEADS: Readonly<Record<Wrapped, RegExp>> = {
  cri: /^\S+ \S+ F /,
  stamped: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) ?/,
};

/** Returns a line's text without its head. */
export const unwrapLine = (line: ByteString, wrapped: Wrapped): ByteString =>
  line.replace(HEADS[wrapped], '');

/** Removes the head of each line. */
export const unwrapLines = (wrapped: Wrapped): LineStep => ({
  push: chunk =>
    chunk
      .split('\n')
      .map(line => unwrapLine(line, wrapped))
      .join('\n'),
  end: () => '',
  done: false,
});
