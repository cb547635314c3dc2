import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRunDockerd, type Dockerd, startDockerd } from '../helpers/dockerd.ts';
import { canRunJournald, type Journald, startJournald } from '../helpers/journald.ts';
import { type Recipe, recipesOf, runRecipe } from '../helpers/readme.ts';
import { SshSandbox } from '../helpers/sshd.ts';

const isAbout = (word: string) => (recipe: Recipe) => recipe.lines.some(line => line.includes(word));
const sources = recipesOf('### Journals, containers, pods');

let box: SshSandbox;
let journald: Journald;
let dockerd: Dockerd | null = null;

/**
 * Runs a line in a shell on a system with the recipes' hosts, journal and containers, like a reader who
 * presses ^C once something is shown.
 */
const run = (line: string) => {
  const command = line
    .replace('/var/log/pods', join(box.dir, 'pods'))
    // The daemon has its own socket, whose name sudo does not pass on; the user is root already.
    .replace(/--sudo (?='web-1:docker)/, '');
  const env = { PATH: journald.bin, RTAIL_CONNECT_TIMEOUT: '25' };
  return runRecipe(command, { cwd: box.home, home: box.home, env });
};

const works = async ({ lines }: Recipe): Promise<void> => {
  for (const line of lines) {
    const { ended, stdout, stderr, isFollowing } = await run(line);
    expect(isFollowing ? ['SIGINT', 130] : [0], `${line}: ${stderr}`).toContain(ended);
    if (!line.startsWith('echo')) expect(stdout, line).not.toBe('');
  }
};

describe.skipIf(!canRunJournald)('README recipes for what exists on real hosts', () => {
  beforeAll(async () => {
    box = new SshSandbox();
    journald = await startJournald('8M');
    // As systemd itself writes about a unit.
    journald.log({ MESSAGE: 'worker died', PRIORITY: '3', OBJECT_SYSTEMD_UNIT: 'nginx.service' });
    journald.log({ MESSAGE: 'upstream: connection refused', PRIORITY: '3', SYSLOG_IDENTIFIER: 'nginx' });
    journald.log({ MESSAGE: 'link is down', PRIORITY: '4', SYSLOG_IDENTIFIER: 'kernel' });
    await journald.has('link is down');
    if (canRunDockerd) {
      dockerd = await startDockerd('max-size=1m', 'max-file=3');
      dockerd.run(
        'shop-web',
        'echo hello; echo sorry >&2; sleep 600',
        '--label',
        'com.docker.compose.project=shop',
      );
    }
    const key = box.key('client');
    const docker = dockerd === null ? '' : ` DOCKER_HOST=${dockerd.socket}`;
    const environment = `SetEnv PATH=${journald.bin}:/usr/bin:/bin${docker}`;
    const server = await box.sshd('host', [box.publicKey(key)], environment);
    box.write('home/.ssh/known_hosts', server.knownHostsLine);
    box.write(
      'home/.ssh/config',
      `Host web-1 web-2 node-1\n  HostName 127.0.0.1\n  Port ${server.port}\n  User ${box.user}\n  IdentityFile ${key}\n  UserKnownHostsFile ${box.home}/.ssh/known_hosts\n`,
    );
    box.write('home/.rtailrc', 'hosts: { ssh_config: ~/.ssh/config }\ngroups: { web: [web-1, web-2] }\n');
    mkdirSync(join(box.home, 'inventory'));
    writeFileSync(
      join(box.home, 'inventory/hosts.ini'),
      `[web]\nweb-[1:2]\n[web:vars]\nansible_host=127.0.0.1\nansible_port=${server.port}\nansible_user=${box.user}\nansible_ssh_private_key_file=${key}\n`,
    );
    mkdirSync(join(box.dir, 'pods/shop_api-0_1/main'), { recursive: true });
    const pod = join(box.dir, 'pods/shop_api-0_1/main/0.log');
    writeFileSync(pod, '2026-11-20T14:02:11.000000001Z stdout F hello\n');
  }, 60_000);
  afterAll(async () => {
    await dockerd?.stop();
    await journald?.stop();
    await box?.close();
  });

  it('are found', () => {
    expect(sources.length).toBeGreaterThanOrEqual(5);
    expect(recipesOf('### Existing inventories')).toHaveLength(2);
  });

  it.each(sources.filter(isAbout('journal:')))('$title', works);
  it.each(sources.filter(isAbout('/var/log/pods')))('$title', works);
  it.skipIf(!canRunDockerd).each(sources.filter(isAbout('docker:')))(
    '$title (requires a Docker daemon and RTAIL_E2E=full)',
    works,
  );
  it.skip.each(sources.filter(isAbout('kubernetes:')))('$title (requires a cluster)', works);
  // They replace the inventory, so they come last.
  it.each(recipesOf('### Existing inventories'))('$title', works);
});
