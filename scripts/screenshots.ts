/**
 * Draws every scene of test/ui/helpers/scenes.ts through the real screen into a terminal emulator, and the emulator's
 * cells into docs/screens/NAME-COLUMNSxROWS.png; then runs the demo and draws it as docs/demo.svg, animated. With
 * arguments, draws only the named scenes (`demo` for the animation). Run by `npm run screenshots`.
 */
import { join } from 'node:path';
import { importBundled } from './bundled.ts';

const docs = join(import.meta.dirname, '../docs');
const names = process.argv.slice(2);
const { takeScreenshots } = await importBundled<typeof import('./screenshots/take.ts')>(
  'scripts/screenshots/take.ts',
);
await takeScreenshots(join(docs, 'screens'), names);
if (names.length === 0 || names.includes('demo')) {
  const { animateDemo } = await importBundled<typeof import('./screenshots/demo.ts')>(
    'scripts/screenshots/demo.ts',
  );
  await animateDemo(join(docs, '../dist/rtop.js'), join(docs, 'demo.svg'));
}
