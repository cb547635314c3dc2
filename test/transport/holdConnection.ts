/**
 * Run as a separate process: holds a command open on a host behind a jump host, reports that, and waits to be
 * killed.
 */
import { join } from 'node:path';
import { createTransport } from '../../src/transport/createTransport.ts';
import { hostAt, loginAt, nobody } from './scene.ts';

const { kind, dir, home, key, jump, web } = JSON.parse(process.env['RTAIL_TEST_SCENE'] ?? '');
const transport = createTransport({
  kind,
  prompter: nobody,
  env: { PATH: process.env['PATH'], HOME: home },
  home,
  connectTimeoutMs: 20_000,
  concurrency: 50,
  sshConfigFile: join(dir, 'ssh_config'),
  debug: null,
});
const identities = [key];
const host = hostAt('web', { port: web }, { identities, jump: [loginAt({ port: jump }, { identities })] });
const channel = await (await transport.connect(host)).exec('echo up; while read -r x; do :; done');
channel.stderr.resume();
channel.stdout.on('data', chunk => process.stdout.write(chunk));
