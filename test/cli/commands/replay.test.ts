import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReplayError, replaySources } from '../../../src/cli/commands/replay.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('replaySources', () => {
  test('each saved file is its original source, read locally', () => {
    for (const name of ['web-1--app.log', 'db-1--pg.log', 'web-1--var-log-x--0123456789.log', 'notes.txt']) {
      writeFileSync(join(folder, name), '');
    }
    expect(
      replaySources('.', folder).map(({ id, host, log, place }) => [id, host.name, host.kind, log, place]),
    ).toEqual([
      [0, 'db-1', 'local', 'pg', { kind: 'file', path: join(folder, 'db-1--pg.log'), glob: false }],
      [1, 'web-1', 'local', 'app', { kind: 'file', path: join(folder, 'web-1--app.log'), glob: false }],
      [
        2,
        'web-1',
        'local',
        'var-log-x',
        { kind: 'file', path: join(folder, 'web-1--var-log-x--0123456789.log'), glob: false },
      ],
    ]);
  });

  test.each([
    ['a missing folder', 'nope', /no such folder/],
    ['a file', 'file', /not a folder/],
    ['a folder without saved logs', '.', /contains no logs saved by --tee/],
  ])('%s is refused', (_title, name, message) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => replaySources(name, folder)).toThrow(ReplayError);
    expect(() => replaySources(name, folder)).toThrow(message);
  });
});
