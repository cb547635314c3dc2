import { type Moment, ROUTES, type WriteEvent } from './sample.ts';

const line = (
  { at, host, random }: Moment,
  level: string,
  msg: string,
  more: Record<string, unknown>,
): string =>
  `${JSON.stringify({ time: at.toISOString(), level, service: 'orders-api', host, trace_id: random.hex(16), msg, ...more })}\n`;

/** Writes a service's JSON lines, with stack traces in a field. */
export const writeJson: WriteEvent = moment => {
  const { random, incident } = moment;
  if (random.chance(0.01 + incident * 0.3)) {
    return line(moment, 'error', 'upstream request failed', {
      upstream: 'db-1:5432',
      attempt: random.whole(1, 3),
      error: {
        type: 'ConnectionTimeoutException',
        message: `timeout exceeded when trying to connect after ${random.whole(2000, 5000)} ms`,
        stack:
          'ConnectionTimeoutException: timeout exceeded\n    at Pool.connect (/srv/orders/pool.js:45:11)\n    at Orders.list (/srv/orders/orders.js:112:20)',
      },
    });
  }
  if (random.chance(0.05 + incident * 0.2)) {
    return line(moment, 'warn', 'slow query', {
      table: random.pick(['orders', 'order_items', 'prices']),
      ms: random.whole(400, 900 + Math.round(incident * 4000)),
    });
  }
  return line(moment, random.chance(0.2) ? 'debug' : 'info', 'request', {
    method: random.pick(['GET', 'POST']),
    path: random.pick(ROUTES),
    status: random.pick([200, 200, 200, 201, 404]),
    ms: random.whole(3, 120),
    user: `u-${random.whole(1000, 9999)}`,
  });
};
