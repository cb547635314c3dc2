import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LineEnd } from '../../core/lines.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import { deliverEntries, entryLines, type SourceSink } from '../../session/events.ts';
import { SavedFile } from './savedFile.ts';
import { LOCK_FILE, lockFolder } from './teeLock.ts';
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
  /** The name of a source's file in the folder, and its length when all that it was given is written; null if there is none. */
  saved(source: SourceId): { readonly name: string; readonly length: number } | null;
  /** Cuts the file of a source that gave nothing yet back to a length; false if it is shorter. */
  cut(source: SourceId, length: number): boolean;
  /** Resolves when all that was given is with the file system. */
  flush(): Promise<void>;
  /** Resolves when all of it is with the file system and the files are closed. */
  finish(): Promise<void>;
}

export interface TeeOptions {
  readonly end: LineEnd;
  /** The folder may hold files from an earlier run, which are appended to (`--resume`). */
  readonly resume: boolean;
}

/**
 * Makes the folder if need be. Throws what the file system says, where the folder holds files and is not to be resumed (what was
 * recorded before must not be mixed with something else), and where another process records into it. Whole lines are appended at a time: a process that is killed, and a disk
 * that is full, leave whole lines behind.
 */
export const createTee = (folder: string, { end, resume }: TeeOptions): Tee => {
  makeFolder(folder);
  if (!resume) refuseFiles(folder);
  const unlock = lockFolder(folder);
  const saved = new Map<SourceId, SavedFile>();
  const files = new Map<SourceId, string>();
  /** Sources that have ended: reading them again does not continue them. */
  const ended = new Set<SourceId>();
  const opened: SavedFile[] = [];
  const names = new Set<string>();
  const failed = new AbortController();
  let failure: string | null = null;

  const open = (source: Source): void => {
    const name = teeName(source, names);
    names.add(name.toLowerCase());
    const path = join(folder, name);
    files.set(source.id, path);
    try {
      const file = new SavedFile(path, end, error => fail(path, error));
      opened.push(file);
      saved.set(source.id, file);
    } catch (error) {
      fail(path, error);
    }
  };

  const write = (source: Source, chunk: Buffer): void | Promise<void> => {
    if (ended.delete(source.id)) open(source);
    return saved.get(source.id)?.write(chunk);
  };

  const flush = async (): Promise<void> => {
    await Promise.all(opened.map(file => file.flush()));
  };

  const fail = (file: string, error: unknown): void => {
    failure ??= `${file} cannot be written: ${error instanceof Error ? error.message : 'it was closed'}`;
    failed.abort();
  };

  return {
    through: sink => ({
      marker: (source, marker) => sink.marker(source, marker),
      state(source, state) {
        if (state.kind === 'done' || state.kind === 'failed') ended.add(source.id);
        sink.state(source, state);
      },
      opened(source) {
        if (!saved.has(source.id)) open(source);
        sink.opened(source);
      },
      lines: (source, chunk) => both(write(source, chunk), sink.lines(source, chunk)),
      entries: (source, entries) =>
        both(write(source, entryLines(entries)), deliverEntries(sink, source, entries)),
    }),
    files: () => files,
    failed: failed.signal,
    failure: () => failure,
    saved(source) {
      const file = saved.get(source);
      return file ? { name: basename(file.path), length: file.length } : null;
    },
    cut: (source, length) => saved.get(source)?.cut(length) ?? false,
    flush,
    async finish() {
      await flush();
      for (const file of opened) file.close();
      saved.clear();
      opened.length = 0;
      unlock();
    },
  };
};

/** Waits for both, where they are to be waited for. */
const both = (one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> =>
  one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);

/** Names that a message lists at most. */
const MAX_NAMED = 3;

const refuseFiles = (folder: string): void => {
  const names = readdirSync(folder).filter(name => !name.startsWith(LOCK_FILE));
  if (names.length === 0) return;
  const named = names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ', …' : '');
  throw new Error(
    `it already contains files (${named}); add --resume to continue them, or use an empty folder`,
  );
};

/** Makes a folder that only its user may look into. Not Node's recursive mkdir: it never ends where the file system has no such parent and makes none (below `/proc`). */
const makeFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder && !statSync(parent, { throwIfNoEntry: false })) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
};
