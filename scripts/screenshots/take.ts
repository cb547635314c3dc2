import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openScene, SCENES, sceneName } from '../../test/ui/helpers/scenes.ts';
import { pngOf, svgOf } from './picture.ts';

/** Writes `NAME-COLUMNSxROWS.png` into the folder for each scene, or for the named ones. */
export const takeScreenshots = async (folder: string, names: readonly string[]): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  for (const scene of SCENES) {
    if (names.length > 0 && !names.includes(scene.name)) continue;
    const { screen } = await openScene(scene);
    const svg = svgOf(screen.terminal.emulator, scene.ground ?? 'dark');
    writeFileSync(join(folder, `${sceneName(scene)}.png`), pngOf(svg));
    await screen.close();
    console.log(sceneName(scene));
  }
};
