/** Writes the files generated from the table of options: manual pages, completion scripts and docs/options.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { completionScript } from '../src/cli/completion/script.ts';
import { configPage } from '../src/cli/docs/configPage.ts';
import { manPage } from '../src/cli/docs/manPage.ts';
import { optionsPage } from '../src/cli/docs/optionsPage.ts';
import { SHELLS } from '../src/cli/options/commands.ts';

const root = dirname(import.meta.dirname);

/** Returns the intended content of every generated file, by its path from the root. */
export const generatedDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['man/rtail.1', manPage('rtail')],
    ['man/rtop.1', manPage('rtop')],
    ['man/rtailrc.5', configPage(readFileSync(join(root, '.rtailrc.example'), 'utf8'))],
    ...SHELLS.map(shell => [`completions/rtail.${shell}`, completionScript(shell)] as const),
    ['docs/options.md', optionsPage()],
  ]);

if (import.meta.main) {
  for (const [path, content] of generatedDocs()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
