import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const two = (value: number): string => String(value).padStart(2, '0');

/** Writes an access log of about 190 bytes per line; one line in 97 has status 503 and one in 13 has 404. */
export async function writeAccessLog(path: string, lines: number): Promise<void> {
  const file = createWriteStream(path);
  for (let from = 0; from < lines; from += 10_000) {
    let text = '';
    for (let i = from; i < Math.min(lines, from + 10_000); i++) {
      const clock = `20/Nov/2026:${two(Math.floor(i / 360_000) % 24)}:${two(Math.floor(i / 6000) % 60)}:${two(Math.floor(i / 100) % 60)}`;
      const status = i % 97 === 0 ? 503 : i % 13 === 0 ? 404 : 200;
      text += `10.0.${i % 250}.${i % 199} - - [${clock} +0000] "GET /api/orders/${i % 5000}?page=${i % 7} HTTP/1.1" ${status} ${(i * 37) % 90_000} "https://shop.example/cart" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"\n`;
    }
    if (!file.write(text)) await new Promise<void>(resolve => file.once('drain', resolve));
  }
  file.end();
  await finished(file);
}
