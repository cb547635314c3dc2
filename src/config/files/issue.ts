import { withoutControls } from '../../core/text/controls.ts';

/** Keys and list indexes from the root of a configuration to a value. */
export type ConfigPath = readonly (string | number)[];

/** What is at a path; undefined if it leads nowhere. */
export const valueAt = (value: unknown, path: ConfigPath): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

/** A place in a file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong at one place of the configuration. */
export interface ConfigIssue {
  /** The file, or the environment variable, that says it; null if no file does. */
  readonly file: string | null;
  readonly position: Position | null;
  readonly path: ConfigPath;
  /** What is wrong, one clause without a stop. */
  readonly message: string;
  /** What to do about it: the nearest valid key, or other advice; null if the message says it all. */
  readonly advice: string | null;
}

/** Keys as one types them: `teams.pay.jump.port`, `groups.web[2]`. */
export const showPath = (path: ConfigPath): string =>
  path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`;
    const word = /[.\s[\]"]/.test(key) || key === '' ? JSON.stringify(key) : key;
    return shown === '' ? word : `${shown}.${word}`;
  }, '');

/** `FILE:LINE:COLUMN: KEY.PATH: MESSAGE; ADVICE`, on one line and without control characters, whatever the file holds. */
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

/** A configuration that cannot be used: everything found wrong with it, file by file, in the order of the lines. */
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

/** `did you mean a, b?`, or null if nothing is near. */
export const didYouMean = (names: readonly string[]): string | null =>
  names.length === 0 ? null : `did you mean ${names.join(' or ')}?`;
