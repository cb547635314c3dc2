import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rtail, startRtail } from '../helpers/run.ts';

const home = mkdtempSync(join(tmpdir(), 'rtail-questions-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const accessLine = (n: number): string =>
  `10.0.0.${n % 7} - - [20/Nov/2026:14:0${n % 3}:11 +0000] "GET /a${n % 4}?n=${n} HTTP/1.1" ${n % 5 === 0 ? 500 : 200} ${n}\n`;
const jsonLine = (n: number): string =>
  `{"time":"2026-11-20T14:0${n % 3}:11Z","level":"${n % 4 === 0 ? 'error' : 'info'}","user":"u${n % 2}"}\n`;
const lines = (line: (n: number) => string): string => Array.from({ length: 60 }, (_, n) => line(n)).join('');

beforeAll(() => {
  writeFileSync(join(home, 'access.log'), lines(accessLine));
  writeFileSync(
    join(home, 'app.log'),
    `${lines(jsonLine)}Traceback (most recent call last):\n  File "x.py"\nValueError: x`,
  );
  writeFileSync(join(home, 'empty.log'), '');
});

const run = async (args: string, env = {}) => {
  const { code, stdout, stderr } = await rtail(args.split(' '), { home, env: { TZ: 'UTC', ...env } });
  return { code, stdout: `${stdout}`, stderr: `${stderr}` };
};

describe('counts', () => {
  test.each<[args: string, code: number, printed: string]>([
    ['./access.log --count', 0, '60\n'],
    ['./access.log --count -g nothing', 1, '0\n'],
    ['./app.log --count -g u1 -o json', 0, '{"count":30,"host":"local","log":"./app.log"}\n'],
    [
      './access.log ./app.log ./empty.log --count',
      0,
      ' 60  access.log\n 63  app.log\n  0  empty.log\n123  total\n',
    ],
    ['./access.log ./app.log --count --last 5', 0, '1  access.log\n4  app.log\n5  total\n'],
    ['./app.log --count --level error', 0, '16\n'],
    ['./access.log --count-by status', 0, 'count  status\n   48  200\n   12  500\n'],
    ['./access.log --count-by path --top 1', 0, 'count  path\n   15  /a0\n   45  (3 others)\n'],
    [
      './access.log --per 1m --where status=500',
      0,
      'time              count\n2026-11-20 14:00      4\n2026-11-20 14:01      4\n2026-11-20 14:02      4\n',
    ],
    [
      './app.log --count-by level,user',
      0,
      'count  level  user\n   30  info   u1\n   15  error  u0\n   15  info   u0\n    1  error  -\n',
    ],
    ['./app.log --count-by host -o json', 0, '{"count":63,"host":"local"}\n'],
  ])('%s', async (args, code, printed) => {
    expect(await run(args)).toMatchObject({ code, stdout: printed, stderr: '' });
  });

  test.each([
    ['./access.log --count-by colour', 0, 'no record has a field colour; the fields are client,'],
    ['./access.log --where statsu=500', 1, 'no record at its end has a field statsu; did you mean status?'],
    ['./app.log -n 9 --format {usr}', 0, 'no record had a field usr; did you mean user?'],
    ['./access.log --count -f', 2, 'a log that is followed has no end'],
    ['./access.log --per 0', 2, 'cannot be shorter than a millisecond'],
    ['./access.log --count-by host,', 2, 'a field name is empty'],
    ['./access.log --count-by time', 2, 'Use --per, for example --per 1m'],
    ['./access.log --top 3', 2, 'Add --count-by FIELD'],
    ['./access.log --count --tee out', 2, 'Use a separate run for it'],
    ['./nope.log --count', 4, 'nope.log'],
  ])('%s reports what is wrong', async (args, code, message) => {
    const ended = await run(args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
  });
});

describe('--until-match', () => {
  test.each([
    ['./access.log --until-match a1.n=53 -n 10', 0, 4],
    ['./access.log --until-match nothing --no-follow', 1, 60],
    ['./access.log --until-match nothing --max-time 500ms -n 0', 124, 0],
    ['./access.log --until-match 200 -g a1 --no-follow', 0, 1],
  ])('%s', async (args, code, printed) => {
    const ended = await run(args);
    expect([ended.code, ended.stdout.split('\n').length - 1]).toEqual([code, printed]);
  });

  test('waits until the line is written', async () => {
    const file = join(home, 'grows.log');
    writeFileSync(file, 'starting\n');
    const running = startRtail(['-n', '+1', './grows.log', '--until-match', 'ready'], { home });
    await running.sees('starting');
    appendFileSync(file, 'now ready\nand more\n');
    const { code, stdout } = await running.done;
    expect({ code, stdout: `${stdout}` }).toEqual({ code: 0, stdout: 'starting\nnow ready\n' });
  });
});

describe('--sql', () => {
  const ask = async (args: string[], query: string) => {
    const { code, stdout, stderr } = await rtail([...args, '--sql', query], { home, env: { TZ: 'UTC' } });
    return { code, stdout: `${stdout}`, stderr: `${stderr}` };
  };

  test.each<[args: string[], query: string, printed: string]>([
    [
      ['./access.log', '-g', 'a1'],
      'select status, count(*) as n, max(bytes) from log group by 1 order by n desc',
      'status   n  max(bytes)\n   200  12          57\n   500   3          45\n',
    ],
    [
      ['./app.log', '-o', 'json'],
      "select l.user as who, substr(time, 12, 5) at from log l where text regexp 'error.*u0' limit 1",
      '{"who":"u0","at":"14:00"}\n',
    ],
    [
      ['./app.log', '--level', 'error', '-n', '5', '-o', 'json'],
      "select seq, user from log where text like 'Trace%'",
      '{"seq":1,"user":null}\n',
    ],
  ])('%j %s', async (args, query, printed) => {
    expect(await ask(args, query)).toMatchObject({ code: 0, stdout: printed });
  });

  test.each<[query: string, code: number, message: string]>([
    ['selec', 2, 'expected one SELECT statement'],
    ["select 1; attach 'x' as y", 2, 'one SELECT'],
    ['select count(* from log', 2, 'syntax error'],
    ['select * from logs', 2, 'the records are in the table log (time, level, host, log, seq, text, fields'],
    ['select http.status from log', 2, 'double quotes'],
    ['select "no;such", \';\' from log limit 1', 0, 'no record has a field no;such'],
  ])('%s: code %i', async (query, code, message) => {
    const ended = await ask(['./access.log'], query);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });
});
