import { relative } from 'node:path';
import { showPath } from '../../config/files/issue.ts';
import { homePath } from '../../config/files/paths.ts';
import { type ConfigEntry, configEntries } from '../../config/inventory/entries.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import type { Origin } from '../request/layers.ts';
import type { Setting } from '../request/settings.ts';
import { alignColumns } from './table.ts';

export interface ShowConfigRequest {
  /** Every option's value and origin; unset options are omitted from the text. */
  readonly settings: readonly Setting[];
  readonly form: 'text' | 'json';
  /** The folders relative to which files are shown. */
  readonly cwd: string;
  readonly home: string;
}

/** `rtail config`: returns the resolved configuration and the origin of each value. Ends with a newline. */
export const renderConfig = (loaded: LoadedConfig, request: ShowConfigRequest): string => {
  // The values of `defaults` are shown with the options, which may override them.
  const entries = configEntries(loaded).filter(({ path }) => path[0] !== 'defaults');
  return request.form === 'json'
    ? `${JSON.stringify(jsonOf(loaded, entries, request.settings), null, 2)}\n`
    : textOf(loaded, entries, request);
};

const jsonOf = ({ files }: LoadedConfig, entries: readonly ConfigEntry[], settings: readonly Setting[]) => ({
  files,
  values: entries.map(({ path, value, origin }) => ({
    path: showPath(path),
    value,
    file: origin?.file ?? null,
    line: origin?.position?.line ?? null,
  })),
  options: settings.map(({ name, value, origin }) => ({ name, value, origin })),
});

const textOf = (
  { files }: LoadedConfig,
  entries: readonly ConfigEntry[],
  request: ShowConfigRequest,
): string => {
  const place = (file: string, line: number | null | undefined) =>
    `${showFile(file, request)}${line ? `:${line}` : ''}`;
  const heading =
    files.length === 0
      ? [
          'No configuration file. Searched for .rtailrc from the working directory upward, in $XDG_CONFIG_HOME/rtail and in your home.',
        ]
      : ['Files, the closest first:', ...files.map(file => `  ${showFile(file, request)}`)];
  const values = entries.map(({ path, value, origin }) => [
    showPath(path),
    showValue(value),
    origin ? place(origin.file, origin.position?.line) : '',
  ]);
  const options = request.settings
    .filter(({ text }) => text !== null)
    .map(({ name, text, origin }) => [`--${name}`, text!, showOrigin(origin, place)]);
  return [heading, table('Inventory and screen:', values), table('Options:', options)]
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(line => `${line}\n`).join(''))
    .join('\n');
};

/** Maximum width of values: longer ones are rare, and would push every origin off the screen. */
const WIDEST = 60;

const table = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [
        title,
        ...alignColumns(
          rows.map(row => row.map(safe)),
          WIDEST,
        ).map(line => `  ${line}`),
      ];

const safe = (text: string): string =>
  sanitiseLine(text.replaceAll('\n', '\\n'), { color: false, tabStop: 8 });

/** Returns the shorter of the paths relative to the working directory and to the home directory. */
const showFile = (file: string, { cwd, home }: ShowConfigRequest): string => {
  const near = relative(cwd, file);
  const far = homePath(file, home);
  const shown = near.startsWith('.') ? near : `./${near}`;
  return shown.length <= far.length ? shown : far;
};

/**
 * Formats a value: lists of words separated by commas, a dash for a key without a value, and anything else
 * but text as JSON.
 */
const showValue = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === null) return '-';
  const isWords = Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'string');
  return isWords ? value.join(', ') : JSON.stringify(value);
};

const showOrigin = (origin: Origin, place: (file: string, line: number | null) => string): string => {
  switch (origin.kind) {
    case 'flag':
      return origin.spelt;
    case 'environment':
      return origin.variable;
    case 'file':
      return place(origin.file, origin.line);
    case 'built-in':
      return 'built-in';
  }
};
