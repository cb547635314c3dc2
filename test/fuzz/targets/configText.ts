import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurableOptions } from '../../../src/cli/request/configured.ts';
import { ConfigError } from '../../../src/config/files/issue.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { selectSources } from '../../../src/config/sources/select.ts';
import { SelectionError } from '../../../src/config/sources/selectionProblem.ts';
import { damaged } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../../.rtailrc.example'), 'utf8');

const SAMPLES = [
  EXAMPLE,
  ...EXAMPLE.split(/\n(?=\w)/).map(part => `${part}\n`),
  '{"hosts":{"web-1":{"address":"10.0.0.1","logs":["app"]}},"logs":{"app":{"path":"/var/log/app.log"}}}\n',
  'hosts:\n  web-[01-12]:\n    logs: [app]\nlogs:\n  app: /var/log/app.log\n',
];

const TOKENS = [
  '\n',
  '  ',
  '\t',
  ':',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: *a',
  '!!js/function ',
  '!!binary ',
  '#',
  '|\n',
  '>\n',
  '---\n',
  '...\n',
  '? ',
  '~',
  'null',
  'true',
  '.inf',
  '0x1F',
  '1e999',
  '\0',
  '\ufeff',
  '\u2028',
  '__proto__',
  'constructor',
  'hosts',
  'logs',
  'groups',
  'teams',
  'jump',
  'extends',
  'defaults',
  'views',
  'keys',
  'level',
  'start',
  'format',
  'path',
  'command',
  '@web',
  'web-[01-99999999]',
  '((((',
  '[a-',
  '/var/log/*.log',
];

const EXTENSIONS = ['', '.json', '.yaml'] as const;

export const configText: FuzzTarget = {
  name: 'config',
  what: 'configuration text → loader, inventory, selection of sources',
  make: random => damaged(random, SAMPLES, TOKENS),
  async run(input) {
    const folder = mkdtempSync(join(tmpdir(), 'rtail-fuzz-'));
    try {
      const file = `.rtailrc${EXTENSIONS[input.length % 3]}`;
      writeFileSync(join(folder, file), input);
      const where = { cwd: folder, home: folder, env: {} };
      const loaded = await loadConfig({ where, vocabulary: { options: configurableOptions() }, file });
      for (const word of ['*', '@web:*', 'web-[1-3]:app', 'user@h:/x']) select(loaded, word, folder);
      return 'loaded';
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      insist(error.message !== '', 'no message');
      return 'refused';
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const select = (
  { inventory }: Awaited<ReturnType<typeof loadConfig>>,
  word: string,
  folder: string,
): void => {
  try {
    selectSources({
      words: [word],
      inventory,
      cwd: folder,
      home: folder,
      team: null,
      jump: null,
      stdinName: null,
    });
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
  }
};
