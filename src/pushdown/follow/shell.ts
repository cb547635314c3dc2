import type { ByteString } from '../../core/bytes.ts';
import { JOINING_STARTS } from '../../core/understand/tables/continuationShapes.ts';
import { pathText } from '../script/fileCheck.ts';
import { shellQuote } from '../script/quote.ts';
import { type Stage, stageText } from '../script/stage.ts';

/** Suffixes of compressed rotated files. */
const COMPRESSED = '.[gbxz]*';

/**
 * Returns shell words that match a log's rotated forms: `f.1`, `f-20261120`, `f.old`, `stem-1.ext`,
 * `stem.2026-11-20.ext`, each also compressed. A word that matches nothing stays unexpanded and is not a
 * file.
 */
export const rotatedGlobs = (path: string): ByteString => {
  const whole = pathText(path);
  const globs = [`${whole}.[0-9]*`, `${whole}-[0-9]*`, `${whole}.old`, `${whole}.old${COMPRESSED}`];
  const parts = /^(.*[^/])(\.[^./]+)$/s.exec(path);
  if (parts) {
    const form = `${pathText(parts[1]!)}[.-][0-9]*${shellQuote(parts[2]!)}`;
    globs.push(form, `${form}${COMPRESSED}`);
  }
  return globs.join(' ');
};

/**
 * Returns true if a name can only be a rotated form of the log: it extends the log's own name, or contains a
 * year.
 */
export const isOwnRotation = (name: ByteString, log: ByteString): boolean => {
  const base = (path: ByteString): ByteString => path.slice(path.lastIndexOf('/') + 1);
  const stem = base(log).replace(/\.[^.]+$/s, '');
  return base(name).startsWith(base(log)) || /^[.-]\d{4}/.test(base(name).slice(stem.length));
};

/**
 * Shell functions that tell files apart:
 *
 * - `t`: prints a word that identifies stdin's bytes: `CRC.LENGTH` from `cksum`, or `xHEX` on hosts without cksum;
 * - `u`: prints a checksum of stdin, however long it is;
 * - `i FILE`: prints its inode.
 */
export const fileFunctions: ByteString = `
LC_ALL=C; export LC_ALL
if command -v cksum >/dev/null; then t() { cksum | { read -r a b; echo "$a.$b"; }; }; u() { cksum; }
else u() { md5sum; }; t() { printf x; od -An -v -tx1 | tr -d ' \\n'; echo; }; fi
i() { stat -Lc %i -- "$1"; }
`;

/**
 * Shell functions that the survey and the resume script use; `f` is the log.
 *
 * - `v NAME`: prints the tool that decompresses it, or nothing if none is needed;
 * - `c NAME`: decompresses stdin according to the name's suffix;
 * - `b NAME BYTE`: prints stdin's decompressed content, starting at a 0-based byte;
 * - `h FILE LENGTH`: prints the first bytes of the file's decompressed content;
 * - `l`: prints a word that identifies the names and inodes.
 */
export const followFunctions = (path: string): ByteString => `${fileFunctions}f=${pathText(path)}
v() { case $1 in *.gz|*.Z) echo gzip;; *.bz2) echo bzip2;; *.xz|*.lzma) echo xz;; *.zst) echo zstd;; esac; }
c() { case $1 in *.gz|*.Z) gzip -cd;; *.bz2) bzip2 -cd;; *.xz|*.lzma) xz -cd;; *.zst) zstd -cdq;; *) cat;; esac; }
b() { case $1 in *.gz|*.Z|*.bz2|*.xz|*.lzma|*.zst) c "$1" | tail -c +$(($2+1));; *) tail -c +$(($2+1));; esac; }
h() { case $1 in *.gz|*.Z|*.bz2|*.xz|*.lzma|*.zst) c "$1" <"$1" | head -c "$2";; *) head -c "$2" <"$1";; esac; }
l() { stat -Lc '%i %n' -- "$f" ${rotatedGlobs(path)} | u | tr -d ' \\n-'; }
`;

/**
 * Returns the stages of a filter as shell text, in order; each reads stdin. The locale is set for the whole
 * script.
 */
export const filterTexts = (stages: readonly Stage[]): ByteString[] =>
  stages.map(stage => `${stageText(stage, { argument: '', input: '' }, '')} 2>&4`);

/** Returns the filter as a shell function `p` that reads stdin; null if everything passes. */
export const filterFunction = (stages: readonly Stage[]): ByteString | null =>
  stages.length === 0 ? null : `p() { ${filterTexts(stages).join(' | ')}; }\n`;

/** Lines that only continue a record: indented ones, and those that traces are known to contain. */
const CONTINUED = ['[[:blank:]]', '$', ...JOINING_STARTS.map(start => start.replace(/[.[()}]/g, '[$&]'))];

/** Passes on the lines before the first that may start a record: enough where nothing tests whole records. */
const CONTINUATION = `sed -n -E '/^(${CONTINUED.join('|')})/!q;p'`;

/**
 * Returns the shell function `j`, which passes on the lines of stdin before the first at which the log can be cut in two
 * for the filter: what passes is then the same as without the cut.
 */
export const leadFunction = (stages: readonly Stage[]): ByteString => {
  const lead = stages.find(stage => stage.lead !== null)?.lead ?? null;
  return `j() { ${lead === null ? CONTINUATION : filterTexts([lead])[0]}; }\n`;
};
