import { constants } from 'node:os';

/** How a run ended. */
export type Outcome =
  /** Reading ended normally. */
  | {
      readonly kind: 'done';
      readonly sources: number;
      /** Sources that failed, partly or completely. */
      readonly failed: number;
      /** Lines or records delivered. */
      readonly lines: number;
      /** True if lines were selected by content or time (`Request.filtering`). */
      readonly filtering: boolean;
      /** True if `--max-time` ended it. */
      readonly timedOut?: boolean;
    }
  /** Invalid usage or configuration. */
  | { readonly kind: 'usage' }
  /** The reader of our output closed it, which counts as success. */
  | { readonly kind: 'closed-pipe' }
  /** The output could not be written. */
  | { readonly kind: 'output-failed' }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

/** Every exit code, for help and the manual. */
export const EXIT_CODES = [
  { code: '0', meaning: 'success' },
  { code: '1', meaning: 'no line matched' },
  { code: '2', meaning: 'invalid usage or configuration' },
  { code: '3', meaning: 'some sources failed' },
  { code: '4', meaning: 'all sources failed, or the output could not be written' },
  { code: '124', meaning: 'stopped by --max-time' },
  { code: '128+N', meaning: 'terminated by signal N' },
] as const;

/** Returns the exit code of an outcome. */
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

/** Returns the exit code after reading. Failures take precedence: with hosts missing, "no match" would be unproven. */
const doneCode = (outcome: Extract<Outcome, { kind: 'done' }>): number => {
  const { sources, failed, lines, filtering, timedOut } = outcome;
  if (failed > 0) return failed < sources ? 3 : 4;
  if (timedOut) return 124;
  return filtering && lines === 0 ? 1 : 0;
};
