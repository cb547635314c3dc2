import { DEFAULT_PROJECT, isProject } from './names.ts';

/** The address of a hub of published logs: a Redis server, a cluster's nodes, or sentinels. */
export interface HubAddress {
  readonly tls: boolean;
  /** One server, or any nodes of a cluster, or sentinels; tried in turn. */
  readonly nodes: readonly HubNode[];
  /** The name of the master that the nodes watch, if they are sentinels; null: they are servers. */
  readonly sentinel: string | null;
  readonly database: number;
  readonly user: string | null;
  readonly password: string | null;
}

export interface HubNode {
  readonly host: string;
  readonly port: number;
}

/** A parsed `redis://` argument: a hub, and possibly some of its logs. */
export interface HubUrl {
  readonly address: HubAddress;
  /** Null: not specified. Can be a glob. */
  readonly project: string | null;
  /** `HOST:LOG`, each of which can be a glob; null: not specified. */
  readonly logs: string | null;
}

export type ParsedHubUrl =
  | { readonly ok: true; readonly url: HubUrl }
  | { readonly ok: false; readonly expected: string };

const FORM = 'redis://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]…][/DATABASE][/PROJECT[/HOST:LOG]]';
const SENTINEL_FORM = 'redis+sentinel://HOST[:PORT][,HOST[:PORT]…]/MASTER[/DATABASE][/PROJECT[/HOST:LOG]]';

/** Returns what the URL of a hub has to look like that starts like this word. */
export const hubForm = (word: string): string => (/^rediss?\+sentinel:/i.test(word) ? SENTINEL_FORM : FORM);

/** Returns true if a word is intended as the URL of a hub, valid or not. */
export const isHubUrl = (word: string): boolean => /^rediss?(?:\+sentinel)?:\/\//i.test(word);

/** Parses `redis://…` (`rediss://` with TLS, `redis+sentinel://` for the sentinels of a master). */
export const parseHubUrl = (word: string): ParsedHubUrl => {
  const parts = /^(rediss?)(\+sentinel)?:\/\/(?:([^@/]*)@)?([^/]+)(?:\/(.*))?$/is.exec(word);
  const isSentinel = /^rediss?\+sentinel:/i.test(word);
  const wrong = { ok: false, expected: hubForm(word) } as const;
  if (!parts) return wrong;
  const [, scheme, , login, hosts, path = ''] = parts;
  const nodes = hosts!.split(',').map(text => parseNode(text, isSentinel ? 26379 : 6379));
  if (nodes.includes(null)) return wrong;
  let rest = path;
  const next = (): string => {
    const [, word = '', behind = ''] = /^([^/]*)\/?(.*)$/s.exec(rest)!;
    rest = behind;
    return word;
  };
  const sentinel = isSentinel ? next() : null;
  if (sentinel === '') return wrong;
  const database = /^\d{1,4}(?:\/|$)/.test(rest) ? Number(next()) : 0;
  const project = next();
  const logs = rest;
  if (project !== '' && !isProject(project.replace(/[*?[\]]/g, 'x'))) return wrong;
  if (logs !== '' && !logs.includes(':')) return wrong;
  const [user, password] = parseLogin(login ?? '');
  return {
    ok: true,
    url: {
      address: {
        tls: scheme!.toLowerCase() === 'rediss',
        nodes: nodes as HubNode[],
        sentinel,
        database,
        user,
        password,
      },
      project: project || null,
      logs: logs || null,
    },
  };
};

const parseNode = (text: string, defaultPort: number): HubNode | null => {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i.exec(text);
  if (!parts) return null;
  const port = Number(parts[3] ?? defaultPort);
  return port > 0 && port < 65536 ? { host: parts[1] ?? parts[2]!, port } : null;
};

/** Stands for a password where a URL is displayed. */
export const HIDDEN_PASSWORD = '***';

const parseLogin = (login: string): [string | null, string | null] => {
  const colon = login.indexOf(':');
  const user = decode(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? null : decode(login.slice(colon + 1));
  return [user || null, password === HIDDEN_PASSWORD ? null : password];
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Returns a node as users write it. */
export const showNode = ({ host, port }: HubNode): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Returns the URL of a hub without its password, for display. */
export const showHub = ({ tls, nodes, sentinel, database }: HubAddress): string =>
  [
    `${tls ? 'rediss' : 'redis'}${sentinel === null ? '' : '+sentinel'}://${nodes.map(showNode).join(',')}`,
    ...(sentinel === null ? [] : [sentinel]),
    ...(database === 0 ? [] : [String(database)]),
  ].join('/');

/** Returns the project, or the default one. */
export const projectOf = ({ project }: HubUrl): string => project ?? DEFAULT_PROJECT;
