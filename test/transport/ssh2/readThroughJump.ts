/**
 * Run as a separate process: reads a number of bytes from a host behind a jump host, and prints how many
 * arrived and whether ssh2 had its native addon. With `RTAIL_TEST_NO_ADDON`, the addon cannot be found, as on
 * systems that block install scripts.
 */
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

const { home, config, key, jump, target, bytes } = JSON.parse(process.env['RTAIL_TEST_SCENE'] ?? '');
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
const channel = await connection.exec(`head -c ${bytes} /dev/zero`);
channel.stderr.resume();
let received = 0;
for await (const chunk of channel.stdout) received += (chunk as Buffer).length;
const { code } = await channel.end;
await transport.close();
const { bindingAvailable } = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js');
console.log(JSON.stringify({ received, code, addon: bindingAvailable }));
