import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseHubUrl } from '../../../src/core/relay/hubUrl.ts';
import { logKeys, type RelayName } from '../../../src/core/relay/names.ts';
import { readEntries } from '../../../src/relay/hub/entryCodec.ts';
import { Hub } from '../../../src/relay/hub/hub.ts';
import { listOf, textOf } from '../../../src/relay/hub/reply.ts';
import { type FaultReader, numberOf, type Seen } from './reading.ts';

/*
 * The control of the fault runs: the same relays with leases, but whose appends neither prove who makes them nor where they think the
 * stream ends, under ids that Redis draws, and a reader that continues behind the last id. The product has no switch for it: the scripts
 * in a copy of the build are changed.
 */
const CHANGES: readonly (readonly [guarded: string, open: string])[] = [
  ["if state[1] ~= ARGV[1] then return {'FENCED', state[1] or '', state[2] or ''} end\n", ''],
  ["if (state[2] or '') ~= ARGV[2] then return {'MOVED', state[2] or ''} end\n", ''],
  ["redis.call('XADD', KEYS[1], top,", "redis.call('XADD', KEYS[1], '*',"],
  [
    "if not top then redis.call('DEL', KEYS[3])\nelseif redis.call('EXISTS', KEYS[3]) == 1 then",
    'if false then',
  ],
];

/** Returns a folder with a copy of a build whose appends are not fenced. Throws where the scripts are not as expected. */
export const unfencedBuild = (dist: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-control-'));
  const copy = join(folder, 'dist');
  cpSync(dist, copy, { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  let changed = 0;
  for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter(one =>
    one.endsWith('.js'),
  )) {
    const file = join(copy, name);
    let text = readFileSync(file, 'utf8');
    for (const [guarded, open] of CHANGES) {
      if (!text.includes(guarded)) continue;
      text = text.replace(guarded, open);
      changed++;
    }
    writeFileSync(file, text);
  }
  if (changed !== CHANGES.length)
    throw new Error(`${changed} of ${CHANGES.length} places of the scripts were found`);
  return copy;
};

/** Continues behind the last id that it saw, as consumers of streams do. */
export class PlainReader implements FaultReader {
  readonly seen = new Map<string, Seen[]>();
  readonly #hub: Hub;
  #isEnded = false;

  constructor(url: string, logs: readonly RelayName[]) {
    const parsed = parseHubUrl(url);
    if (!parsed.ok) throw new Error(parsed.expected);
    this.#hub = new Hub({
      address: parsed.url.address,
      sentinelLogin: { user: null, password: null },
      ca: null,
      cert: null,
      key: null,
    });
    for (const name of logs) void this.#follow(name);
  }

  stopFor(ms: number): Promise<void> {
    return sleep(ms);
  }

  said(): string {
    return '';
  }

  end(): void {
    this.#isEnded = true;
    this.#hub.close();
  }

  async #follow(name: RelayName): Promise<void> {
    const { stream } = logKeys(name);
    const link = this.#hub.openLink();
    let id = '0-0';
    while (!this.#isEnded) {
      try {
        const answer = await link.send(['XREAD', 'COUNT', '16', 'BLOCK', '500', 'STREAMS', stream, id], 500);
        const entries = listOf(listOf(listOf(answer)[0])[1]);
        for (const entry of readEntries(entries))
          if (entry.kind === 'bytes') this.#take(name.log, entry.bytes.toString('latin1'));
        id = textOf(listOf(entries.at(-1))[0]) ?? id;
      } catch {
        await sleep(50);
      }
    }
    link.close();
  }

  #take(log: string, text: string): void {
    const list = this.seen.get(log) ?? [];
    this.seen.set(log, list);
    for (const line of text.split('\n').slice(0, -1)) list.push(numberOf(line));
  }
}
