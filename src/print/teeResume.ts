import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../core/follow/position.ts';
import { loadPosition, savePosition } from '../core/follow/savedPosition.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { PositionBook } from '../session/host/positionBook.ts';
import type { Tee } from './tee.ts';

/** Kept beside the saved logs: for each, how long it was and where its source stood then. */
export const RESUME_FILE = '.rtail-resume.json';

/** How often it is written, milliseconds: a client that is killed reads so much again, and cuts the files back to match. */
const SAVED_EVERY_MS = 1_000;

interface Entry {
  readonly length: number;
  readonly pipeline: string;
  readonly position: Position;
}

export interface TeeResume extends PositionBook {
  /** Writes where all stands now, and stops. Call it before the tee is finished. Rejects with what the file system says. */
  finish(): Promise<void>;
}

/**
 * Goes on with what `--tee` saved, without repeats (`--resume`): recalls where each source stood, and cuts its file back to what it held
 * then. Where nothing of use was kept, a source begins as asked.
 */
export const createTeeResume = (folder: string, tee: Tee): TeeResume => {
  const file = join(folder, RESUME_FILE);
  const entries = readEntries(file);
  const kept = new Map<SourceId, { readonly pipeline: string; readonly position: () => Position }>();
  let writing: Promise<void> = Promise.resolve();
  let begun: NodeJS.Immediate | undefined;

  /** Lengths and positions belong together: both are taken in one turn. */
  const look = (): void => {
    for (const [id, { pipeline, position }] of kept) {
      const saved = tee.saved(id);
      if (saved) entries.set(saved.name, { length: saved.length, pipeline, position: position() });
    }
  };
  const save = async (): Promise<void> => {
    look();
    const text = entriesText(entries);
    // The lines must be in the files before the positions are.
    await tee.flush();
    replaceFile(file, text);
  };
  /** Before the first lines come: a client that is killed soon would leave lines that nothing tells the place of. */
  const begin = (): void => {
    begun = undefined;
    try {
      replaceFile(file, entriesText(entries));
    } catch {
      // A folder that cannot be written is told by the files in it, and by `finish`.
    }
  };
  const timer = setInterval(() => {
    writing = writing.then(save).catch(() => undefined);
  }, SAVED_EVERY_MS).unref();

  return {
    recall(source: Source, pipeline: string) {
      const saved = tee.saved(source.id);
      const entry = saved && entries.get(saved.name);
      if (!entry || entry.pipeline !== pipeline || !tee.cut(source.id, entry.length)) return null;
      return entry.position;
    },
    keep(source, pipeline, position) {
      kept.set(source.id, { pipeline, position });
      const saved = tee.saved(source.id);
      if (saved) entries.set(saved.name, { length: saved.length, pipeline, position: position() });
      begun ??= setImmediate(begin);
    },
    async finish() {
      clearInterval(timer);
      clearImmediate(begun);
      await writing;
      await save();
    },
  };
};

/** What was kept; nothing of a file that is missing or not ours. */
const readEntries = (file: string): Map<string, Entry> => {
  let saved: unknown;
  try {
    saved = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return new Map();
  }
  const files = typeof saved === 'object' && saved !== null && 'files' in saved ? saved.files : null;
  return new Map(
    Object.entries(files ?? {}).flatMap(([name, entry]): [string, Entry][] => {
      const { length, pipeline, position } = entry as Record<string, unknown>;
      const loaded = loadPosition(position);
      if (typeof length !== 'number' || typeof pipeline !== 'string' || loaded === null) return [];
      return [[name, { length, pipeline, position: loaded }]];
    }),
  );
};

const entriesText = (entries: ReadonlyMap<string, Entry>): string => {
  const files = [...entries].map(([name, { length, pipeline, position }]) => [
    name,
    { length, pipeline, position: savePosition(position) },
  ]);
  return JSON.stringify({ files: Object.fromEntries(files) });
};

/** In one step, so that a reader finds the old or the new. */
const replaceFile = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
