import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readAll } from '../../../src/session/host/readAll.ts';

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('readAll', () => {
  it('passes on chunks as they arrive', async () => {
    const stream = new PassThrough();
    for (const text of ['a', 'b', 'c']) stream.write(text);
    stream.end();
    const taken: string[] = [];
    await readAll(stream, chunk => void taken.push(`${chunk}`));
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('waits until each chunk is processed', async () => {
    const stream = new PassThrough();
    for (const text of ['a', 'b', 'c']) stream.write(text);
    stream.end();
    const taken: string[] = [];
    let busy = false;
    await readAll(stream, async chunk => {
      expect(busy).toBe(false);
      busy = true;
      await turn();
      taken.push(`${chunk}`);
      busy = false;
    });
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('preserves the order if others resume the stream in the meantime', async () => {
    const stream = new PassThrough();
    const taken: string[] = [];
    const done = readAll(stream, async chunk => {
      const text = `${chunk}`;
      for (let turns = text === 'a' ? 9 : 1; turns > 0; turns--) await turn();
      taken.push(text);
    });
    for (const text of ['a', 'b', 'c', 'd']) {
      stream.write(text);
      stream.resume();
      await turn();
    }
    stream.end();
    await done;
    expect(taken.join('')).toBe('abcd');
  });

  it("reads a child's output in order, even if it exits while the first piece is being processed", async () => {
    const child = spawn('sh', ['-c', 'echo 0; read line; seq 1 5000'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    const taken: Buffer[] = [];
    await readAll(child.stdout, async chunk => {
      if (taken.length === 0) {
        child.stdin.end('\n');
        await exited;
        for (let turns = 20; turns > 0; turns--) await turn();
      }
      taken.push(chunk);
    });
    const whole = Array.from({ length: 5001 }, (_, number) => `${number}\n`).join('');
    expect(Buffer.concat(taken).toString()).toBe(whole);
  });

  it('reads what had arrived before a stream was closed without an end', async () => {
    const stream = new Readable({ read() {}, emitClose: false });
    const taken: string[] = [];
    const done = readAll(stream, async chunk => {
      await turn();
      taken.push(`${chunk}`);
    });
    stream.push('a');
    stream.push('b');
    stream.emit('close');
    await done;
    expect(taken).toEqual(['a', 'b']);
  });

  it.each<[string, (stream: PassThrough) => void]>([
    ['destroyed', stream => stream.destroy()],
    ['destroyed with an error', stream => stream.destroy(new Error('reset'))],
  ])('ends when the stream is %s', async (_title, end) => {
    const stream = new PassThrough();
    const done = readAll(stream, turn);
    for (const text of ['a', 'b', 'c']) stream.write(text);
    end(stream);
    await done;
  });

  it('is done at once with a stream that has already ended', async () => {
    const stream = Readable.from([]);
    stream.resume();
    await turn();
    await readAll(stream, () => undefined);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('too much');
      },
    ],
    ['rejects', () => Promise.reject(new Error('too much'))],
  ])('fails like the consumer of a chunk: it %s', async (_title, take) => {
    const stream = new PassThrough();
    stream.write('a');
    await expect(readAll(stream, take)).rejects.toThrow('too much');
    expect(stream.listenerCount('data')).toBe(0);
  });
});
