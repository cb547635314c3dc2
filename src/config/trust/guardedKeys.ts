import type { ConfigPath } from '../files/issue.ts';
import { prune } from '../files/prune.ts';
import { isImport } from '../imports/importKeys.ts';
import type { OptionSpec } from '../schema/optionValues.ts';

/** A key that takes effect only in a trusted file. */
export interface GuardedKey {
  readonly path: ConfigPath;
  /** What it does, as a clause: `runs a command on the hosts`. */
  readonly what: string;
}

const COMMAND = 'runs a command on the hosts';
/** A host key in such a file is accepted without a question, and new ones are saved to the first file. */
const KNOWN_HOSTS = 'decides which host keys are valid, and keys that you accept are written there';
const SEEN = 'decides who can see which logs';
const IMPORT = 'runs a command on this machine';

/** Returns the keys of a configuration (as written) that run or write something, or decide which hosts are trusted. */
export const guardedKeys = (whole: unknown, options: readonly OptionSpec[]): readonly GuardedKey[] => {
  const top = (key: string) =>
    entriesOf(own(whole, key)).map(([name, value]) => ({ path: [key, name], value }));
  const logins = [...top('teams'), ...top('hosts')];
  return [
    ...logins.flatMap(({ path, value }) => knownHostsIn(value, path)),
    ...(isImport(own(own(whole, 'hosts'), 'command') ?? null)
      ? [{ path: ['hosts', 'command'], what: IMPORT }]
      : []),
    ...['ansible', 'ssh_config'].flatMap(key =>
      filesOf(own(own(whole, 'hosts'), key)).some(isElsewhere)
        ? [{ path: ['hosts', key], what: 'reads a file outside its folder' }]
        : [],
    ),
    ...top('logs').flatMap(({ path, value }) =>
      own(value, 'command') === undefined ? [] : [{ path: [...path, 'command'], what: COMMAND }],
    ),
    ...top('serve').map(({ path }) => ({ path, what: SEEN })),
    ...top('defaults').flatMap(({ path }) => {
      const what = options.find(({ name }) => name === path[1])?.guarded;
      return what === undefined ? [] : [{ path, what }];
    }),
  ];
};

/** Returns the files that an import names. */
const filesOf = (value: unknown): readonly unknown[] =>
  isImport(value ?? null) ? [isMap(value) ? value['file'] : value].flat() : [];

const isElsewhere = (file: unknown): boolean =>
  typeof file === 'string' && (/^[/~]/.test(file) || file.split('/').includes('..'));

/** Returns a configuration without its guarded keys. */
export const withoutGuardedKeys = <T>(whole: T, options: readonly OptionSpec[]): T =>
  prune(
    whole,
    guardedKeys(whole, options).map(({ path }) => ({ path, wrongKey: true })),
  ) as T;

/** Finds guarded keys of a login and its jump hosts. */
const knownHostsIn = (login: unknown, path: ConfigPath): GuardedKey[] => {
  const here =
    own(login, 'knownHosts') === undefined ? [] : [{ path: [...path, 'knownHosts'], what: KNOWN_HOSTS }];
  const further = ['jump', 'via'].flatMap(key => {
    const inner = own(login, key);
    return isMap(inner) ? knownHostsIn(inner, [...path, key]) : [];
  });
  return [...here, ...further];
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: unknown, key: string): unknown =>
  isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const entriesOf = (value: unknown): [string, unknown][] => (isMap(value) ? Object.entries(value) : []);
