import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A word contained in sixty lines spread over the whole log. */
export const RARE = 'needle';
const RARE_COUNT = 60;

const MESSAGES = [
  'GET /cart?item=8841 200 in 12ms user=4411 session=ab12ff90',
  'POST /checkout 200 in 87ms order=99121 shop=emea-1 sku=88-1204',
  'GET /healthz 200 in 1ms',
  'cache miss key=price:88-1204 region=eu-west-1, loading from the database',
  'GET /search?q=desk+lamp&sort=price 200 in 43ms results=118 page=1 user=31',
];
/** Approximate length of a line in bytes. */
const LINE_BYTES = 105;
const BLOCK = 20_000;

/** A log with numbered lines (`line-0.` is the first), evenly spread over its days. */
export interface DatedLog {
  readonly lines: number;
  readonly bytes: number;
  /** When the last line was written. Milliseconds since the epoch. */
  readonly last: number;
  readonly perSecond: number;
  /** Returns the number of the line written at a moment. */
  numberAt(moment: number): number;
}

/** Writes a log of approximately this size that ends now. */
export const writeDatedLog = async (path: string, size: number, days: number): Promise<DatedLog> => {
  const lines = Math.floor(size / LINE_BYTES);
  const last = Math.floor(Date.now() / 1000) * 1000;
  const first = last - days * 86_400_000;
  const step = (last - first) / lines;
  const rareEvery = Math.floor(lines / RARE_COUNT);
  let bytes = 0;
  let second = -1;
  let text = '';
  const lineOf = (n: number): string => {
    const moment = Math.floor(first + n * step);
    const now = Math.floor(moment / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000).toISOString().slice(0, 19);
    }
    const milliseconds = String(moment - now * 1000).padStart(3, '0');
    const level = n % 1009 === 0 ? 'ERROR' : n % 97 === 0 ? 'WARN' : 'INFO';
    const message = n % rareEvery === 7 ? `${RARE} in a haystack` : MESSAGES[n % MESSAGES.length]!;
    return `${text}.${milliseconds}Z ${level} [http-${n % 16}] line-${n}. ${message}\n`;
  };
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  for (let at = 0; at < lines; at += BLOCK) {
    const count = Math.min(BLOCK, lines - at);
    const block = Buffer.from(Array.from({ length: count }, (_, i) => lineOf(at + i)).join(''), 'latin1');
    bytes += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return {
    ...{ lines, bytes, last },
    perSecond: 1000 / step,
    numberAt: moment => Math.round((moment - first) / step),
  };
};
