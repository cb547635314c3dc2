import { type ImportReport, noteText } from '../../config/imports/imported.ts';
import { withoutControls } from '../../core/text/controls.ts';

/** Returns roughly how long ago something was: `3 min ago`. */
const agoText = (ms: number): string => {
  if (ms < 1000) return 'just now';
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Returns one line for each import, and below it what could not be used. */
export const importLines = (reports: readonly ImportReport[]): readonly string[] =>
  reports.flatMap(report => {
    const { hosts, groups, ageMs } = report;
    const groupText = groups > 0 ? ` and ${count(groups, 'group')}` : '';
    const age = ageMs === null ? '' : `, answered ${agoText(ageMs)}`;
    const failure = failureText(report);
    return [
      `${nameOf(report)}: ${count(hosts, 'host')}${groupText}${age}`,
      ...(failure === null ? [] : [`  ${failure}`]),
      ...report.notes.map(note => `  ${noteText(note)}`),
    ].map(withoutControls);
  });

/** Returns notices that the user must see in any case: an inventory that failed, or contained no hosts. */
export const importWarnings = (reports: readonly ImportReport[]): readonly string[] =>
  reports.flatMap(report => {
    const failure = failureText(report);
    if (failure !== null) return [withoutControls(`${nameOf(report)}: ${failure}`)];
    return report.hosts === 0
      ? [withoutControls(`${nameOf(report)}: no hosts; 'rtail list' reports what was skipped`)]
      : [];
  });

const nameOf = ({ kind, from }: ImportReport): string => `${kind} ${from}`;

const failureText = ({ failure, ageMs, hosts }: ImportReport): string | null => {
  if (failure === null) return null;
  return ageMs === null
    ? failure
    : `${failure}: using its output from ${agoText(ageMs)} (${count(hosts, 'host')})`;
};
