import type { Fields, LogRecord } from '../../../src/core/record.ts';
import type { Source } from '../../../src/core/target.ts';
import type { SourceCounts } from '../../../src/session/events.ts';
import {
  createLiveSession,
  type LiveSession,
  type SourceControl,
} from '../../../src/session/live/session.ts';

/** Friday, 20 November 2026, 14:02:00 UTC: when the scripted feed starts. */
export const START = Date.UTC(2026, 10, 20, 14, 2, 0);

export const source = (id: number, host: string, log: string): Source => ({
  id,
  host: {
    name: host,
    address: `${host}.shop.internal`,
    port: null,
    user: 'deploy',
    identities: [],
    knownHosts: [],
    team: 'shop',
    jump: null,
    kind: 'ssh',
    timezone: null,
  },
  log,
  place: { kind: 'file', path: `/var/log/shop/${log}.log`, glob: false },
  format: { format: null, start: null, timezone: null },
});

/** A session whose sources are controlled by the test. */
export interface ScriptedSession {
  readonly session: LiveSession;
  readonly sources: readonly Source[];
  readonly clock: { now: number };
  /** What the session requested of its sources, one line each. */
  readonly calls: string[];
  readonly counts: Map<number, SourceCounts>;
  /** Delivers one record; its time is `atMs` after START. */
  say(source: number, atMs: number, level: LogRecord['level'], text: string, fields?: Fields): void;
}

export const scriptedSession = (
  names: readonly (readonly [host: string, log: string])[],
  bufferBytes = 64e6,
): ScriptedSession => {
  const clock = { now: START };
  const calls: string[] = [];
  const counts = new Map<number, SourceCounts>();
  const control: SourceControl = {
    async add(added) {
      calls.push(`add ${added.join(' ')}`);
    },
    remove: id => calls.push(`remove ${id}`),
    retry: id => calls.push(`retry ${id}`),
    applyFilter: ({ filters, level }, reread) =>
      calls.push(
        `narrow ${filters
          .filter(filter => filter.enabled)
          .map(filter => (filter.negate ? '!' : '&') + filter.pattern)
          .join(' ')} ${level ?? 'all'}${reread ? ' reread' : ''}`,
      ),
    counts: id => counts.get(id) ?? null,
  };
  const session = createLiveSession({ bufferBytes, control, now: () => clock.now });
  const sources = names.map(([host, log], id) => source(id, host, log));
  const seqs = new Map<number, number>();
  for (const one of sources) {
    session.opened(one);
    session.state(one, { kind: 'live' });
  }
  return {
    session,
    sources,
    clock,
    calls,
    counts,
    say(id, atMs, level, text, fields) {
      const seq = (seqs.get(id) ?? 0) + 1;
      seqs.set(id, seq);
      session.records([
        {
          source: id,
          seq,
          received: START + atMs + 12,
          time: { ms: START + atMs, nanos: 0, digits: 3 },
          level,
          text: Buffer.from(text).toString('latin1'),
          fields: fields ?? null,
          late: false,
        },
      ]);
    },
  };
};

/** Pseudo-random numbers from 0 to 1, the same in every run (mulberry32). */
const randoms = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const TRACE = [
  'java.lang.NullPointerException: Cannot invoke "com.shop.cart.Price.amount()" because "price" is null',
  '\tat com.shop.cart.Totals.sum(Totals.java:88)',
  '\tat com.shop.cart.Totals.of(Totals.java:41)',
  '\tat com.shop.cart.CartService.checkout(CartService.java:212)',
  '\tat com.shop.web.CheckoutController.post(CheckoutController.java:67)',
  '\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)',
  '\tat org.springframework.web.method.support.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:255)',
  '\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885)',
  'Caused by: com.shop.price.PriceMissing: no price for SKU 88-1204 in EUR',
  '\tat com.shop.price.Prices.find(Prices.java:130)',
].join('\n');

const stamp = (ms: number): string =>
  new Date(START + ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);

const PATHS = [
  '/cart',
  '/cart/items',
  '/checkout',
  '/search?q=desk+lamp',
  '/product/88-1204',
  '/login',
  '/healthz',
];

/**
 * Writes a lively two minutes of a web shop into the sources, according to the kind of each log; the same
 * each time.
 */
export const playShop = (
  script: Pick<ScriptedSession, 'sources' | 'clock' | 'say'>,
  lines = 400,
  seed = 7,
): void => {
  const random = randoms(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const number = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  for (let i = 0; i < lines; i++) {
    const at = Math.floor((i * 120_000) / lines + random() * 200);
    const { id, log } = pick(script.sources);
    const chance = random();
    const thread = `http-${number(1, 24)}`;
    if (log === 'app') {
      const say = (level: LogRecord['level'], text: string): void =>
        script.say(id, at, level, `${stamp(at)} ${level!.toUpperCase().padEnd(5)} [${thread}] ${text}`);
      if (chance < 0.03)
        say('error', `CheckoutController - checkout failed for cart ${number(1000, 9999)}\n${TRACE}`);
      else if (chance < 0.12)
        say(
          'warn',
          `OrderRepository - slow query ${number(300, 2400)}ms: select * from orders where customer_id = ${number(1, 90000)}`,
        );
      else if (chance < 0.2)
        say('debug', `CartCache - hit ratio 0.${number(70, 99)}, ${number(100, 900)} entries`);
      else
        say('info', `RequestLog - ${pick(['GET', 'GET', 'POST'])} ${pick(PATHS)} 200 in ${number(3, 180)}ms`);
    } else if (log === 'json') {
      const fields = {
        ts: new Date(START + at).toISOString(),
        level: chance < 0.06 ? 'error' : 'info',
        msg: chance < 0.06 ? 'payment declined' : 'payment settled',
        order: `A-${number(10000, 99999)}`,
        amount: number(500, 90000) / 100,
        currency: 'EUR',
        provider: { name: pick(['adyen', 'stripe']), ms: number(80, 900) },
        customer: { id: number(1, 90000), country: pick(['NL', 'DE', 'FR', '日本']) },
      };
      script.say(id, at, fields.level as 'info', JSON.stringify(fields), fields);
    } else if (log === 'pg') {
      if (chance < 0.1)
        script.say(
          id,
          at,
          'error',
          `${stamp(at).replace(',', '.')} UTC [${number(900, 999)}] ERROR:  deadlock detected\nDETAIL:  Process 911 waits for ShareLock on transaction 88123; blocked by process 912.\nHINT:  See server log for query details.`,
        );
      else
        script.say(
          id,
          at,
          'info',
          `${stamp(at).replace(',', '.')} UTC [${number(900, 999)}] LOG:  checkpoint complete: wrote ${number(10, 900)} buffers (${number(1, 9)}.${number(0, 9)}%)`,
        );
    } else {
      const status = chance < 0.05 ? 502 : chance < 0.15 ? 404 : 200;
      script.say(
        id,
        at,
        status === 502 ? 'error' : status === 404 ? 'warn' : 'info',
        `10.0.${number(0, 9)}.${number(1, 250)} - - [20/Nov/2026:${new Date(START + at).toISOString().slice(11, 19)} +0000] "GET ${pick(PATHS)} HTTP/1.1" ${status} ${number(200, 90000)} "-" "Mozilla/5.0"`,
      );
    }
  }
  script.clock.now = START + 120_300;
};
