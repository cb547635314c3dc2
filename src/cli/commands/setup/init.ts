import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { homePath, type Surroundings } from '../../../config/files/paths.ts';
import { readSource } from '../../../config/files/source.ts';
import { SCHEMA_ID } from '../../../config/schema/jsonSchema.ts';
import { recordOf, TrustStore } from '../../../config/trust/trustStore.ts';
import { withoutControls } from '../../../core/text/controls.ts';
import { exitCode } from '../../exitCodes.ts';
import type { Program } from '../../options/commands.ts';
import { reasonOf } from '../../terminal/unusablePath.ts';
import { importLines } from '../importTexts.ts';
import { loadInventory } from '../inventory.ts';
import { type Discovery, discover } from './discover.ts';

/** A named log. */
export interface NamedLog {
  readonly name: string;
  readonly path: string;
}

/** Defaults that exist on most systems. */
const SYSTEM_LOG: NamedLog = { name: 'sys', path: '/var/log/syslog' };

/**
 * `rtail init [FILE]`: creates an inventory from existing ones, asks for logs on a terminal, and checks the
 * result.
 */
export const runInit = async (
  program: Program,
  named: string | null,
  where: Surroundings,
): Promise<number> => {
  const file = resolve(where.cwd, named ?? '.rtailrc');
  const say = (text: string): void => void process.stdout.write(`${withoutControls(text)}\n`);
  if (existsSync(file)) {
    process.stderr.write(
      `${program}: ${withoutControls(file)} already exists and was not changed\n  To use another file: ${program} init FILE; '${program} config' shows the current configuration.\n`,
    );
    return exitCode({ kind: 'usage' });
  }
  const found = discover(where);
  for (const text of foundTexts(found)) say(text);
  const logs = process.stdin.isTTY && process.stdout.isTTY ? await askLogs() : [];
  try {
    writeFileSync(file, initialText(found, logs.length > 0 ? logs : [SYSTEM_LOG]), {
      mode: 0o644,
      flag: 'wx',
    });
  } catch (error) {
    process.stderr.write(
      `${program}: ${withoutControls(file)} cannot be written: ${reasonOf(error)}\n  To use another file: ${program} init FILE.\n`,
    );
    return exitCode({ kind: 'usage' });
  }
  say(`Written: ${homePath(file, where.home)}`);
  await trustOwn(file, where);
  const loaded = await loadInventory(program, where, { file });
  for (const line of importLines(loaded.imported)) say(`  ${line}`);
  const { hosts, groups } = loaded.inventory;
  say(
    `It names ${counted(hosts.size, 'host')}, ${counted(groups.size, 'group')} and ${counted(loaded.inventory.logs.size, 'log')}.`,
  );
  const [first] = hosts.keys();
  const [log] = loaded.inventory.logs.keys();
  say(
    first === undefined
      ? `Add hosts to it ('${program} config --example' shows how), then: ${program} list`
      : `Next: ${program} list; ${program} check '${first}:${log}'; ${program} '${first}:${log}'`,
  );
  return 0;
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const foundTexts = ({ ansible, sshHosts, knownHosts, hashed }: Discovery): readonly string[] => [
  ...ansible.map(path => `Found an Ansible inventory: ${path}`),
  ...(sshHosts.length > 0 ? [`Found ${counted(sshHosts.length, 'host')} in ~/.ssh/config`] : []),
  ...(knownHosts.length > 0
    ? [`Found ${counted(knownHosts.length, 'more name')} in ~/.ssh/known_hosts`]
    : []),
  ...(hashed > 0 ? [`Skipped ${hashed} hashed names in ~/.ssh/known_hosts`] : []),
  ...(ansible.length + sshHosts.length + knownHosts.length === 0
    ? ['Found no hosts: no Ansible inventory here, and none in ~/.ssh/config or ~/.ssh/known_hosts']
    : []),
];

/** Asks for logs such as `app=/var/log/app.log`, one at a time. */
const askLogs = async (): Promise<readonly NamedLog[]> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const logs: NamedLog[] = [];
  try {
    for (;;) {
      const answer = (await terminal.question('A log, as NAME=/PATH (press Enter to finish): ')).trim();
      if (answer === '') return logs;
      const [, name, path] = /^([\w.-]+)=((?:\/|~\/).*)$/.exec(answer) ?? [];
      if (name !== undefined && path !== undefined) logs.push({ name, path });
      else process.stdout.write('Type a name, = and an absolute path: app=/var/log/app.log\n');
    }
  } finally {
    terminal.close();
  }
};

/** Returns the text of the new inventory. */
export const initialText = (
  { ansible, sshHosts, knownHosts }: Discovery,
  logs: readonly NamedLog[],
): string => {
  const named = sshHosts.length === 0 && ansible.length === 0 ? knownHosts : [];
  const hosts = [
    ...ansible.map(path => `  ansible: ${JSON.stringify(path)}`),
    ...(sshHosts.length > 0 ? ['  ssh_config: ~/.ssh/config'] : []),
    ...named.map(name => `  ${JSON.stringify(name)}: {}`),
  ];
  const none = [
    '  # web-[01-12]: { address: "web-{n}.example.com", user: deploy, jump: alice@bastion.example.com }',
  ];
  return [
    `# yaml-language-server: $schema=${SCHEMA_ID}`,
    "# 'rtail config --example' shows every key.",
    'hosts:',
    ...(hosts.length > 0 ? hosts : none),
    'logs:',
    ...logs.map(({ name, path }) => `  ${JSON.stringify(name)}: ${JSON.stringify(path)}`),
    '',
  ].join('\n');
};

/** Marks the new file as trusted, because the user has just created it. */
const trustOwn = async (file: string, where: Surroundings): Promise<void> => {
  const read = await readSource(file);
  if (read.ok) await new TrustStore(where).write(recordOf('trusted', [read.source])).catch(() => {});
};
