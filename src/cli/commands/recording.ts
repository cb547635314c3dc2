import { createTee, type Tee } from '../../print/tee/tee.ts';
import { createTeeResume, RESUME_FILE } from '../../print/tee/teeResume.ts';
import type { PositionBook } from '../../session/host/positionBook.ts';
import type { Request } from '../request/request.ts';
import { openFor } from '../terminal/unusablePath.ts';

/** Implements `--tee` and `--resume` for every front end. */
export interface Recording {
  readonly folder: string;
  readonly tee: Tee;
  /** Null if nothing is followed or resumed. */
  readonly positions: PositionBook | null;
  /** Reports what cannot be resumed, including earlier reports. */
  listen(say: (text: string) => void): void;
  /**
   * Writes the rest when nothing more arrives; returns a message about what could not be recorded, or null.
   */
  finish(): Promise<string | null>;
}

/** Opens the folder of `--tee`; null without one. Throws an UnusablePathError. */
export const openRecording = ({ output, query }: Request): Recording | null => {
  const folder = output.tee;
  if (folder === null) return null;
  return openFor('--tee', folder, () => {
    const tee = createTee(folder, { end: query.zeroTerminated ? '\0' : '\n', resume: output.resume });
    const early: string[] = [];
    let say = (text: string): void => void early.push(text);
    const positions =
      output.resume || query.follow !== 'none'
        ? createTeeResume(folder, tee, { resumes: output.resume, say: text => say(text) })
        : null;
    const listen = (listener: (text: string) => void): void => {
      say = listener;
      for (const text of early) listener(text);
    };
    const finish = async (): Promise<string | null> => {
      let failure: string | null = null;
      try {
        await positions?.finish();
      } catch (error) {
        failure = `${folder}/${RESUME_FILE} cannot be written: ${error instanceof Error ? error.message : error}`;
      }
      await tee.finish();
      return tee.failure() ?? failure;
    };
    return { folder, tee, positions, listen, finish };
  });
};
