/**
 * An option combination, and the pipeline of standard tools whose output it must equal byte for byte; `$f` is
 * the file.
 */
export interface Combination {
  readonly args: readonly string[];
  readonly pipeline: string;
}

const g = (flags: string, pattern: string) => `grep -a ${flags} -e '${pattern}' "$f"`;
const row = (args: string, pipeline: string): Combination => ({ args: words(args), pipeline });

/** Reading, without a filter. */
const READING = [
  row('', 'tail "$f"'),
  row('-n 3', 'tail -n 3 "$f"'),
  row('-5', 'tail -n 5 "$f"'),
  row('-n 0', 'tail -n 0 "$f"'),
  row('-n 1000000', 'tail -n 1000000 "$f"'),
  row('-n +1', 'tail -n +1 "$f"'),
  row('-n +7', 'tail -n +7 "$f"'),
  row('-n +100000', 'tail -n +100000 "$f"'),
  row('-c 1', 'tail -c 1 "$f"'),
  row('-c 100', 'tail -c 100 "$f"'),
  row('-c 0', 'tail -c 0 "$f"'),
  row('-c +1', 'tail -c +1 "$f"'),
  row('-c +50', 'tail -c +50 "$f"'),
  row('-c 1K', 'tail -c 1K "$f"'),
  row('-z -n 2', 'tail -z -n 2 "$f"'),
  row('-z -n +2', 'tail -z -n +2 "$f"'),
];

/** How many, first or latest. */
const LIMITS = [
  row('--head 1', 'head -n 1 "$f"'),
  row('--head 7', 'head -n 7 "$f"'),
  row('--max-count 4', 'head -n 4 "$f"'),
  row('--last 4', 'tail -n 4 "$f"'),
  row('-n 20 --head 5', 'tail -n 20 "$f" | head -n 5'),
  row('-n +5 --head 3', 'tail -n +5 "$f" | head -n 3'),
  row('-c 300 --head 2', 'tail -c 300 "$f" | head -n 2'),
  row('-z --head 1', 'head -z -n 1 "$f"'),
];

/** One pattern. */
const PATTERNS = [
  row('--grep Exception', g('-E', 'Exception')),
  row('-g no-such-thing', g('-E', 'no-such-thing')),
  row('--grep error -i', g('-Ei', 'error')),
  row('--grep ^2026', g('-E', '^2026')),
  row('--grep [0-9]{3}$', g('-E', '[0-9]{3}$')),
  row('--grep ERROR|WARN', g('-E', 'ERROR|WARN')),
  row("--grep '(GET|POST) /[a-z]+'", g('-E', '(GET|POST) /[a-z]+')),
  row('--grep [[:upper:]]{5,}', g('-E', '[[:upper:]]{5,}')),
  row('--grep ^$', g('-E', '^$')),
  row('--grep .', g('-E', '.')),
  row('--grep ^.{0,30}$', g('-E', '^.{0,30}$')),
  row('--grep \\$[0-9]+\\.[0-9]{2}', g('-E', '\\$[0-9]+\\.[0-9]{2}')),
  row('--grep café', g('-E', 'café')),
  row('--fixed --grep a.b*c[1]', g('-F', 'a.b*c[1]')),
  row('--fixed -i --grep A.B*C[1]', g('-Fi', 'a.b*c[1]')),
  row("--fixed --grep '$(touch pwn)'", g('-F', '$(touch pwn)')),
  row('--exclude INFO', g('-Ev', 'INFO')),
  row('-x info -i', g('-Evi', 'info')),
  row('--exclude ^', g('-Ev', '^')),
];

/** Several patterns, and patterns with limits. */
const TOGETHER = [
  row('--grep ERROR --grep Exception', `${g('-E', 'ERROR')} | grep -aE Exception`),
  row('--grep ERROR -g Exception -g order', `${g('-E', 'ERROR')} | grep -aE Exception | grep -aE order`),
  row('--exclude INFO --exclude WARN', 'grep -aEv -e INFO -e WARN "$f"'),
  row('--grep order --exclude ERROR', `${g('-E', 'order')} | grep -aEv ERROR`),
  row('--grep order --exclude ERROR -x WARN -i', `${g('-Ei', 'order')} | grep -aEvi -e ERROR -e WARN`),
  row('--grep Exception --max-count 3', g('-E -m 3', 'Exception')),
  row('--grep Exception --head 3', `${g('-E', 'Exception')} | head -n 3`),
  row('--grep Exception --head 100000', g('-E', 'Exception')),
  row('--grep Exception --last 3', `${g('-E', 'Exception')} | tail -n 3`),
  row('--exclude INFO --max-count 5', `${g('-Ev', 'INFO')} | head -n 5`),
  row('--grep ERROR --grep Exception --max-count 2', `${g('-E', 'ERROR')} | grep -aE -m 2 Exception`),
  row('--grep order --exclude ERROR --last 2', `${g('-E', 'order')} | grep -aEv ERROR | tail -n 2`),
  row('-n 50 --grep Exception', 'tail -n 50 "$f" | grep -aE Exception'),
  row('-n +100 --grep Exception --max-count 2', 'tail -n +100 "$f" | grep -aE -m 2 Exception'),
  row('-c 2000 --grep INFO', 'tail -c 2000 "$f" | grep -aE INFO'),
  row('-c +333 --exclude INFO --head 4', 'tail -c +333 "$f" | grep -aEv INFO | head -n 4'),
  row('-n 60 --grep order -x WARN --last 3', 'tail -n 60 "$f" | grep -aE order | grep -aEv WARN | tail -n 3'),
  row('-z --grep Exception', g('-zE', 'Exception')),
  row('-z --exclude Exception', g('-zEv', 'Exception')),
];

/** Neighbouring lines. */
const CONTEXT = [
  row('--grep Exception -A 1', g('-E -A 1', 'Exception')),
  row('--grep Exception -B 2', g('-E -B 2', 'Exception')),
  row('--grep Exception -C 1', g('-E -C 1', 'Exception')),
  row('--grep FATAL -C 50', g('-E -C 50', 'FATAL')),
  row('--grep Exception -A 3 --max-count 2', g('-E -A 3 -m 2', 'Exception')),
  // A match counts, and is printed with its context.
  row('--grep Exception -C 2 --head 7', g('-E -m 7 -C 2', 'Exception')),
  row('-n 80 --grep Exception -B 1 -A 2', 'tail -n 80 "$f" | grep -aE -B 1 -A 2 Exception'),
  row('--exclude INFO -A 1', g('-Ev -A 1', 'INFO')),
];

/** What the host would do, done locally. */
const LOCAL = [
  row('--no-pushdown', 'tail "$f"'),
  row('--no-pushdown -n +3 --head 4', 'tail -n +3 "$f" | head -n 4'),
  row('--no-pushdown --grep ERROR --grep Exception', `${g('-E', 'ERROR')} | grep -aE Exception`),
  row('--no-pushdown --grep order --exclude ERROR -i', `${g('-Ei', 'order')} | grep -aEvi ERROR`),
  row('--no-pushdown --grep Exception -C 1', g('-E -C 1', 'Exception')),
  row('--no-pushdown --grep Exception -A 3 --max-count 2', g('-E -A 3 -m 2', 'Exception')),
  row('--no-pushdown --fixed --grep a.b*c[1] --last 1', `${g('-F', 'a.b*c[1]')} | tail -n 1`),
  row('--no-pushdown -c +333 --exclude INFO --head 4', 'tail -c +333 "$f" | grep -aEv INFO | head -n 4'),
  row('--no-pushdown -n 50 --grep [[:upper:]]{5,}', 'tail -n 50 "$f" | grep -aE \'[[:upper:]]{5,}\''),
  row('--no-pushdown -z --grep Exception', g('-zE', 'Exception')),
];

/** Follows, but ends at a line that the file already contains; not for files without one. */
export const FOLLOWED: readonly Combination[] = [
  row('-f -n +1 --head 1', 'head -n 1 "$f"'),
  row('-F -n +1 --grep ERROR --head 1', `${g('-E', 'ERROR')} | head -n 1`),
];

/** Every combination that ends on its own. */
export const COMBINATIONS: readonly Combination[] = [
  ...READING,
  ...LIMITS,
  ...PATTERNS,
  ...TOGETHER,
  ...CONTEXT,
  ...LOCAL,
];

/** Splits words at spaces outside single quotes. */
function words(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}
