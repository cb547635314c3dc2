import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LineEnd } from '../../core/lines.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import { deliverEntries, entryLines, type SourceSink } from '../../session/events.ts';
import { SavedFile } from './savedFile.ts';
import { LOCK_FILE, lockFolder } from './teeLock.ts';
import { teeName } from './teeName.ts';

/** Saves each source to its own file (`--tee DIR`), preserving the bytes of its lines. */
export interface Tee {
  /**
   * Returns a sink that passes everything to another sink and saves the lines; the promise of either delays the source.
   */
  through(sink: SourceSink): SourceSink;
  /** Returns the file of each opened source, for messages. */
  files(): ReadonlyMap<SourceId, string>;
  /** Aborts when a file cannot be written; `failure` has the reason. */
  readonly failed: AbortSignal;
  failure(): string | null;
  /**
   * Returns the name of a source's file in the folder, and its length once everything is written; null if there is
   * none.
   */
  saved(source: SourceId): { readonly name: string; readonly length: number } | null;
  /** Truncates the file of a source that has not delivered anything yet; false if it is shorter. */
  cut(source: SourceId, length: number): boolean;
  /** Resolves when everything has been passed to the file system. */
  flush(): Promise<void>;
  /** Resolves when everything has been passed to the file system and the files are closed. */
  finish(): Promise<void>;
}

export interface TeeOptions {
  readonly end: LineEnd;
  /** True if the folder may contain files from an earlier run, which are continued (`--resume`). */
  readonly resume: boolean;
}

/**
 * Creates the folder if necessary. Throws the file system's error. Also throws if the folder contains files and is not
 * to be resumed (earlier recordings must not be mixed with others), or if another process records into it. Appends
 * whole lines at a time: even a killed process or a full disk leaves only whole lines.
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
      ...(sink.groups && { groups: true }),
      marker: (source, marker) => sink.marker(source, marker),
      state(source, state) {
        if (state.kind === 'done' || state.kind === 'failed') ended.add(source.id);
        sink.state(source, state);
      },
      opened(source) {
        if (!saved.has(source.id)) open(source);
        sink.opened(source);
      },
      lines: (source, chunk, starts) => both(write(source, chunk), sink.lines(source, chunk, starts)),
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

/** Waits for both, if they are promises. */
const both = (one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> =>
  one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);

/** Maximum number of names in a message. */
const MAX_NAMED = 3;

const refuseFiles = (folder: string): void => {
  const names = readdirSync(folder).filter(name => !name.startsWith(LOCK_FILE));
  if (names.length === 0) return;
  const named = names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ', …' : '');
  throw new Error(
    `it already contains files (${named}); add --resume to continue them, or use an empty folder`,
  );
};

/**
 * Creates a folder accessible only to its user. Not Node's recursive mkdir, which loops forever where parents cannot be
 * created (below `/proc`).
 */
const makeFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder && !statSync(parent, { throwIfNoEntry: false })) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
};
