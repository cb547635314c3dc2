import { chmodSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configurableOptions } from '../../../src/cli/request/configured.ts';
import type { Ignored } from '../../../src/config/gather.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { HOSTILE_FORMATS, type HostileFormat } from '../../helpers/hostileFiles.ts';
import { makeTree } from '../files/tree.ts';

/** The location of the files, relative to the working directory `root/work`. */
const PLACES: Readonly<Record<string, (root: string) => string>> = {
  'in the working directory': root => join(root, 'work'),
  'in a folder above': root => root,
  'in a sticky folder above': root => {
    chmodSync(root, 0o1777);
    return root;
  },
  'behind links': root => join(root, 'elsewhere'),
};

function write(format: HostileFormat, folder: string, canary: string): void {
  for (const [name, text] of Object.entries(format.files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text.replaceAll('CANARY', canary));
  }
}

const load = (root: string, answer: 'yes' | null) => {
  const ignored: Ignored[] = [];
  const loaded = loadConfig({
    where: { cwd: join(root, 'work'), home: join(root, 'home'), env: {} },
    vocabulary: { options: configurableOptions() },
    file: null,
    ask: async () => answer,
    onIgnored: found => void ignored.push(found),
  });
  return loaded.then(({ config }) => ({ config, ignored }));
};

describe.each(Object.entries(PLACES))('a hostile configuration %s', (place, folderOf) => {
  const prepare = (format: HostileFormat): { root: string; canary: string } => {
    const root = realpathSync(makeTree({ 'work/x': '', 'elsewhere/x': '' }));
    const folder = folderOf(root);
    const canary = join(root, 'canary');
    write(format, folder, canary);
    if (place === 'behind links') {
      for (const name of Object.keys(format.files).filter(name => !name.includes('/')))
        symlinkSync(join(folder, name), join(root, 'work', basename(name)));
      for (const name of ['node_modules', 'c', '.config'].filter(name => existsSync(join(folder, name))))
        symlinkSync(join(folder, name), join(root, 'work', name));
    }
    return { root, canary };
  };

  test.each(HOSTILE_FORMATS.map(format => [format.title, format] as const))(
    '%s runs nothing and sets nothing',
    async (_, format) => {
      const { root, canary } = prepare(format);
      const { config, ignored } = await load(root, null);
      expect(existsSync(canary)).toBe(false);
      expect(config.defaults ?? {}).toEqual({});
      expect(ignored).toHaveLength(format.happens === null ? 0 : 1);
    },
  );

  test.each(
    HOSTILE_FORMATS.filter(({ happens }) => happens !== null).map(format => [format.title, format] as const),
  )('%s counts once it is trusted, and is not asked about again', async (_, format) => {
    const { root, canary } = prepare(format);
    const trusted = await load(root, 'yes');
    const again = await load(root, null);
    for (const { config, ignored } of [trusted, again]) {
      expect(ignored).toEqual([]);
      if (format.happens === 'load') expect(Object.keys(config.hosts ?? {})).toContain('ran');
      else expect(Object.keys(config.defaults ?? {})).toHaveLength(1);
    }
    expect(existsSync(canary)).toBe(format.happens === 'load');
  });
});
