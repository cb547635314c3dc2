import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createFrameOutput } from '../../../src/ui/terminal/output.ts';

describe('frames on a slow terminal', () => {
  it('are not written while the previous one is being sent, and requested when it has gone out', async () => {
    const taken: string[] = [];
    let release: () => void = () => {};
    const slow = new Writable({
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        release = done;
      },
    });
    let free = 0;
    const output = createFrameOutput(slow, () => free++);
    output.write('one');
    expect([output.busy, taken, free]).toEqual([true, ['one'], 0]);
    const flushed = output.flushed(10_000);
    release();
    await flushed;
    expect([output.busy, free]).toEqual([false, 1]);
  });

  it('do not delay leaving for long', async () => {
    const stuck = new Writable({ write() {} });
    const output = createFrameOutput(stuck, () => {});
    output.write('one');
    await output.flushed(5);
    expect(output.busy).toBe(true);
  });

  it("make the terminal's descriptor non-blocking", () => {
    const blocking: boolean[] = [];
    const tty = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
      _handle: { setBlocking: (on: boolean) => blocking.push(on) },
    });
    createFrameOutput(tty, () => {});
    expect(blocking).toEqual([false]);
  });
});
