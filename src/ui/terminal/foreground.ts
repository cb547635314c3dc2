import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pause between two looks, in milliseconds: a shell sends no signal to a running job that it brings to the front. */
const LOOK_MS = 200;

/**
 * Returns whether this process's group has the terminal; assumed where that is unknown (anywhere but on Linux). The
 * kernel stops a background process that sets the terminal's modes or reads from it, even one that is about to end.
 */
export const isInForeground = (): boolean => {
  try {
    // After the name, in parentheses (proc(5)): state, parent, process group, session, terminal, the terminal's group.
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [, , group, , , foreground] = fields;
    return Number(foreground) <= 0 || foreground === group;
  } catch {
    return true;
  }
};

/** Resolves as soon as the process's group has the terminal. Does not keep a process alive that has ended otherwise. */
export const untilForeground = async (): Promise<void> => {
  while (!isInForeground()) await sleep(LOOK_MS, undefined, { ref: false });
};

/** Closes an input. In the background it is only let go of: closing a terminal sets its modes, too. */
export const releaseInput = (input: Socket): void => {
  if (isInForeground()) input.destroy();
  else input.pause().unref();
};

const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = { 129: 'SIGHUP', 130: 'SIGINT' };

const endBySignal = (code: number): void => {
  if (!isInForeground()) process.kill(process.pid, SIGNALS[code] ?? 'SIGTERM');
};

/**
 * Lets a process that exits in the background end by a signal: Node itself sets the terminal's modes as its last act,
 * so the kernel would stop it.
 */
export const watchBackgroundExit = (): void => {
  if (!process.listeners('exit').includes(endBySignal)) process.on('exit', endBySignal);
};
