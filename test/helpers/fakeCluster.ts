import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An instance of a container: its lines with their times, and its followers. */
interface Instance {
  readonly lines: { readonly at: number; readonly text: string }[];
  readonly followers: Set<ServerResponse>;
}

interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Each container's instances so far, newest last. */
  readonly containers: Map<string, Instance[]>;
}

/**
 * The part of the Kubernetes API that the real `kubectl` uses for logs: discovery, pods by label or name, watching
 * them, and logs with `follow`, `timestamps`, `tailLines`, `sinceTime` (in whole seconds, as API servers read it) and
 * `previous`. This is not a cluster, so the behaviour of kubelets is not covered.
 */
export interface FakeCluster {
  /** For KUBECONFIG. */
  readonly config: string;
  pod(name: string, labels: Readonly<Record<string, string>>, containers?: readonly string[]): void;
  print(pod: string, container: string, text: string, at?: number): void;
  /** Ends an instance; the next line belongs to a new one. */
  restart(pod: string, container: string): void;
  /**
   * The same, but the listing of pods does not change until `list` is called, because kubelets report restarts late.
   */
  restartUnlisted(pod: string, container: string): void;
  list(pod: string): void;
  /** Drops the oldest lines, as rotation does. */
  rotate(pod: string, container: string): void;
  remove(pod: string): void;
  /** Ends every stream, as load balancers do. */
  cut(): void;
  stop(): Promise<void>;
}

const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '000001Z');

export const startFakeCluster = async (): Promise<FakeCluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-kube-'));
  const pods = new Map<string, Pod>();
  const watchers = new Set<ServerResponse>();
  const unlisted = new Set<string>();
  let uids = 0;

  const objectOf = ({ name, uid, labels, containers }: Pod) => ({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace: 'shop', uid, labels, resourceVersion: '1' },
    spec: { containers: [...containers.keys()].map(one => ({ name: one })) },
    status: {
      phase: 'Running',
      containerStatuses: [...containers].map(([one, instances]) => ({
        name: one,
        containerID: `containerd://${uid}-${one}-${instances.length - (unlisted.has(name) ? 1 : 0)}`,
        restartCount: instances.length - 1,
        ready: true,
        state: { running: {} },
      })),
    },
  });
  const announce = (type: string, pod: Pod): void => {
    for (const watcher of watchers) watcher.write(`${JSON.stringify({ type, object: objectOf(pod) })}\n`);
  };
  const restart = (name: string, container: string): void => {
    const pod = pods.get(name)!;
    for (const follower of newest(name, container).followers) follower.end();
    pod.containers.get(container)!.push({ lines: [], followers: new Set() });
    announce('MODIFIED', pod);
  };
  const newest = (pod: string, container: string): Instance =>
    pods.get(pod)!.containers.get(container)!.at(-1)!;

  const logs = (pod: Pod, query: URLSearchParams, response: ServerResponse): unknown => {
    const instances = pod.containers.get(query.get('container') ?? [...pod.containers.keys()][0]!)!;
    const instance = query.get('previous') === 'true' ? instances.at(-2) : instances.at(-1);
    if (!instance) return fail(response, 400, 'previous terminated container not found');
    const since = query.get('sinceTime');
    const tail = query.get('tailLines');
    const from = since === null ? 0 : Math.floor(Date.parse(since) / 1000) * 1000;
    const shown = instance.lines.filter(({ at }) => at >= from);
    const last = tail === null ? shown : Number(tail) === 0 ? [] : shown.slice(-Number(tail));
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    for (const { at, text } of last) response.write(`${stamp(at)} ${text}\n`);
    if (query.get('follow') === 'true' && instance === instances.at(-1)) {
      instance.followers.add(response);
      return response.on('close', () => instance.followers.delete(response));
    }
    return response.end();
  };

  const listed = (query: URLSearchParams): Pod[] => {
    const selector = (query.get('labelSelector') ?? '').split(',').filter(Boolean);
    const name = /metadata\.name=(.*)/.exec(query.get('fieldSelector') ?? '')?.[1];
    return [...pods.values()].filter(
      pod =>
        (name === undefined || pod.name === name) &&
        selector.every(one => pod.labels[one.split('=')[0]!] === one.split('=').at(-1)),
    );
  };

  const answer = (request: IncomingMessage, response: ServerResponse): unknown => {
    const url = new URL(request.url!, 'http://x');
    const name = /^\/api\/v1\/namespaces\/shop\/pods\/([^/]+)(\/log)?$/.exec(url.pathname);
    if (url.pathname === '/api') return json(response, { kind: 'APIVersions', versions: ['v1'] });
    if (url.pathname === '/apis')
      return json(response, { kind: 'APIGroupList', apiVersion: 'v1', groups: [] });
    if (url.pathname === '/api/v1') return json(response, RESOURCES);
    if (url.pathname === '/api/v1/namespaces/shop/pods') {
      if (url.searchParams.get('watch') !== 'true')
        return json(response, {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: '1' },
          items: listed(url.searchParams).map(objectOf),
        });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      watchers.add(response);
      return response.on('close', () => watchers.delete(response));
    }
    const pod = name && pods.get(name[1]!);
    if (!pod) return fail(response, 404, 'pods not found');
    return name[2] ? logs(pod, url.searchParams, response) : json(response, objectOf(pod));
  };
  const server = createServer(answer);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `apiVersion: v1\nkind: Config\ncurrent-context: test\nclusters: [{ name: c, cluster: { server: 'http://127.0.0.1:${port}' } }]\ncontexts: [{ name: test, context: { cluster: c, namespace: shop, user: u } }]\nusers: [{ name: u, user: {} }]\n`,
    { mode: 0o600 },
  );
  return {
    config,
    pod(name, labels, containers = ['main']) {
      const instances = containers.map(
        one => [one, [{ lines: [], followers: new Set() }]] as [string, Instance[]],
      );
      const pod: Pod = { name, uid: `uid-${++uids}`, labels, containers: new Map(instances) };
      pods.set(name, pod);
      announce('ADDED', pod);
    },
    print(pod, container, text, at = Date.now()) {
      const { lines, followers } = newest(pod, container);
      lines.push({ at, text });
      for (const follower of followers) follower.write(`${stamp(at)} ${text}\n`);
    },
    restart,
    restartUnlisted(name, container) {
      unlisted.add(name);
      restart(name, container);
    },
    list(name) {
      unlisted.delete(name);
      announce('MODIFIED', pods.get(name)!);
    },
    rotate: (pod, container) => void newest(pod, container).lines.splice(0),
    remove(name) {
      const pod = pods.get(name)!;
      pods.delete(name);
      for (const instances of pod.containers.values())
        for (const one of instances.at(-1)!.followers) one.end();
      announce('DELETED', pod);
    },
    cut() {
      for (const { containers } of pods.values())
        for (const instances of containers.values())
          for (const one of instances.at(-1)!.followers) one.destroy();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const RESOURCES = {
  kind: 'APIResourceList',
  groupVersion: 'v1',
  resources: [
    { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list', 'watch'] },
    { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
  ],
};

const json = (response: ServerResponse, value: unknown): unknown => {
  response.writeHead(200, { 'content-type': 'application/json' });
  return response.end(JSON.stringify(value));
};

const fail = (response: ServerResponse, code: number, message: string): unknown => {
  response.writeHead(code, { 'content-type': 'application/json' });
  return response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message,
      reason: 'NotFound',
      code,
    }),
  );
};
