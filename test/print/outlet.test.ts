import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createOutlet } from '../../src/print/outlet.ts';
import { Capture, StuckPipe } from './capture.ts';

const failing = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });

describe('createOutlet', () => {
  test('small writes of one turn are combined in order, without a further delay', async () => {
    const stream = new Capture();
    const outlet = createOutlet(stream);
    for (let count = 0; count < 1000; count++) outlet.write(Buffer.from(`${count}\n`));
    expect(stream.writes.length).toBe(0);
    await nextTurn();
    expect(stream.writes.length).toBe(1);
    expect(stream.text).toBe(Array.from({ length: 1000 }, (_, count) => `${count}\n`).join(''));
  });

  test('a large write leaves at once, after what was queued before it', () => {
    const stream = new Capture();
    const outlet = createOutlet(stream);
    outlet.write(Buffer.from('a'));
    outlet.write(Buffer.alloc(100_000, 'b'));
    expect(stream.bytes.length).toBe(100_001);
    expect(stream.text[0]).toBe('a');
  });

  test('a full pipe returns a promise that settles when there is space', async () => {
    const pipe = new StuckPipe();
    const outlet = createOutlet(pipe);
    const room = outlet.write(Buffer.alloc(100_000));
    expect(room).toBeInstanceOf(Promise);
    let settled = false;
    void Promise.resolve(room).then(() => {
      settled = true;
    });
    await nextTurn();
    expect(settled).toBe(false);
    pipe.read();
    await room;
    expect(outlet.write(Buffer.from('x'))).toBeUndefined();
  });

  test('bytes may be overwritten once they have been written', async () => {
    const pipe = new StuckPipe();
    const outlet = createOutlet(pipe);
    let left = 0;
    for (const size of [100_000, 5]) outlet.write(Buffer.alloc(size), () => left++);
    await nextTurn();
    const seen = [left];
    for (let write = 0; write < 2; write++) {
      pipe.read();
      await nextTurn();
      seen.push(left);
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  test('what is queued while the pipe is full also waits', async () => {
    const pipe = new StuckPipe();
    const outlet = createOutlet(pipe);
    outlet.write(Buffer.alloc(100_000));
    expect(outlet.write(Buffer.from('small'))).toBeInstanceOf(Promise);
    await nextTurn();
    expect(pipe.taken).toBe(100_000);
    pipe.read();
    await nextTurn();
    expect(pipe.taken).toBe(100_005);
  });

  test('a flush waits for the result of the last write', async () => {
    const outlet = createOutlet(failing('ENOSPC'));
    outlet.write(Buffer.from('the last line\n'));
    await outlet.flush();
    expect(outlet.failure()).toMatchObject({ code: 'ENOSPC' });
  });

  test.each(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'])('%s closes it silently', async code => {
    const outlet = createOutlet(failing(code));
    outlet.write(Buffer.alloc(100_000));
    await outlet.flush();
    await nextTurn();
    expect(outlet.closed.aborted).toBe(true);
    expect(outlet.failure()).toBeNull();
    expect(outlet.write(Buffer.alloc(100_000))).toBeUndefined();
    await outlet.flush();
  });

  test('any other error is reported', async () => {
    const outlet = createOutlet(failing('ENOSPC'));
    outlet.write(Buffer.from('x'));
    await outlet.flush();
    await nextTurn();
    expect(outlet.closed.aborted).toBe(true);
    expect(outlet.failure()?.message).toBe('ENOSPC');
  });

  test('a departing reader releases everyone who waits for space', async () => {
    const pipe = new StuckPipe();
    const outlet = createOutlet(pipe);
    const room = outlet.write(Buffer.alloc(100_000));
    pipe.destroy();
    await room;
    expect(outlet.closed.aborted).toBe(true);
  });

  test('flush resolves only when everything has been written', async () => {
    const pipe = new StuckPipe();
    const outlet = createOutlet(pipe);
    outlet.write(Buffer.from('x'));
    let flushed = false;
    const flushing = outlet.flush().then(() => {
      flushed = true;
    });
    await nextTurn();
    expect([pipe.taken, flushed]).toEqual([1, false]);
    pipe.read();
    await nextTurn();
    pipe.read();
    await flushing;
  });

  test('whatever shares the terminal is notified before bytes leave', async () => {
    const stream = new Capture();
    const outlet = createOutlet(stream, { beforeWrite: () => stream.write('[erase]') });
    outlet.write(Buffer.from('x'));
    await outlet.flush();
    expect(stream.text).toBe('[erase]x');
  });
});
