import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { ID_LENGTH } from '../src/cli/start/codeCache.ts';

/** Where the compiled code of scripts is loaded and kept (src/cli/start/scripts.ts). */
const LOADER = 'globalThis.rtailScripts';

const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/y;
const EXPORT = /export\{([^}]*)\};(?=\s*(?:\/\/.*)?\s*$)/;
const NAME = /^([\w$]+)(?: as ([\w$]+))?$/;

/** Returns the name of a chunk's script. */
export const scriptName = (chunk: string): string => chunk.replace(/\.js$/, '.script.js');

/**
 * Turns chunks into scripts, whose compiled code can be kept whole. A script is a function that gets what it imports from
 * the loader and returns what it exports; exports must not change once it has run, which esbuild's never do for our
 * modules (test/bundle.test.ts). A chunk of the same name remains for the modules that import it. `first` is the module
 * that contains the loader; scripts can import it, too.
 */
export const makeScripts = async (
  folder: string,
  { first, chunks }: { readonly first: string; readonly chunks: readonly string[] },
): Promise<void> => {
  const known = new Set(chunks);
  for (const chunk of chunks) {
    const file = join(folder, chunk);
    const text = readFileSync(file, 'utf8');
    const script = scriptOf(text, chunk, known);
    // A module's text would not be valid in a function.
    await transform(script, { loader: 'js', format: 'cjs', sourcefile: chunk });
    writeFileSync(join(folder, scriptName(chunk)), `${script}//${idOf(script)}`);
    writeFileSync(`${file}.map`, shifted(readFileSync(`${file}.map`, 'utf8')));
    writeFileSync(file, moduleOf(text, chunk, first));
  }
  const file = join(folder, first);
  const own = `import*as own from"./${first}";${LOADER}.provide("${first}",own);\n`;
  const text = importingScripts(readFileSync(file, 'utf8'), known);
  writeFileSync(file, text.replace(/(?=\/\/# sourceMappingURL)/, own));
};

/** Texts of one name may differ in what they import, and V8 tells them apart only by their length. */
const idOf = (script: string): string =>
  createHash('sha256').update(script).digest('hex').slice(0, ID_LENGTH);

/** Returns the script for a chunk; its lines keep their places for the source map, behind one more line. */
const scriptOf = (text: string, chunk: string, scripts: ReadonlySet<string>): string => {
  if (/[^\0-\x7f]/.test(text)) throw new Error(`${chunk} is not ASCII`);
  const imported: string[] = [];
  let end = 0;
  for (;;) {
    IMPORT.lastIndex = end;
    const found = IMPORT.exec(text);
    if (found === null) break;
    const from = scripts.has(found[2]!) ? scriptName(found[2]!) : found[2]!;
    imported.push(
      `${found[1] === undefined ? '' : `const{${pairsOf(found[1], (own, as) => `${own}:${as}`)}}=`}load("${from}");`,
    );
    end = IMPORT.lastIndex;
  }
  const head = `(load=>{"use strict";${imported.join('')}\n${' '.repeat(end)}`;
  const body = importingScripts(text.slice(end), scripts).replace(OTHER_IMPORT, `${LOADER}.importUrl(`);
  return (
    head + body.replace(EXPORT, (_, names) => `return{${pairsOf(names, (own, as) => `${as}:${own}`)}}})`)
  );
};

/** Replaces dynamic imports of chunks: where a chunk is a script, its module is not needed. */
const importingScripts = (text: string, scripts: ReadonlySet<string>): string =>
  text.replace(
    /\bimport\("\.\/([^"]+)"\)/g,
    (_, name) => `${LOADER}.import("${scripts.has(name) ? scriptName(name) : name}")`,
  );

/** A dynamic import of anything else, which a script cannot do itself. */
const OTHER_IMPORT = /(?<![.\w])import\(/g;

/** Returns a module with the exports of a chunk's script. It also loads the loader, which a thread has not. */
const moduleOf = (text: string, chunk: string, first: string): string => {
  const exports = EXPORT.exec(text)?.[1] ?? '';
  const pairs = pairsOf(exports, (_, as) => `${as}=own.${as}`);
  return `import"./${first}";const own=${LOADER}.load("${scriptName(chunk)}");export const ${pairs};\n`;
};

/** Rewrites a list of names, `a as b,c`. */
const pairsOf = (names: string, rewrite: (own: string, as: string) => string): string =>
  names
    .split(',')
    .map(name => {
      const [, own, as] = NAME.exec(name.trim()) ?? [];
      if (own === undefined) throw new Error(`cannot read the name ${name}`);
      return rewrite(own, as ?? own);
    })
    .join(',');

/** Moves a source map down by one line. */
const shifted = (map: string): string => map.replace('"mappings": "', '"mappings": ";');
