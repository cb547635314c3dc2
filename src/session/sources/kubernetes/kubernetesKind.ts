import { setTimeout as sleep } from 'node:timers/promises';
import { decodeText } from '../../../core/bytes.ts';
import type { OtherPlace, Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import { localPipeline } from '../../../pushdown/explain.ts';
import { wholeFilter } from '../../../pushdown/filter/filterStages.ts';
import {
  listPodsCommand,
  type PodContainer,
  type PodSelection,
  type PodsRead,
  podLogsWords,
  readPodSelection,
  readPods,
  watchPodsCommand,
} from '../../../pushdown/kubernetes/kubectl.ts';
import { firstOrAborted } from '../../abort.ts';
import { troubleOf } from '../../host/context.ts';
import { runScript, runShortScript } from '../../host/remoteScript.ts';
import type { Several, SourceKind } from '../contract.ts';
import { PodLog, sinceTimeOf } from './podLog.ts';

/** Reads pods with `kubectl`, on a host or locally: `kubernetes:NAMESPACE/app=api`. */
export const kubernetesKind: SourceKind = {
  open: several => new Pods(several).run(),
  async read() {
    throw new TypeError('every pod is read by what opened it');
  },
  async explain(source, { query, hosts }) {
    await hosts.reach(source.host);
    const selection = selectionOf(source);
    const example = { pod: selection.pod ?? 'POD', container: selection.container ?? 'CONTAINER' };
    const words = podLogsWords(selection, example, {
      follow: query.follow !== 'none',
      tail: query.from.kind === 'lastLines' ? query.from.count : null,
      sinceTime: sinceTimeOf(query),
    });
    const text = `host:  ${words.join(' ')}\n       once for each container; pods are listed, and followed they are watched\nlocal: ${localPipeline(wholeFilter(query))}`;
    return { text, whole: null };
  },
  shortfalls: () => [
    'exact across disconnects and container restarts; what a node rotates away during a disconnect is a gap, and before Kubernetes 1.29 kubectl may stop at a rotation',
  ],
  checkMs: null,
};

const selectionOf = ({ place }: Source): PodSelection => readPodSelection((place as OtherPlace).address);

type ListedPods = Extract<PodsRead, { readonly ok: true }>;

interface OpenPod {
  readonly log: PodLog;
  readonly source: Source;
  readonly end: AbortController;
  readonly ended: Promise<void>;
}

/** Time limit for the last lines of a vanished pod, and the pause before watching pods again, in milliseconds. */
const LAST_MS = 2000;
const AGAIN_MS = 2000;

/** Opens the containers of the selected pods: existing ones and, when following, new ones. */
class Pods {
  readonly #several: Several;
  readonly #selection: PodSelection;
  readonly #open = new Map<string, OpenPod>();
  #wake = Promise.withResolvers<void>();

  constructor(several: Several) {
    this.#several = several;
    this.#selection = selectionOf(several.source);
  }

  async run(): Promise<Trouble | null> {
    const { source, context, signal } = this.#several;
    const { query, sink } = context;
    refuse(source, query.from.kind);
    sink.state(source, { kind: 'connecting', detail: source.host.name });
    const isFollowed = query.follow !== 'none';
    const own = new AbortController();
    const both = AbortSignal.any([signal, own.signal]);
    if (isFollowed) void this.#watch(both);
    try {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        this.#wake = Promise.withResolvers();
        const pods = await this.#list(isFirst && !query.retry);
        if (signal.aborted) return null;
        if (pods !== null) this.#look(pods, isFirst);
        if (!isFollowed) break;
        if (this.#open.size === 0) this.#several.waiting(`no pod matches ${source.log} yet: waiting for one`);
        else this.#several.matched();
        const again = pods === null ? [sleep(AGAIN_MS, undefined, { signal }).catch(() => {})] : [];
        await firstOrAborted([this.#wake.promise, ...again], signal);
      }
      if (signal.aborted) return null;
      if (this.#open.size === 0) return nothingMatches(source);
      this.#several.matched();
      return null;
    } finally {
      own.abort();
      await Promise.all([...this.#open.values()].map(({ ended }) => ended));
    }
  }

  /** Returns the current containers; null if the host or the cluster cannot be queried at the moment. */
  async #list(mustAnswer: boolean): Promise<ListedPods | null> {
    const { source, context, signal } = this.#several;
    try {
      const { connection } = await context.hosts.reach(source.host);
      const command = listPodsCommand(this.#selection);
      const { output, end } = await runShortScript(connection, { command, log: source.log, signal });
      signal.throwIfAborted();
      if (end.trouble) throw new TroubleError(end.trouble);
      const read = readPods(output, this.#selection);
      if (read.ok) return read;
      throw new TroubleError(clusterTrouble(source, read.message));
    } catch (error) {
      if (signal.aborted) return null;
      const trouble = troubleOf(error, source);
      if (mustAnswer || trouble.final) throw new TroubleError(trouble, { cause: error });
      return null;
    }
  }

  #look({ containers, reader }: ListedPods, isFirst: boolean): void {
    const { source, context, add } = this.#several;
    const notice = (one: Source, text: string): void =>
      void context.sink.marker(one, { kind: 'notice', at: context.now(), text });
    const present = new Set<string>();
    for (const pod of containers) {
      const key = `${pod.uid} ${pod.container}`;
      present.add(key);
      const open = this.#open.get(key);
      if (open) {
        open.log.isNow(pod);
        continue;
      }
      const end = new AbortController();
      const log = new PodLog(this.#selection, pod, reader);
      const query = isFirst
        ? context.query
        : { ...context.query, from: { kind: 'fromLine', line: 1 } as const };
      const opened = add(podSource(source, pod), {
        query,
        signal: end.signal,
        read: reading => log.read(reading),
      });
      this.#open.set(key, { ...opened, log, end });
      if (!isFirst) notice(opened.source, `new pod matches ${source.log}`);
    }
    for (const [key, pod] of this.#open) {
      if (present.has(key)) continue;
      this.#open.delete(key);
      notice(pod.source, 'the pod no longer exists and is no longer followed');
      setTimeout(() => pod.end.abort(), LAST_MS).unref();
    }
  }

  /** Triggers a new listing whenever something changes. */
  async #watch(signal: AbortSignal): Promise<void> {
    const { source, context } = this.#several;
    while (!signal.aborted) {
      try {
        const { connection } = await context.hosts.reach(source.host);
        const command = watchPodsCommand(this.#selection);
        const wake = (): void => this.#wake.resolve();
        const running = runScript(connection, { command, log: source.log, signal, output: wake });
        // Changes before the watch started were missed.
        wake();
        await running;
      } catch {
        // The host is lost: the listing reports it.
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }
}

const podSource = (source: Source, { pod, container, isOneOfSeveral }: PodContainer): Omit<Source, 'id'> => {
  const place: OtherPlace = { ...(source.place as OtherPlace), several: false };
  return { ...source, log: isOneOfSeveral ? `${pod}/${container}` : pod, place };
};

const refuse = (source: Source, from: string): void => {
  if (from !== 'lastBytes' && from !== 'fromByte') return;
  throw new TroubleError({
    kind: 'config',
    host: source.host.name,
    log: source.log,
    message: 'a pod log cannot be counted in bytes',
    advice: 'use -n for the latest lines',
    final: true,
  });
};

const clusterTrouble = (source: Source, message: string | null): Trouble => {
  const at = { host: source.host.name, log: source.log };
  if (message === null)
    return {
      ...at,
      kind: 'tool',
      message: 'the host has no kubectl',
      advice: 'install it, or read the files on a node: /var/log/pods/*/*/*.log with --sudo',
      final: true,
    };
  const isRefused = /forbidden|unauthorized|must be logged in/i.test(message);
  return {
    ...at,
    kind: isRefused ? 'unreadable' : 'remote',
    message: `kubectl: ${decodeText(message)}`,
    advice: isRefused
      ? 'the account in this kubeconfig needs permission to list and watch pods and to get pods/log'
      : 'run kubectl get pods on the host for details',
    final: isRefused,
  };
};

const nothingMatches = (source: Source): Trouble => ({
  kind: 'missing',
  host: source.host.name,
  log: source.log,
  message: `no pod matches ${source.log}`,
  advice: 'kubectl get pods --show-labels on the host lists them; use -F to wait for one',
  final: false,
});
