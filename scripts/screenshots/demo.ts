import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTerminal, type PtySession } from '../../test/ui/helpers/pty.ts';
import { animatedSvg, type Frame, frameOf } from './animation.ts';

const COLUMNS = 100;
const ROWS = 26;

/**
 * What to type, what must then be visible, the caption, and the duration: a number of pictures a second apart, or one.
 */
interface Step {
  readonly type?: string;
  readonly sees?: RegExp;
  readonly caption: string;
  readonly seconds: number;
  /** Whether the screen keeps moving meanwhile. */
  readonly live?: boolean;
}

const STEPS: readonly Step[] = [
  {
    sees: /web-1 app ●[\s\S]*queue-1 app ●/,
    caption: 'rtop --demo: six hosts behind one bastion, one login',
    seconds: 3,
    live: true,
  },
  { type: '&', caption: '& filters on the hosts…', seconds: 1 },
  { type: 'checkout', caption: '& filters on the hosts…', seconds: 1.5 },
  { type: '\r', caption: '…so only matching lines cross the wire', seconds: 2, live: true },
  { type: 'v', caption: 'v merges all hosts by time', seconds: 3, live: true },
  { type: 'E', caption: 'E goes to the latest error', seconds: 2.5 },
  { type: '\r', caption: 'Enter opens the whole record', seconds: 4 },
  { type: '\x1b', caption: 'Esc closes it', seconds: 1 },
  { type: 'G', caption: 'G follows again', seconds: 2, live: true },
];

const play = async (session: PtySession): Promise<Frame[]> => {
  const frames: Frame[] = [];
  for (const { type, sees, caption, seconds, live } of STEPS) {
    if (type !== undefined) session.type(type);
    if (sees) await session.sees(sees);
    await sleep(400);
    const parts = live ? Math.round(seconds) : 1;
    for (let part = 0; part < parts; part++) {
      if (part > 0) await sleep(1000);
      frames.push(frameOf(session.emulator, seconds / parts, caption));
    }
  }
  return frames;
};

/**
 * Runs `rtop --demo` (the built program at `rtop`) on a real terminal, types the steps' input, and writes the recording
 * as an animated SVG.
 */
export const animateDemo = async (rtop: string, file: string): Promise<void> => {
  const session = onTerminal(`exec ${process.execPath} ${rtop} --demo`, {}, COLUMNS, ROWS);
  try {
    writeFileSync(file, animatedSvg(await play(session), COLUMNS, 'rtop on its demo fleet'));
  } finally {
    await session.close();
  }
  console.log(file);
};
