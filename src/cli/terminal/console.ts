import { createMessages, type Messages } from '../../print/messages.ts';
import { createOutlet, type Outlet } from '../../print/outlet.ts';
import { createProgress, type Progress, progressFits, type Totals } from '../../print/progress.ts';
import type { Prompter } from '../../transport/transport.ts';
import type { Request } from '../request/request.ts';

/** The outputs of a printing run: data goes to `out`, everything else to the others. */
export interface Console {
  readonly out: Outlet;
  readonly messages: Messages;
  readonly progress: Progress;
  /** True if the progress line shows how far sources have been read. */
  readonly tracked: boolean;
}

/** Opens the standard streams of this process; `totals` are shown in the progress line. */
export const openConsole = ({ program, query, output }: Request, totals: () => Totals): Console => {
  const enabled = progressFits(process.stdout, process.stderr, process.env['TERM']);
  const reading = query.follow === 'none';
  const progress = createProgress({ terminal: process.stderr, enabled, reading, totals });
  const messages = createMessages({ stderr: process.stderr, program, progress, now: Date.now });
  const out = createOutlet(process.stdout, {
    ...(process.stdout.isTTY === true && { beforeWrite: progress.erase }),
    isSlow: output.form === 'json' || output.template !== null || output.time !== 'off',
  });
  return { out, messages, progress, tracked: enabled && reading };
};

/** Hides the progress line during questions. */
export const withoutProgress = (prompter: Prompter, progress: Progress): Prompter => ({
  ask: async (question, signal) => {
    const resume = progress.suspend();
    try {
      return await prompter.ask(question, signal);
    } finally {
      resume();
    }
  },
});
