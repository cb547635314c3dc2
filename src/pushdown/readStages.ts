import type { HostFacts } from '../core/facts.ts';
import type { Query, ReadFrom } from '../core/query.ts';
import type { Refusal } from './refusal.ts';
import { FILE, type Stage, stage, type Word } from './script/stage.ts';

/** Returns true if reading starts at the first byte. */
export const readsWhole = (from: ReadFrom): boolean =>
  (from.kind === 'fromLine' && from.line <= 1) || (from.kind === 'fromByte' && from.byte <= 1);

/** Returns the program that decompresses a file, by its name's suffix; null for a plain file. */
export const expander = (path: string): readonly string[] | null => {
  const end = /\.(gz|Z|bz2|xz|lzma|zst)$/.exec(path)?.[1];
  switch (end) {
    case 'gz':
    case 'Z':
      return ['gzip', '-cd'];
    case 'bz2':
      return ['bzip2', '-cd'];
    case 'xz':
    case 'lzma':
      return ['xz', '-cd'];
    case 'zst':
      return ['zstd', '-cdq'];
    default:
      return null;
  }
};

/** Returns `tail`'s arguments for where to start. */
export const extentWords = (from: ReadFrom): readonly string[] => {
  switch (from.kind) {
    case 'lastLines':
      return ['-n', `${from.count}`];
    case 'fromLine':
      return ['-n', `+${Math.max(1, from.line)}`];
    case 'lastBytes':
      return ['-c', `${from.count}`];
    case 'fromByte':
      return ['-c', `+${Math.max(1, from.byte)}`];
  }
};

export interface FiniteReading {
  /** The stages before any filter; none if the first filter can read the file itself. */
  readonly stages: readonly Stage[];
  /** Bytes of the file to skip before them with a seek: not every `tail -c +N` seeks. */
  readonly offset: number;
}

/** Returns the stages for a read that ends. */
export const finiteStages = (query: Query, path: string, sudo: boolean): FiniteReading => {
  const expand = expander(path);
  const span = expand ? null : (query.findings?.span ?? null);
  const until = span?.end == null ? [] : ['head', '-c', `${span.end - span.start}`];
  if (span && !sudo) {
    const stages = until.length === 0 ? [] : [stage(until, { readsFile: true })];
    return { stages, offset: span.start };
  }
  const zero = query.zeroTerminated ? ['-z'] : [];
  const tail = ['tail', ...zero, ...extentWords(query.from)];
  const whole = readsWhole(query.from);
  if (sudo) {
    const open: readonly Word[] = expand ? ['cat', FILE] : [...tail, FILE];
    const first = stage(['sudo', '-n', '--', ...open]);
    const then = expand
      ? [stage(expand), ...(whole ? [] : [stage(tail)])]
      : until.length === 0
        ? []
        : [stage(until)];
    return { stages: [first, ...then], offset: 0 };
  }
  if (expand) {
    return { stages: [stage(expand, { readsFile: true }), ...(whole ? [] : [stage(tail)])], offset: 0 };
  }
  return { stages: whole ? [] : [stage(tail, { readsFile: true })], offset: 0 };
};

export interface Following {
  readonly stage: Stage;
  readonly notes: readonly string[];
}

/** Returns a following `tail`, as far as the host's tail supports it; approximations are reported. */
export const followStage = (query: Query, facts: HostFacts, sudo: boolean): Following | Refusal => {
  const gnu = facts.tail === 'gnu';
  const notes: string[] = [];
  const words: string[] = ['tail', ...(query.zeroTerminated ? ['-z'] : []), ...extentWords(query.from)];
  if (query.follow === 'name') {
    if (query.retry || !gnu) words.push('-F');
    else words.push('--follow=name');
    if (!query.retry && !gnu) notes.push("the host's tail cannot follow a name without retrying: -F is used");
  } else {
    words.push('-f');
    if (query.retry && gnu) words.push('--retry');
    if (query.retry && !gnu) notes.push("the host's tail has no --retry: the file must exist at the start");
  }
  if (query.pid !== null) {
    if (!gnu) return refuse("the host's tail has no --pid", 'drop --pid, and stop with ^C');
    words.push(`--pid=${query.pid}`);
  }
  if (query.sleepSeconds !== null) {
    if (facts.tail === 'bsd') notes.push("the host's tail has no -s: it uses its own polling interval");
    else words.push('-s', `${gnu ? query.sleepSeconds : Math.max(1, Math.ceil(query.sleepSeconds))}`);
  }
  return { stage: stage([...(sudo ? ['sudo', '-n', '--'] : []), ...words, FILE]), notes };
};

const refuse = (message: string, advice: string): Refusal => ({ kind: 'tool', message, advice });
