import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const NO_INOTIFY = 'tail: inotify cannot be used, reverting to polling: Too many open files';

it.each([
  ['read to the end', ['-n', '5']],
  ['followed', ['-F']],
])('a message of tail about its host, for each of two logs %s, is passed on once', async (_, args) => {
  using sandbox = createSandbox();
  for (const name of ['a', 'b']) sandbox.write(`${name}.log`, `in ${name}\n`);
  // Every tail that reads a file complains; the probe of the tools only asks for its version.
  const tail = sandbox.write(
    'bin/tail',
    `#!/bin/sh\ncase $* in *--version*) ;; *) echo '${NO_INOTIFY}' >&2;; esac\nexec /usr/bin/tail "$@"\n`,
  );
  chmodSync(tail, 0o755);
  await using run = startRtail([...args, './a.log', './b.log'], {
    home: sandbox.home,
    cwd: sandbox.dir,
    env: { PATH: `${join(sandbox.dir, 'bin')}:/usr/bin:/bin` },
  });
  for (const name of ['a', 'b']) await run.sees(`in ${name}\n`);
  if (args.includes('-F')) run.kill('SIGINT');
  await run.done;
  expect(
    run
      .stderr()
      .toString()
      .match(/message from the host: .*/g),
  ).toEqual([`message from the host: ${NO_INOTIFY}`]);
});
