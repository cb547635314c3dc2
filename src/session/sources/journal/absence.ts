import { nearest } from '../../../core/nearest.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { Reading } from '../contract.ts';
import type { HostJournal } from './host.ts';

/**
 * Requested units or matches for which the journal has no entry at all: `journalctl` itself does not report
 * them.
 */
export interface Absence {
  /** True if everything requested is absent. */
  readonly isAll: boolean;
  readonly message: string;
  readonly advice: string;
}

/** Maximum number of units to check one at a time. */
const MAX_ASKED = 20;

/** Returns the units or matches of a source for which the journal has no entry; null: it has some for each. */
export const findAbsence = async (journal: HostJournal, signal: AbortSignal): Promise<Absence | null> => {
  const units = journal.names.filter(name => !isMatch(name));
  const matches = journal.names.filter(isMatch);
  // A known container may not have printed anything.
  if (journal.names.every(name => name.startsWith('CONTAINER_ID_FULL='))) return null;
  // Units are alternatives; matches narrow each other.
  const asked = units.length > 0 ? units.slice(0, MAX_ASKED).map(unit => [unit, ...matches]) : [matches];
  const absent: string[] = [];
  for (const names of asked) {
    if (names.length > 0 && !(await journal.has(names, signal))) absent.push(names[0]!);
    if (signal.aborted) return null;
  }
  if (absent.length === 0) return null;
  const shown = units.length > 0 ? absent.join(' and of ') : matches.join(' with ');
  return {
    isAll: absent.length === asked.length,
    message: `the journal has no entry of ${shown}`,
    advice: await adviceOn(absent[0]!, journal, signal),
  };
};

const isMatch = (name: string): boolean => name.includes('=');

const adviceOn = async (name: string, journal: HostJournal, signal: AbortSignal): Promise<string> => {
  if (isMatch(name)) {
    const field = name.slice(0, name.indexOf('='));
    const values = await journal.values([field], signal);
    const [near] = nearest(name.slice(field.length + 1), values, 1);
    return near === undefined
      ? `journalctl -F ${field} on the host lists the existing values`
      : `did you mean ${field}=${near}?`;
  }
  const programs = await journal.values(['SYSLOG_IDENTIFIER'], signal);
  const program = name.replace(/\.service$/, '');
  if (programs.includes(program)) return `for the program of that name: journal:SYSLOG_IDENTIFIER=${program}`;
  const units = await journal.values(['_SYSTEMD_UNIT', 'UNIT'], signal);
  const [near] = nearest(/\.\w+$/.test(name) ? name : `${name}.service`, units, 1);
  return near === undefined
    ? 'run systemctl list-units --all on the host to list the units'
    : `did you mean ${near}?`;
};

export const absenceTrouble = (
  { source: { host, log } }: Pick<Reading, 'source'>,
  { message, advice }: Absence,
): Trouble => ({ kind: 'missing', host: host.name, log, message, advice, final: true });

/** Reports what is absent if reading continues without it. `more`: what happens next. */
export const reportAbsence = (
  { source, context }: Pick<Reading, 'source' | 'context'>,
  { message, advice }: Absence,
  more = '',
): void => {
  const text = `${message}${more}; ${advice}`;
  void context.sink.marker(source, { kind: 'notice', at: context.now(), text });
};
