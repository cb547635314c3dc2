import { withoutControls } from '../../core/text/controls.ts';

/** Keys and list indexes from the root of a configuration to a value. */
export type ConfigPath = readonly (string | number)[];

/** Returns the value at a path; undefined if it does not exist. */
export const valueAt = (value: unknown, path: ConfigPath): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

/** A position in a file; lines and columns start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem at one position in the configuration. */
export interface ConfigIssue {
  /** The file, or the environment variable, with the problem; null if neither. */
  readonly file: string | null;
  readonly position: Position | null;
  readonly path: ConfigPath;
  /** The problem as a clause without a full stop. */
  readonly message: string;
  /** How to fix it: the nearest valid key, or other advice; null if the message is enough. */
  readonly advice: string | null;
}

/** Formats keys as users write them: `teams.pay.jump.port`, `groups.web[2]`. */
export const showPath = (path: ConfigPath): string =>
  path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`;
    const word = /[.\s[\]"]/.test(key) || key === '' ? JSON.stringify(key) : key;
    return shown === '' ? word : `${shown}.${word}`;
  }, '');

/**
 * Formats `FILE:LINE:COLUMN: KEY.PATH: MESSAGE; ADVICE`, on one line and without control characters, whatever the file
 * contains.
 */
export const showIssue = ({ file, position, path, message, advice }: ConfigIssue): string => {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  const parts = [place, showPath(path), message].filter(part => part !== null && part !== '');
  return withoutControls(`${parts.join(': ')}${advice === null ? '' : `; ${advice}`}`);
};

const byPlace = (a: ConfigIssue, b: ConfigIssue): number =>
  a.file === b.file
    ? (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0)
    : 0;

/** A configuration that cannot be used: all its issues, by file and line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    const files = [...new Set(issues.map(issue => issue.file))];
    const sorted = files.flatMap(file => issues.filter(issue => issue.file === file).sort(byPlace));
    super(sorted.map(showIssue).join('\n'));
    this.issues = sorted;
  }
}

/** Returns `did you mean a, b?`, or null if there are no suggestions. */
export const didYouMean = (names: readonly string[]): string | null =>
  names.length === 0 ? null : `did you mean ${names.join(' or ')}?`;
