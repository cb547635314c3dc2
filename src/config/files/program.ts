import { isBuiltin, registerHooks } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigSource } from './source.ts';

const PROGRAMS = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** Returns true if a configuration file is code to run. */
export const isProgram = (file: string): boolean => PROGRAMS.has(extname(file));

/**
 * Runs a configuration program and returns its default export. With `pinned`, runs exactly the trusted bytes, even if
 * the file has changed since, and allows only imports of Node's own modules, because other files would be untrusted
 * code. Rejects with whatever the program throws.
 */
export const runProgram = async (
  { file, real, bytes, sha256 }: ConfigSource,
  { pinned }: { readonly pinned: boolean },
): Promise<unknown> => {
  const url = pathToFileURL(real).href;
  const program: { default?: unknown } = pinned
    ? await importBytes(`${url}?sha256=${sha256}`, url, bytes, extname(file))
    : await import(url);
  if (program.default === undefined) throw new Error('it has no default export');
  return await program.default;
};

const importBytes = async (
  url: string,
  plainUrl: string,
  bytes: Buffer,
  ending: string,
): Promise<{ default?: unknown }> => {
  const isOurs = (from: string | undefined): boolean => from === url || from === plainUrl;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (isOurs(context.parentURL) && !isBuiltin(specifier)) {
        throw new Error(
          `it imports ${specifier}: a trusted program that was found may import only Node's own modules`,
        );
      }
      return next(specifier, context);
    },
    load(wanted, context, next) {
      if (!isOurs(wanted)) return next(wanted, context);
      const { format } = next(wanted, context);
      return { format: format ?? FORMATS[ending] ?? 'module', source: bytes, shortCircuit: true };
    },
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
};

const FORMATS: Readonly<Record<string, 'commonjs' | 'module'>> = { '.cjs': 'commonjs', '.mjs': 'module' };
