import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BUSYBOX = '/bin/busybox';

/** Whether a private Docker daemon can run and is wanted: it takes seconds to start. */
export const canRunDockerd =
  process.env['RTAIL_E2E'] === 'full' &&
  process.getuid?.() === 0 &&
  ['/usr/sbin/dockerd', '/usr/bin/docker', BUSYBOX].every(path => existsSync(path));

/** A real Docker daemon with a single image, `box`, which is BusyBox. */
export interface Dockerd {
  /** For DOCKER_HOST. */
  readonly socket: string;
  docker(...words: string[]): string;
  /** Runs a script in a container of this name. */
  run(name: string, script: string, ...options: string[]): void;
  stop(): Promise<void>;
}

/** Starts a daemon with these log options, such as `max-size=10m`. */
export const startDockerd = async (...logOptions: string[]): Promise<Dockerd> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-docker-'));
  const socket = `unix://${folder}/docker.sock`;
  const words = [
    ...['--storage-driver', 'vfs', '--bridge', 'none', '--iptables=false', '-H', socket],
    ...['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`, '--pidfile', `${folder}/pid`],
    ...logOptions.flatMap(option => ['--log-opt', option]),
  ];
  const daemon = spawn('dockerd', words, { stdio: 'ignore' });
  const docker = (...args: string[]): string =>
    execFileSync('docker', ['-H', socket, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  for (let tries = 0; ; tries++) {
    try {
      docker('info');
      break;
    } catch (error) {
      if (tries > 100 || daemon.exitCode !== null) throw error;
      await sleep(200);
    }
  }
  const image = join(folder, 'image');
  mkdirSync(join(image, 'bin'), { recursive: true });
  execFileSync('cp', [BUSYBOX, join(image, 'bin')]);
  const tar = execFileSync('tar', ['-C', image, '-c', '.'], { maxBuffer: 1 << 28 });
  execFileSync('docker', ['-H', socket, 'import', '-', 'box'], {
    input: tar,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return {
    socket,
    docker,
    run: (name, script, ...options) =>
      void docker('run', '-d', '--name', name, ...options, 'box', '/bin/busybox', 'sh', '-c', script),
    async stop() {
      for (const id of docker('ps', '-aq').split('\n').filter(Boolean)) docker('rm', '-f', id);
      const ended = new Promise(resolve => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
