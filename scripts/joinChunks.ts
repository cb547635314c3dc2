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

/** What replaces a chunk that was joined. */
interface Part {
  /** The name of the joined chunk. */
  readonly joined: string;
  /** The text of a module with the same exports as the chunk. */
  readonly text: string;
}

/** Stands for a chunk that is included as it is. */
const BUNDLED: Part = { joined: '', text: '' };
const REPLACED = 'replaced';

type Parts = Map<string, Part>;

/** A chunk's file name and exports. */
type Chunk = readonly [name: string, exports: readonly string[]];

/**
 * Joins chunks that are loaded together: esbuild makes a chunk for each set of entry points that use the same modules,
 * so a run loads a hundred files, most of a few lines. A chunk belongs to the first group that loads it. Other files
 * then import the joined chunks, also where they load a part dynamically: the joined chunk has the exports of such parts
 * under their own names as well. Returns the names of the joined chunks, in the order of the groups.
 */
export const joinChunks = async (
  { folder, metafile: { outputs } }: Outputs,
  groups: readonly Group[],
): Promise<readonly string[]> => {
  const chunks = join(folder, 'chunks');
  const parts: Parts = new Map();
  const joined: string[] = [];
  const isLoadedByName = (chunk: string): boolean =>
    outputs[Object.keys(outputs).find(output => basename(output) === chunk)!]!.entryPoint !== undefined;
  for (const { name, sources } of groups) {
    const group = [...loadedWith(outputs, sources)]
      .filter(output => isChunk(output) && !parts.has(basename(output)))
      .map((output): Chunk => [basename(output), outputs[output]!.exports]);
    const file = await joinGroup(
      chunks,
      name,
      group,
      group.filter(([chunk]) => isLoadedByName(chunk)),
    );
    joined.push(join(chunks, file));
    for (const chunk of group) parts.set(chunk[0], { joined: file, text: partOf(file, chunk) });
  }

  const importing = Object.entries(outputs)
    .filter(
      ([name, { imports }]) =>
        !parts.has(basename(name)) && imports.some(({ path }) => parts.has(basename(path))),
    )
    .map(([name]) => join(isChunk(name) ? chunks : folder, basename(name)));
  for (const file of [...importing, ...joined]) await importJoined(file, parts);
  for (const chunk of parts.keys()) for (const file of [chunk, `${chunk}.map`]) rmSync(join(chunks, file));
  return joined.map(file => basename(file));
};

const isChunk = (output: string): boolean => basename(dirname(output)) === 'chunks';

/** Writes the joined chunk of a group into a folder; returns its name. */
const joinGroup = async (
  folder: string,
  name: string,
  group: readonly Chunk[],
  loadedByName: readonly Chunk[],
): Promise<string> => {
  const names = new Set(group.map(([chunk]) => chunk));
  const { outputFiles } = await build({
    ...OPTIONS,
    stdin: {
      contents: [...group.map(reexports), ...loadedByName.map(ownNames)].join('\n'),
      resolveDir: folder,
    },
    outfile: join(folder, `${name}.js`),
    plugins: [only(folder, chunk => (names.has(chunk) ? BUNDLED : null))],
  });
  const [map, code] = outputFiles as [(typeof outputFiles)[0], (typeof outputFiles)[0]];
  const hash = createHash('sha256').update(code.contents).digest('hex').slice(0, 8).toUpperCase();
  const joined = `${name}-${hash}.js`;
  writeFileSync(join(folder, `${joined}.map`), map.contents);
  writeFileSync(join(folder, joined), code.text.replace(`${name}.js.map`, `${joined}.map`));
  return joined;
};

/** Makes a file import joined chunks directly, and not through the chunks that they replace. */
const importJoined = async (file: string, parts: Parts): Promise<void> => {
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    plugins: [only(dirname(file), chunk => parts.get(chunk) ?? null)],
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

/** Exports of different chunks that are loaded by name must not have the same name: esbuild would refuse the text. */
const ownNames = ([chunk, exports]: Chunk): string => `export { ${exports.join(', ')} } from './${chunk}';`;

/** Returns the text that replaces a chunk which was joined. */
const partOf = (joined: string, [chunk, exports]: Chunk): string =>
  `export{${exports.map(name => `${nameOf(chunk, name)} as ${name}`).join(',')}}from"./${joined}";\n`;

/** Replaces imports of chunks; everything else remains an import, from a file in `folder`. */
const only = (folder: string, partFor: (chunk: string) => Part | null): Plugin => ({
  name: 'only these chunks',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
      const part = partFor(basename(path));
      if (kind === 'entry-point' || (kind === 'import-statement' && part === BUNDLED)) return null;
      if (kind === 'import-statement' && part !== null)
        return {
          path: basename(path),
          namespace: REPLACED,
          pluginData: { part, resolveDir: join(resolveDir, dirname(path)) },
        };
      const found = part === null || part === BUNDLED ? path : path.replace(basename(path), part.joined);
      const from = found.startsWith('.')
        ? relative(folder, join(resolveDir, found)).replaceAll(sep, '/')
        : null;
      return { path: from === null ? path : `./${from}`, external: true };
    });
    onLoad({ filter: /./, namespace: REPLACED }, ({ pluginData: { part, resolveDir } }) => ({
      contents: part.text,
      resolveDir,
    }));
  },
});
