import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { pipeChunks } from '../../../src/session/sources/pipe.ts';
import { EndlessWatch } from '../../../src/session/sources/remote/endlessWatch.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

/** A named pipe, and what has been read from it. */
const reading = (persistent: boolean) => {
  const sandbox = createSandbox();
  const path = join(sandbox.dir, 'pipe');
  execFileSync('mkfifo', [path]);
  const end = new AbortController();
  let text = '';
  const done = (async () => {
    for await (const chunk of pipeChunks(path, { persistent, signal: end.signal })) text += chunk;
  })();
  const close = async (): Promise<void> => {
    end.abort();
    await done;
    sandbox[Symbol.dispose]();
  };
  return { path, end, done, text: () => text, close };
};

describe('a named pipe', () => {
  test("is read from its first writer to the writer's end, in order", async () => {
    const pipe = reading(false);
    const fd = openSync(pipe.path, 'w');
    for (let line = 0; line < 2000; line++) writeSync(fd, `${line}\n`);
    closeSync(fd);
    await pipe.done;
    expect(pipe.text().split('\n').slice(0, -1).map(Number)).toEqual(
      Array.from({ length: 2000 }, (_, i) => i),
    );
    await pipe.close();
  });

  test('that is followed continues with each writer, losing none', async () => {
    const pipe = reading(true);
    for (const line of ['one\n', 'two\n', 'three\n']) {
      appendFileSync(pipe.path, line);
      await vi.waitFor(() => expect(pipe.text()).toContain(line));
    }
    expect(pipe.text()).toBe('one\ntwo\nthree\n');
    await pipe.close();
  });

  test.each([['nobody has opened'], ['somebody holds open']])(
    'that %s ends at once when told to',
    async title => {
      const pipe = reading(true);
      const fd = title.startsWith('somebody') ? openSync(pipe.path, 'r+') : null;
      pipe.end.abort();
      await pipe.done;
      if (fd !== null) closeSync(fd);
      await pipe.close();
    },
  );
});

describe('a command that is read once', () => {
  const remarks = (steps: (watch: EndlessWatch) => void, onRequest = false): string[] => {
    vi.useFakeTimers();
    try {
      const texts: string[] = [];
      steps(new EndlessWatch('app', onRequest, text => texts.push(text)));
      return texts;
    } finally {
      vi.useRealTimers();
    }
  };

  test('and is silent for a while is reported, once', () => {
    expect(remarks(() => vi.advanceTimersByTime(100_000))).toEqual([
      expect.stringMatching(
        /^the command of app has printed nothing for 5 s and has not ended; .*\{follow\}/,
      ),
    ]);
  });

  test('and does not end is reported as well', () => {
    const talk = (watch: EndlessWatch): void => {
      for (let second = 0; second < 60; second++) {
        watch.heard();
        vi.advanceTimersByTime(1000);
      }
    };
    expect(remarks(talk, true)).toEqual([expect.stringMatching(/running for 30 s .*use --max-time/)]);
  });

  test('and ends is not', () => {
    expect(
      remarks(watch => {
        vi.advanceTimersByTime(4000);
        watch.stop();
        vi.advanceTimersByTime(100_000);
      }),
    ).toEqual([]);
  });
});
