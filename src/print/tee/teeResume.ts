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

/** Kept beside the saved logs: for each, how long it was and where its source stood then. */
export const RESUME_FILE = '.rtail-resume.json';

/** How often it is written, milliseconds: a client that is killed reads so much again, and cuts the files back to match. */
const SAVED_EVERY_MS = 1_000;

/** The largest such file that is read: one of ten thousand logs takes a tenth. */
const MAX_BYTES = 64 * 1024 * 1024;

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
 * Keeps where the sources of `--tee` stand, and continues what it saved, without repeats, if that is asked for (`--resume`): recalls where each source stood, and cuts its file back to what it held
 * then. Where nothing of use was kept, a source begins as asked, and `say` is told.
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

  /** Lengths and positions belong together: both are taken in one turn. */
  const look = (): void => {
    for (const [id, { pipeline, position }] of kept) {
      const saved = tee.saved(id);
      if (saved) entries.set(saved.name, { length: saved.length, pipeline, position: position() });
    }
  };
  const save = async (): Promise<void> => {
    // After a full disk, the file holds what could be written: the positions saved last belong to it.
    if (tee.failed.aborted) return;
    look();
    const text = entriesText(entries);
    // The lines must be in the files before the positions are.
    await tee.flush();
    if (!tee.failed.aborted) replaceOwnFile(file, text);
  };
  /** Before the first lines come: a client that is killed soon would leave lines that nothing tells the place of. */
  const begin = (): void => {
    begun = undefined;
    try {
      replaceOwnFile(file, entriesText(entries));
    } catch {
      // A folder that cannot be written is told by the files in it, and by `finish`.
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
          say(`${saved!.name}: continues where it stopped, behind ${byteSize(entry.length)} that are kept`);
        return entry.position;
      }
      if (saved && saved.length > 0 && problem === null) say(`${saved.name}: ${reasonOf(entry, pipeline)}`);
      return null;
    },
    cannot({ id }) {
      const saved = tee.saved(id);
      if (saved && saved.length > 0)
        say(`${saved.name}: such a source has no positions that could be kept; ${CONTINUED}`);
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

/** Why a file that holds lines is not continued where it stopped. */
const reasonOf = (entry: Entry | null | undefined, pipeline: string): string => {
  if (!entry) return `its position was not saved; ${CONTINUED}`;
  return entry.pipeline === pipeline
    ? `it is shorter than the last run left it; ${CONTINUED}`
    : `it was saved with another filter or as part of another log; ${CONTINUED}`;
};

const CONTINUED = 'new lines are appended: lines may be missing or repeated';

/** What was kept, and what is wrong with the file; one that is missing is empty. */
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
