import { constants } from 'node:os';

/** How a run ended. */
export type Outcome =
  /** The reading came to its end. */
  | {
      readonly kind: 'done';
      readonly sources: number;
      /** Sources that failed, in part or whole. */
      readonly failed: number;
      /** Lines or records delivered. */
      readonly lines: number;
      /** Lines were chosen by content or time (`Request.filtering`). */
      readonly filtering: boolean;
      /** `--max-time` ended it. */
      readonly timedOut?: boolean;
    }
  /** Wrong usage, or a configuration that cannot be used. */
  | { readonly kind: 'usage' }
  /** Whoever read our output had enough: as good as done. */
  | { readonly kind: 'closed-pipe' }
  /** What was read could not be written. */
  | { readonly kind: 'output-failed' }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

/** Every exit code, for help and the manual. */
export const EXIT_CODES = [
  { code: '0', meaning: 'success' },
  { code: '1', meaning: 'no line matched' },
  { code: '2', meaning: 'invalid usage or configuration' },
  { code: '3', meaning: 'some sources failed' },
  { code: '4', meaning: 'all sources failed, or the output could not be written' },
  { code: '124', meaning: 'ended by --max-time' },
  { code: '128+N', meaning: 'terminated by signal N' },
] as const;

/** The exit code of an outcome. */
export const exitCode = (outcome: Outcome): number => {
  switch (outcome.kind) {
    case 'done':
      return doneCode(outcome);
    case 'usage':
      return 2;
    case 'closed-pipe':
      return 0;
    case 'output-failed':
      return 4;
    case 'signal':
      return 128 + constants.signals[outcome.signal];
  }
};

/** Failure has the last word: with hosts missing, "no line matched" would be more than we know. */
const doneCode = (outcome: Extract<Outcome, { kind: 'done' }>): number => {
  const { sources, failed, lines, filtering, timedOut } = outcome;
  if (failed > 0) return failed < sources ? 3 : 4;
  if (timedOut) return 124;
  return filtering && lines === 0 ? 1 : 0;
};
