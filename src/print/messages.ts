import type { Writable } from 'node:stream';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { duration } from '../core/text/quantities.ts';
import { sanitiseText } from '../core/text/sanitise.ts';
import type { Trouble } from '../core/trouble.ts';
import type { SourceState } from '../session/events.ts';
import type { Progress } from './progress.ts';

/** A run's messages to the user, on stderr. */
export interface Messages {
  /** Prints one message; lines after the first are indented. */
  say(text: string): void;
  /** Reports trouble once, however many sources it stops, and the same advice once, however many hosts need it. */
  trouble(trouble: Trouble, source?: Source): void;
  /** Follows a source's state: reports when it fails, has to retry or is silent, and updates the progress line. */
  state(source: Source, state: SourceState): void;
}

export interface MessagesOptions {
  readonly stderr: Writable;
  /** The start of each message: `rtail`. */
  readonly program: string;
  readonly progress: Progress | null;
  /** Returns milliseconds since the epoch. */
  readonly now: () => number;
}

export const createMessages = ({ stderr, program, progress, now }: MessagesOptions): Messages => {
  const said = new Set<string>();
  const advised = new Set<string>();
  /** The last report for each source that is retrying. */
  const retrying = new Map<SourceId, string>();
  // A closed stderr must not stop the program.
  stderr.on('error', () => undefined);

  const say = (text: string): void => {
    progress?.erase();
    const safe = sanitiseText(text, { color: false, tabStop: 8 });
    stderr.write(`${program}: ${safe.replaceAll('\n', '\n    ')}\n`);
  };

  const sayTrouble = (trouble: Trouble, source: Source | null, after: string): string => {
    const what = troubleText(trouble, source);
    const key = `${after === '' ? 'over' : 'again'} ${what}`;
    if (said.has(key)) return key;
    said.add(key);
    const advice = trouble.advice !== null && !advised.has(trouble.advice) ? `\n${trouble.advice}` : '';
    if (trouble.advice !== null) advised.add(trouble.advice);
    say(`${what}${after}${advice}`);
    return key;
  };

  const retry = (source: Source, state: Extract<SourceState, { kind: 'retrying' }>): void => {
    if (retrying.has(source.id)) return;
    const after = `; retrying in ${duration(Math.max(0, state.at - now()))}`;
    retrying.set(source.id, sayTrouble(state.trouble, source, after));
  };

  /** Hosts reported as silent. */
  const silent = new Set<string>();

  const stall = ({ host }: Source, since: number): void => {
    if (silent.has(host.name)) return;
    silent.add(host.name);
    say(`${host.name}: not responding for ${duration(Math.max(0, now() - since))} (no answer to keepalives)`);
  };

  /** Handles recovery: the next failure is reported again. */
  const recovered = (source: Source): void => {
    const key = retrying.get(source.id);
    if (key !== undefined) said.delete(key);
    retrying.delete(source.id);
    if (silent.delete(source.host.name)) say(`${source.host.name}: responding again`);
  };

  return {
    say,
    trouble: (trouble, source) => void sayTrouble(trouble, source ?? null, ''),
    state(source, state) {
      progress?.state(source, state);
      if (state.kind !== 'stalled' && state.kind !== 'live') silent.delete(source.host.name);
      switch (state.kind) {
        case 'failed':
          return void sayTrouble(state.trouble, source, '');
        case 'retrying':
          return retry(source, state);
        case 'live':
          return recovered(source);
        case 'stalled':
          return stall(source, state.since);
        case 'absent':
        case 'waiting':
        case 'connecting':
        case 'done':
          return undefined;
      }
    },
  };
};

/**
 * Returns the location and the message, without repetition: messages about a log usually name it, and this machine
 * needs no name.
 */
const troubleText = ({ host, log, message }: Trouble, source: Source | null): string => {
  const isJump = source !== null && host !== source.host.name;
  const named = log === null || message.includes(log) ? [] : [log];
  if (source?.host.kind === 'local' && log !== null) return [...named, message].join(': ');
  return `${[isJump ? `jump host ${host}` : host, ...named].join(':')}: ${message}`;
};
