import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of the bundle what packages contain but the programs never use: these packages load all of it at once, so
 * esbuild cannot tell.
 */
export const unusedParts: Plugin = {
  name: 'unused parts',
  setup({ onLoad }) {
    // Only English messages are used: the other languages are half of zod.
    onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
    // cosmiconfig gets loaders of ours for all files, so it never parses YAML itself.
    onLoad({ filter: /[/\\]node_modules[/\\]js-yaml[/\\]/ }, () => ({ contents: '' }));
    // Of Redis's client, only the plain connection is used: no cluster, sentinel or pool, which the relay does itself.
    onLoad({ filter: /[/\\]@redis[/\\]client[/\\]dist[/\\]index\.js$/ }, () => ({
      contents: `
        exports.createClient = require('./lib/client').default.create;
        exports.RESP_TYPES = require('./lib/RESP/decoder').RESP_TYPES;`,
    }));
    // The relay sends commands as lists of words, so only the commands that the connection itself sends are needed.
    onLoad({ filter: /[/\\]@redis[/\\]client[/\\]dist[/\\]lib[/\\]commands[/\\]index\.js$/ }, ({ path }) => ({
      contents: `
        exports.__esModule = true;
        exports.default = { ${sentByConnection(path).map(name => `${name}: require('./${name}').default`)} };
        exports.NON_STICKY_COMMANDS = {};`,
    }));
    // A table of all commands for clusters and caches.
    onLoad({ filter: /[/\\]@redis[/\\]client[/\\]dist[/\\].*[/\\]command-metadata-data\.js$/ }, () => ({
      contents: 'exports.COMMAND_METADATA = {};',
    }));
  },
};

/** Returns the names of the commands that Redis's client refers to in its connection. */
const sentByConnection = (indexOfCommands: string): readonly string[] => {
  const connection = readFileSync(join(indexOfCommands, '../../client/index.js'), 'utf8');
  return [...new Set(Array.from(connection.matchAll(/\bcommands_1\.default\.(\w+)/g), ([, name]) => name!))];
};
