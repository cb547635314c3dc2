import { afterEach, describe, expect, it } from 'vitest';
import { openScene, SCENES, sceneName } from './helpers/scenes.ts';
import type { TestScreen } from './helpers/screen.ts';

let open: TestScreen | null = null;

afterEach(async () => {
  await open?.close();
  open = null;
});

/** Colours and attributes of the cells, one character each row for what is not plain, to see that they stay where they are. */
const looks = (screen: TestScreen): string => {
  const { emulator } = screen.terminal;
  const rows: string[] = [];
  for (let y = 0; y < emulator.rows; y++) {
    let row = '';
    for (let x = 0; x < emulator.columns; x++) {
      const { fg, attributes } = emulator.cell(x, y);
      row += attributes.includes('inverse')
        ? '#'
        : fg === 'p1'
          ? 'r'
          : fg === 'p3'
            ? 'y'
            : fg !== null
              ? 'h'
              : attributes.includes('bold')
                ? 'b'
                : attributes.includes('underline')
                  ? '_'
                  : attributes.includes('dim')
                    ? '.'
                    : ' ';
    }
    rows.push(row.trimEnd());
  }
  return rows.join('\n');
};

/** `vitest run test/ui/scenes.test.ts -u` rewrites the golden files; read the difference before committing it. */
describe('the screen', () => {
  it.each(SCENES.map(scene => [sceneName(scene), scene] as const))('%s', async (name, scene) => {
    const { screen } = await openScene(scene);
    open = screen;
    expect(screen.text()).toMatch(/\S/);
    await expect(`${screen.text()}\n${'='.repeat(scene.size[0])}\n${looks(screen)}\n`).toMatchFileSnapshot(
      `golden/${name}.txt`,
    );
  });
});
