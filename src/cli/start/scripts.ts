import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { CodeCache, ID_LENGTH, type ScriptKey } from './codeCache.ts';
import { underUsualFlags } from './v8Flags.ts';

type Exports = Readonly<Record<string, unknown>>;

/** What the text of a script is: a function that returns its exports. */
type Body = (load: (name: string) => Exports) => Exports;

interface Loaded {
  readonly key: ScriptKey;
  readonly script: Script;
  /** In how many runs its code was kept before. */
  readonly runs: number;
}

/** Of the file names of scripts; those of other chunks end in `.js` only. */
const ENDING = '.script.js';

/**
 * The runs in which more code is added. Each may use functions that those before did not; after these, hardly any is
 * left, and keeping code takes longer than it saves.
 */
export const LEARNING_RUNS = 4;

/** A run that takes longer keeps its code now: V8 drops code that has not run for a while, such as that of the start. */
const KEPT_AFTER_MS = 10_000;

/**
 * Loads the chunks of the built program that are scripts (scripts/scriptChunks.ts), with the code that V8 compiled in
 * earlier runs. Node's own cache contains only what is compiled while a module loads; the functions that a run calls are
 * compiled again each time, which is a sixth of the time to start.
 */
export class Scripts {
  readonly #folder: string;
  readonly #exports = new Map<string, Exports>();
  readonly #loaded: Loaded[] = [];
  #cache: CodeCache | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** `folder`: where the scripts are. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps compiled code in a folder: uses what is there, and adds to it when `keep` is called or after some time. */
  keepIn(folder: string, afterMs = KEPT_AFTER_MS): void {
    this.#cache = new CodeCache(folder);
    this.#timer = setTimeout(() => this.keep(), afterMs);
    this.#timer.unref();
  }

  /** Makes a module available to scripts under the name that they import. */
  provide(name: string, exports: Exports): void {
    this.#exports.set(name, exports);
  }

  /** Returns what a script exports; runs it if nobody has yet. */
  readonly load = (name: string): Exports => {
    const known = this.#exports.get(name);
    if (known !== undefined) return known;
    const exports = this.#bodyOf(name)(this.load);
    this.#exports.set(name, exports);
    return exports;
  };

  #bodyOf(name: string): Body {
    const filename = join(this.#folder, name);
    const text = readFileSync(filename, 'latin1');
    if (process.sourceMapsEnabled) return mapped(text, filename);
    const key = { name, id: text.slice(-ID_LENGTH) };
    const kept = this.#cache?.read(key) ?? null;
    const script = new Script(text, { filename, ...(kept && { cachedData: kept.data }) });
    this.#loaded.push({ key, script, runs: kept === null || script.cachedDataRejected ? 0 : kept.runs });
    return script.runInThisContext() as Body;
  }

  /** Like `import()`, of a script or of a module beside the chunk that contains this. */
  readonly import = async (name: string): Promise<Exports> =>
    name.endsWith(ENDING) ? this.load(name) : this.importUrl(new URL(name, import.meta.url).href);

  /** `import()`, which scripts do not have. */
  readonly importUrl = (url: string): Promise<Exports> => import(url);

  /** Keeps the code that this run has compiled, for the next ones. Call it when the run has ended. */
  keep(): void {
    clearTimeout(this.#timer);
    const cache = this.#cache;
    const learning = this.#loaded.filter(({ runs }) => runs < LEARNING_RUNS);
    if (cache === null || learning.length === 0) return;
    this.#cache = null;
    underUsualFlags(() => {
      for (const { key, script, runs } of learning)
        cache.write(key, { data: script.createCachedData(), runs: runs + 1 });
    });
  }
}

/** Node reads source maps of modules only, not of scripts. */
const mapped = (text: string, filename: string): Body => {
  const module = new Module(filename) as Module & { _compile: (text: string, filename: string) => void };
  module._compile(`module.exports=${text}`, filename);
  return module.exports;
};

declare global {
  /** By this name, the chunks of the built program find their scripts. */
  var rtailScripts: Scripts | undefined;
}

/** The scripts beside the chunk that contains this. */
export const scripts = new Scripts(import.meta.dirname);
globalThis.rtailScripts = scripts;
