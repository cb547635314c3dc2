import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the page, held in memory. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer | null;
  readonly tag: string;
}

/** The page, and its files by name: no path from a request ever reaches the disk. */
export interface PageFiles {
  readonly index: PageFile;
  readonly assets: ReadonlyMap<string, PageFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Smaller files are not worth compressing. */
const MIN_ZIPPED = 1024;

const pageFile = (path: string, type: string): PageFile => {
  const body = readFileSync(path);
  const isText = !type.startsWith('image/png') && !type.startsWith('font/');
  const gzipped = isText && body.length >= MIN_ZIPPED ? gzipSync(body, { level: 9 }) : null;
  return {
    type,
    body,
    gzipped,
    tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
};

/** Reads the built page: `index.html` and the files of `assets/`. Throws if it is missing. */
export const readPageFiles = (folder: string): PageFiles => {
  const index = pageFile(join(folder, 'index.html'), TYPES['.html']!);
  const assets = new Map<string, PageFile>();
  for (const entry of readdirSync(join(folder, 'assets'), { withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (entry.isFile() && type !== undefined)
      assets.set(entry.name, pageFile(join(folder, 'assets', entry.name), type));
  }
  return { index, assets };
};
