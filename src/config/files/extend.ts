import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { type ConfigDocument, dataDocument, programDocument } from './document.ts';
import type { ConfigIssue, Position } from './issue.ts';
import { absolutePath } from './paths.ts';
import { isProgram, runProgram } from './program.ts';
import { findInDirectory } from './search.ts';
import { type ConfigSource, readSource, reasonOf, type SourceRead, type UnreadableFile } from './source.ts';

/** Rules for following a chain of files. */
export interface ChainRules {
  readonly home: string;
  /**
   * Returns true if the user trusts this file's content. A program runs only if it and all files before it are trusted.
   */
  trusts(source: ConfigSource): Promise<boolean>;
  /** True if programs run exactly as read, and import nothing that was not read. */
  readonly pinned: boolean;
}

/** A program that was not run, and the position of the `extends` that leads to it; null: it is the first file. */
export interface WithheldProgram {
  readonly source: ConfigSource;
  readonly from: { readonly file: string; readonly position: Position | null } | null;
}

/** A file and everything it extends, the nearest first, and the issues found. */
export interface Chain {
  readonly documents: readonly ConfigDocument[];
  /** Every file read, including a withheld program. */
  readonly sources: readonly ConfigSource[];
  readonly issues: readonly ConfigIssue[];
  /** True if all of it is trusted. */
  readonly trusted: boolean;
  /** The program at which the chain stopped because it is not trusted. */
  readonly withheld: WithheldProgram | null;
}

/** Returns the rules for configurations that users named or keep as their own. */
export const openRules = (home: string): ChainRules => ({ home, trusts: async () => true, pinned: false });

const MAX_FILES = 50;

/**
 * Follows `extends` from a file to the end of each chain: for a list, each file with everything it extends before the
 * next.
 */
export const followExtends = async (first: ConfigSource, rules: ChainRules): Promise<Chain> => {
  const walk = new Walk(rules);
  await walk.take(first, null, []);
  return walk;
};

class Walk implements Chain {
  readonly documents: ConfigDocument[] = [];
  readonly sources: ConfigSource[] = [];
  readonly issues: ConfigIssue[] = [];
  trusted = true;
  withheld: WithheldProgram | null = null;
  readonly #rules: ChainRules;

  constructor(rules: ChainRules) {
    this.#rules = rules;
  }

  /** Adds a file and everything it extends; `above` are the files on the path to it. False: nothing after it counts. */
  async take(
    source: ConfigSource,
    before: ConfigDocument | null,
    above: readonly ConfigSource[],
  ): Promise<boolean> {
    this.sources.push(source);
    this.trusted &&= await this.#rules.trusts(source);
    if (isProgram(source.file) && !this.trusted) {
      const from = before ? { file: before.file, position: before.locate(['extends']) } : null;
      this.withheld = { source, from };
      return false;
    }
    const document = await openDocument(source, {
      discreet: before !== null || (this.#rules.pinned && source.linked),
      pinned: this.#rules.pinned,
    });
    this.documents.push(document);
    for (const wanted of extendsOf(document)) {
      const next = await this.#next(document, wanted, [...above, source]);
      if (next !== null && !(await this.take(next, document, [...above, source]))) return false;
    }
    return true;
  }

  async #next(
    document: ConfigDocument,
    wanted: string,
    above: readonly ConfigSource[],
  ): Promise<ConfigSource | null> {
    const next = await findExtended(wanted, dirname(document.file), this.#rules.home);
    if (next === null) {
      const advice = 'give a path (./…, ../…, ~/…, /…) to a file, or the name of an installed package';
      const place = document.discreet ? 'where it leads' : `at ${wanted}`;
      return this.#fail(document, `no configuration ${place}`, advice);
    }
    if (!next.ok) {
      this.documents.push(brokenDocument(next.problem, true));
      return null;
    }
    if (above.some(({ real }) => real === next.source.real)) {
      const round = [...above.map(({ file }) => file), next.source.file].join(' -> ');
      return this.#fail(document, `is circular: ${round}`, 'remove one of them');
    }
    // If two files extend the same one, only its first occurrence counts.
    if (this.sources.some(({ real }) => real === next.source.real)) return null;
    if (this.sources.length < MAX_FILES) return next.source;
    return this.#fail(document, `more than ${MAX_FILES} files extend each other`, 'merge some of them');
  }

  #fail(document: ConfigDocument, message: string, advice: string): null {
    const { file } = document;
    const position = document.locate(['extends']);
    this.issues.push({ file, position, path: ['extends'], message, advice });
    return null;
  }
}

/** Reads a data file, or runs a program. Never rejects: problems are among the document's issues. */
export const openDocument = async (
  source: ConfigSource,
  { discreet, pinned }: { readonly discreet: boolean; readonly pinned: boolean },
): Promise<ConfigDocument> => {
  const { file } = source;
  if (!isProgram(file)) return dataDocument(source, discreet);
  try {
    return programDocument(file, await runProgram(source, { pinned }), discreet);
  } catch (error) {
    // Syntax errors quote their context, and the file may not be a program at all.
    const name = error instanceof Error ? error.name : 'Error';
    const reason = discreet && name !== 'Error' ? `the program failed with ${name}` : reasonOf(error);
    return brokenDocument({ file, message: `cannot be read: ${reason}`, advice: null }, discreet);
  }
};

/** Creates an empty document for an unusable file, with the reason as an issue. */
export const brokenDocument = (
  { file, message, advice }: Omit<UnreadableFile, 'passOver'>,
  discreet = false,
): ConfigDocument => ({
  ...programDocument(file, null, discreet),
  issues: [{ file, position: null, path: [], message, advice }],
});

const extendsOf = ({ value }: ConfigDocument): readonly string[] => {
  const wanted = (value as { extends?: unknown } | null | undefined)?.extends;
  return [wanted].flat().filter(one => typeof one === 'string' && one !== '') as string[];
};

/**
 * Finds a path (`./`, `../`, `/`, `~/`, or an existing file) or else a package; a directory means the configuration in
 * it.
 */
const findExtended = async (wanted: string, base: string, home: string): Promise<SourceRead | null> => {
  const path = absolutePath(wanted, base, home);
  if (/^(\.{0,2}\/|~\/|\.{1,2}$)/.test(wanted)) return readAt(path);
  return (await readAt(path)) ?? readPackage(wanted, base);
};

const readAt = async (path: string): Promise<SourceRead | null> => {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? findInDirectory(path) : readSource(path);
};

/** Finds `name`, or a file in a package (`@scope/name/base.yaml`), in the `node_modules` around `base`. */
const readPackage = async (wanted: string, base: string): Promise<SourceRead | null> => {
  const require = createRequire(join(await realpath(base).catch(() => base), 'noop.js'));
  for (const directory of require.resolve.paths(wanted) ?? []) {
    const found = await readAt(join(directory, wanted));
    if (found) return found;
  }
  try {
    const file = require.resolve(wanted);
    // Node's built-in modules are not files.
    return isAbsolute(file) ? await readSource(file) : null;
  } catch {
    return null;
  }
};
