import { dateTime, type Moment, three, type WriteEvent } from './sample.ts';

const FRAMES: Record<string, readonly string[]> = {
  'com.shop.cart.PriceNotFoundException': [
    'com.shop.cart.PriceService.priceOf(PriceService.java:88)',
    'com.shop.cart.CartService.total(CartService.java:142)',
    'com.shop.web.CartController.show(CartController.java:57)',
  ],
  'java.lang.NullPointerException': [
    'com.shop.checkout.AddressMapper.toLabel(AddressMapper.java:31)',
    'com.shop.checkout.CheckoutService.place(CheckoutService.java:203)',
    'com.shop.web.CheckoutController.submit(CheckoutController.java:76)',
  ],
  'java.util.concurrent.TimeoutException': [
    'com.shop.stock.StockClient.reserve(StockClient.java:119)',
    'com.shop.checkout.CheckoutService.place(CheckoutService.java:188)',
    'com.shop.web.CheckoutController.submit(CheckoutController.java:76)',
  ],
};

const SERVLET = [
  'org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885)',
  'jakarta.servlet.http.HttpServlet.service(HttpServlet.java:614)',
  'org.apache.tomcat.util.threads.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:659)',
  'java.base/java.lang.Thread.run(Thread.java:1583)',
] as const;

const MESSAGES: Record<string, string> = {
  'com.shop.cart.PriceNotFoundException': 'no price for sku A-1009 in list EU-7',
  'java.lang.NullPointerException': 'Cannot invoke "Address.street()" because "address" is null',
  'java.util.concurrent.TimeoutException': 'stock service did not answer within 2000 ms',
};

const head = ({ at, random }: Moment, level: string, logger: string): string =>
  `${dateTime(at)},${three(at.getUTCMilliseconds())} ${level.padEnd(5)} [http-nio-8080-exec-${random.whole(1, 24)}] ${logger} - `;

const frames = (list: readonly string[]): string => list.map(frame => `\tat ${frame}\n`).join('');

const trace = (moment: Moment): string => {
  const { random, incident } = moment;
  const type = random.pick(Object.keys(FRAMES));
  const thrown = `${type}: ${MESSAGES[type]}\n${frames(FRAMES[type]!)}${frames(SERVLET)}`;
  const cause =
    incident > 0.3
      ? `Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after ${random.whole(2000, 3000)}ms.\n` +
        frames([
          'com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)',
          'com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)',
        ]) +
        '\t... 12 more\n'
      : '';
  return `${head(moment, 'ERROR', 'c.s.web.ErrorHandler')}Request failed: POST /checkout [trace=${random.hex(16)}]\n${thrown}${cause}`;
};

/** Writes a Spring application's log in Logback's format, including stack traces. */
export const writeJava: WriteEvent = moment => {
  const { random, incident } = moment;
  if (random.chance(0.01 + incident * 0.25)) return trace(moment);
  if (random.chance(0.04 + incident * 0.3)) {
    return `${head(moment, 'WARN', 'c.z.hikari.pool.HikariPool')}HikariPool-1 - Pool stats (total=20, active=${Math.round(12 + incident * 8)}, idle=${Math.round(8 - incident * 8)}, waiting=${Math.round(incident * 40)})\n`;
  }
  const order = random.whole(100_000, 999_999);
  return random.pick([
    `${head(moment, 'INFO', 'c.s.cart.CartService')}cart ${random.hex(8)} total ${random.whole(9, 400)}.${random.whole(10, 99)} EUR, ${random.whole(1, 6)} items\n`,
    `${head(moment, 'INFO', 'c.s.checkout.CheckoutService')}order ${order} placed in ${random.whole(18, 90 + Math.round(incident * 1800))} ms\n`,
    `${head(moment, 'INFO', 'c.s.stock.StockClient')}reserved 1 × A-${random.whole(1000, 1999)} for order ${order}\n`,
    `${head(moment, 'DEBUG', 'c.s.cart.PriceService')}price cache hit sku=A-${random.whole(1000, 1999)} list=EU-7, 0 errors\n`,
  ]);
};
