import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import chalk from 'chalk';
import { render } from 'ink';
import type { ChromeModel } from './model.ts';
import { Screen } from './Screen.tsx';

/** The chrome, drawn by Ink into frames of text that never reach the terminal themselves. */
export interface Chrome {
  /** Draws the model and gives the frame: lines parted by newlines, styled by SGR. The same string object while nothing changes. */
  draw(model: ChromeModel): string;
  /** Rejects when a component throws. */
  readonly failed: Promise<never>;
  unmount(): void;
}

/** Standard output as Ink sees it: with `debug` each commit writes one whole frame. */
class FrameStream extends EventEmitter {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  frame = '';

  write(frame: string): boolean {
    this.frame = frame;
    return true;
  }
}

/** Starts Ink. It neither reads the keyboard nor knows the terminal: `NO_COLOR` and depth are dealt with where cells are written. */
export const mountChrome = (): Chrome => {
  chalk.level = 3;
  const stream = new FrameStream();
  let last: ChromeModel | null = null;
  let instance: ReturnType<typeof render> | null = null;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  return {
    failed,
    draw(model) {
      if (last && isDeepStrictEqual(model, last)) return stream.frame;
      last = model;
      stream.columns = model.columns;
      stream.rows = model.rows;
      const screen = <Screen model={model} />;
      if (instance) {
        instance.rerender(screen);
        return stream.frame;
      }
      instance = render(screen, {
        stdout: stream as unknown as NodeJS.WriteStream,
        stdin: new PassThrough() as unknown as NodeJS.ReadStream,
        debug: true,
        interactive: true,
        exitOnCtrlC: false,
        patchConsole: false,
        isScreenReaderEnabled: false,
      });
      instance.waitUntilExit().catch(fail);
      return stream.frame;
    },
    unmount() {
      instance?.unmount();
    },
  };
};
