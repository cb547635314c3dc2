import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** The outputs of a split bundle. */
export interface Outputs {
  /** Where they are. */
  readonly folder: string;
  readonly metafile: Metafile;
}

/** Chunks to join: those that are loaded with these source files. */
export interface Group {
  readonly name: string;
  readonly sources: readonly string[];
}

/** A chunk's file name and exports. */
type Chunk = readonly [name: string, exports: readonly string[]];

/**
 * Joins chunks that are loaded together: esbuild makes a chunk for each set of entry points that use the same modules,
 * so a run loads a hundred files, most of a few lines. A chunk belongs to the first group that loads it. Other files
 * then import the joined chunks; only chunks that are imported dynamically remain, and re-export their part.
 */
export const joinChunks = async (
  { folder, metafile: { outputs } }: Outputs,
  groups: readonly Group[],
): Promise<void> => {
  const chunks = join(folder, 'chunks');
  const parts = new Map<string, string>();
  const joined: string[] = [];
  for (const { name, sources } of groups) {
    const group = [...loadedWith(outputs, sources)]
      .filter(output => isChunk(output) && !parts.has(basename(output)))
      .map((output): Chunk => [basename(output), outputs[output]!.exports]);
    const file = await joinGroup(chunks, name, group);
    joined.push(join(chunks, file));
    for (const chunk of group) parts.set(chunk[0], partOf(file, chunk));
  }
  for (const [chunk, text] of parts) writeFileSync(join(chunks, chunk), text);

  const importing = Object.entries(outputs)
    .filter(
      ([name, { imports }]) =>
        !parts.has(basename(name)) && imports.some(({ path }) => parts.has(basename(path))),
    )
    .map(([name]) => join(isChunk(name) ? chunks : folder, basename(name)));
  for (const file of [...importing, ...joined]) await importJoined(file, parts);
  for (const [name, { entryPoint }] of Object.entries(outputs)) {
    const chunk = basename(name);
    if (parts.has(chunk) && entryPoint === undefined)
      for (const file of [chunk, `${chunk}.map`]) rmSync(join(chunks, file));
  }
};

const isChunk = (output: string): boolean => basename(dirname(output)) === 'chunks';

/** Writes the joined chunk of a group into a folder; returns its name. */
const joinGroup = async (folder: string, name: string, group: readonly Chunk[]): Promise<string> => {
  const names = new Set(group.map(([chunk]) => chunk));
  const { outputFiles } = await build({
    ...OPTIONS,
    stdin: { contents: group.map(reexports).join('\n'), resolveDir: folder },
    outfile: join(folder, `${name}.js`),
    plugins: [only(folder, chunk => names.has(chunk))],
  });
  const [map, code] = outputFiles as [(typeof outputFiles)[0], (typeof outputFiles)[0]];
  const hash = createHash('sha256').update(code.contents).digest('hex').slice(0, 8).toUpperCase();
  const joined = `${name}-${hash}.js`;
  writeFileSync(join(folder, `${joined}.map`), map.contents);
  writeFileSync(join(folder, joined), code.text.replace(`${name}.js.map`, `${joined}.map`));
  return joined;
};

/** Makes a file import joined chunks directly, and not through the chunks that they replace. */
const importJoined = async (file: string, parts: ReadonlyMap<string, string>): Promise<void> => {
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    plugins: [only(dirname(file), chunk => parts.has(chunk))],
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
};

/** Options for esbuild, as for the split bundle. */
const OPTIONS = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
} as const;

/** Returns the outputs that are loaded with the chunks of these source files, dynamic imports not counted. */
const loadedWith = (outputs: Metafile['outputs'], sources: readonly string[]): Set<string> => {
  const loaded = new Set<string>();
  const load = (output: string): void => {
    if (loaded.has(output) || !(output in outputs)) return;
    loaded.add(output);
    for (const { path, kind } of outputs[output]!.imports) if (kind === 'import-statement') load(path);
  };
  for (const source of sources) {
    const output = Object.keys(outputs).find(each => outputs[each]!.entryPoint === source);
    if (output === undefined) throw new Error(`${source} has no chunk of its own`);
    load(output);
  }
  return loaded;
};

/** Names of different chunks may be the same. */
const nameOf = (chunk: string, name: string): string => `${chunk.replace(/\W/g, '_')}_${name}`;

const reexports = ([chunk, exports]: Chunk): string =>
  exports.length === 0
    ? `import './${chunk}';`
    : `export { ${exports.map(name => `${name} as ${nameOf(chunk, name)}`).join(', ')} } from './${chunk}';`;

/** Returns the text that replaces a chunk which was joined. */
const partOf = (joined: string, [chunk, exports]: Chunk): string =>
  `export{${exports.map(name => `${nameOf(chunk, name)} as ${name}`).join(',')}}from"./${joined}";\n`;

/** Bundles static imports of these chunks; everything else remains an import, from a file in `folder`. */
const only = (folder: string, isBundled: (chunk: string) => boolean): Plugin => ({
  name: 'only these chunks',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
      if (kind === 'entry-point' || (kind === 'import-statement' && isBundled(basename(path)))) return null;
      const from = path.startsWith('.')
        ? relative(folder, join(resolveDir, path)).replaceAll(sep, '/')
        : null;
      return { path: from === null ? path : `./${from}`, external: true };
    });
  },
});
