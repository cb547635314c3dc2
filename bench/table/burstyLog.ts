import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const LEVELS = ['INFO', 'INFO', 'DEBUG', 'INFO', 'WARN', 'INFO', 'INFO', 'ERROR'];
const BLOCK = 10_000;

/**
 * Writes a log as a server writes it: requests come in bursts with pauses in between. Logs with
 * other numbers start later, so that they overlap in part.
 */
export const writeBurstyLog = async (path: string, lines: number, number: number): Promise<void> => {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  const random = generator(number + 1);
  let time = 1_795_000_000_000 + number * lines;
  let burst = 0;
  for (let at = 0; at < lines; at += BLOCK) {
    let block = '';
    for (let line = at; line < Math.min(lines, at + BLOCK); line++) {
      if (burst-- <= 0) {
        burst = Math.floor(random() ** 3 * 2000);
        time += Math.floor(random() * 3 * burst);
      } else time += Math.floor(random() * 3);
      const level = LEVELS[Math.floor(random() * LEVELS.length)]!;
      const thread = Math.floor(random() * 32);
      block += `${new Date(time).toISOString()} ${level} [worker-${thread}] shop.Cart - served GET /cart/items?order=${line} in ${burst} ms user=${Math.floor(random() * 10_007)}\n`;
    }
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
};

/** Returns a linear congruential generator (Numerical Recipes): the same log each time. */
const generator = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};
