import * as z from 'zod';
import { parseSeconds } from '../../core/time/durations.ts';

/** Keys under `hosts` that declare an import. */
export const IMPORT_KEYS = ['ansible', 'ssh_config', 'command'] as const;

export type ImportKey = (typeof IMPORT_KEYS)[number];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns true if the value of such a key declares an import; a map that neither names a file nor runs anything is a
 * host with that name.
 */
export const isImport = (value: unknown): boolean =>
  value !== null && (!isMap(value) || Object.hasOwn(value, 'file') || Object.hasOwn(value, 'run'));

/** Splits a configuration into its imports, as written, and the rest. */
export const divideImports = (
  whole: Readonly<Record<string, unknown>>,
): {
  readonly imports: Readonly<Partial<Record<ImportKey, unknown>>>;
  readonly rest: Readonly<Record<string, unknown>>;
} => {
  const { hosts } = whole;
  if (!isMap(hosts)) return { imports: {}, rest: whole };
  const keys = IMPORT_KEYS.filter(key => Object.hasOwn(hosts, key) && isImport(hosts[key]));
  if (keys.length === 0) return { imports: {}, rest: whole };
  const imports = Object.fromEntries(keys.map(key => [key, hosts[key]]));
  const others = Object.entries(hosts).filter(([key]) => !keys.some(one => one === key));
  return { imports, rest: { ...whole, hosts: Object.fromEntries(others) } };
};

const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });
const listOf = (item: z.ZodString, expected: string) =>
  z.union([item, z.array(item, { error: expected })], { error: expected });

const PATHS = 'a path or a list of them';
const GLOBS = 'a glob of host names, or a list of them';
const SPAN = 'a duration such as 10m or 1h';
const span = z
  .union([z.number(), z.string()], { error: SPAN })
  .refine(value => parseSeconds(String(value)) !== null, { error: SPAN });

const selection = {
  only: listOf(text(GLOBS), GLOBS).describe('The hosts to take. Default: all').optional(),
  team: text('the name of a team').describe('The team of its hosts').optional(),
  tags: z.array(text('a tag'), { error: 'a list of tags' }).optional(),
};

const fileImport = (what: string) =>
  z
    .union(
      [
        listOf(text(PATHS), PATHS),
        z.strictObject({ file: listOf(text(PATHS), PATHS), ...selection }, { error: 'a map of keys' }),
      ],
      { error: `${PATHS}, or a map with file` },
    )
    .describe(what);

const COMMAND = 'a shell command';
const commandImport = z
  .union(
    [
      text(COMMAND),
      z.strictObject(
        {
          run: text(COMMAND),
          cache: span.describe('How long its output is cached. Default: 10m').optional(),
          timeout: span.describe('How long it may take. Default: 30s').optional(),
          ...selection,
        },
        { error: 'a map of keys' },
      ),
    ],
    { error: `${COMMAND}, or a map with run` },
  )
  .describe(
    'A command on this machine that prints hosts like ansible-inventory --list, or as { "hosts": { … } }',
  );

/** The schema of the imports under `hosts`. */
export const importsSchema = z.strictObject(
  {
    ansible: fileImport('Ansible inventories: files or folders, in INI or YAML').optional(),
    ssh_config: fileImport('ssh configurations: their Host names').optional(),
    command: commandImport.optional(),
  },
  { error: 'a map of imports' },
);

export type ImportsConfig = z.output<typeof importsSchema>;

/** One import, including defaults. */
export interface ImportRequest {
  readonly kind: ImportKey;
  /** A path as written, or the command. */
  readonly what: string;
  readonly only: readonly string[];
  readonly team: string | null;
  readonly tags: readonly string[];
  /** Milliseconds. */
  readonly cacheMs: number;
  readonly timeoutMs: number;
}

const CACHE_MS = 10 * 60_000;
const TIMEOUT_MS = 30_000;

/** Returns the requested imports, ordered by kind. */
export const importRequests = (imports: ImportsConfig): readonly ImportRequest[] =>
  IMPORT_KEYS.flatMap(kind => {
    const written = imports[kind];
    if (written === undefined) return [];
    const map: Record<string, unknown> = isMap(written)
      ? written
      : { [kind === 'command' ? 'run' : 'file']: written };
    const list = (value: unknown): string[] => (value === undefined ? [] : ([value].flat() as string[]));
    const ms = (value: unknown, otherwise: number): number =>
      value === undefined ? otherwise : (parseSeconds(String(value)) ?? otherwise);
    return list(map['file'] ?? map['run']).map(what => ({
      kind,
      what,
      only: list(map['only']),
      team: (map['team'] as string | undefined) ?? null,
      tags: list(map['tags']),
      cacheMs: ms(map['cache'], CACHE_MS),
      timeoutMs: ms(map['timeout'], TIMEOUT_MS),
    }));
  });
