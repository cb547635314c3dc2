/**
 * Draws every scene of test/ui/helpers/scenes.ts through the real screen into a terminal emulator, and the emulator's
 * cells into docs/screens/NAME-COLUMNSxROWS.png. With arguments: only the scenes named. Run by `npm run screenshots`.
 */
import { join } from 'node:path';
import { importBundled } from './bundled.ts';

const { takeScreenshots } = await importBundled<typeof import('./screenshots/take.ts')>(
  'scripts/screenshots/take.ts',
);
await takeScreenshots(join(import.meta.dirname, '../docs/screens'), process.argv.slice(2));
