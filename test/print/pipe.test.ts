import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openPipe } from '../../src/print/channel/pipeChannel.ts';
import { createOutlet, type Outlet } from '../../src/print/outlet.ts';

/** What a pipe holds by default (pipe(7)). */
const CAPACITY = 64 * 1024;

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanUp.splice(0).reverse()) clean();
});

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'rtail-pipe-'));
  cleanUp.push(() => rmSync(path, { recursive: true }));
  return path;
};

/** The reading end of a pipe. */
class Reader {
  readonly #fd: number;
  readonly parts: Buffer[] = [];
  length = 0;
  #isOpen = true;

  constructor(path: string) {
    this.#fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  }

  /** Reads at most so many bytes of what is in the pipe; returns their number. */
  read(most = CAPACITY): number {
    const buffer = Buffer.allocUnsafe(most);
    try {
      const length = readSync(this.#fd, buffer);
      this.parts.push(buffer.subarray(0, length));
      this.length += length;
      return length;
    } catch {
      return 0;
    }
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  leave(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}

interface Pipe {
  readonly reader: Reader;
  readonly stream: Writable;
  readonly outlet: Outlet;
}

const newPipe = (): Pipe => {
  const path = join(folder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = new Reader(path);
  const fd = openSync(path, constants.O_WRONLY);
  const stream = Object.assign(new Socket({ fd, readable: false, writable: true }), { fd });
  cleanUp.push(
    () => reader.leave(),
    () => stream.destroy(),
  );
  return { reader, stream, outlet: createOutlet(stream, { isSlow: true }) };
};

const numbered = (length: number, from: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (from + at) % 251;
  return bytes;
};

describe.skipIf(process.platform !== 'linux')('an outlet to a pipe', () => {
  test('writes while the program is still busy, as often as the reader makes space', () => {
    const { reader, outlet } = newPipe();
    for (let count = 0; count < 20; count++) {
      outlet.write(Buffer.alloc(60_000, count));
      expect(reader.read()).toBe(60_000);
    }
  });

  test('a piece that did not fit is completed by the next write', () => {
    const { reader, outlet } = newPipe();
    outlet.write(numbered(100_000, 0));
    expect(reader.read()).toBe(CAPACITY);
    outlet.write(numbered(50_000, 100_000));
    expect(reader.read()).toBeGreaterThan(CAPACITY - 4096);
    outlet.write(numbered(40_000, 150_000));
    reader.read();
    expect(reader.bytes.equals(numbered(190_000, 0))).toBe(true);
  });

  test('does not block when the pipe is full, and waits when much is left', async () => {
    const { reader, outlet } = newPipe();
    expect(outlet.write(Buffer.alloc(200_000))).toBeUndefined();
    const room = outlet.write(Buffer.alloc(200_000));
    expect(room).toBeInstanceOf(Promise);
    let hasRoom = false;
    void Promise.resolve(room).then(() => {
      hasRoom = true;
    });
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect(hasRoom).toBe(false);
    while (!hasRoom) {
      reader.read();
      await nextTurn();
    }
    expect(outlet.failure()).toBeNull();
  });

  test('a flush waits until the reader has made space for everything', async () => {
    const { reader, outlet } = newPipe();
    outlet.write(numbered(300_000, 0));
    let isFlushed = false;
    void outlet.flush().then(() => {
      isFlushed = true;
    });
    for (let read = 0; read <= 300_000 - CAPACITY; read += reader.read(10_000)) {
      expect(isFlushed).toBe(false);
      await nextTurn();
    }
    while (!isFlushed) await nextTurn();
    reader.read();
    expect(reader.bytes.equals(numbered(300_000, 0))).toBe(true);
  });

  test('what another part of the program wrote to the stream comes first', async () => {
    const { reader, stream, outlet } = newPipe();
    stream.write(numbered(100_000, 0));
    outlet.write(numbered(50_000, 100_000));
    while (reader.length < 150_000) {
      reader.read();
      await nextTurn();
    }
    expect(reader.bytes.equals(numbered(150_000, 0))).toBe(true);
  });

  test('what another part of the program writes to the stream meanwhile holds nothing up', async () => {
    const { reader, stream, outlet } = newPipe();
    outlet.write(Buffer.alloc(300_000, 1));
    await nextTurn();
    stream.write(Buffer.alloc(100_000, 2));
    outlet.write(Buffer.alloc(300_000, 1));
    await nextTurn();
    stream.write(Buffer.alloc(100_000, 2));
    while (reader.length < 800_000) {
      reader.read();
      await nextTurn();
    }
    await outlet.flush();
    expect(reader.bytes.filter(byte => byte === 1).length).toBe(600_000);
  });

  test('closes silently when the reader leaves, with the pipe full or not', async () => {
    for (const size of [10, 100_000, 1_000_000]) {
      const { reader, outlet } = newPipe();
      const room = outlet.write(Buffer.alloc(size));
      await nextTurn();
      reader.leave();
      outlet.write(Buffer.alloc(size));
      await room;
      await outlet.flush();
      expect([outlet.closed.aborted, outlet.failure()]).toEqual([true, null]);
    }
  });

  test('every byte arrives once and in order, however large the pieces and however slow the reader', async () => {
    const write = fc.record({ length: fc.integer({ min: 1, max: 150_000 }), waits: fc.boolean() });
    const read = fc.record({ most: fc.integer({ min: 3000, max: 100_000 }), turns: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 20 }),
        fc.array(read, { minLength: 1, maxLength: 5 }),
        async (writes, reads) => {
          const { reader, outlet } = newPipe();
          const total = writes.reduce((sum, { length }) => sum + length, 0);
          const writing = (async () => {
            let from = 0;
            for (const { length, waits } of writes) {
              const bytes = numbered(length, from);
              from += length;
              // It may be overwritten from then on.
              const room = outlet.write(bytes, () => bytes.fill(255));
              if (waits) await room;
            }
            await outlet.flush();
          })();
          for (let turn = 0; reader.length < total; turn++) {
            const { most, turns } = reads[turn % reads.length]!;
            for (let wait = 0; wait < turns; wait++) await nextTurn();
            reader.read(most);
            await nextTurn();
          }
          await writing;
          expect(reader.bytes.equals(numbered(total, 0))).toBe(true);
          for (const clean of cleanUp.splice(0).reverse()) clean();
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('anything else than a pipe is left to its stream', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  const fd = openSync(file, 'w');
  cleanUp.push(() => closeSync(fd));
  const listeners = { room: () => undefined, failed: () => undefined };
  const stream = createStub();
  expect(openPipe(stream, listeners)).toBeNull();
  expect(openPipe(Object.assign(createStub(), { fd }), listeners)).toBeNull();
  expect(openPipe(Object.assign(createStub(), { fd: 99_999 }), listeners)).toBeNull();
});

const createStub = (): Writable => new Socket();
