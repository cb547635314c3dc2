import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PlayedEvent } from './play.ts';

/** How often due events are written: often enough to look live. */
const TICK_MS = 100;

interface OpenLog {
  readonly file: string;
  readonly events: Iterator<PlayedEvent>;
  next: PlayedEvent;
}

/** Writes the logs' history into new files at once, then continues in real time until stopped. */
export const startWriter = (
  logs: readonly { readonly file: string; readonly events: Iterator<PlayedEvent> }[],
  start: number,
  clock: () => number,
): { stop(): void } => {
  const open = logs.map(({ file, events }): OpenLog => {
    mkdirSync(dirname(file), { recursive: true });
    const opened = { file, events, next: events.next().value };
    writeFileSync(file, due(opened, 0));
    return opened;
  });
  const timer = setInterval(() => {
    const offset = clock() - start;
    for (const log of open) {
      const text = due(log, offset);
      if (text !== '') appendFileSync(log.file, text);
    }
  }, TICK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

/** Returns the lines of all events up to and including `offset`. */
const due = (log: OpenLog, offset: number): string => {
  const texts: string[] = [];
  while (log.next.offset <= offset) {
    texts.push(log.next.text);
    log.next = log.events.next().value;
  }
  return texts.join('');
};
