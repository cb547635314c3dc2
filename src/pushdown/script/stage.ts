import type { ByteString } from '../../core/bytes.ts';
import { shellQuote } from './quote.ts';

/** A word of a command: bytes, or the log's path. */
export type Word = ByteString | typeof FILE;

/** Stands for the log's path, which a script keeps in a variable. */
export const FILE = Symbol('the log');

/** One command of a remote pipeline. */
export interface Stage {
  readonly words: readonly Word[];
  /** Environment of this command alone. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** It reads the log as its standard input. */
  readonly readsFile: boolean;
  /** It writes large blocks instead of small ones; the host has stdbuf. */
  readonly inLargeBlocks: boolean;
  /** A user's shell command, run verbatim; `words` is then empty. */
  readonly shell: ByteString | null;
  /**
   * Commands that search the log alongside, one behind the other: the stage finds their text in `C`; it reads the log through a
   * separate descriptor.
   */
  readonly finders: readonly Stage[];
  /** The replacement if the stage opens the log itself, which can then be read twice; null: none. */
  readonly onFile: Stage | null;
  /**
   * A command that passes on the lines before the first that certainly starts a record: a file can be cut
   * there without changing what the stage passes on. Null if the stage examines each line by itself.
   */
  readonly lead: Stage | null;
  /**
   * A summary for people, one line each, of a program too long to read; null: the program is short enough to
   * read.
   */
  readonly says: readonly string[] | null;
}

export const stage = (words: readonly Word[], more: Partial<Stage> = {}): Stage => ({
  words,
  env: {},
  readsFile: false,
  inLargeBlocks: false,
  shell: null,
  finders: [],
  onFile: null,
  lead: null,
  says: null,
  ...more,
});

/** Has GNU awk read blocks as large as `stdbuf` makes those of the output, instead of 4 KB. */
export const LARGE_READS = { AWKBUFSIZE: '65536' } as const;

/** Returns stages that read what another one writes, and write it further in blocks as large. */
export const inBlocksOf = (first: Stage, stages: readonly Stage[]): readonly Stage[] =>
  first.inLargeBlocks
    ? stages.map(one => ({ ...one, inLargeBlocks: true, env: { ...one.env, ...LARGE_READS } }))
    : stages;

/** How a stage's text refers to the log. */
export interface FileNames {
  /** As an argument. */
  readonly argument: ByteString;
  /** After `<`. */
  readonly input: ByteString;
  /** After `<`, for a stage whose finder already uses the first descriptor. Default: the same. */
  readonly secondInput?: ByteString;
}

/**
 * Returns the stage as shell text; a command of the user's in parentheses. Our own tools run in the C locale:
 * bytes are bytes, and messages are in English.
 */
export const stageText = (stage: Stage, names: FileNames, locale = 'LC_ALL=C '): ByteString => {
  if (stage.shell !== null) return `(${stage.shell})`;
  const isAlone = stage.finders.length === 0;
  const search = isAlone ? {} : { C: searchText(stage.finders, names, locale) };
  const env = Object.entries({ ...stage.env, ...search }).map(
    ([name, value]) => `${name}=${shellQuote(value)} `,
  );
  const words = stage.words.map(word => (word === FILE ? names.argument : shellQuote(word)));
  const input = isAlone ? names.input : (names.secondInput ?? names.input);
  const blocks = stage.inLargeBlocks ? 'stdbuf -o 64K ' : '';
  return `${locale}${env.join('')}${blocks}${words.join(' ')}${stage.readsFile ? ` <${input}` : ''}`;
};

/** Returns the text of commands that search the log; the last line is `E` and the first one's exit status. */
const searchText = (finders: readonly Stage[], names: FileNames, locale: string): ByteString => {
  const [first, ...others] = finders.map(finder => stageText(finder, names, locale));
  const search = `${first};echo E$?`;
  return others.length === 0 ? search : [`{ ${search};}`, ...others].join('|');
};
