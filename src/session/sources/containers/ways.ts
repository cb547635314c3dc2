import type { Wrapping } from '../../../core/containers/unwrap.ts';
import type { Query, ReadFrom } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';
import type { Container } from '../../../pushdown/containers/engine.ts';
import { refuseFileOptions } from '../fileOptions.ts';
import { millisText } from './cli.ts';
import { engineOf } from './host.ts';

/** The method of reading a container's log. */
export type Way =
  | { readonly kind: 'file'; readonly path: string; readonly wrapping: Wrapping }
  | { readonly kind: 'journal' }
  | { readonly kind: 'logs' };

/** Returns how a container is read. */
export const wayOf = ({ driver, file }: Container): Way => {
  if (driver === 'journald') return { kind: 'journal' };
  if (file !== null && driver === 'json-file') return { kind: 'file', path: file, wrapping: 'json-file' };
  if (file !== null && driver === 'k8s-file') return { kind: 'file', path: file, wrapping: 'cri' };
  return { kind: 'logs' };
};

const WHOLE = { kind: 'fromLine', line: 1 } as const;

/** Returns which of a container's files to read, the oldest first, and from where: enough for the requested lines. */
export const partsOf = (
  { files }: Pick<Container, 'files'>,
  from: ReadFrom,
): readonly { readonly path: string; readonly from: ReadFrom }[] => {
  if (from.kind === 'fromLine') {
    let left = Math.max(1, from.line);
    return files.flatMap(({ path, lines }, index) => {
      const isLast = index === files.length - 1;
      const line = left;
      left = Math.max(1, left - lines);
      return line > lines && !isLast ? [] : [{ path, from: { kind: 'fromLine', line } as const }];
    });
  }
  if (from.kind !== 'lastLines') return [];
  const parts: { readonly path: string; readonly from: ReadFrom }[] = [];
  let missing = from.count;
  for (const { path, lines } of files.toReversed()) {
    if (parts.length > 0 && missing <= 0) break;
    parts.unshift({ path, from: lines > missing ? { kind: 'lastLines', count: missing } : WHOLE });
    missing -= lines;
  }
  return parts;
};

/** Returns the request for reading a log once with the engine's command. */
export const logsAsk = (source: Source, container: Container, { from, time }: Query) => ({
  engine: engineOf(source),
  container,
  follow: false,
  tail: from.kind === 'lastLines' ? from.count : null,
  since: time.since === null ? null : millisText(time.since),
  until: time.until === null ? null : millisText(time.until),
});

/** Throws a TroubleError for options that do not apply to containers. */
export const refuse = (source: Source, query: Query): void =>
  refuseFileOptions(source, query, {
    bytes: ['a container log cannot be counted in bytes', 'use -n for the latest lines'],
    nul: 'the lines of a container do not end with NUL',
  });
