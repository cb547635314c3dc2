/**
 * Run as a separate process: reads what a command prints on a host behind a jump host, and prints
 * its digest and whether ssh2 had its native addon. With `RTAIL_TEST_NO_ADDON`, the addon cannot be found, as on
 * systems that block install scripts.
 */
import { createHash } from 'node:crypto';
import Module, { createRequire } from 'node:module';

interface Resolver {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

if (process.env['RTAIL_TEST_NO_ADDON']) {
  const resolver = Module as unknown as Resolver;
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = (request, ...rest) => {
    if (request.endsWith('sshcrypto.node')) throw new Error(`${request} is hidden`);
    return resolve(request, ...rest);
  };
}

const { createTransport } = await import('../../../src/transport/createTransport.ts');
const { hostAt, loginAt, nobody } = await import('../scene.ts');

const { home, config, key, jump, target, command } = JSON.parse(process.env['RTAIL_TEST_SCENE'] ?? '');
const transport = createTransport({
  kind: 'ssh2',
  prompter: nobody,
  env: { PATH: process.env['PATH'], HOME: home },
  home,
  connectTimeoutMs: 20_000,
  concurrency: 50,
  sshConfigFile: config,
  debug: null,
});
const identities = [key];
const host = hostAt('web', { port: target }, { identities, jump: [loginAt({ port: jump }, { identities })] });
const connection = await transport.connect(host);
const channel = await connection.exec(command);
channel.stderr.resume();
const received = createHash('sha256');
for await (const chunk of channel.stdout) received.update(chunk as Buffer);
const { code } = await channel.end;
await transport.close();
const { bindingAvailable } = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js');
console.log(JSON.stringify({ digest: received.digest('hex'), code, addon: bindingAvailable }));
