import { dateTime, type Moment, three, type WriteEvent } from './sample.ts';

const head = ({ at, random }: Moment, level: string): string =>
  `${dateTime(at)}.${three(at.getUTCMilliseconds())} UTC [${random.whole(2100, 2160)}] shop@orders ${level}:  `;

/**
 * Writes PostgreSQL's log with `log_line_prefix = '%m [%p] %q%u@%d '`: errors with their STATEMENT, and slow statements
 * over several lines.
 */
export const writePostgres: WriteEvent = moment => {
  const { random, incident } = moment;
  if (random.chance(0.02 + incident * 0.15)) {
    const where = head(moment, 'ERROR');
    return (
      `${where}canceling statement due to statement timeout\n` +
      `${where.replace('ERROR', 'STATEMENT')}UPDATE stock SET reserved = reserved + 1\n\t WHERE sku = 'A-${random.whole(1000, 1999)}'\n`
    );
  }
  if (random.chance(incident * 0.05)) return `${head(moment, 'FATAL')}sorry, too many clients already\n`;
  if (random.chance(0.25 + incident * 0.3)) {
    const ms = (random.whole(200, 900) + incident * random.whole(500, 6000)).toFixed(3);
    return `${head(moment, 'LOG')}duration: ${ms} ms  statement: SELECT o.id, o.total, c.name\n\t  FROM orders o JOIN customers c ON c.id = o.customer_id\n\t WHERE o.created > now() - interval '1 day'\n`;
  }
  return random.pick([
    `${head(moment, 'LOG')}checkpoint starting: time\n`,
    `${head(moment, 'LOG')}checkpoint complete: wrote ${random.whole(20, 900)} buffers (0.${random.whole(1, 9)}%); 0 WAL file(s) added, 0 removed, 1 recycled\n`,
    `${head(moment, 'LOG')}automatic vacuum of table "orders.public.order_items": index scans: 1\n`,
    `${head(moment, 'WARNING')}there is already a transaction in progress\n`,
  ]);
};
