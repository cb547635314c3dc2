import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../../core/follow/position.ts';
import { loadPosition, savePosition } from '../../core/follow/savedPosition.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import { byteSize } from '../../core/text/quantities.ts';
import type { PositionBook } from '../../session/host/positionBook.ts';
import { readOwnFile, replaceOwnFile, sweepBeside } from './ownFile.ts';
import type { Tee } from './tee.ts';

/** Stored next to the saved logs: the length of each, and its source's position at that point. */
export const RESUME_FILE = '.rtail-resume.json';

/** How often it is written, in milliseconds: a killed client re-reads this much and truncates the files to match. */
const SAVED_EVERY_MS = 1_000;

/** Maximum size of the file; ten thousand logs need a tenth of it. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly length: number;
  readonly pipeline: string;
  readonly position: Position;
}

export interface TeeResume extends PositionBook {
  /** Saves all current positions, and stops. Call it before finishing the tee. Rejects with the file system's error. */
  finish(): Promise<void>;
}

/**
 * Saves the positions of the sources of `--tee`. If requested (`--resume`), continues their files without repetition:
 * recalls each source's position, and truncates its file to its length at that point. If nothing usable was saved,
 * reports that through `say`, and the source starts as requested.
 */
export const createTeeResume = (
  folder: string,
  tee: Tee,
  { resumes, say }: { readonly resumes: boolean; readonly say: (text: string) => void },
): TeeResume => {
  const file = join(folder, RESUME_FILE);
  sweepBeside(file, readdirSync(folder));
  const { entries, problem } = readEntries(file);
  if (problem !== null) say(`${file}: ${problem}: the positions of the saved logs are unknown`);
  const kept = new Map<SourceId, { readonly pipeline: string; readonly position: () => Position }>();
  let writing: Promise<void> = Promise.resolve();
  let begun: NodeJS.Immediate | undefined;

  /** Lengths and positions must match, so both are read in the same turn. */
  const look = (): void => {
    for (const [id, { pipeline, position }] of kept) {
      const saved = tee.saved(id);
      if (saved) entries.set(saved.name, { length: saved.length, pipeline, position: position() });
    }
  };
  const save = async (): Promise<void> => {
    // After the disk was full, the file contains only what could be written, and the positions saved last belong to it.
    if (tee.failed.aborted) return;
    look();
    const text = entriesText(entries);
    // The lines must reach the files before the positions are saved.
    await tee.flush();
    if (!tee.failed.aborted) replaceOwnFile(file, text);
  };
  /**
   * Saves positions before the first lines arrive: otherwise a client killed early would leave lines without any
   * position.
   */
  const begin = (): void => {
    begun = undefined;
    try {
      replaceOwnFile(file, entriesText(entries));
    } catch {
      // If the folder is not writable, its files and `finish` report it.
    }
  };
  const timer = setInterval(() => {
    writing = writing.then(save).catch(() => undefined);
  }, SAVED_EVERY_MS).unref();

  return {
    resumes,
    recall(source: Source, pipeline: string) {
      const saved = tee.saved(source.id);
      const entry = saved && entries.get(saved.name);
      if (entry?.pipeline === pipeline && tee.cut(source.id, entry.length)) {
        if (entry.length > 0)
          say(`${saved!.name}: continuing where it stopped (${byteSize(entry.length)} kept)`);
        return entry.position;
      }
      if (saved && saved.length > 0 && problem === null) say(`${saved.name}: ${reasonOf(entry, pipeline)}`);
      return null;
    },
    cannot({ id }) {
      const saved = tee.saved(id);
      if (saved && saved.length > 0)
        say(`${saved.name}: this kind of source has no positions to resume from; ${CONTINUED}`);
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

/** Returns why a file with lines is not continued. */
const reasonOf = (entry: Entry | null | undefined, pipeline: string): string => {
  if (!entry) return `its position was not saved; ${CONTINUED}`;
  return entry.pipeline === pipeline
    ? `it is shorter than at the end of the last run; ${CONTINUED}`
    : `it was saved with another filter or as part of another log; ${CONTINUED}`;
};

const CONTINUED = 'new lines are appended: lines may be missing or repeated';

/** Returns the saved entries, and what is wrong with the file; a missing one counts as empty. */
const readEntries = (
  file: string,
): { readonly entries: Map<string, Entry>; readonly problem: string | null } => {
  try {
    const bytes = readOwnFile(file, MAX_BYTES);
    if (bytes === null) return { entries: new Map(), problem: null };
    return { entries: loadEntries(JSON.parse(bytes.toString('utf8'))), problem: null };
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is damaged' : error instanceof Error ? error.message : '';
    return { entries: new Map(), problem: why };
  }
};

const loadEntries = (saved: unknown): Map<string, Entry> => {
  const files = isObject(saved) ? saved['files'] : null;
  if (!isObject(files)) throw new SyntaxError('no files');
  return new Map(
    Object.entries(files).flatMap(([name, entry]): [string, Entry][] => {
      const { length, pipeline, position } = isObject(entry) ? entry : {};
      const loaded = loadPosition(position);
      const isLength = Number.isSafeInteger(length) && (length as number) >= 0;
      if (!isLength || typeof pipeline !== 'string' || loaded === null) return [];
      return [[name, { length: length as number, pipeline, position: loaded }]];
    }),
  );
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const entriesText = (entries: ReadonlyMap<string, Entry>): string => {
  const files = [...entries].map(([name, { length, pipeline, position }]) => [
    name,
    { length, pipeline, position: savePosition(position) },
  ]);
  return JSON.stringify({ files: Object.fromEntries(files) });
};
