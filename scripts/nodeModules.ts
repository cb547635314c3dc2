import { builtinModules, createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);

/**
 * Modules of Node that take milliseconds to load and that most runs never call: the first call of one of their functions
 * loads them, or else a chunk that uses one of their classes.
 */
const LOADED_WHEN_CALLED: ReadonlySet<string> = new Set(['child_process', 'crypto', 'net', 'tty', 'v8']);

const MODULE = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);
const NAMESPACE = 'node';

/**
 * Gets modules of Node by `process.getBuiltinModule` instead of importing them. For an import, Node reads each property
 * of the module; some of them load others, such as the streams of `node:fs` or the web parts of `node:crypto`.
 */
export const nodeModules: Plugin = {
  name: 'modules of Node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: MODULE }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE } : null,
    );
    onResolve({ filter: /#/, namespace: NAMESPACE }, ({ path }) => ({
      path,
      namespace: NAMESPACE,
      sideEffects: false,
    }));
    onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => {
      const [name, key] = path.split('#');
      return { contents: key === undefined ? moduleText(name!) : propertyText(name!, key) };
    });
  },
};

/**
 * Returns the source of a module that exports what a module of Node does; whatever is not used is left out of the bundle.
 * Where Node is so old that it lacks the function, nothing is found, but the program still starts and says so.
 */
const moduleText = (name: string): string => {
  const found: Readonly<Record<string, unknown>> = require(`node:${name}`);
  const isCalled = LOADED_WHEN_CALLED.has(name);
  const exportOf = (key: string): string => {
    if (!isCalled) return `export const ${key} = /* @__PURE__ */ $read('${key}');`;
    return /^[a-z]/.test(key) && typeof found[key] === 'function'
      ? `export const ${key} = (...values) => $load().${key}(...values);`
      : `export { ${key} } from '${name}#${key}';`;
  };
  return `
    const $load = () => process.getBuiltinModule?.('node:${name}');
    const $read = key => $load()?.[key];
    ${Object.keys(found)
      .filter(key => key !== 'default' && /^[a-z_]\w*$/i.test(key))
      .map(exportOf)
      .join('\n')}
    export default /* @__PURE__ */ $load();`;
};

/** Returns the source of a module that exports one property: each chunk gets only what it uses. */
const propertyText = (name: string, key: string): string =>
  `export const ${key} = /* @__PURE__ */ (() => process.getBuiltinModule('node:${name}').${key})();`;
