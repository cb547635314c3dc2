import type { Level } from '../../../src/core/level.ts';

/** A record as a script writes it. */
export interface ScriptedRecord {
  readonly ms: number;
  readonly level: Level | null;
  readonly text: string;
  readonly marker?: 'marker' | 'gap';
  readonly fields?: readonly (readonly [string, string])[];
  readonly pretty?: string;
}

/** The time of the first scripted record: 2026-11-20 14:03:00 UTC. */
export const START = Date.UTC(2026, 10, 20, 14, 3, 0);

const PATHS = ['/cart', '/checkout', '/login', '/product/88-1204', '/search?q=desk+lamp', '/healthz'];

const TRACE = [
  'CheckoutController - checkout failed for order 42917',
  'java.lang.IllegalStateException: payment provider timed out after 3000 ms',
  '\tat shop.checkout.PaymentClient.charge(PaymentClient.java:118)',
  '\tat shop.checkout.CheckoutController.submit(CheckoutController.java:64)',
  '\tat shop.web.Dispatcher.handle(Dispatcher.java:201)',
  'Caused by: java.net.SocketTimeoutException: Read timed out',
  '\t... 14 more',
].join('\n');

/** Small pseudo-random numbers, the same in every run. */
const mixed = (id: number, salt: number): number => {
  let hash = Math.imul(id ^ (salt * 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Returns the record with an id: any number of records, without storing one. */
export const shopRecord = (id: number): ScriptedRecord => {
  const ms = START + id * 370;
  const dice = mixed(id, 1) % 100;
  const path = PATHS[mixed(id, 2) % PATHS.length]!;
  const took = 20 + (mixed(id, 3) % 400);
  if (dice < 2)
    return {
      ms,
      level: 'error',
      text: TRACE,
      fields: [
        ['thread', 'http-11'],
        ['logger', 'CheckoutController'],
        ['order', '42917'],
      ],
    };
  if (dice < 6)
    return {
      ms,
      level: 'warn',
      text: `[http-${dice}] OrderRepository - slow query ${900 + took * 4}ms: select * from orders where customer = ?`,
      fields: [
        ['thread', `http-${dice}`],
        ['logger', 'OrderRepository'],
      ],
    };
  if (dice < 16) {
    const fields = {
      event: 'payment.settled',
      status: 200,
      amount: took,
      currency: 'EUR',
      trace_id: mixed(id, 4).toString(16),
    };
    return {
      ms,
      level: 'info',
      text: `payment settled  \x1b[2mstatus=\x1b[22m\x1b[32m200\x1b[39m \x1b[2mamount=\x1b[22m${took} \x1b[2mtrace_id=\x1b[22m${fields.trace_id}`,
      pretty: JSON.stringify(fields, null, 2),
      fields: Object.entries(fields).map(([name, value]) => [name, String(value)] as const),
    };
  }
  if (dice < 26)
    return {
      ms,
      level: 'debug',
      text: `[http-${dice}] CartCache - hit ratio 0.${80 + (took % 19)}, ${300 + took} entries`,
    };
  return {
    ms,
    level: 'info',
    text: `[http-${1 + (dice % 20)}] RequestLog - ${dice % 3 ? 'GET' : 'POST'} ${path} 200 in ${took}ms`,
    fields: [
      ['method', dice % 3 ? 'GET' : 'POST'],
      ['path', path],
      ['status', '200'],
      ['duration', `${took}ms`],
    ],
  };
};

/** Returns a record with only its number and the requested length. */
export const numberedRecord = (id: number): ScriptedRecord => ({
  ms: START + id,
  level: null,
  text: `record ${id} ${'x'.repeat(mixed(id, 5) % 60)}`,
});
