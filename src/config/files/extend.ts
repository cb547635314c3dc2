import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ConfigDocument } from './document.ts';
import type { ConfigIssue } from './issue.ts';
import { absolutePath } from './paths.ts';
import { readConfigFile } from './readConfigFile.ts';
import { findInDirectory } from './search.ts';

/** A file and all it extends, the nearest first, and what was wrong on the way. */
export interface Chain {
  readonly documents: readonly ConfigDocument[];
  readonly issues: readonly ConfigIssue[];
}

/** Follows `extends` from a document to the end of the chain. */
export async function followExtends(first: ConfigDocument, home: string): Promise<Chain> {
  const documents: ConfigDocument[] = [];
  const seen = new Map<string, string>();
  for (let document = first; ; ) {
    documents.push(document);
    seen.set(await realFile(document.file), document.file);
    const wanted = extendsOf(document);
    if (wanted === null) return { documents, issues: [] };
    const next = await findExtended(wanted, dirname(document.file), home);
    const trouble = (message: string, advice: string | null): Chain => ({
      documents,
      issues: [
        { file: document.file, position: document.locate(['extends']), path: ['extends'], message, advice },
      ],
    });
    if (next === null) {
      return trouble(
        `no configuration at ${wanted}`,
        'give a path (./…, ../…, ~/…, /…) to a file, or the name of an installed package',
      );
    }
    if (seen.has(await realFile(next.file))) {
      const round = [...seen.values(), next.file].join(' -> ');
      return trouble(`goes round in a circle: ${round}`, 'take one of them out');
    }
    document = next;
  }
}

const extendsOf = ({ value }: ConfigDocument): string | null => {
  const wanted = (value as { extends?: unknown } | null | undefined)?.extends;
  return typeof wanted === 'string' && wanted !== '' ? wanted : null;
};

const realFile = (file: string): Promise<string> => realpath(file).catch(() => file);

/** A path (`./`, `../`, `/`, `~/`, or a file that is there) or else a package; a directory stands for its configuration. */
async function findExtended(wanted: string, base: string, home: string): Promise<ConfigDocument | null> {
  const path = absolutePath(wanted, base, home);
  if (/^(\.{0,2}\/|~\/|\.{1,2}$)/.test(wanted)) return readAt(path);
  return (await readAt(path)) ?? readPackage(wanted, base);
}

async function readAt(path: string): Promise<ConfigDocument | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? findInDirectory(path) : readConfigFile(path);
}

/** `name`, or a file inside one (`@scope/name/base.yaml`), from the `node_modules` around `base`. */
async function readPackage(wanted: string, base: string): Promise<ConfigDocument | null> {
  const require = createRequire(join(base, 'noop.js'));
  for (const directory of require.resolve.paths(wanted) ?? []) {
    const found = await readAt(join(directory, wanted));
    if (found) return found;
  }
  try {
    return await readConfigFile(require.resolve(wanted));
  } catch {
    return null;
  }
}
