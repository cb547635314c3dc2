import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';
import type { Reader } from '../containers/canonical.ts';
import { FIND_READER, readReader } from '../containers/selection.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';
import { remoteCommand } from '../script/script.ts';
import { stage } from '../script/stage.ts';

/** A selection of pods. */
export interface PodSelection {
  /** Null: the kubeconfig's current one, likewise for the namespace. */
  readonly context: string | null;
  readonly namespace: string | null;
  /** A label selector; null: by name. */
  readonly selector: string | null;
  /** One pod; null: all pods that match the selector, or all. */
  readonly pod: string | null;
  /** Null: every container. */
  readonly container: string | null;
}

const isSelector = (text: string): boolean => /[=!,]|\s(?:in|notin)\s/.test(text);

/** Parses the address `[NAMESPACE/]POD-OR-SELECTOR[/CONTAINER][?context=CONTEXT]`; `*` is every pod. */
export const readPodSelection = (address: string): PodSelection => {
  const [path = '', query = ''] = address.split('?');
  const context = /(?:^|&)context=([^&]*)/.exec(query)?.[1];
  const parts = path.split('/');
  const at = parts.findIndex(isSelector);
  const own = { context: context === undefined ? null : decodeURIComponent(context) };
  if (at < 0) {
    const [what, container] = parts.length === 1 ? parts : parts.slice(1);
    const namespace = parts.length === 1 ? null : (parts[0] ?? null);
    const pod = what === '*' ? null : (what ?? null);
    return { ...own, namespace: namespace || null, selector: null, pod, container: container ?? null };
  }
  // A label's name may have a domain prefix: app.kubernetes.io/name=api.
  const from = at > 0 && parts[at - 1]!.includes('.') ? at - 1 : at;
  return {
    ...own,
    namespace: from > 0 ? parts[0] || null : null,
    selector: parts.slice(from, at + 1).join('/'),
    pod: null,
    container: parts[at + 1] ?? null,
  };
};

/** Returns the words common to all calls. */
const kubectl = ({ context, namespace }: PodSelection, ...words: readonly string[]): readonly string[] => [
  'kubectl',
  ...(context === null ? [] : [`--context=${context}`]),
  ...(namespace === null ? [] : [`--namespace=${namespace}`]),
  ...words,
];

const podWords = (selection: PodSelection, ...more: readonly string[]): readonly string[] =>
  kubectl(
    selection,
    'get',
    'pods',
    ...(selection.selector === null ? [] : [`--selector=${selection.selector}`]),
    ...(selection.pod === null ? [] : [`--field-selector=metadata.name=${selection.pod}`]),
    ...more,
  );

/** One line per pod: its name and uid, then `CONTAINER=ID` for each of its containers that has started. */
const POD_LINES =
  '{range .items[*]}{.metadata.name}{"\\t"}{.metadata.uid}{range .status.containerStatuses[*]}{"\\t"}{.name}{"="}{.containerID}{end}{"\\n"}{end}';

const quoted = (words: readonly string[]): ByteString =>
  words.map(word => shellQuote(encodeText(word))).join(' ');

/** Returns the command line that lists the selected pods. */
export const listPodsCommand = (selection: PodSelection): string =>
  shellCommand(`${prologue()}
command -v kubectl >/dev/null || { echo '|missing'; q 0; }
o=$(${quoted(podWords(selection, `--output=jsonpath=${POD_LINES}`))} 2>&1) || { printf '|failed %s\\n' "$o"; q 0; }
printf '%s\\n' "$o"
${FIND_READER}q 0
`);

/** One container of a pod. */
export interface PodContainer {
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
  /** Identifies the instance: it changes with each restart. */
  readonly id: string;
  /** Its pod has other containers. */
  readonly isOneOfSeveral: boolean;
}

export type PodsRead =
  | {
      readonly ok: true;
      readonly containers: readonly PodContainer[];
      /** The host's program for reading a log as kubectl prints it; null: none. */
      readonly reader: Reader | null;
    }
  | { readonly ok: false; readonly message: string | null };

/** Parses a listing; without a message if the host has no kubectl. */
export const readPods = (output: ByteString, { container }: PodSelection): PodsRead => {
  if (output.startsWith('|missing')) return { ok: false, message: null };
  // The error is the last line, after the client's own log.
  const failed = /^\|failed ([\s\S]*)/.exec(output)?.[1];
  if (failed !== undefined) return { ok: false, message: decodeText(failed.trim().split('\n').at(-1) ?? '') };
  const all = output.split('\n');
  const containers = all.flatMap(line => {
    const [pod = '', uid = '', ...instances] = line.split('\t');
    return instances.flatMap(one => {
      const at = one.indexOf('=');
      const name = one.slice(0, at);
      const id = one.slice(at + 1);
      if (at < 0 || id === '' || (container !== null && name !== container)) return [];
      return [{ pod, uid, container: name, id, isOneOfSeveral: instances.length > 1 }];
    });
  });
  return { ok: true, containers, reader: all.map(readReader).find(reader => reader !== null) ?? null };
};

const endlessCommand = (words: readonly string[]): string =>
  remoteCommand({
    path: null,
    stages: [stage(words.map(encodeText))],
    latest: null,
    endless: true,
    waits: false,
    sudo: false,
    from: { kind: 'fromLine', line: 1 },
  });

/** Returns the command line that prints a line for each change in a selection. */
export const watchPodsCommand = (selection: PodSelection): string =>
  endlessCommand(
    podWords(
      selection,
      '--watch-only',
      '--output-watch-events',
      '--output=jsonpath={.type}{" "}{.object.metadata.name}{"\\n"}',
    ),
  );

/** A request to `kubectl logs`. */
export interface PodLogsAsk {
  readonly follow: boolean;
  /** Reads the instance before the last restart. */
  readonly previous?: boolean;
  readonly tail: number | null;
  /** Whole seconds: RFC 3339. */
  readonly sinceTime: string | null;
}

/** Returns the `kubectl logs` command for one container. */
export const podLogsWords = (
  selection: PodSelection,
  { pod, container }: Pick<PodContainer, 'pod' | 'container'>,
  { follow, previous, tail, sinceTime }: PodLogsAsk,
): readonly string[] =>
  kubectl(
    selection,
    'logs',
    '--timestamps',
    ...(follow ? ['--follow'] : []),
    ...(previous ? ['--previous'] : []),
    ...(tail === null ? [] : [`--tail=${tail}`]),
    ...(sinceTime === null ? [] : [`--since-time=${sinceTime}`]),
    `--container=${container}`,
    pod,
  );

/** Returns it as shell text. */
export const podLogsText = (...ask: Parameters<typeof podLogsWords>): ByteString =>
  quoted(podLogsWords(...ask));

/** Returns its command line. */
export const podLogsCommand = (...ask: Parameters<typeof podLogsWords>): string =>
  endlessCommand(podLogsWords(...ask));
