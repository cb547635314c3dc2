import { globSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { shellWords } from '../shellWords.ts';

/** One `Host` or `Match` section of an ssh configuration, or the part before the first. */
export interface Block {
  /**
   * The patterns of `Host`, or of a `Match` that tests only host names; null: a `Match` that only ssh can
   * evaluate.
   */
  readonly patterns: readonly string[] | null;
  /** `Match host`: the patterns apply to the HostName found so far. */
  readonly isAboutAddress: boolean;
  /** Keywords in lower case and their values, in their original order. */
  readonly settings: (readonly [key: string, value: string])[];
}

export interface SshConfigText {
  readonly blocks: readonly Block[];
  /** What could not be read, one sentence each. */
  readonly problems: readonly string[];
  /** Includes that match no file, which ssh ignores. */
  readonly missing: readonly { readonly from: string; readonly pattern: string }[];
}

/** ssh's own limit. */
const MAX_INCLUDES = 16;
const MAX_BYTES = 4 << 20;

/** Reads an ssh configuration with all its includes; null if it does not exist. Runs nothing. */
export const readSshConfig = (file: string, home: string): SshConfigText | null => {
  const text = readText(file);
  if (text === null) return null;
  const reader = new Reader(home);
  reader.read(file, text, 0);
  return reader;
};

const readText = (file: string): string | null => {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
};

class Reader implements SshConfigText {
  readonly blocks: Block[] = [];
  readonly problems: string[] = [];
  readonly missing: { readonly from: string; readonly pattern: string }[] = [];
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  read(file: string, text: string, depth: number): void {
    let block = this.#start(['*']);
    for (const line of text.split(/\r?\n/)) {
      const [, keyword, rest] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
      if (keyword === undefined || rest === undefined) continue;
      const key = keyword.toLowerCase();
      if (key === 'host') block = this.#start(wordsOf(rest));
      else if (key === 'match') block = this.#start(...matchPatterns(wordsOf(rest)));
      else if (key === 'include') {
        this.#include(file, wordsOf(rest), depth);
        block = this.#start(block.patterns, block.isAboutAddress);
      } else block.settings.push([key, key === 'proxycommand' ? rest : wordsOf(rest).join(' ') || rest]);
    }
  }

  #start(patterns: readonly string[] | null, isAboutAddress = false): Block {
    const block: Block = { patterns, isAboutAddress, settings: [] };
    this.blocks.push(block);
    return block;
  }

  #include(from: string, words: readonly string[], depth: number): void {
    for (const word of words) {
      const path = word.replace(/^~(?=\/)/, this.#home);
      const pattern = isAbsolute(path) ? path : join(this.#home, '.ssh', path);
      if (depth >= MAX_INCLUDES) {
        this.problems.push(`${from}: more than ${MAX_INCLUDES} files include each other`);
        return;
      }
      const files = globSync(pattern).toSorted();
      if (files.length === 0) this.missing.push({ from, pattern });
      for (const file of files) {
        const text = readText(file);
        if (text === null) this.problems.push(`${file}, which ${from} includes, cannot be read`);
        else this.read(file, text, depth + 1);
      }
    }
  }
}

const wordsOf = (text: string): readonly string[] =>
  shellWords(text, { comments: true }) ?? text.split(/\s+/);

/**
 * Returns the host names that a `Match` applies to; null if it depends on anything else, such as a command's result.
 */
const matchPatterns = (words: readonly string[]): [readonly string[] | null, boolean] => {
  const [criterion = '', list, ...more] = words;
  const word = criterion.toLowerCase();
  if (word === 'all' && list === undefined) return [['*'], false];
  const isHost = ['host', 'originalhost'].includes(word) && list !== undefined && more.length === 0;
  return isHost ? [list.split(','), word === 'host'] : [null, false];
};
