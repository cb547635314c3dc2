import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/core/target.ts';
import { linePrefixes, sourceLabels } from '../../../src/core/text/prefix.ts';
import { sampleSource } from '../../print/samples.ts';

const file = (path: string) => ({ kind: 'file', path, glob: false }) as const;

describe('sourceLabels', () => {
  const table: readonly [title: string, sources: Source[], labels: string[]][] = [
    ['one source: its host', [sampleSource(0, 'web-01')], ['web-01']],
    [
      'one log of this machine: the log',
      [
        {
          ...sampleSource(0, 'local', '/x/app.log'),
          host: { ...sampleSource(0, 'local').host, kind: 'local' },
        },
      ],
      ['app.log'],
    ],
    [
      'one log on two hosts: the hosts',
      [sampleSource(0, 'web-01'), sampleSource(1, 'web-02')],
      ['web-01', 'web-02'],
    ],
    [
      'two logs on one host: the logs',
      [sampleSource(0, 'a', 'app'), sampleSource(1, 'a', 'sys')],
      ['app', 'sys'],
    ],
    [
      'two logs on two hosts: both',
      [sampleSource(0, 'a', 'app'), sampleSource(1, 'b', 'app'), sampleSource(2, 'b', 'sys')],
      ['a:app', 'b:app', 'b:sys'],
    ],
    [
      'paths: their file names',
      [sampleSource(0, 'a', '/var/log/x/app.log'), sampleSource(1, 'b', '/var/log/sys.log')],
      ['a:app.log', 'b:sys.log'],
    ],
    [
      'paths of one file name: whole',
      [
        sampleSource(0, 'a', '/x/app.log'),
        sampleSource(1, 'a', '/y/app.log'),
        sampleSource(2, 'b', '/z/sys.log'),
      ],
      ['a:/x/app.log', 'a:/y/app.log', 'b:sys.log'],
    ],
    [
      "a glob's files, which share a log name: their paths",
      [sampleSource(0, 'db', 'pg', file('/pg/1.log')), sampleSource(1, 'db', 'pg', file('/pg/2.log'))],
      ['/pg/1.log', '/pg/2.log'],
    ],
    ['a hostile file name', [sampleSource(0, 'a', '/x\x1b[2J\ny'), sampleSource(1, 'a', '/z')], ['xy', 'z']],
  ];
  test.each(table)('%s', (_title, sources, labels) => {
    expect([...sourceLabels(sources).values()]).toEqual(labels);
  });
});

describe('linePrefixes', () => {
  test('line up', () => {
    const sources = [sampleSource(0, 'web-01'), sampleSource(1, 'db')];
    expect([...linePrefixes(sources, 0).values()]).toEqual(['web-01 | ', 'db     | ']);
  });

  test('are bytes: a name in another script is UTF-8', () => {
    expect(linePrefixes([sampleSource(0, 'é')], 0).get(0)).toBe('\xc3\xa9 | ');
  });

  test("colour only the label, in the host's colour", () => {
    expect(linePrefixes([sampleSource(0, 'web-01')], 8).get(0)).toMatch(
      /^\x1b\[38;5;\d+mweb-01\x1b\[0m \| $/,
    );
  });

  test('a very long label does not indent the others', () => {
    const sources = [sampleSource(0, 'x'.repeat(60)), sampleSource(1, 'db'), sampleSource(2, 'web')];
    expect(linePrefixes(sources, 0).get(1)).toBe('db  | ');
  });
});
