import { describe, expect, it } from 'vitest';
import { optionNamed, type SettingName } from '../../../src/cli/options/options.ts';
import { renderProblems } from '../../../src/cli/options/problems.ts';
import { CONFLICTS } from '../../../src/cli/request/rules.ts';
import { complaints, PIPE } from '../request/asking.ts';

describe('problems with a command line are reported', () => {
  it.each([
    // names
    ['rtail x --gerp y', '--gerp: no such option | Did you mean --grep?'],
    ['rtail x --exlude y', '--exlude: no such option | Did you mean --exclude?'],
    ['rtail x --zzzzzz', '--zzzzzz: no such option'],
    [
      'rtail x --co',
      '--co: could be --context, --count, --count-by, --control-master, --config, --connect-timeout, --concurrency or --color | Type more of the name.',
    ],
    ['rtail x -k', '-k: no such option'],
    ['rtail x -fk', "-k: no such option (in '-fk')"],
    ['rtail x -since 10m', '-since: long options start with two dashes | Write --since.'],
    ['rtail x -level=warn', '-level=warn: long options start with two dashes | Write --level=warn.'],
    ['rtail x --F', '--F: no such option'],
    // values
    ['rtail x -n', '-n: needs a value: -n [+]N'],
    ['rtail x --grep', '--grep: needs a value: --grep PATTERN'],
    ['rtail x -grep', '-grep: needs a value: -grep PATTERN'],
    ['rtail x -head', '-head: needs a value: -head N'],
    ['rtail x --head -5', "--head: expected a whole number (at least 0), not '-5'"],
    ['rtail x --head 1.5', "--head: expected a whole number (at least 0), not '1.5'"],
    [
      'rtail x --head 99999999999999999999',
      "--head: expected a whole number (at least 0), not '99999999999999999999'",
    ],
    ['rtail x -n 5x', "-n: expected N or +N, such as 100, +1 or 10K, not '5x'"],
    ['rtail x -n ten', "-n: expected N or +N, such as 100, +1 or 10K, not 'ten'"],
    ['rtail x -A3B2', "-A: expected a whole number (at least 0), not '3B2'"],
    [
      'rtail x --level warm',
      "--level: expected trace, debug, info, notice, warn, error or fatal, not 'warm'",
    ],
    ['rtail x --follow=nmae', "--follow: expected name, descriptor or none, not 'nmae'"],
    ['rtail x -o xml', "-o: expected text, raw or json, not 'xml'"],
    [
      'rtail x --since soon',
      "--since: expected a time such as 10m, 2h30m, 09:30, today, yesterday 18:00, 'last monday', '2026-11-20 09:30' or 2026-11-20T09:30:00Z, not 'soon'",
    ],
    ['rtail x --since 10', /^--since: expected a time/],
    ['rtail x --since 2026-02-30', /^--since: expected a time/],
    ['rtail x --until 25:00', /^--until: expected a time/],
    [
      'rtail x --max-time 5y',
      "--max-time: expected a duration such as 10 (seconds), 500ms, 90s or 2h30m, not '5y'",
    ],
    ['rtail x --buffer 5X', "--buffer: expected a size such as 512K, 64M or 1GB, not '5X'"],
    [
      'rtail x -J a@b@',
      "-J: expected [user@]host[:port], or several separated by commas, or none, not 'a@b@'",
    ],
    [
      'rtail x -J -oProxyCommand=x',
      "-J: expected [user@]host[:port], or several separated by commas, or none, not '-oProxyCommand=x'",
    ],
    ['rtail x -J host:0', /^-J: expected/],
    ['rtail x --tee=', "--tee: expected a directory, not ''"],
    ['rtail x --retry=yes', "--retry: takes no value, but got 'yes'"],
    ['rtail x --no-color=always', "--no-color: takes no value, but got 'always'"],
    ['rtail x --quiet=yes', "--quiet: takes no value, but got 'yes'"],
    // patterns and templates
    ["rtail x -g 'a('", /^-g 'a\(': .* at character \d+ \| Advice: /],
    ["rtail x -x '[a'", /^-x '\[a': .* at character \d+ \| Advice: /],
    ["rtail x --format '{time'", /^--format '\{time': character \d+: /],
    // contradictions
    [
      'rtail x --head 5 --last 5',
      '--head and --last: the first and the latest lines cannot be combined | Keep one of them.',
    ],
    ['rtail x -head 5 --last 5', /^-head and --last: /],
    ['rtail x --last 5 --max-count 2', /^--last and --max-count: /],
    [
      'rtail x --last 5 -f',
      '--last and -f: the latest lines are read backwards from the end, but a log that is followed has no end | Use -n N -f to start N lines before the end, or drop -f.',
    ],
    ['rtail x --last 5 -F', /^--last and -F: /],
    [
      "rtail x -o json --format '{text}'",
      '-o and --format: a template applies only to text output | Drop -o, or drop --format.',
    ],
    ['rtail x -o raw -v', /^-o and -v: raw output is the exact bytes of the log/],
    ['rtail x -o raw --prefix always', /^-o and --prefix: /],
    ['rtail x -o raw --time utc', /^-o and --time: /],
    ['rtail x -o json --color=always', /^-o and --color: /],
    ['rtail --demo --config x.yaml y', /^--demo and --config: /],
    ['rtail --demo -J b y', /^--demo and -J: /],
    ['rtop --demo --replay d', /^--demo and --replay: /],
    ['rtop --replay d -f', /^--replay and -f: /],
    ['rtail x -g a -x b -x a', "-g and -x: both have 'a', so no line can match | Drop one of them."],
    [
      'rtail x --since 09:00 --until 2026-11-19',
      /^--since and --until: .* is after .*, so nothing can match$/,
    ],
    [
      'rtail x --since 2027-01-01',
      '--since: 2027-01-01T00:00:00.000Z is in the future, so nothing can match | Add -f to wait for it.',
    ],
    [
      'rtail x --until 10m -f',
      '--until: 2026-11-20T13:50:00.000Z is in the past, so there is nothing to follow | Drop -f or --until.',
    ],
    // missing or superfluous operands
    ['rtail', /^no source given \| A SOURCE is HOST:LOG/],
    ['rtail check', /^check: no source given \| 'rtail check "\*"'/],
    ['rtop --head 5', /^no source given/],
    ['rtail x --resume', '--resume: continues files written by --tee | Add --tee DIR.'],
    [
      'rtail x --tee d --resume',
      '--resume: continues logs that were followed | Add -f or -F, or drop --resume.',
    ],
    ['rtop --replay d x', '--replay: shows everything that was saved and accepts no source (x)'],
    ['rtail config x', "config: takes no arguments, but got 'x'"],
    ['rtail list --grep x', "'list' does not accept --grep"],
    ['rtail list -f', "'list' does not accept -f"],
    ['rtail check --head 5 x', "'check' does not accept --head"],
    ['rtail completion', 'completion: expected bash, zsh or fish'],
    ['rtail completion tcsh', "completion: expected bash, zsh or fish, not 'tcsh'"],
    ['rtail completion bash zsh', "completion: expected bash, zsh or fish, not 'bash zsh'"],
    ['rtail completion bash --team x', "'completion' does not accept --team"],
  ] as [string, string | RegExp][])('%s', (line, expected) => {
    const said = complaints(line);
    expect(said).toHaveLength(1);
    if (typeof expected === 'string') expect(said[0]).toBe(expected);
    else expect(said[0]).toMatch(expected);
  });

  it('all of them at once', () => {
    expect(complaints('rtail x --gerp y --head z -k --nope')).toHaveLength(4);
    expect(complaints('rtail --last 5 --max-count 3 -f --resume')).toHaveLength(4);
  });

  it('with the variable or the line of the configuration that is wrong', () => {
    expect(complaints('rtail x', { env: { RTAIL_HEAD: 'many' } })).toEqual([
      "RTAIL_HEAD: expected a whole number (at least 0), not 'many'",
    ]);
    expect(complaints('rtail x', { defaults: { head: 'many' } })).toEqual([
      "team.yaml:1: defaults.head: expected a whole number (at least 0), not 'many'",
    ]);
    expect(complaints('rtail x', { defaults: { lnies: 5 } })).toEqual([
      'team.yaml:1: defaults.lnies: no such option | Did you mean lines?',
    ]);
    expect(complaints('rtail x', { defaults: { config: 'x' } })).toEqual([
      'team.yaml:1: defaults.config: no such option',
    ]);
    expect(complaints('rtail x', { defaults: { head: [1, 2] } })).toEqual([
      "team.yaml:1: defaults.head: expected a single value, not '[1,2]'",
    ]);
    expect(complaints('rtail x', { defaults: { grep: 'a(' } })[0]).toMatch(
      /^team.yaml: defaults.grep 'a\(': /,
    );
    expect(complaints('rtail x', { env: { RTAIL_HEAD: '5', RTAIL_LAST: '6' } })[0]).toMatch(
      /^RTAIL_HEAD and RTAIL_LAST: /,
    );
  });

  it('without letting any word act as a command to the terminal', () => {
    const [said] = complaints('rtail x --head \u001b[2J\u009b');
    expect(said).toBe("--head: expected a whole number (at least 0), not '\ufffd[2J\ufffd'");
    expect(complaints('rtail x --\u001b]0;x\u0007')[0]).not.toMatch(/[\x00-\x1f]/);
    expect(complaints('rtail x -\u001b')[0]).not.toMatch(/[\x00-\x1f]/);
  });

  it('with the advice below each and a pointer to the help', () => {
    const text = renderProblems('rtail', [
      { message: '--gerp: no such option', advice: 'Did you mean --grep?' },
      { message: '-k: no such option', advice: null },
    ]);
    expect(text).toBe(
      "rtail: --gerp: no such option\n  Did you mean --grep?\nrtail: -k: no such option\nTry 'rtail -h' for a list of options, 'rtail --help' for details.\n",
    );
  });

  it('and a missing source only if no input is piped in', () => {
    expect(complaints('rtail', { terminal: PIPE })[0]).toMatch(/^no source given/);
    expect(complaints('rtail', { terminal: { stdinIsTerminal: false, stdoutIsTerminal: true } })).toEqual([]);
  });

  it.each(CONFLICTS.map(({ options: [first, second], message }) => [first, second, message] as const))(
    '--%s and --%s exclude each other in either order',
    (first, second, message) => {
      const written = {
        prefix: 'prefix=always',
        color: 'color=always',
        time: 'time=utc',
        output: 'output=raw',
      } as const;
      const flag = (name: SettingName): string => {
        if (name in written) return `--${written[name as keyof typeof written]}`;
        if (name === 'follow') return '--follow';
        const { value } = optionNamed(name);
        return value.kind === 'switch' ? `--${name}` : `--${name}=5`;
      };
      const [one, other] = [flag(first), flag(second)];
      const source = [first, second].includes('replay') ? '' : 'x';
      for (const line of [`rtail ${source} ${one} ${other}`, `rtail ${source} ${other} ${one}`]) {
        const said = complaints(line);
        expect(said).toHaveLength(1);
        expect(said[0]).toContain(`--${first} and --${second}: ${message}`);
      }
    },
  );
});
