import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

/**
 * Groups name hosts that were not read: because the log does not need them, the import is not trusted, or its
 * program failed.
 */
test.each<[title: string, hosts: string, source: string, code: number]>([
  ['a local log needs no hosts', 'ansible: hosts.ini', './a.log', 0],
  ['an untrusted import', 'ssh_config: ../config', './a.log', 0],
  ['a program that fails', 'command: "exit 3"', '@web:/x', 2],
])('%s', async (_title, hosts, source, code) => {
  using box = createSandbox();
  const folder = join(box.dir, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, '.rtailrc'), `hosts: { ${hosts} }\ngroups: { web: [web-1, 'web-[2-3]'] }\n`);
  writeFileSync(join(folder, 'hosts.ini'), 'web-1\nweb-2\nweb-3\n');
  writeFileSync(join(box.dir, 'config'), 'Host web-1 web-2 web-3\n');
  writeFileSync(join(folder, 'a.log'), 'hello\n');
  const config = hosts.startsWith('command') ? ['--config', '.rtailrc'] : [];
  const ended = await rtail([...config, source], { home: box.dir, cwd: folder });
  expect(`${ended.stderr}`).not.toContain('no host or group named web-1');
  expect([ended.code, `${ended.stdout}`]).toEqual([code, code === 0 ? 'hello\n' : '']);
});
