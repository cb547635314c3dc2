import { readFile, realpath } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigDocument, programDocument, readDocument } from './document.ts';

/** The key of `package.json` that holds a configuration. */
export const PACKAGE_KEY = 'rtail';

const PROGRAMS = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** Whether a configuration file is code to run. */
export const isProgram = (file: string): boolean => PROGRAMS.has(extname(file));

/**
 * Reads one configuration file: a program's default export, else YAML or JSON whatever the name's ending.
 * Never fails: why it cannot be read is among the document's issues.
 */
export async function readConfigFile(file: string): Promise<ConfigDocument> {
  try {
    if (isProgram(file)) return await runConfigFile(file);
    const text = await readFile(file, 'utf8');
    return readDocument(file, text, basename(file) === 'package.json' ? [PACKAGE_KEY] : []);
  } catch (error) {
    const message = `cannot be read: ${reasonOf(error)}`;
    return {
      ...programDocument(file, null),
      issues: [{ file, position: null, path: [], message, advice: adviceFor(error) }],
    };
  }
}

/** Node's own messages are `CODE: reason, call 'path'`; the path has been said. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return /^E[A-Z]+: (.*?), \w+(?: '|$)/.exec(text)?.[1] ?? text;
};

const adviceFor = (error: unknown): string | null => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'check the name';
    case 'EISDIR':
      return 'name a file in that directory';
    case 'EACCES':
      return 'make it readable for you';
    default:
      return null;
  }
};

async function runConfigFile(file: string): Promise<ConfigDocument> {
  const program: { default?: unknown } = await import(pathToFileURL(await realpath(file)).href);
  if (program.default === undefined) throw new Error('it has no default export');
  return programDocument(file, await program.default);
}
