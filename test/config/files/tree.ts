import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError } from '../../../src/config/files/issue.ts';
import type { Ignored, LoadRequest } from '../../../src/config/gather.ts';
import { type LoadedConfig, loadConfig } from '../../../src/config/load.ts';
import type { OptionSpec } from '../../../src/config/schema/optionValues.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

/** One option of each kind, so that no test depends on the real table. */
export const OPTIONS: readonly OptionSpec[] = [
  { name: 'lines', type: 'string' },
  { name: 'concurrency', type: 'number' },
  { name: 'sudo', type: 'boolean' },
  { name: 'grep', type: 'list' },
  { name: 'time', type: 'string', choices: ['short', 'full'] },
];

/**
 * Creates files for one test, which are removed after it; returns their folder. `home` is the home directory.
 */
export function makeTree(files: Readonly<Record<string, string>>): string {
  const sandbox = createSandbox();
  onTestFinished(() => sandbox[Symbol.dispose]());
  for (const [name, text] of Object.entries(files)) sandbox.write(name, text);
  return realpathSync(sandbox.dir);
}

export interface TreeOptions {
  readonly cwd?: string;
  readonly file?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** The answer to the question about trust. Default: yes, because most tests are about something else. */
  readonly trust?: 'yes' | 'no' | null;
  readonly imports?: LoadRequest['imports'];
  /** Receives what was ignored. */
  readonly onIgnored?: (ignored: Ignored) => void;
}

/** Loads the configuration from a tree, in which `home` is the home directory. */
export const loadTree = (
  root: string,
  {
    cwd = '.',
    file = null,
    env = {},
    trust = 'yes',
    imports = 'due',
    onIgnored = () => {},
  }: TreeOptions = {},
): Promise<LoadedConfig> =>
  loadConfig({
    where: { cwd: join(root, cwd), home: join(root, 'home'), env },
    vocabulary: { options: OPTIONS, actions: ['pause', 'quit'], formats: ['java', 'nginx'] },
    file,
    ask: async () => trust,
    imports,
    onIgnored,
  });

/** Loads the text of one file; may be called outside a test. */
export async function loadText(text: string): Promise<LoadedConfig> {
  using sandbox = createSandbox();
  sandbox.write('.rtailrc', text);
  return await loadTree(sandbox.dir);
}

/** Returns the issues found when loading, one per line, without the tree's root. */
export async function complaints(root: string, options?: TreeOptions): Promise<string[]> {
  const error = await loadTree(root, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return [];
  if (!(error instanceof ConfigError)) throw error;
  return error.message.replaceAll(`${root}/`, '').split('\n');
}
