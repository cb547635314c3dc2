import { expect, test } from 'vitest';
import { anchoredPattern } from '../../../../src/cli/commands/printing/anchored.ts';
import { LOCAL_HOST } from '../../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../../src/core/query.ts';
import type { LogPlace } from '../../../../src/core/target.ts';

const CONTAINER: LogPlace = { kind: 'other', scheme: 'docker', address: 'web', several: false };
const FILE: LogPlace = { kind: 'file', path: '/var/log/app.log', glob: false };

test.each<[string, Partial<Query>, LogPlace, number, boolean]>([
  ['a container', { grep: ['^ERROR'] }, CONTAINER, 0, true],
  ['a container with matches', { grep: ['^2026'] }, CONTAINER, 3, false],
  ['a container as it prints', { grep: ['^ERROR'], bare: true }, CONTAINER, 0, false],
  ['fixed text', { grep: ['^ERROR'], fixed: true }, CONTAINER, 0, false],
  ['any place in the line', { grep: ['ERROR'] }, CONTAINER, 0, false],
  ['a file', { grep: ['^ERROR'] }, FILE, 0, false],
])('%s', (_, query, place, lines, isSaid) => {
  const format = { format: null, start: null, timezone: null };
  const source = { id: 0, host: LOCAL_HOST, log: 'web', place, format };
  const counts = { lines, bytesReceived: 0, bytesRead: null, firstLineMs: null };
  const said = anchoredPattern({ query: { ...EVERYTHING, ...query } }, [{ source, counts, trouble: null }]);
  if (isSaid) expect(said).toMatch(/leave out \^, or match the text alone with -o raw/);
  else expect(said).toBeNull();
});
