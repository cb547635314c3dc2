import { encodeText } from '../core/bytes.ts';
import type { HostFacts } from '../core/facts.ts';
import { type LocalFilter, NO_FILTER } from '../core/filter/step.ts';
import { filePath, shellCommand } from '../core/place.ts';
import type { Query } from '../core/query.ts';
import type { LogPlace } from '../core/target.ts';
import { commandText, followsOnRequest, limitsLines } from './commandText.ts';
import { type HostCount, splitCount } from './count/splitCount.ts';
import { type SplitFilter, selects, splitFilter, wholeFilter } from './filter/filterStages.ts';
import { expander, extentWords, finiteStages, followStage, readsWhole } from './readStages.ts';
import { type Refusal, unsupported } from './refusal.ts';
import type { RemotePlan } from './script/script.ts';
import { type Stage, stage } from './script/stage.ts';

/** How one source is read: the host's part and the local part. */
export interface Plan {
  /** Null for standard input. */
  readonly remote: RemotePlan | null;
  /** Null: the received bytes are the result. */
  readonly local: LocalFilter | null;
  /** True if the host filters lines, so that bytes received are not bytes read. */
  readonly filteredThere: boolean;
  /** The host sends counts, and lines that it could not count; null or absent: lines. */
  readonly counted?: HostCount | null;
  /** What the user should know: what the host cannot do, or does differently. */
  readonly notes: readonly string[];
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly refusal: Refusal };

export interface PlanOptions {
  readonly sudo: boolean;
  /** Report how far a file has been read. Default: no. */
  readonly tracked?: boolean;
}

/**
 * Plans the reading of one file (not a glob), command or standard input: the remote part and the local filter
 * together produce, byte for byte, what `tail … FILE | grep … | tail … | head …` prints on the host. Each
 * source yields up to `head` lines (and the latest `last`); the caller limits across all sources. Throws a
 * PatternError for an invalid pattern.
 */
export const planSource = (
  query: Query,
  place: LogPlace,
  facts: HostFacts,
  options: PlanOptions,
): Planned => {
  const refusal = unsupported(query) ?? unusable(query, place, facts, options);
  if (refusal) return { ok: false, refusal };
  switch (place.kind) {
    case 'stdin':
      return planned(null, { ...wholeFilter(query), from: pipeStart(query) }, []);
    case 'command':
      return planCommand(query, place.command, facts, options);
    case 'file':
      return planFile(query, place.path, facts, options);
    case 'other':
      throw new TypeError(`${place.scheme}: is planned by its own kind of source`);
  }
};

/** A followed pipe has no end from which to count its last lines. */
const pipeStart = ({ from, follow }: Query): Query['from'] =>
  follow !== 'none' && (from.kind === 'lastLines' || from.kind === 'lastBytes')
    ? { kind: 'fromLine', line: 1 }
    : from;

const planned = (
  remote: RemotePlan | null,
  local: LocalFilter | null,
  notes: readonly string[],
  filteredThere = false,
): Planned => ({
  ok: true,
  plan: { remote, local: local && asksNothing(local) ? null : local, filteredThere, notes },
});

const asksNothing = (local: LocalFilter): boolean =>
  local.from === null &&
  !selects(local) &&
  !local.records &&
  local.maxCount === null &&
  local.last === null &&
  local.head === null;

const unusable = (query: Query, place: LogPlace, facts: HostFacts, options: PlanOptions): Refusal | null => {
  const text = filePath(place) ?? shellCommand(place);
  if (text === null) return null;
  if (text.includes('\0'))
    return { kind: 'config', message: 'a path cannot contain a NUL byte', advice: 'correct the path' };
  if (facts.tail === 'none') return missingTool('tail');
  if (query.zeroTerminated && facts.tail !== 'gnu') {
    return { kind: 'tool', message: "the host's tail does not support -z", advice: 'read it without -z' };
  }
  return options.sudo && !facts.sudo ? missingTool('sudo') : null;
};

const missingTool = (tool: string): Refusal => ({
  kind: 'tool',
  message: `the host has no ${tool}`,
  advice: `install ${tool} there`,
});

/** The log is what the command prints. */
const planCommand = (query: Query, command: string, facts: HostFacts, { sudo }: PlanOptions): Planned => {
  const text = commandText(command, query);
  const first: Stage = sudo
    ? stage(['sudo', '-n', '--', 'sh', '-c', encodeText(text)])
    : stage([], { shell: text });
  // If it certainly ends, the requested lines are its last ones; otherwise nothing is held back, and reaching
  // the limit ends it.
  const ends = query.follow === 'none' && followsOnRequest(command);
  const isCut = ends && !limitsLines(command) && !readsWhole(query.from);
  const tail = stage(['tail', ...(query.zeroTerminated ? ['-z'] : []), ...extentWords(query.from)]);
  const stages = isCut ? [first, tail] : [first];
  return assemble(query, facts, { path: null, first: stages, notes: [], endless: !ends, waits: false, sudo });
};

const planFile = (
  query: Query,
  path: string,
  facts: HostFacts,
  { sudo, tracked = false }: PlanOptions,
): Planned => {
  const compressed = expander(path) !== null;
  if (query.follow === 'none' || compressed) {
    const notes =
      query.follow === 'none' ? [] : [`${path} is compressed, so it is read once and not followed`];
    const { stages: first, offset } = finiteStages(query, path, sudo);
    return assemble(query, facts, {
      path,
      first,
      offset,
      notes,
      endless: false,
      waits: false,
      sudo,
      tracked,
    });
  }
  const following = followStage(query, facts, sudo);
  if (!('stage' in following)) return { ok: false, refusal: following };
  const waits = query.retry && (facts.tail === 'gnu' || query.follow === 'name');
  return assemble(query, facts, {
    path,
    first: [following.stage],
    notes: following.notes,
    endless: true,
    waits,
    sudo,
  });
};

interface Reading {
  readonly path: string | null;
  /** The stages that read the log; empty if the next stage can read the file itself. */
  readonly first: readonly Stage[];
  /** Bytes of the file to skip before them. */
  readonly offset?: number;
  readonly notes: readonly string[];
  readonly endless: boolean;
  readonly waits: boolean;
  readonly sudo: boolean;
  readonly tracked?: boolean;
}

/** How often a host reports how far it is. */
const TRACK_SECONDS = 2;

/** A limit of zero: the file is checked but not read. */
const isNothing = ({ maxCount, head, last }: Query): boolean => maxCount === 0 || head === 0 || last === 0;

const assemble = (query: Query, facts: HostFacts, reading: Reading): Planned => {
  if (isNothing(query)) {
    const { path, waits, sudo } = reading;
    const stages = [stage(['true'])];
    return planned({ path, stages, latest: null, endless: false, waits, sudo, from: query.from }, null, []);
  }
  const split = query.pushdown
    ? splitFilter(query, facts, reading.endless)
    : { stages: [], local: wholeFilter(query), notes: [] };
  const { path, endless, waits, sudo } = reading;
  const remote = (stages: readonly Stage[], latest: RemotePlan['latest'] = null): RemotePlan => ({
    path,
    stages,
    latest,
    endless,
    waits,
    sudo,
    from: query.from,
    ...(reading.offset ? { offset: reading.offset } : {}),
    ...(reading.tracked ? { trackSeconds: TRACK_SECONDS } : {}),
  });
  const counting = endless ? null : splitCount(query, split, facts);
  if (counting !== null) {
    const { stages, local, counted } = counting;
    const plan = planned(remote(connected(reading, stages)), local, reading.notes, true);
    return plan.ok ? { ok: true, plan: { ...plan.plan, counted } } : plan;
  }
  const notes = [...reading.notes, ...split.notes];
  const there = split.stages.length > 0;
  const latest = latestOf(query, split);
  if (latest === null) {
    return planned(remote(connected(reading, split.stages)), split.local, notes, there);
  }
  const head =
    query.head === null ? null : { ...NO_FILTER, zeroTerminated: query.zeroTerminated, head: query.head };
  const local = split.local ?? head;
  if (there && reading.first.length === 0 && readsWhole(query.from) && !query.zeroTerminated) {
    return planned(remote(split.stages, latest), local, notes, true);
  }
  const end = stage(['tail', ...(query.zeroTerminated ? ['-z'] : []), '-n', `${latest.lines}`]);
  // Other tails than GNU's look back to the start of the file, even if their input starts later.
  const stages = reading.offset && facts.tail !== 'gnu' ? [stage(['cat']), end] : [end];
  return planned(remote(connected(reading, there ? [...split.stages, end] : stages)), local, notes, true);
};

/**
 * How a host finds the latest lines, or matches with their context; null: not requested, or not done by the
 * host.
 */
const latestOf = ({ last }: Query, { local, around }: SplitFilter): RemotePlan['latest'] => {
  if (last === null || (local !== null && !around)) return null;
  return around ? { count: last, ...around } : { count: last, lines: last, matches: null, before: 0 };
};

/** Appends the filters to the reading stages; if there are none, the first filter or `cat` opens the file. */
const connected = ({ first, endless, sudo }: Reading, filters: readonly Stage[]): readonly Stage[] => {
  const [next, ...rest] = filters;
  if (first.length === 0)
    return next
      ? [{ ...(next.onFile ?? next), readsFile: true }, ...rest]
      : [stage(['cat'], { readsFile: true })];
  // We cannot signal a process that runs as root; with a pipe after it, it ends when the pipe does.
  return sudo && endless && !next ? [...first, stage(['cat'])] : [...first, ...filters];
};
