import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entry, runProgram } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

/** Runs the built rtail with its streams redirected by a shell. */
const redirected = async (args: string, to: string) => {
  using box = createSandbox();
  box.write('app.log', 'one\ntwo\n');
  const command = `{ '${process.execPath}' '${entry({})}' ${args}; echo $? >code; } ${to}`;
  const { stderr } = await runProgram('/bin/sh', ['-c', command], { home: box.dir });
  return { stderr: stderr.toString(), code: readFileSync(join(box.dir, 'code'), 'utf8') };
};

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written', () => {
  test.each([
    'list',
    'config',
    '--help',
    '--version',
    'completion bash',
    'check ./app.log',
    '--explain ./app.log',
    '--count ./app.log',
    './app.log',
  ])('%s: a message, and exit code 4', async args => {
    const { code, stderr } = await redirected(args, '>/dev/full');
    expect(stderr).toBe('rtail: standard output: ENOSPC: no space left on device, write\n');
    expect(code).toBe('4\n');
  });

  test('a message that cannot be written leaves the exit code as it is', async () => {
    const { code } = await redirected('--bogus', '>/dev/full 2>/dev/full');
    expect(code).toBe('2\n');
  });
});

test.each(['--help', 'list', 'check ./app.log'])('%s: a reader who left is no failure', async args => {
  const { code, stderr } = await redirected(args, '| true');
  expect([code, stderr]).toEqual(['0\n', '']);
});
