import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rtail } from '../helpers/run.ts';
import { createSandbox } from '../helpers/sandbox.ts';

interface PrintedRecord {
  readonly host: string;
  readonly time: string;
  readonly level: string;
  readonly text: string;
}

const objects = (stdout: Buffer): PrintedRecord[] =>
  stdout
    .toString()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

describe('the embedded fleet', () => {
  const asked = ['--demo', '*:app', '--since', '2m', '--level', 'warn', '--record', '-g', 'Exception'];

  it('returns whole records by time, level and pattern, in all its formats', async () => {
    using sandbox = createSandbox();
    const before = Date.now();
    const { code, stdout } = await rtail([...asked, '-o', 'json'], { home: sandbox.home });
    const records = objects(stdout);
    expect(code).toBe(0);
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter(({ time }) => Date.parse(time) < before - 120_000)).toEqual([]);
    expect(records.filter(({ level }) => !['warn', 'error', 'fatal'].includes(level))).toEqual([]);
    expect(records.filter(({ text }) => !text.includes('Exception'))).toEqual([]);
    const traces = records.filter(({ host }) => host.startsWith('web'));
    expect(traces.filter(({ text }) => !/^\d{4}-.*\n\S+Exception: .*(\n\tat .*)+/.test(text))).toEqual([]);
  });

  it('counts records for --head', async () => {
    using sandbox = createSandbox();
    const { stdout } = await rtail([...asked, '--head', '2', '-o', 'json'], { home: sandbox.home });
    expect(objects(stdout)).toHaveLength(2);
  });

  it('explains what each host would do', async () => {
    using sandbox = createSandbox();
    const { code, stdout } = await rtail([...asked, '--explain'], { home: sandbox.home });
    expect(code).toBe(0);
    const [web] = stdout.toString().split(/^(?=\S)/m);
    expect(web).toMatch(
      /^web-1:app .*\n {2}host: {2}awk PROGRAM .*\n {9}PROGRAM .*(\n {11}.*)+\n {2}local: whole records since \S+ of level warn or worse \| grep -E -e Exception\n$/,
    );
  });
});

describe('without a host', () => {
  const record = (minute: number, level: string): string =>
    `2026-11-20T14:${String(minute).padStart(2, '0')}:00Z ${level} [main] App - ${minute}\n\tat y\n`;
  const text = Array.from({ length: 50 }, (_, minute) => record(minute, minute % 10 ? 'INFO' : 'ERROR')).join(
    '',
  );
  const asked = ['--since', '2026-11-20T14:15:00Z', '--until', '2026-11-20T14:35:00Z', '--level', 'error'];
  const expected = record(20, 'ERROR') + record(30, 'ERROR');

  it.each<[string, readonly string[]]>([
    ['a file', ['app.log']],
    ['a compressed file', ['app.log.gz']],
    ['standard input', ['-']],
    ['a file, all of it filtered locally', ['app.log', '--no-pushdown']],
  ])('%s', async (_title, words) => {
    using sandbox = createSandbox();
    sandbox.write('app.log', text);
    sandbox.write('app.log.gz', gzipSync(text));
    const args = words.map(word => (word.startsWith('app') ? `./${word}` : word));
    const options = { home: sandbox.home, cwd: sandbox.dir, stdin: Buffer.from(text) };
    const { stdout, code } = await rtail([...args, ...asked], options);
    expect({ out: stdout.toString(), code }).toEqual({ out: expected, code: 0 });
  });

  it('a named pipe: what was read from it is not lost', async () => {
    using sandbox = createSandbox();
    const pipe = join(sandbox.dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, text);
    const { stdout } = await rtail(['./pipe', ...asked], { home: sandbox.home, cwd: sandbox.dir });
    await written;
    expect(stdout.toString()).toBe(expected);
  });

  it('finds no record of a level that none has', async () => {
    using sandbox = createSandbox();
    sandbox.write('app.log', text);
    const { code, stdout } = await rtail(['./app.log', '--level', 'fatal'], {
      home: sandbox.home,
      cwd: sandbox.dir,
    });
    expect([code, stdout.toString()]).toEqual([1, '']);
  });
});
