import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entry, runProgram } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const isLinux = process.platform === 'linux';

describe.skipIf(!isLinux)(
  `arguments that are not UTF-8${isLinux ? '' : ' (skipped: only Linux has them)'}`,
  () => {
    /** Runs rtail with what printf makes of the arguments. */
    const run = (home: string, ...args: readonly string[]) => {
      const words = args.map(word => `"$(printf %b '${word}')"`).join(' ');
      const command = `exec '${process.execPath}' '${entry({})}' -o raw ${words}`;
      return runProgram('sh', ['-c', command], { home });
    };

    it.each([
      ['a file', ['./b\\0377d\\0351.log'], 'exact\n'],
      ['a pattern', ['./b\\0377*.log'], 'exact\n'],
      ['next to one that is UTF-8', ['./ü🙂.log', './b\\0377d\\0351.log'], 'whole\nexact\n'],
      [
        'the file whose name has replacement characters',
        ['./b\\0357\\0277\\0275d\\0357\\0277\\0275.log'],
        'other\n',
      ],
    ])('name exactly that file: %s', async (_, args, expected) => {
      using box = createSandbox();
      writeFileSync(Buffer.from(`${box.home}/b\xffd\xe9.log`, 'latin1'), 'exact\n');
      writeFileSync(join(box.home, 'b\ufffdd\ufffd.log'), 'other\n');
      writeFileSync(join(box.home, 'ü🙂.log'), 'whole\n');
      const { stdout, stderr, code } = await run(box.home, ...args);
      // Lines of several logs without times come in no certain order.
      const lines = `${stdout}`.split('\n').sort();
      expect({ lines, stderr: `${stderr}`, code }).toEqual({
        lines: expected.split('\n').sort(),
        stderr: '',
        code: 0,
      });
    });

    it.each([
      ['--tee', 'o\\0377'],
      ['--grep', '\\0377'],
    ])('are refused where text is needed: %s', async (option, value) => {
      using box = createSandbox();
      writeFileSync(join(box.home, 'a.log'), 'a\n');
      const { stderr, code } = await run(box.home, './a.log', option, value);
      expect(`${stderr}`).toMatch(new RegExp(`^rtail: ${option}: '.*' is not valid UTF-8\n`));
      expect(code).toBe(2);
      expect(readdirSync(box.home)).not.toContain('o\ufffd');
    });
  },
);
