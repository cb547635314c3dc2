import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOCAL_HOST } from '../../../src/config/sources/select.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { Marker } from '../../../src/core/record.ts';
import { schemePlace } from '../../../src/core/sourceSchemes.ts';
import { markerText } from '../../../src/core/text/markerText.ts';
import { readPodSelection } from '../../../src/pushdown/kubernetes/kubectl.ts';
import { Run } from '../../../src/session/run/run.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { type FakeCluster, startFakeCluster } from '../../helpers/fakeCluster.ts';

vi.hoisted(() => {
  process.env['RTAIL_TEST_BACKOFF_MS'] = '50';
});

let cluster: FakeCluster;
let home: string;

const start = (address: string, query: Partial<Query>) => {
  const transport = createLocalTransport({ ...process.env, KUBECONFIG: cluster.config, HOME: home });
  const parsed = schemePlace('kubernetes', address);
  if (!parsed.ok) throw new Error(parsed.message);
  const texts = new Map<string, string>();
  const markers: string[] = [];
  const run = new Run({
    query: { ...EVERYTHING, bare: true, ...query },
    transport,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
    sink: {
      opened: ({ log }) => void texts.set(log, ''),
      marker: ({ log }, marker: Marker) => void markers.push(`${log}: ${markerText(marker, false)}`),
      lines: ({ log }, chunk) => void texts.set(log, texts.get(log)! + chunk.toString()),
      state: () => {},
    },
  });
  const format = { format: null, start: null, timezone: null };
  run.add({ id: 0, host: LOCAL_HOST, log: `kubernetes:${address}`, place: parsed.place, format });
  const lines = () =>
    Object.fromEntries([...texts].map(([log, text]) => [log, text.split('\n').slice(0, -1)]));
  return {
    lines,
    said: () => markers.join('\n'),
    sees: (log: string, line: string) =>
      expect.poll(() => lines()[log] ?? [], { interval: 20, timeout: 20_000 }).toContain(line),
    async end() {
      run.cancel();
      await run.finished();
      await transport.close();
    },
    async toEnd() {
      const outcomes = await run.finished();
      await transport.close();
      return { lines: lines(), troubles: outcomes.flatMap(({ trouble }) => trouble?.message ?? []) };
    },
  };
};

const hasKubectl = existsSync('/usr/bin/kubectl');

describe.skipIf(!hasKubectl)('pods, with kubectl and a stand-in for the API server', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'rtail-kubectl-'));
    mkdirSync(join(home, '.kube'));
    cluster = await startFakeCluster();
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test('all containers of a selector are read once', async () => {
    cluster.pod('web-1', { app: 'web' }, ['main', 'side']);
    cluster.pod('db-1', { app: 'db' });
    for (const text of ['one', 'two', 'three']) cluster.print('web-1', 'main', text);
    cluster.print('web-1', 'side', 'aside');
    cluster.print('db-1', 'main', 'not wanted');
    expect(await start('shop/app=web', {}).toEnd()).toEqual({
      lines: { 'web-1/main': ['one', 'two', 'three'], 'web-1/side': ['aside'] },
      troubles: [],
    });
    const one = await start('app=web/main', { grep: ['t'], from: { kind: 'lastLines', count: 2 } }).toEnd();
    expect(one.lines).toEqual({ 'web-1/main': ['two', 'three'] });
    expect((await start('app=none', {}).toEnd()).troubles).toEqual(['no pod matches kubernetes:app=none']);
    expect((await start('elsewhere/db-1', {}).toEnd()).troubles[0]).toMatch(/^kubectl: .*not found/);
  });

  test('are followed through disconnects, restarts, rotation and pods that come and go', async () => {
    cluster.pod('api-1', { app: 'api' });
    const following = start('app=api', { follow: 'name' });
    const expected: string[] = [];
    const print = (text: string, pod = 'api-1'): void => {
      expected.push(text);
      cluster.print(pod, 'main', text);
    };
    print('first');
    await following.sees('api-1', 'first');
    for (const turn of ['a', 'b']) {
      print(`${turn} 1`);
      print('the same');
      cluster.cut();
      print('the same');
      print(`${turn} 2`);
      await following.sees('api-1', `${turn} 2`);
    }
    print('last words');
    cluster.restart('api-1', 'main');
    print('born again');
    await following.sees('api-1', 'born again');
    expect(following.said()).toContain('api-1: the container main of api-1 was restarted');
    expect(following.said()).not.toContain('gap');
    cluster.restartUnlisted('api-1', 'main');
    print('a third life');
    await following.sees('api-1', 'a third life');
    cluster.list('api-1');
    cluster.cut();
    print('of which all is known');
    await following.sees('api-1', 'of which all is known');
    expect(following.said()).not.toContain('gap');
    cluster.pod('api-2', { app: 'api' });
    cluster.print('api-2', 'main', 'hello');
    await following.sees('api-2', 'hello');
    cluster.cut();
    cluster.rotate('api-1', 'main');
    print('after rotation');
    await following.sees('api-1', 'after rotation');
    expect(following.said()).toContain('api-1: gap');
    cluster.remove('api-2');
    await expect.poll(following.said, { timeout: 10_000 }).toContain('api-2: the pod no longer exists');
    await following.end();
    expect(following.lines()).toEqual({ 'api-1': expected, 'api-2': ['hello'] });
    expect(readdirSync(home)).toEqual(['.kube']);
  });
});

describe('which pods are selected', () => {
  const none = { context: null, namespace: null, selector: null, pod: null, container: null };
  test.each([
    ['api-0', { ...none, pod: 'api-0' }],
    ['*', none],
    ['shop/api-0', { ...none, namespace: 'shop', pod: 'api-0' }],
    ['shop/api-0/main', { ...none, namespace: 'shop', pod: 'api-0', container: 'main' }],
    ['app=api', { ...none, selector: 'app=api' }],
    [
      'shop/app=api,tier!=x/main',
      { ...none, namespace: 'shop', selector: 'app=api,tier!=x', container: 'main' },
    ],
    [
      'app.kubernetes.io/name=api/main',
      { ...none, selector: 'app.kubernetes.io/name=api', container: 'main' },
    ],
    [
      'shop/app.kubernetes.io/name=api',
      { ...none, namespace: 'shop', selector: 'app.kubernetes.io/name=api' },
    ],
    [
      'shop/app=api?context=arn%3Aaws/x',
      { ...none, namespace: 'shop', selector: 'app=api', context: 'arn:aws/x' },
    ],
  ])('%s', (address, selection) => expect(readPodSelection(address)).toEqual(selection));
});
