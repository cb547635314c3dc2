/**
 * The page of `rtail serve` compared with the usual approach of web log viewers (appending every line to the document),
 * in one run: `--seconds N` per rate, `--minutes N` at 100,000 lines per second for the heap. A scripted server stands
 * in for `rtail serve`. Requires /usr/bin/chromium and a current build.
 */
import { numberedRecord } from '../test/web/helpers/scriptedLogs.ts';
import { ScriptedServer } from '../test/web/helpers/scriptedServer.ts';
import { printTable, sizes } from './measure.ts';
import { startAppending } from './web/appending.ts';
import { startDevTools } from './web/devTools.ts';
import { measurePage } from './web/measurePage.ts';

const { seconds, minutes } = sizes({ seconds: 7, minutes: 2 });
const RATES = [1_000, 10_000, 100_000];
const HEAD = [
  'page',
  'lines/s',
  'frames/s',
  'long tasks ms/s',
  'key→paint p50 ms',
  'p95 ms',
  'script ms/s',
  'main thread ms/s',
  'JS heap MB',
  'nodes',
];

const tools = await startDevTools();
const table: (string | number)[][] = [];
try {
  for (const rate of RATES) {
    const server = await ScriptedServer.start({
      logs: [{ host: 'web-01', log: 'app' }],
      count: 0,
      record: numberedRecord,
    });
    await tools.open(server.link);
    await tools.until(`document.querySelector('.pane') !== null`);
    server.flow(rate);
    table.push(['this page', rate, ...(await measurePage(tools, seconds))]);
    await server.close();
  }
  for (const cap of [Number.POSITIVE_INFINITY, 2_000]) {
    for (const rate of RATES.slice(1)) {
      const server = await startAppending(rate, cap);
      await tools.open(server.address);
      await tools.until(`document.querySelectorAll('p').length > 0`);
      table.push([
        Number.isFinite(cap) ? `appending, ${cap} kept` : 'appending',
        rate,
        ...(await measurePage(tools, seconds)),
      ]);
      server.close();
    }
  }
  const server = await ScriptedServer.start({
    logs: [{ host: 'web-01', log: 'app' }],
    count: 0,
    record: numberedRecord,
  });
  const start = performance.now();
  await tools.open(server.link);
  await tools.until(`document.querySelector('.pane') !== null`);
  server.flow(100_000);
  await tools.until(`document.querySelector('.row') !== null`);
  console.log(`first row ${Math.round(performance.now() - start)} ms after the page was asked for`);
  for (let minute = 1; minute <= minutes; minute++) {
    const [, , , , , , heap, nodes] = await measurePage(tools, 60);
    console.log(`after ${minute} min of 100,000 lines/s: heap ${heap!.toFixed(1)} MB, ${nodes} nodes`);
  }
  await server.close();
} finally {
  tools.close();
}
printTable(HEAD, table);
process.exit(0);
