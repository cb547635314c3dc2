import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** The outputs of a split bundle. */
export interface Outputs {
  /** Where they are. */
  readonly folder: string;
  readonly metafile: Metafile;
}

/**
 * Joins the chunks that are loaded with these source files, except for those that are loaded with others: esbuild makes a
 * chunk for each set of entry points that use the same modules, so a run loads a hundred files, most of a few lines.
 * Each joined chunk is replaced by one that re-exports its part, for the chunks outside the group.
 */
export const joinChunks = async (
  { folder, metafile: { outputs } }: Outputs,
  name: string,
  sources: readonly string[],
  except: readonly string[],
): Promise<void> => {
  const apart = loadedWith(outputs, except);
  const group = [...loadedWith(outputs, sources)].filter(output => !apart.has(output));
  const chunks = new Map(group.map(output => [basename(output), outputs[output]!.exports]));
  const { outputFiles } = await build({
    stdin: { contents: [...chunks].map(reexports).join('\n'), resolveDir: join(folder, 'chunks') },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    outfile: join(folder, 'chunks', `${name}.js`),
    plugins: [only(chunks)],
    logLevel: 'warning',
  });
  const [map, code] = outputFiles as [(typeof outputFiles)[0], (typeof outputFiles)[0]];
  const hash = createHash('sha256').update(code.contents).digest('hex').slice(0, 8).toUpperCase();
  const joined = `${name}-${hash}.js`;
  writeFileSync(join(folder, 'chunks', `${joined}.map`), map.contents);
  writeFileSync(join(folder, 'chunks', joined), code.text.replace(`${name}.js.map`, `${joined}.map`));
  for (const [chunk, exports] of chunks) {
    const parts = exports.map(each => `${nameOf(chunk, each)} as ${each}`).join(',');
    writeFileSync(join(folder, 'chunks', chunk), `export{${parts}}from"./${joined}";\n`);
  }
};

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

const reexports = ([chunk, exports]: [string, readonly string[]]): string =>
  exports.length === 0
    ? `import './${chunk}';`
    : `export { ${exports.map(name => `${name} as ${nameOf(chunk, name)}`).join(', ')} } from './${chunk}';`;

/** Bundles static imports of these chunks; everything else remains an import. */
const only = (chunks: ReadonlyMap<string, unknown>): Plugin => ({
  name: 'only these chunks',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'import-statement' && chunks.has(basename(path)) ? null : { path, external: true },
    );
  },
});
