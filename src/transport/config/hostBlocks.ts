import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** What the Host lines of a configuration say, as far as it is simple enough to predict for which addresses ssh reads the same. */
export interface HostBlocks {
  /** One for each Host line; the first is what stands before them, and matches everything. */
  readonly blocks: readonly HostBlock[];
}

export interface HostBlock {
  readonly patterns: readonly string[];
  setsHostName: boolean;
  readonly controlPaths: string[];
}

/** ssh's own limit. */
const MAX_DEPTH = 16;

/** Keywords whose values may contain tokens: `ssh -G` prints them as they are, except for ControlPath. */
const WITH_TOKENS = new Set([
  'identityfile',
  'certificatefile',
  'controlpath',
  'knownhostscommand',
  'localcommand',
  'proxycommand',
  'proxyjump',
]);

/**
 * Reads ssh's configuration files, each with the folder of its relative includes; a missing file is empty. Null if they
 * do anything that could treat two addresses differently, apart from Host lines and ControlPath.
 */
export const readHostBlocks = (
  files: readonly { readonly path: string; readonly folder: string }[],
): HostBlocks | null => {
  const blocks: HostBlock[] = [];
  for (const { path, folder } of files) {
    blocks.push(blockOf(['*']));
    if (!readInto(blocks, path, folder, 0)) return null;
  }
  return { blocks };
};

const blockOf = (patterns: readonly string[]): HostBlock => ({
  patterns,
  setsHostName: false,
  controlPaths: [],
});

/** Returns false if the file is not simple enough. */
const readInto = (blocks: HostBlock[], path: string, folder: string, depth: number): boolean => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return true;
  }
  return depth <= MAX_DEPTH && text.split(/\r?\n/).every(line => readLine(blocks, line, folder, depth));
};

const LINE = /^\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*?)\s*$/;

const readLine = (blocks: HostBlock[], line: string, folder: string, depth: number): boolean => {
  if (/^\s*(?:#|$)/.test(line)) return true;
  const [, word = '', value = ''] = LINE.exec(line) ?? [];
  const keyword = word.toLowerCase();
  if (keyword === '' || value.includes('"') || value.includes('\\') || /\s#/.test(value)) return false;
  const block = blocks.at(-1)!;
  switch (keyword) {
    case 'host':
      blocks.push(blockOf(value.split(/\s+/)));
      return true;
    case 'match':
      blocks.push(blockOf(['*']));
      return value.toLowerCase() === 'all';
    case 'include':
      return value
        .split(/\s+/)
        .every(
          each =>
            includedFiles(each, folder)?.every(file => readInto(blocks, file, folder, depth + 1)) ?? false,
        );
    case 'canonicalizehostname':
      return value.toLowerCase() === 'no';
    case 'hostname':
      block.setsHostName = true;
      return true;
    case 'controlpath':
      block.controlPaths.push(value);
      return true;
    default:
      return WITH_TOKENS.has(keyword) || !value.includes('%');
  }
};

/** Returns the files of an Include, or null if it has a wildcard elsewhere than at its end. */
const includedFiles = (text: string, folder: string): readonly string[] | null => {
  const pattern = text.replace(/^~(?=\/)/, userInfo().homedir);
  if (/[~$]/.test(pattern)) return null;
  const path = isAbsolute(pattern) ? pattern : join(folder, pattern);
  if (/[*?[\]{}]/.test(dirname(path)) || /[?[\]{}]/.test(basename(path))) return null;
  if (!basename(path).includes('*')) return [path];
  try {
    const names = readdirSync(dirname(path)).filter(
      name => !name.startsWith('.') && matchesPattern(name, basename(path)),
    );
    return names.sort().map(name => join(dirname(path), name));
  } catch {
    return [];
  }
};

/** `*` and `?` as in ssh_config(5), PATTERNS. */
export const matchesPattern = (text: string, pattern: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const fits = (at: number, part: string) =>
    at >= 0 &&
    at + part.length <= text.length &&
    [...part].every((char, i) => char === '?' || char === text[at + i]);
  if (!fits(0, first)) return false;
  if (rest.length === 0) return first.length === text.length;
  const last = rest.pop()!;
  let at = first.length;
  for (const part of rest) {
    while (at <= text.length && !fits(at, part)) at++;
    if (at > text.length) return false;
    at += part.length;
  }
  return at <= text.length - last.length && fits(text.length - last.length, last);
};

/** Returns the blocks whose Host line matches: one of its patterns, and none that starts with `!`. */
export const blocksFor = ({ blocks }: HostBlocks, address: string): readonly HostBlock[] =>
  blocks.filter(
    ({ patterns }) =>
      patterns.some(pattern => !pattern.startsWith('!') && matchesPattern(address, pattern)) &&
      !patterns.some(pattern => pattern.startsWith('!') && matchesPattern(address, pattern.slice(1))),
  );
