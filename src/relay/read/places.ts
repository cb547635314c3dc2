import type { Generation, Position } from '../../core/follow/position.ts';
import { startPosition } from '../../core/follow/position.ts';
import type { Query } from '../../core/query.ts';
import { missingBefore } from '../../core/relay/between.ts';
import { fullName, type RelayName } from '../../core/relay/names.ts';
import type { SegmentContent, SegmentMark } from '../../core/relay/segment.ts';
import type { ReaderPosition } from '../../core/relay/standing.ts';
import type { StreamPlace } from '../../core/relay/streamPlace.ts';
import { filterOf } from '../../session/host/requery.ts';

/**
 * Converts a reader's position to the form in which positions are kept between runs (`--tee --resume`): the generation
 * is that of the segment's content, `delivered` its byte, and the first known generation represents the stream and the
 * segment's ordinal. For each segment up to there, three more contain: its place and the size of the gap before it; the
 * end of the previous segment and the time of publication; and its content.
 */
export const keptPosition = ({ place, content, tail, born, seen }: ReaderPosition): Position => ({
  ...startPosition(generationOf(content), 0, [
    { inode: decimal(born), head: { length: place.segment, crc: 0 } },
    ...seen.flatMap(({ at, after, content, time, marks }) => [
      {
        inode: String(at.segment),
        head: { length: at.byte, crc: 2 * savedGap(marks) + (content.kind === 'output' ? 1 : 0) },
      },
      { inode: String(after?.segment ?? 0), head: { length: after?.byte ?? 0, crc: savedTime(time) } },
      generationOf(content),
    ]),
  ]),
  delivered: place.byte,
  recent: tail,
  hidden: content?.kind === 'output',
});

export const readerPosition = ({
  generation,
  delivered,
  recent,
  known,
  hidden,
}: Position): ReaderPosition => {
  const [stream, ...rest] = known;
  return {
    place: { segment: stream?.head.length ?? 0, byte: delivered },
    content: contentOf(generation, hidden),
    tail: recent,
    born: stream ? hex(stream.inode) : null,
    seen: Array.from({ length: Math.floor(rest.length / 3) }, (_, index) => {
      const [at, after, content] = rest.slice(3 * index) as [Generation, Generation, Generation];
      return {
        at: placeOf(at),
        after: after.inode === '0' ? null : placeOf(after),
        content: contentOf(content, at.head.crc % 2 === 1),
        time: after.head.crc,
        marks: gapOf(Math.floor(at.head.crc / 2)),
      };
    }),
  };
};

/** Identifies the output that a kept position counts. */
export const pipelineOf = (name: RelayName, query: Query): string =>
  JSON.stringify(['relay', fullName(name), filterOf(query), query.level, query.time]);

const generationOf = (content: SegmentContent | null): Generation => {
  if (content?.kind === 'file') return content.generation;
  return { inode: decimal(content?.session ?? null), head: { length: 0, crc: 0 } };
};

const contentOf = (generation: Generation, isOutput: boolean): SegmentContent =>
  isOutput ? { kind: 'output', session: hex(generation.inode) ?? '' } : { kind: 'file', generation };

/**
 * Encodes the gaps before a segment as one number: 0 for none, 1 for an unknown size, otherwise their bytes plus one.
 */
const savedGap = (marks: readonly SegmentMark[]): number => {
  if (!marks.some(({ kind }) => kind === 'gap')) return 0;
  const missing = missingBefore(marks) ?? 0;
  return missing < Number.MAX_SAFE_INTEGER / 4 ? missing + 1 : 1;
};

const gapOf = (saved: number): readonly SegmentMark[] =>
  saved === 0 ? [] : [{ kind: 'gap', at: 0, since: 0, bytes: saved === 1 ? null : saved - 1, why: '' }];

/**
 * Returns a publication time that can be saved; anyone with write access to Redis can write any time, so others count
 * as unknown.
 */
const savedTime = (time: number): number => (Number.isSafeInteger(time) && time > 0 ? time : 0);

const placeOf = ({ inode, head }: Generation): StreamPlace => ({ segment: Number(inode), byte: head.length });

/** Encodes text in decimal, because inodes are decimal; a leading 1 preserves leading zeros. */
const decimal = (text: string | null): string =>
  text !== null && /^[0-9a-f]{1,32}$/.test(text) ? String(BigInt(`0x1${text}`)) : '0';

const hex = (text: string): string | null => (text === '0' ? null : BigInt(text).toString(16).slice(1));
