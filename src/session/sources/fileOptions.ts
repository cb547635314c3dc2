import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { TroubleError } from '../../core/trouble.ts';

/** What to say about options that apply to files alone. */
export interface FileOptionWords {
  /** About positions in bytes, with advice. */
  readonly bytes: readonly [message: string, advice: string];
  /** About lines that end with NUL. */
  readonly nul: string;
}

/** Throws a TroubleError for options that apply to files, but not to this kind of source. */
export const refuseFileOptions = (
  source: Source,
  { from, zeroTerminated, pid }: Query,
  { bytes, nul }: FileOptionWords,
): void => {
  const refused = (message: string, advice: string): TroubleError =>
    new TroubleError({
      kind: 'config',
      host: source.host.name,
      log: source.log,
      message,
      advice,
      final: true,
    });
  if (from.kind === 'lastBytes' || from.kind === 'fromByte') throw refused(...bytes);
  if (zeroTerminated) throw refused(nul, 'leave -z out');
  if (pid !== null) throw refused('--pid works only when following files', 'drop --pid');
};
