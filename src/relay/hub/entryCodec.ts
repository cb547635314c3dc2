import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MAX_ENTRY, type RelayEntry } from '../../core/relay/entry.ts';
import { readSegment, type Segment, writeSegment } from '../../core/relay/segment.ts';
import { placeId, readPlace, type StreamPlace } from '../../core/relay/streamPlace.ts';
import { listOf, type Reply, textOf } from './reply.ts';

/** Shorter entries are stored uncompressed. */
const WORTH_COMPRESSING = 512;

type Written = readonly [id: string, ...fields: readonly (string | Buffer)[]];

/** Returns a run of bytes as an entry: its id, then two fields and their values. */
export const writeBytes = (end: StreamPlace, bytes: Buffer): Written => {
  const packed = bytes.length < WORTH_COMPRESSING ? bytes : zstdCompressSync(bytes);
  const fields = packed.length < bytes.length ? ['z', packed] : ['b', bytes];
  return [placeId(end), ...fields, 'n', String(bytes.length)];
};

/** Returns the start of a segment as an entry. */
export const writeHeader = (segment: Segment): Written => [
  placeId(segment.at),
  'h',
  writeSegment(segment),
  'n',
  '0',
];

/** Parses an entry; null: it is foreign or damaged. */
export const readEntry = (reply: Reply): RelayEntry | null => {
  const [id, fields] = listOf(reply);
  const place = readPlace(textOf(id));
  const list = listOf(fields);
  if (place === null) return null;
  const field = (name: string): Buffer | null => {
    const at = list.findIndex((one, index) => index % 2 === 0 && textOf(one) === name);
    const value = at < 0 ? null : list[at + 1];
    return Buffer.isBuffer(value) ? value : null;
  };
  const header = field('h');
  if (header) {
    const segment = readSegment(place, header.toString('utf8'));
    return segment && { kind: 'segment', segment };
  }
  const bytes = field('b') ?? unpack(field('z'), Number(field('n')?.toString()));
  return bytes && { kind: 'bytes', end: place, time: Number(field('t')?.toString() ?? 0), bytes };
};

/** Decompresses at most the size of an entry: anyone with write access to Redis could store a decompression bomb. */
const unpack = (packed: Buffer | null, length: number): Buffer | null => {
  if (packed === null || !(length > 0) || length > MAX_ENTRY) return null;
  try {
    const bytes = zstdDecompressSync(packed, { maxOutputLength: MAX_ENTRY });
    return bytes.length === length ? bytes : null;
  } catch {
    return null;
  }
};

/** Returns the entries of one stream in a reply, skipping unreadable ones. */
export const readEntries = (reply: Reply | undefined): readonly RelayEntry[] =>
  listOf(reply).flatMap(one => readEntry(one) ?? []);
