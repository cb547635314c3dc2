import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import chalk from 'chalk';
import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import { cropChrome } from '../crop.ts';
import type { ChromeModel } from '../model.ts';
import { Screen } from './Screen.tsx';

/** Ink's output for a model. */
export interface ChromeFrame {
  /** Lines separated by newlines, styled with SGR. */
  readonly text: string;
  /** The screen row of the first line; there is no chrome above it. */
  readonly top: number;
}

/** The chrome, drawn by Ink into text frames that never reach the terminal directly. */
export interface Chrome {
  /** Draws the model; returns the same object while nothing changes. */
  draw(model: ChromeModel): ChromeFrame;
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

/**
 * Starts Ink. It neither reads the keyboard nor knows the terminal: `NO_COLOR` and colour depth are handled where cells
 * are written.
 */
export const mountChrome = (): Chrome => {
  chalk.level = 3;
  const stream = new FrameStream();
  let last: ChromeModel | null = null;
  let drawn: ChromeFrame = { text: '', top: 0 };
  let instance: Instance | null = null;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const start = (screen: ReactNode): Instance => {
    const started = render(screen, {
      stdout: stream as unknown as NodeJS.WriteStream,
      stdin: new PassThrough() as unknown as NodeJS.ReadStream,
      debug: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
    });
    started.waitUntilExit().catch(fail);
    return started;
  };
  return {
    failed,
    draw(model) {
      if (last && isDeepStrictEqual(model, last)) return drawn;
      last = model;
      const { top, model: cropped } = cropChrome(model);
      stream.columns = cropped.columns;
      stream.rows = cropped.rows;
      const screen = <Screen model={cropped} />;
      if (instance) instance.rerender(screen);
      else instance = start(screen);
      drawn = { text: stream.frame, top };
      return drawn;
    },
    unmount() {
      instance?.unmount();
    },
  };
};
