import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../config/files/makeFolder.ts';
import { absolutePath, type Surroundings } from '../../../config/files/paths.ts';
import { isLoopback } from '../../../web/access/hosts.ts';
import { trustedProxies } from '../../../web/access/identity.ts';
import { newSecret } from '../../../web/access/logins.ts';
import type { Role } from '../../../web/protocol/http.ts';
import type { Listen, ServeOptions } from '../../../web/serve.ts';
import type { ServeRequest } from '../../request/request.ts';
import { ServeProblem } from './serveProblem.ts';

/** Returns the validated settings of serve: where it listens and whom it trusts. Throws a ServeProblem. */
export type ServerSettings = Pick<
  ServeOptions,
  'listen' | 'tls' | 'basePath' | 'hostNames' | 'origins' | 'trustedProxies' | 'authHeader' | 'tokens'
>;

export const serverSettings = (request: ServeRequest, { cwd, home }: Surroundings): ServerSettings => {
  const path = (file: string): string => absolutePath(file, cwd, home);
  const listen = parseListen(request.listen, path);
  const tls = tlsFiles(request, path);
  const isPrivate = listen.kind === 'unix' || isLoopback(listen.address);
  if (!isPrivate && tls === null && !request.plainHttp) {
    throw new ServeProblem(
      `--listen ${request.listen}: other machines can reach this address, and http sends logs and logins unencrypted. Use --tls-cert and --tls-key, or a reverse proxy with a certificate in front of 127.0.0.1; --plain-http allows it anyway.`,
    );
  }
  return {
    listen,
    tls,
    basePath: basePathOf(request.basePath),
    hostNames: request.hostNames.map(hostNameOf),
    origins: request.origins.map(originOf),
    ...proxyOf(request, listen),
    tokens: request.tokenFile === null ? newTokens() : keptTokens(path(request.tokenFile)),
  };
};

export const parseListen = (text: string, path: (file: string) => string): Listen => {
  const unix = /^unix:(.+)$/.exec(text)?.[1];
  if (unix !== undefined) return { kind: 'unix', path: path(unix) };
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? (match?.[2] || '127.0.0.1');
  const port = Number(match?.[3]);
  const isAddress = address === 'localhost' || isIP(address) !== 0;
  if (!match || port > 65535 || !isAddress)
    throw new ServeProblem(
      `--listen ${JSON.stringify(text)}: expected ADDRESS:PORT such as 127.0.0.1:7070, a port, or unix:PATH`,
    );
  return { kind: 'tcp', address, port };
};

const tlsFiles = ({ tlsCert, tlsKey }: ServeRequest, path: (file: string) => string): ServeOptions['tls'] => {
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null || tlsKey === null)
    throw new ServeProblem(tlsCert === null ? '--tls-key needs --tls-cert' : '--tls-cert needs --tls-key');
  const read = (option: string, file: string): Buffer => {
    try {
      return readFileSync(path(file));
    } catch (error) {
      throw new ServeProblem(`${option}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { cert: read('--tls-cert', tlsCert), key: read('--tls-key', tlsKey) };
};

const basePathOf = (text: string | null): string => {
  const path = (text ?? '').replace(/\/+$/, '');
  if (path === '' || /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/.test(path)) return path;
  throw new ServeProblem(`--base-path ${JSON.stringify(text)}: expected a path such as /logs`);
};

const hostNameOf = (name: string): string => {
  if (isIP(name) !== 0 || /^(?!-)[\w-]+(?:\.[\w-]+)*$/.test(name)) return name;
  throw new ServeProblem(
    `--host-name ${JSON.stringify(name)}: expected a host name without scheme, port or path`,
  );
};

const originOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search + url.hash + url.username === '';
  if (isOrigin) return url.origin;
  throw new ServeProblem(
    `--origin ${JSON.stringify(text)}: expected a scheme and host, such as https://logs.example.com`,
  );
};

const proxyOf = (
  { trustedProxies: networks, authHeader }: ServeRequest,
  listen: Listen,
): Pick<ServeOptions, 'trustedProxies' | 'authHeader'> => {
  if (authHeader !== null && !/^[A-Za-z0-9-]+$/.test(authHeader))
    throw new ServeProblem(
      `--auth-header ${JSON.stringify(authHeader)}: expected a header name, such as Remote-User`,
    );
  if (authHeader !== null && networks.length === 0) {
    throw new ServeProblem(
      `--auth-header ${authHeader}: anyone who can reach the server could send it; name the proxy to trust with --trusted-proxy${listen.kind === 'unix' ? ' unix' : ' NETWORK'}`,
    );
  }
  if (authHeader === null && networks.length > 0)
    throw new ServeProblem('--trusted-proxy needs --auth-header: nothing else is trusted from a proxy');
  try {
    trustedProxies(networks);
  } catch (error) {
    throw new ServeProblem(`--trusted-proxy: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { trustedProxies: networks, authHeader };
};

const newTokens = (): Readonly<Record<Role, string>> => ({ viewer: newSecret(), operator: newSecret() });

/** Reads the tokens from a file, which is created with new ones if it does not exist. */
const keptTokens = (file: string): Readonly<Record<Role, string>> => {
  try {
    makeFolder(dirname(file));
    const fd = openSync(file, 'wx', 0o600);
    const tokens = newTokens();
    writeSync(fd, `viewer ${tokens.viewer}\noperator ${tokens.operator}\n`);
    closeSync(fd);
    return tokens;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new ServeProblem(`--token-file: ${error instanceof Error ? error.message : String(error)}`);
  }
  const fd = openSync(file, 'r');
  const { mode, uid } = fstatSync(fd);
  const text = readFileSync(fd, 'utf8');
  closeSync(fd);
  if ((mode & 0o077) !== 0 || (process.getuid !== undefined && uid !== process.getuid()))
    throw new ServeProblem(
      `--token-file ${file}: other users can read it; run chmod 600, or choose another file`,
    );
  const token = (role: Role): string => {
    const found = new RegExp(`^${role} ([\\w-]{16,128})$`, 'm').exec(text)?.[1];
    if (found === undefined)
      throw new ServeProblem(
        `--token-file ${file}: expected a line "${role} TOKEN" with 16 characters or more`,
      );
    return found;
  };
  return { viewer: token('viewer'), operator: token('operator') };
};

/** Returns the possible folders of the built page: next to the bundle or, when run from source, in `dist`. */
export const pageFolders = (): readonly string[] => [
  join(import.meta.dirname, '..', 'web'),
  join(import.meta.dirname, 'web'),
  join(import.meta.dirname, '..', '..', '..', '..', 'dist', 'web'),
];
