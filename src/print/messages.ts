import type { Writable } from 'node:stream';
import type { SourceId } from '../core/record.ts';
import { sanitiseText } from '../core/sanitise.ts';
import type { Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';
import type { SourceState } from '../session/events.ts';
import type { Progress } from './progress.ts';
import { duration } from './quantity.ts';

/** What a run says to the person, on stderr. */
export interface Messages {
  /** One message; lines after the first are indented. */
  say(text: string): void;
  /** Says trouble once, however many sources it stops, and the same advice once, however many hosts need it. */
  trouble(trouble: Trouble): void;
  /** Follows a source's state: says when it fails or has to try again, and keeps the progress line. */
  state(source: Source, state: SourceState): void;
}

export interface MessagesOptions {
  readonly stderr: Writable;
  /** What each message begins with: `rtail`. */
  readonly program: string;
  readonly progress: Progress | null;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
}

export const createMessages = ({ stderr, program, progress, now }: MessagesOptions): Messages => {
  const said = new Set<string>();
  const advised = new Set<string>();
  const retrying = new Set<SourceId>();

  const say = (text: string): void => {
    progress?.erase();
    const safe = sanitiseText(text, { color: false, tabStop: 8 });
    stderr.write(`${program}: ${safe.replaceAll('\n', '\n    ')}\n`);
  };

  const sayTrouble = (trouble: Trouble, after: string): void => {
    const where = trouble.log === null ? trouble.host : `${trouble.host}:${trouble.log}`;
    const what = `${where}: ${trouble.message}`;
    const key = `${after === '' ? 'over' : 'again'} ${what}`;
    if (said.has(key)) return;
    said.add(key);
    const advice = trouble.advice !== null && !advised.has(trouble.advice) ? `\n${trouble.advice}` : '';
    if (trouble.advice !== null) advised.add(trouble.advice);
    say(`${what}${after}${advice}`);
  };

  const retry = (source: Source, state: Extract<SourceState, { kind: 'retrying' }>): void => {
    if (retrying.has(source.id)) return;
    retrying.add(source.id);
    sayTrouble(state.trouble, `; trying again in ${duration(Math.max(0, state.at - now()))}`);
  };

  return {
    say,
    trouble: trouble => sayTrouble(trouble, ''),
    state(source, state) {
      progress?.state(source, state);
      switch (state.kind) {
        case 'failed':
          return sayTrouble(state.trouble, '');
        case 'retrying':
          return retry(source, state);
        case 'live':
          // The next break is news again.
          if (retrying.delete(source.id)) said.clear();
          return undefined;
        case 'waiting':
        case 'connecting':
        case 'stalled':
        case 'done':
          return undefined;
      }
    },
  };
};
