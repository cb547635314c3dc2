import type { Done, TrialResult } from './trial.ts';

interface Row {
  runs: number;
  lines: number;
  lost: number;
  repeated: number;
  marked: number;
}

/** How long after a fault a line is still put down to it, in milliseconds. */
const AFTERMATH_MS = 15_000;

/** Prints what was done and what became of the lines; true where none was lost or repeated and nothing was left behind. */
export const printReport = (seed: number, result: TrialResult): boolean => {
  const rows = new Map<string, Row>();
  const row = (kind: string): Row => {
    let found = rows.get(kind);
    if (!found) {
      found = { runs: 0, lines: 0, lost: 0, repeated: 0, marked: 0 };
      rows.set(kind, found);
    }
    return found;
  };
  for (const { kind } of result.done) row(kind).runs++;
  const written = new Map(result.writers.map(writer => [writer.name, writer.written]));
  let disordered = 0;
  let strange = 0;
  const total: Row = { runs: result.done.length, lines: 0, lost: 0, repeated: 0, marked: 0 };
  for (const { logs } of result.clients) {
    for (const [log, tally] of logs) {
      const causeOf = causes(result.done, log);
      const moment = (number: number): number => written.get(log)![number - 1]!;
      const count = (numbers: readonly number[], what: 'lost' | 'repeated' | 'marked'): void => {
        total[what] += numbers.length;
        for (const number of numbers) row(causeOf(moment(number)))[what]++;
      };
      total.lines += tally.expected;
      count(tally.lost, 'lost');
      count(tally.repeated, 'repeated');
      count(tally.marked, 'marked');
      disordered += tally.disordered.length;
      strange += Object.keys(tally.markers).filter(marker => marker.startsWith('not a line')).length;
    }
  }
  const unwell = result.clients.flatMap(({ name, logs, complaints }) => {
    const bad = [...logs].filter(
      ([, { lost, repeated, disordered }]) => lost.length + repeated.length + disordered.length > 0,
    );
    const lines = bad.map(([log, { expected, lost, repeated, disordered }]) => {
      const rotation = result.writers.find(writer => writer.name === log)?.rotation;
      const kinds = { lost, repeated, disordered };
      const spans = Object.entries(kinds).map(([kind, numbers]) => `${kind} ${spansOf(numbers)}`);
      return `${name} ${log} (${rotation}), ${expected} lines: ${spans.join('; ')}`;
    });
    return bad.length === 0 ? [] : [...lines, ...complaints.slice(-5)];
  });
  const line = (name: string, { runs, lost, repeated, marked }: Row): string =>
    `${name.padEnd(24)}${[runs, lost, repeated, marked].map(n => String(n).padStart(10)).join('')}`;
  console.log(
    `seed ${seed}; ${total.lines} lines to be printed\n${''.padEnd(24)}      runs      lost  repeated    marked`,
  );
  for (const [kind, counted] of [...rows].toSorted()) console.log(line(kind, counted));
  console.log(line('in all', total));
  console.log(`out of order without a word: ${disordered}; not a line of a log: ${strange}`);
  for (const { name, first, last, code } of result.clients) {
    const memory = `${Math.round(first.megabytes)} → ${Math.round(last.megabytes)} MB`;
    console.log(
      `${name}: ended with ${code}; descriptors ${first.descriptors} → ${last.descriptors}; memory ${memory}`,
    );
  }
  console.log(
    `left behind on the hosts: ${result.leftBehind.length === 0 ? 'nothing' : `\n${result.leftBehind.join('\n')}`}`,
  );
  for (const text of unwell) console.log(text.trimEnd());
  return total.lost + total.repeated + result.leftBehind.length + disordered + strange === 0;
};

/** The numbers as spans, the first few of them; filtered ones have holes. */
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

/** What a line written at a moment is put down to: the last rotation or fault before it, or just behind it. */
const causes = (done: readonly Done[], log: string): ((at: number) => string) => {
  const mine = done.filter(one => one.log === null || one.log === log).toSorted((a, b) => a.from - b.from);
  return at => {
    const near = mine.filter(({ from, to }) => from - 1000 <= at && at <= to + AFTERMATH_MS);
    return near.at(-1)?.kind ?? 'no fault';
  };
};
