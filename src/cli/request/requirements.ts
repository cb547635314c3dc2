import type { Query } from '../../core/query.ts';
import type { Clock } from '../../core/time/timeExpression.ts';
import type { SettingValues } from '../options/options.ts';
import type { CommandLine } from '../options/parse.ts';
import { type Problem, problem, quoted } from '../options/problems.ts';

/** What is missing from a command line, and what it has too much of; `words` are its operands, or what stands for them. */
export function misfits(
  { program, command }: CommandLine,
  words: readonly string[],
  mode: 'print' | 'screen',
  values: SettingValues,
): Problem[] {
  const found: Problem[] = [];
  if (command === 'run' && mode === 'print' && words.length === 0 && !values.demo && values.replay === null) {
    found.push(
      problem(
        'say what to read',
        `A SOURCE is HOST:LOG, HOST, @GROUP:LOG, USER@HOST:/PATH, ./FILE or -; see '${program} list'.`,
      ),
    );
  }
  if (command === 'check' && words.length === 0 && !values.demo) {
    found.push(problem('check: say which SOURCEs to check', `'${program} check "*"' checks all of them.`));
  }
  if (command === 'config' && words.length > 0) {
    found.push(problem(`config: takes no operands, so not ${quoted(words.join(' '))}`));
  }
  if (values.resume && values.tee === null) {
    found.push(problem('--resume: goes on with files that --tee wrote', 'Add --tee DIR.'));
  }
  if (values.resume && values.tee !== null && (values.follow ?? 'none') === 'none' && mode === 'print') {
    found.push(problem('--resume: goes on with what was followed', 'Add -f or -F, or drop --resume.'));
  }
  if (values.replay !== null && words.length > 0) {
    found.push(problem(`--replay: shows all that was saved, so not ${quoted(words.join(' '))}`));
  }
  return found;
}

/** Times between which nothing can lie. `asked`: following was asked for, not only usual. */
export function impossibleTimes(
  { time: { since, until }, follow }: Query,
  { now }: Clock,
  asked: boolean,
): Problem[] {
  const show = (ms: number): string => new Date(ms).toISOString();
  if (since !== null && until !== null && since > until) {
    return [problem(`--since (${show(since)}) is after --until (${show(until)}): nothing lies between them`)];
  }
  if (since !== null && since > now && follow === 'none') {
    return [
      problem(`--since (${show(since)}) is still to come, so nothing can match`, 'Add -f to wait for it.'),
    ];
  }
  if (until !== null && until <= now && follow !== 'none' && asked) {
    return [
      problem(`--until (${show(until)}) is past, so there is nothing to follow`, 'Drop -f or --until.'),
    ];
  }
  return [];
}
