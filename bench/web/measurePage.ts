import { percentile } from '../measure.ts';
import type { DevTools } from './devTools.ts';

const WATCH = `(() => {
  const seen = { frames: 0, long: 0, keys: [] };
  window.seen = seen;
  const frame = () => { seen.frames++; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver(list => { for (const one of list.getEntries()) seen.long += one.duration; }).observe({ entryTypes: ['longtask'] });
  addEventListener('keydown', event => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => seen.keys.push(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
  }), { capture: true });
})()`;

const KEY_MS = 200;

/** Measures an open page for this many seconds, with five key presses per second. */
export const measurePage = async (tools: DevTools, seconds: number): Promise<readonly number[]> => {
  await tools.evaluate(WATCH);
  const before = await metrics(tools);
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    await new Promise(done => setTimeout(done, KEY_MS));
    void tools.send('Input.dispatchKeyEvent', { type: 'keyDown', key: '0', text: '0' });
    void tools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: '0' });
  }
  const passed = (performance.now() - start) / 1000;
  const seen = (await tools.evaluate('window.seen')) as {
    readonly frames: number;
    readonly long: number;
    readonly keys: readonly number[];
  };
  const after = await metrics(tools);
  const perSecond = (name: string): number => ((after[name]! - before[name]!) * 1000) / passed;
  await tools.send('HeapProfiler.collectGarbage');
  const rest = await metrics(tools);
  return [
    seen.frames / passed,
    seen.long / passed,
    percentile(seen.keys, 0.5),
    percentile(seen.keys, 0.95),
    perSecond('ScriptDuration'),
    perSecond('TaskDuration'),
    rest['JSHeapUsedSize']! / 1e6,
    rest['Nodes']!,
  ];
};

const metrics = async (tools: DevTools): Promise<Record<string, number>> => {
  const { metrics: list } = (await tools.send('Performance.getMetrics')) as unknown as {
    readonly metrics: readonly { readonly name: string; readonly value: number }[];
  };
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
};
