import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** Files that export only functions without parameters that assemble a module of WebAssembly. */
const ASSEMBLING = /[/\\]core[/\\]kernels[/\\]simd\w+\.ts$/;

/** Puts modules of WebAssembly into the bundle, so that no run has to assemble them. */
export const kernelModules: Plugin = {
  name: 'modules of WebAssembly',
  setup({ onLoad }) {
    onLoad({ filter: ASSEMBLING }, async ({ path }) => {
      const functions: Record<string, () => Uint8Array> = await import(pathToFileURL(path).href);
      const lines = Object.entries(functions).map(([name, assemble]) => {
        const bytes = Buffer.from(assemble()).toString('base64');
        return `export const ${name} = () => Buffer.from('${bytes}', 'base64');`;
      });
      return { contents: lines.join('\n'), loader: 'js' };
    });
  },
};
