import { byMinute, FLAT_WITHIN_MB, memoryTrend } from './memory.ts';
import type { ClientResult, Done, TrialResult } from './trial.ts';

interface Row {
  runs: number;
  lines: number;
  lost: number;
  repeated: number;
  marked: number;
}

const NOTHING: Row = { runs: 0, lines: 0, lost: 0, repeated: 0, marked: 0 };

/** How long after a fault a line is still attributed to it, in milliseconds. */
const AFTERMATH_MS = 15_000;

/**
 * Prints the faults and the fate of the lines. Returns true if no line was lost or repeated, no available line was
 * marked as missing, no process was left behind and memory stayed flat.
 */
export const printReport = (title: string, result: TrialResult): boolean => {
  const { rows, total } = accountFor(result);
  const logs = result.clients.flatMap(client => [...client.logs.values()]);
  const disordered = sum(logs.map(tally => tally.disordered.length));
  const strange = sum(logs.map(({ markers }) => Object.keys(markers).filter(isStrange).length));
  const rotations = new Set<string>(result.writers.map(({ rotation }) => rotation));
  const faults = result.done.filter(({ kind }) => !rotations.has(kind)).length;

  console.log(`${title}: ${faults} faults, ${result.done.length - faults} rotations\n`);
  console.log(columns('', ['runs', 'lines', 'lost', 'repeated', 'marked']));
  for (const [kind, counted] of [...rows].toSorted()) console.log(rowText(kind, counted));
  console.log(`${rowText('in all', total)}\n`);
  const needless = needlesslyMarked(result);
  console.log(
    `marked, though their file was not deleted: ${needless}; ` +
      `out of order without a word: ${disordered}; not a line of a log: ${strange}`,
  );
  for (const client of result.clients) printClient(client);
  const { leftBehind } = result;
  console.log(
    `left behind on the hosts: ${leftBehind.length === 0 ? 'nothing' : `\n${leftBehind.join('\n')}`}`,
  );
  for (const text of unwell(result)) console.log(text.trimEnd());
  const grew = result.clients.some(({ memory }) => memoryTrend(byMinute(memory)).flat === false);
  return total.lost + total.repeated + needless + leftBehind.length + disordered + strange === 0 && !grew;
};

const isStrange = (marker: string): boolean => marker.startsWith('not a line');

/** Lines marked as missing in logs that were never deleted, although they are still on the host. */
const needlesslyMarked = ({ clients, writers }: TrialResult): number => {
  const kept = writers.filter(({ rotation }) => rotation !== 'delete').map(({ name }) => name);
  return sum(clients.flatMap(({ logs }) => kept.map(name => logs.get(name)?.marked.length ?? 0)));
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Attributes each expected line to the last rotation or fault before it. */
const accountFor = ({ done, clients, writers }: TrialResult): { rows: Map<string, Row>; total: Row } => {
  const rows = new Map<string, Row>();
  const total = { ...NOTHING, runs: done.length };
  const row = (kind: string): Row => {
    const found = rows.get(kind) ?? { ...NOTHING };
    rows.set(kind, found);
    return found;
  };
  for (const { kind } of done) row(kind).runs++;
  const written = new Map(writers.map(writer => [writer.name, writer.written]));
  for (const { logs } of clients) {
    for (const [log, { wanted, lost, repeated, marked }] of logs) {
      const causeOf = causes(done, log);
      for (const [what, numbers] of Object.entries({ lines: wanted, lost, repeated, marked })) {
        const key = what as keyof Row;
        total[key] += numbers.length;
        for (const number of numbers) row(causeOf(written.get(log)![number - 1]!))[key]++;
      }
    }
  }
  return { rows, total };
};

const columns = (name: string, values: readonly (string | number)[]): string =>
  `${name.padEnd(24)}${values.map(value => String(value).padStart(10)).join('')}`;

const rowText = (name: string, { runs, lines, lost, repeated, marked }: Row): string =>
  columns(name, [runs, lines, lost, repeated, marked]);

const printClient = ({ name, first, last, code, memory }: ClientResult): void => {
  const minutes = byMinute(memory);
  const { early, late, flat } = memoryTrend(minutes);
  const verdict = flat === null ? 'too short to tell' : flat ? 'flat' : 'NOT FLAT';
  console.log(
    `${name}: ended with ${code}; descriptors ${first.descriptors} → ${last.descriptors}; ` +
      `held after collection ${early.toFixed(1)} → ${late.toFixed(1)} MB: ${verdict} (within ${FLAT_WITHIN_MB} MB)`,
  );
  const shown = minutes.map(
    ({ heap, external, resident }) => `${heap.toFixed(1)}+${external.toFixed(1)} (${Math.round(resident)})`,
  );
  console.log(`  each minute, heap+external (most resident), MB: ${shown.join(' ')}`);
  const resources = [memory.at(1), memory.at(-1)].map(sample => JSON.stringify(sample?.resources ?? {}));
  console.log(`  keeps the loop busy: ${resources.join(' → ')}`);
};

/** Lists logs with lost, repeated or disordered lines, and the last messages of their client. */
const unwell = ({ clients, writers }: TrialResult): string[] =>
  clients.flatMap(({ name, logs, complaints }) => {
    const bad = [...logs].filter(
      ([, { lost, repeated, disordered }]) => lost.length + repeated.length + disordered.length > 0,
    );
    const lines = bad.map(([log, { wanted, lost, repeated, disordered }]) => {
      const rotation = writers.find(writer => writer.name === log)?.rotation;
      const kinds = { lost, repeated, disordered };
      const spans = Object.entries(kinds).map(([kind, numbers]) => `${kind} ${spansOf(numbers)}`);
      return `${name} ${log} (${rotation}), ${wanted.length} lines: ${spans.join('; ')}`;
    });
    return bad.length === 0 ? [] : [...lines, ...complaints.slice(-5)];
  });

/** Formats numbers as ranges (only the first few); filtered logs have holes. */
const spansOf = (numbers: readonly number[]): string => {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last && number - last[1] <= 30) last[1] = number;
    else spans.push([number, number]);
  }
  const shown = spans.slice(0, 8).map(([from, to]) => `${from}–${to}`);
  return `${numbers.length}${shown.length > 0 ? `: ${shown.join(', ')}` : ''}${spans.length > 8 ? ', …' : ''}`;
};

/** Attributes a line written at a given moment to the last rotation or fault before it, or just after it. */
const causes = (done: readonly Done[], log: string): ((at: number) => string) => {
  const mine = done.filter(one => one.log === null || one.log === log).toSorted((a, b) => a.from - b.from);
  return at => {
    const near = mine.filter(({ from, to }) => from - 1000 <= at && at <= to + AFTERMATH_MS);
    return near.at(-1)?.kind ?? 'no fault';
  };
};
