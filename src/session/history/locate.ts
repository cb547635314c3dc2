import type { ByteString } from '../../core/bytes.ts';
import type { Generation } from '../../core/follow/position.ts';
import type { HistoryPlace } from '../../core/history/place.ts';
import { type LogContext, RecordHeads } from '../../core/records/heads.ts';
import { nextOffsets, spanOf, type TimeSample } from '../../core/timeSearch.ts';
import { TroubleError } from '../../core/trouble.ts';
import { generationsCommand, lookCommand, PAGE_FRAME } from '../../pushdown/history/page.ts';
import type { Connection } from '../../transport/transport.ts';
import { runScript } from '../host/remoteScript.ts';

/** Places checked per round trip: in a compressed file, each one decompresses the file's start. */
const PLACES = { plain: 24, compressed: 5 } as const;
const MAX_ROUNDS = 8;

interface GenerationFile {
  readonly generation: Generation;
  /** The time of the last write, milliseconds since the epoch. */
  readonly written: number;
  readonly compressed: boolean;
}

interface Locating {
  readonly connection: Connection;
  readonly path: string;
  readonly log: LogContext;
  readonly signal: AbortSignal;
}

const asNumber = (word: ByteString | undefined): number => Number(word ?? Number.NaN);

/** Runs a script that prints frames, and yields each with the bytes after it. */
const framesOf = async (
  { connection, path, signal }: Locating,
  command: string,
): Promise<{ readonly words: readonly ByteString[]; readonly text: ByteString }[]> => {
  const frames: { words: readonly ByteString[]; text: ByteString }[] = [];
  const run = await runScript(connection, {
    command,
    log: path,
    signal,
    output(chunk) {
      const last = frames.at(-1);
      if (last) last.text += chunk.toString('latin1');
    },
    frame: words => void frames.push({ words, text: '' }),
  });
  if (run.trouble) throw new TroubleError(run.trouble);
  return frames;
};

/** Returns a log's generations on its host, newest first. */
const generationsOf = async (locating: Locating): Promise<GenerationFile[]> => {
  const frames = await framesOf(locating, generationsCommand(locating.path));
  return frames.flatMap(({ words: [kind, written, inode, crc, length, form] }) =>
    kind === PAGE_FRAME.file
      ? [
          {
            generation: { inode: inode!, head: { crc: asNumber(crc), length: asNumber(length) } },
            written: asNumber(written) * 1000,
            compressed: form === 'compressed',
          },
        ]
      : [],
  );
};

/** Returns the first timestamp in a block, from its first whole line on, and where that line is. */
const sampleOf = (text: ByteString, offset: number, log: LogContext): TimeSample | null => {
  const start = offset === 0 ? 0 : text.indexOf('\n') + 1;
  if (offset > 0 && start === 0) return null;
  const heads = new RecordHeads(log);
  for (let from = start; from < text.length; ) {
    const at = text.indexOf('\n', from);
    if (at < 0) break;
    if (heads.begins(text, from, at)) {
      const time = heads.time();
      if (time !== null) return { offset: offset + start, ms: time.ms };
    }
    from = at + 1;
  }
  return { offset: offset + start, ms: null };
};

/** Returns the place of a log's end; null if there is no file. */
export const locateEnd = async (locating: Locating): Promise<HistoryPlace | null> => {
  const [file] = await generationsOf(locating);
  if (file === undefined) return null;
  const { generation } = file;
  const frames = await framesOf(locating, lookCommand({ path: locating.path, generation, offsets: [] }));
  const size = frames.find(({ words }) => words[0] === PAGE_FRAME.size)?.words[1];
  return size === undefined ? null : { generation, offset: asNumber(size) };
};

/** A place, and whether the log starts at it. */
export interface LocatedMoment extends HistoryPlace {
  readonly isStart: boolean;
}

/**
 * Finds the place of a time in a log: a line shortly before the first record at that time or later, in the
 * oldest generation written since. Null if every record is older. Checks a few places of one file.
 */
export const locateMoment = async (locating: Locating, moment: number): Promise<LocatedMoment | null> => {
  const files = await generationsOf(locating);
  const file = files.findLast(({ written }) => written + 1000 >= moment);
  if (file === undefined) return null;
  const { generation } = file;
  const most = file.compressed ? PLACES.compressed : PLACES.plain;
  let samples: TimeSample[] = [];
  let size = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const search = { size, range: { since: moment, until: null }, samples };
    const offsets = round === 0 ? [0] : nextOffsets(search, most);
    if (offsets.length === 0) break;
    const frames = await framesOf(locating, lookCommand({ path: locating.path, generation, offsets }));
    for (const { words, text } of frames) {
      if (words[0] === PAGE_FRAME.size) size = asNumber(words[1]);
      const sample = words[0] === PAGE_FRAME.look ? sampleOf(text, asNumber(words[1]), locating.log) : null;
      if (sample) samples = [...samples, sample];
    }
  }
  const { start: offset } = spanOf({ size, range: { since: moment, until: null }, samples });
  return { generation, offset, isStart: offset === 0 && file === files.at(-1) };
};
