import type { IncomingMessage, ServerResponse } from 'node:http';
import { IMMUTABLE, NO_STORE, SECURITY_HEADERS } from '../access/headers.ts';
import type { PageFile } from './pageFiles.ts';

/** Responds with text that must not be cached. */
export const answerText = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const body = Buffer.from(`${text}\n`);
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': String(body.length) };
  response.writeHead(status, { ...SECURITY_HEADERS, ...NO_STORE, ...type, ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
};

export const answerJson = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const body = Buffer.from(JSON.stringify(value));
  const type = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
  response.writeHead(status, { ...SECURITY_HEADERS, ...NO_STORE, ...type, ...headers });
  response.end(body);
};

/** Responds with a file of the page; hashed files never change. */
export const answerFile = (
  request: IncomingMessage,
  response: ServerResponse,
  file: PageFile,
  isHashed: boolean,
): void => {
  const caching = { ...(isHashed ? IMMUTABLE : NO_STORE), ETag: file.tag, Vary: 'Accept-Encoding' };
  if (request.headers['if-none-match'] === file.tag) {
    response.writeHead(304, { ...SECURITY_HEADERS, ...caching });
    response.end();
    return;
  }
  const isZipped = file.gzipped !== null && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isZipped ? file.gzipped! : file.body;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    ...caching,
    'Content-Type': file.type,
    'Content-Length': String(body.length),
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};

/** Reads a small body; returns null if it is too long. Rejects if the client disconnects. */
export const readBody = async (request: IncomingMessage, most: number): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
