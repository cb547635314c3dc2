import type { ByteString } from '../bytes.ts';

/**
 * Ways to find the stream of a line, for tools on the host: the text up to a colon after RFC 3164's time or a time without blanks (a
 * daemon may change from one to the other), the fields of RFC 5424, and the stream in Docker's JSON.
 */
export type StreamKey = 'tag' | 'fields' | 'docker';

/** A line of a sample, and its stream's key. */
export interface StreamLine {
  readonly text: ByteString;
  readonly stream: ByteString;
}

/** They find a key wherever the programs in `pushdown/filter/streamLines` do. */
const KEYS: Readonly<Record<StreamKey, RegExp>> = {
  tag: /^(?:<[^>]*>)?(?:(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d ).{15}|\d+-\d+-\d+T[^ ]*(?= ))([^:]*:)/s,
  fields: /^<\d[^>]*>[^ ]* [^ ]*( [^ ]+ [^ ]+ [^ ]+ [^ ]+ (?:-|(?:\[(?:[^\]"]|"[^"]*")*\])+) ?)/,
  docker: /^\{.*?"stream":"(.{6})/,
};

/** Returns a way to find streams that tells those of a sample apart exactly as we do; null: none does. */
export const learnStreamKey = (lines: readonly StreamLine[]): StreamKey | null =>
  (Object.keys(KEYS) as StreamKey[]).find(key => tellsApart(KEYS[key], lines)) ?? null;

const tellsApart = (key: RegExp, lines: readonly StreamLine[]): boolean => {
  const theirs = new Map<ByteString, ByteString>();
  const ours = new Map<ByteString, ByteString>();
  return lines.every(({ text, stream }) => {
    const found = key.exec(text)?.[1];
    if (found === undefined) return false;
    if (!theirs.has(stream)) theirs.set(stream, found);
    if (!ours.has(found)) ours.set(found, stream);
    return theirs.get(stream) === found && ours.get(found) === stream;
  });
};
