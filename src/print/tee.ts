import {
  closeSync,
  createWriteStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
  type WriteStream,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LineEnd } from '../core/lines.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { SourceSink } from '../session/events.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { teeName } from './teeName.ts';

/** Saves each source to a file of its own (`--tee DIR`), byte for byte as its lines came. */
export interface Tee {
  /** Passes everything on to another sink and saves the lines; a promise of either holds the source back. */
  through(sink: SourceSink): SourceSink;
  /** Where each source that opened is saved, for messages. */
  files(): ReadonlyMap<SourceId, string>;
  /** Aborted when a file cannot be written; `failure` says why. */
  readonly failed: AbortSignal;
  failure(): string | null;
  /** The name of a source's file in the folder, and its length when all that was given is written; null where there is none. */
  saved(source: SourceId): { readonly name: string; readonly length: number } | null;
  /** Cuts the file of a source that gave nothing yet back to a length; false where it is shorter. */
  cut(source: SourceId, length: number): boolean;
  /** Resolves when all that was given is with the file system. */
  flush(): Promise<void>;
  /** Resolves when all of it is with the file system and the files are closed. */
  finish(): Promise<void>;
}

/**
 * Makes the folder if need be (throws what the file system says). Files are appended to, whole lines at a time: a process that is killed
 * leaves whole lines behind. A file from before whose last line lacks its end gets one first, so that lines never join.
 */
export const createTee = (folder: string, end: LineEnd = '\n'): Tee => {
  makeFolder(folder);
  const outlets = new Map<SourceId, Outlet>();
  const streams: WriteStream[] = [];
  const files = new Map<SourceId, string>();
  const lengths = new Map<SourceId, number>();
  const names = new Set<string>();
  const failed = new AbortController();
  let failure: string | null = null;
  let finished = false;

  const open = (source: Source): void => {
    if (outlets.has(source.id)) return;
    const name = teeName(source, names);
    names.add(name.toLowerCase());
    const file = join(folder, name);
    files.set(source.id, file);
    try {
      const fd = openWhole(file, end);
      lengths.set(source.id, fstatSync(fd).size);
      const stream = createWriteStream(file, { fd });
      const outlet = createOutlet(stream);
      outlet.closed.addEventListener('abort', () => fail(file, outlet.failure()));
      streams.push(stream);
      outlets.set(source.id, outlet);
    } catch (error) {
      fail(file, error);
    }
  };

  const flush = async (): Promise<void> => {
    await Promise.all([...outlets.values()].map(outlet => outlet.flush()));
  };

  const fail = (file: string, error: unknown): void => {
    if (finished) return;
    failure ??= `${file} cannot be written: ${error instanceof Error ? error.message : 'it was closed'}`;
    failed.abort();
  };

  return {
    through: sink => ({
      marker: (source, marker) => sink.marker(source, marker),
      state: (source, state) => sink.state(source, state),
      opened(source) {
        open(source);
        sink.opened(source);
      },
      lines(source, chunk) {
        const saved = outlets.get(source.id)?.write(chunk);
        lengths.set(source.id, (lengths.get(source.id) ?? 0) + chunk.length);
        const passed = sink.lines(source, chunk);
        return saved && passed ? Promise.all([saved, passed]).then(() => undefined) : (saved ?? passed);
      },
    }),
    files: () => files,
    failed: failed.signal,
    failure: () => failure,
    saved(source) {
      const file = files.get(source);
      const length = lengths.get(source);
      return file === undefined || length === undefined ? null : { name: basename(file), length };
    },
    cut(source, length) {
      const file = files.get(source);
      if (file === undefined || (lengths.get(source) ?? 0) < length) return false;
      truncateSync(file, length);
      lengths.set(source, length);
      return true;
    },
    flush,
    async finish() {
      await flush();
      finished = true;
      await Promise.all(streams.map(stream => (stream.closed ? null : closed(stream))));
    },
  };
};

/** Not Node's recursive mkdir: it never ends where the file system has no such parent and makes none (below `/proc`). */
const makeFolder = (folder: string): void => {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  mkdirSync(folder);
};

const closed = (stream: WriteStream): Promise<void> =>
  new Promise(done => {
    stream.once('close', done);
    stream.end();
  });

/** Opens a file for appending, after the end of its last line. */
const openWhole = (file: string, end: LineEnd): number => {
  const fd = openSync(file, 'a+');
  try {
    const { size } = fstatSync(fd);
    const lastByte = Buffer.alloc(1);
    if (size > 0 && readSync(fd, lastByte, 0, 1, size - 1) === 1 && lastByte[0] !== end.charCodeAt(0))
      writeSync(fd, end);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};
