import { type Generation, HEAD_LENGTH, sameGeneration } from '../follow/position.ts';
import type { Marker } from '../record.ts';
import { comparePlaces, placeId, readPlace, type StreamPlace } from './streamPlace.ts';

/** An event between two segments, as reported to readers. */
export type SegmentMark = Extract<Marker, { kind: 'rotated' | 'truncated' | 'gap' | 'notice' }>;

/** Identifies the content of a segment's bytes. */
export type SegmentContent =
  /** A file's generation: its bytes can be read again at the same positions. */
  | { readonly kind: 'file'; readonly generation: Generation }
  /** Output that can be read only once; `session` is random for each run. */
  | { readonly kind: 'output'; readonly session: string };

/** The start of a segment: any interruption of a log's continuity starts a new one. */
export interface Segment {
  /** Its ordinal, and the byte at which it starts. */
  readonly at: StreamPlace;
  /** Where the previous segment ends; null: nothing was published before. */
  readonly after: StreamPlace | null;
  readonly content: SegmentContent;
  /** When it was published: milliseconds since the epoch. */
  readonly time: number;
  readonly marks: readonly SegmentMark[];
}

/**
 * Returns whether both have the same bytes at the same positions; null: unknown. A truncated file keeps its inode, so
 * an inode proves little while one of the heads is short.
 */
export const compareContents = (a: SegmentContent, b: SegmentContent): boolean | null => {
  if (a.kind === 'output' || b.kind === 'output')
    return a.kind === 'output' && b.kind === 'output' && a.session === b.session;
  const [one, other] = [a.generation, b.generation];
  if (one.head.length === other.head.length && one.head.length > 0) return one.head.crc === other.head.crc;
  return sameGeneration(one, other) ? null : false;
};

/** Returns true if the contents may be the same. */
export const sameContent = (a: SegmentContent, b: SegmentContent): boolean => compareContents(a, b) !== false;

/** Returns true if both are the same entry: content published again after a loss has another time. */
export const samePublication = (a: Segment, b: Segment): boolean =>
  a.time === b.time && comparePlaces(a.at, b.at) === 0 && sameContent(a.content, b.content);

/** Returns true if the contents are certainly the same, which is never known of young files. */
export const identicalContent = (a: SegmentContent, b: SegmentContent): boolean => {
  if (a.kind === 'output' || b.kind === 'output') return sameContent(a, b);
  const [one, other] = [a.generation.head, b.generation.head];
  return one.length === HEAD_LENGTH && other.length === HEAD_LENGTH && one.crc === other.crc;
};

/** Maximum number of segments in a stream's table; the newest are kept. */
export const MAX_SEGMENTS = 24;

/** Adds a segment to a table, dropping its oldest if necessary. */
export const addSegment = (table: readonly Segment[], segment: Segment): readonly Segment[] =>
  [...table.filter(({ at }) => at.segment < segment.at.segment), segment].slice(-MAX_SEGMENTS);

/** Returns a segment as text, without `at`, which is in the entry's id. */
export const writeSegment = ({ after, content, time, marks }: Segment): string =>
  JSON.stringify({ after: after && placeId(after), content, time, marks });

/** Parses the segment that starts with an entry; null: invalid. */
export const readSegment = (at: StreamPlace, text: string): Segment | null => {
  try {
    return checkSegment(at, JSON.parse(text));
  } catch {
    return null;
  }
};

/** Returns a table of segments as text. It must record losses from before the oldest remaining entry. */
export const writeTable = (table: readonly Segment[]): string =>
  JSON.stringify(
    table.map(({ at, after, content, time, marks }) => ({
      ...{ at: placeId(at), after: after && placeId(after), content, time },
      marks: marks.filter(({ kind }) => kind === 'gap'),
    })),
  );

/** Parses a table; invalid parts are skipped. */
export const readTable = (text: string | null): readonly Segment[] => {
  try {
    const rows: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(rows)) return [];
    return rows.flatMap(row => {
      const at = isObject(row) ? readPlace(String(row['at'])) : null;
      const segment = at && checkSegment(at, row);
      return segment ? [segment] : [];
    });
  } catch {
    return [];
  }
};

const checkSegment = (at: StreamPlace, saved: unknown): Segment | null => {
  if (!isObject(saved)) return null;
  const { after, time, marks } = saved;
  const content = checkContent(saved['content']);
  if (content === null || typeof time !== 'number') return null;
  return {
    at,
    after: typeof after === 'string' ? readPlace(after) : null,
    content,
    time,
    marks: Array.isArray(marks) ? marks.flatMap(checkMark) : [],
  };
};

const checkContent = (saved: unknown): SegmentContent | null => {
  if (!isObject(saved)) return null;
  const { kind, generation, session } = saved;
  if (kind === 'output' && typeof session === 'string') return { kind, session };
  if (kind !== 'file' || !isObject(generation) || !isObject(generation['head'])) return null;
  const { length, crc } = generation['head'];
  const { inode } = generation;
  if (typeof inode !== 'string' || !isCount(length) || !isCount(crc)) return null;
  return { kind, generation: { inode, head: { length, crc } } };
};

/** Returns only valid parts of a marker: anyone with write access to Redis can write anything. */
const checkMark = (saved: unknown): SegmentMark[] => {
  if (!isObject(saved) || typeof saved['at'] !== 'number') return [];
  const { kind, at, how, since, bytes, why, text } = saved;
  if (kind === 'truncated') return [{ kind, at }];
  if (kind === 'rotated') return [{ kind, at, how: how === 'recreated' ? how : 'renamed' }];
  if (kind === 'notice' && typeof text === 'string') return [{ kind, at, text }];
  if (kind !== 'gap') return [];
  return [
    {
      kind,
      at,
      since: typeof since === 'number' ? since : at,
      bytes: isCount(bytes) ? bytes : null,
      why: typeof why === 'string' ? why : '',
    },
  ];
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
