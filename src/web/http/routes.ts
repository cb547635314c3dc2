import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HostRules, isOurHost, isOurPage } from '../access/hosts.ts';
import type { ProxyIdentity } from '../access/identity.ts';
import { type Attempts, cookiesNamed, type Login, type Logins, type Person } from '../access/logins.ts';
import { ENDPOINTS, type LoginAnswer, type LoginRefusal } from '../protocol/http.ts';
import { answerFile, answerJson, answerText, readBody } from './answers.ts';
import type { PageFiles } from './pageFiles.ts';
import { parseStreamQuery, type StreamQuery } from './stream.ts';

/** The dependencies of the routes. */
export interface RoutesContext {
  readonly rules: HostRules;
  readonly logins: Logins;
  readonly attempts: Attempts;
  readonly files: PageFiles;
  /** The name of our cookie. */
  readonly cookie: string;
  /** Whether cookies are sent over https only. */
  readonly secure: boolean;
  /** Starts with a slash and ends without one; empty if there is none. */
  readonly basePath: string;
  /** Returns the user according to a trusted proxy. */
  identity(request: IncomingMessage): ProxyIdentity;
  /** Returns the person with a user name vouched for by a proxy. */
  personNamed(name: string): Person;
  download(secret: string, response: ServerResponse): Promise<boolean>;
  stream(
    query: StreamQuery,
    person: Person,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>;
  log(line: string): void;
}

const MAX_BODY = 4096;

/**
 * Returns the path below the base path, without its leading slash; null if it is not ours. The proxy may or
 * may not have stripped the base path.
 */
export const ownPath = (url: string, basePath: string): string | null => {
  const path = url.split(/[?#]/, 1)[0]!;
  if (!path.startsWith('/')) return null;
  return basePath !== '' && (path === basePath || path.startsWith(`${basePath}/`))
    ? path.slice(basePath.length + 1)
    : path.slice(1);
};

/** Returns the origin of a request, for messages and for counting failed logins. */
export const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? 'unix socket';

/** Responds to a request. Checks the host first. */
export const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  context: RoutesContext,
): Promise<void> => {
  if (!isOurHost(context.rules, request.headers.host)) {
    const name = JSON.stringify(request.headers.host ?? '').slice(0, 80);
    return answerText(
      response,
      421,
      `This server does not answer to the name ${name}; add it with rtail serve --host-name.`,
    );
  }
  const path = ownPath(request.url ?? '', context.basePath);
  if (path === null) return answerText(response, 404, 'Not found.');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (path === ENDPOINTS.login || path === ENDPOINTS.logout) {
    if (request.method !== 'POST')
      return answerText(response, 405, 'Only POST is allowed.', { Allow: 'POST' });
    return path === ENDPOINTS.login ? logIn(request, response, context) : logOut(request, response, context);
  }
  if (!isRead) return answerText(response, 405, 'Only GET is allowed.', { Allow: 'GET, HEAD' });
  if (path === '') {
    // The page's relative URLs need the trailing slash.
    if (!/^[^?#]*\/(?:[?#]|$)/.test(request.url ?? '')) {
      const last = context.basePath.slice(context.basePath.lastIndexOf('/') + 1);
      return answerText(response, 308, 'Add a slash to the end.', { Location: `${last}/` });
    }
    return answerFile(request, response, context.files.index, false);
  }
  if (path === ENDPOINTS.health) return answerText(response, 200, 'ok');
  if (path.startsWith(ENDPOINTS.assets)) {
    const file = context.files.assets.get(path.slice(ENDPOINTS.assets.length));
    return file ? answerFile(request, response, file, true) : answerText(response, 404, 'No such file.');
  }
  if (path.startsWith(ENDPOINTS.download)) return download(path, request, response, context);
  if (path === ENDPOINTS.stream) return stream(request, response, context);
  answerText(response, 404, 'Not found.');
};

const refuse = (response: ServerResponse, status: number, error: string, advice: string): void =>
  answerJson(response, status, { error, advice } satisfies LoginRefusal);

const logIn = async (
  request: IncomingMessage,
  response: ServerResponse,
  context: RoutesContext,
): Promise<void> => {
  const { rules, attempts, log, cookie, secure } = context;
  const address = addressOf(request);
  if (!isOurPage(rules, request.headers)) {
    log(
      `login from ${address} refused: the page is from ${JSON.stringify(request.headers.origin ?? 'nowhere').slice(0, 120)}`,
    );
    const advice = 'behind a reverse proxy, set --origin of rtail serve to the address of the page';
    return refuse(response, 403, 'the server does not know this page', advice);
  }
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return refuse(response, 415, 'JSON is expected', '');
  if (!attempts.mayTry(address)) return refuse(response, 429, 'too many failed logins', 'wait a minute');
  const body = await readBody(request, MAX_BODY);
  const token = body === null ? undefined : tokenOf(body);
  const login =
    token === null
      ? loginByProxy(request, context)
      : token === undefined
        ? 'the request is malformed'
        : context.logins.withToken(token);
  if (login === null || typeof login === 'string') {
    attempts.failed(address);
    log(`login from ${address} failed: ${login ?? 'wrong token'}`);
    const advice = 'open the link that rtail serve printed when it started';
    return refuse(response, 401, login ?? 'the link is invalid or no longer valid', advice);
  }
  const { person, key } = login;
  log(`login of ${person.name} (${person.role}) from ${address}`);
  const attributes = `HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const set = { 'Set-Cookie': `${cookie}=${login.cookie}; ${attributes}` };
  answerJson(response, 200, { key, role: person.role, name: person.name } satisfies LoginAnswer, set);
};

/**
 * Returns the token of a login request; null if it contains none, undefined if it is not a valid login
 * request.
 */
const tokenOf = (body: string): string | null | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const token = (value as Record<string, unknown>)['token'];
  return token === undefined ? null : typeof token === 'string' && token.length <= 256 ? token : undefined;
};

const loginByProxy = (request: IncomingMessage, context: RoutesContext): Login | string | null => {
  const identity = context.identity(request);
  if (identity.kind === 'wrong') return identity.why;
  return identity.kind === 'none'
    ? 'no token was sent'
    : context.logins.open(context.personNamed(identity.name));
};

const logOut = (
  request: IncomingMessage,
  response: ServerResponse,
  { rules, logins, cookie }: RoutesContext,
): void => {
  if (!isOurPage(rules, request.headers)) {
    refuse(response, 403, 'the server does not know this page', '');
    return;
  }
  logins.close(cookiesNamed(request.headers.cookie, cookie));
  answerText(response, 204, '', { 'Set-Cookie': `${cookie}=; Max-Age=0; HttpOnly; SameSite=Strict` });
};

const download = async (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  context: RoutesContext,
): Promise<void> => {
  const site = request.headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const known = context.logins.byCookies(cookiesNamed(request.headers.cookie, context.cookie));
  if (isForeign || known === null || request.method !== 'GET')
    return answerText(response, 403, 'Not logged in.');
  const sent = await context.download(path.slice(ENDPOINTS.download.length), response);
  if (!sent) answerText(response, 404, 'This download has already been used or has expired.');
};

const BEARER = /^Bearer ([\w-]{1,256})$/i;

const stream = async (
  request: IncomingMessage,
  response: ServerResponse,
  context: RoutesContext,
): Promise<void> => {
  const address = addressOf(request);
  const { origin } = request.headers;
  if (origin !== undefined && !context.rules.origins.has(origin))
    return answerText(response, 403, 'Requests from other pages are not allowed.');
  if (!context.attempts.mayTry(address))
    return answerText(response, 429, 'Too many failed attempts: wait a minute.');
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  const role = token === undefined ? null : context.logins.roleOf(token);
  if (role === null) {
    if (token !== undefined) context.attempts.failed(address);
    const how =
      'A token is required: curl -N -H "Authorization: Bearer TOKEN" …, the one after #t= in the link.';
    return answerText(response, 401, how, { 'WWW-Authenticate': 'Bearer' });
  }
  const query = parseStreamQuery(
    new URL(request.url ?? '', 'http://x').searchParams,
    String(request.headers.accept ?? ''),
  );
  if (typeof query === 'string') return answerText(response, 400, query);
  await context.stream(query, { name: role, role }, request, response);
};
