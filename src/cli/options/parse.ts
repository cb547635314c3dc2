import { type Command, type Program, SUBCOMMANDS } from './commands.ts';
import { habitAdvice } from './habits.ts';
import { originalSpelling, originalValue } from './legacySpellings.ts';
import { findLongName, isLongName } from './longNames.ts';
import { negationOf, OPTIONS, type Option, optionNamed } from './options.ts';
import { type Problem, problem, quoted } from './problems.ts';
import { takesWord } from './valueKinds.ts';

/** An option found on the command line; shorthands are already expanded. */
export interface Flag {
  readonly option: Option;
  /** The text of its value; `yes` or `no` for a switch. */
  readonly text: string;
  /** As written: `-n`, `--no-follow`, `-F`. */
  readonly spelt: string;
}

/** A parsed command line; values are not checked yet. */
export interface CommandLine {
  readonly program: Program;
  readonly command: Command;
  readonly flags: readonly Flag[];
  /** The operands: SOURCEs, or those of a subcommand. */
  readonly words: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Parses a command line (without the program's name) like GNU getopt_long: clusters, values attached or as the next
 * word, abbreviated long names, options after operands, `--`. Also accepts the original's spellings. Never throws:
 * errors are in `problems`.
 */
export const parseCommandLine = (program: Program, argv: readonly string[]): CommandLine => {
  const reader = new Reader(argv);
  reader.readAll();
  return { program, ...splitCommand(reader), flags: reader.flags, problems: reader.problems };
};

/** Splits off the subcommand, if the first operand names one and comes before `--`. */
const splitCommand = ({ words, firstAfterEnd }: Reader): { command: Command; words: readonly string[] } => {
  const named = firstAfterEnd === 0 ? undefined : SUBCOMMANDS.find(({ name }) => name === words[0]);
  return named ? { command: named.name, words: words.slice(1) } : { command: 'run', words };
};

class Reader {
  readonly flags: Flag[] = [];
  readonly words: string[] = [];
  readonly problems: Problem[] = [];
  /** The number of operands before `--`; null if there is none. */
  firstAfterEnd: number | null = null;
  readonly #argv: readonly string[];
  #next = 0;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  readAll(): void {
    while (this.#next < this.#argv.length) this.#readWord(this.#argv[this.#next++]!);
  }

  #readWord(word: string): void {
    const original = originalSpelling(word);
    if (word === '--') this.#readEnd();
    else if (original) for (const { name, text } of original) this.#addOriginal(word, name, text);
    else if (word.startsWith('--')) this.#readLong(word.slice(2));
    else if (word.startsWith('-') && word !== '-') this.#readCluster(word.slice(1));
    else this.words.push(word);
  }

  #readEnd(): void {
    this.firstAfterEnd = this.words.length;
    this.words.push(...this.#argv.slice(this.#next));
    this.#next = this.#argv.length;
  }

  #addOriginal(word: string, name: string, text: string | null): void {
    const option = optionNamed(name);
    if (text !== null) this.#add(option, text, word);
    else if (!takesWord(option.value)) this.#add(option, bareText(option), word);
    else this.#addNextWord(option, word, originalValue);
  }

  #readLong(body: string): void {
    const equals = body.indexOf('=');
    const name = equals < 0 ? body : body.slice(0, equals);
    const found = findLongName(name);
    if (!('option' in found)) {
      this.problems.push(found);
      return;
    }
    const { option, negated } = found;
    const spelt = `--${negated ? 'no-' : ''}${option.name}`;
    const text = equals < 0 ? null : body.slice(equals + 1);
    const valueless = negated || option.value.kind === 'switch' || option.value.kind === 'shorthand';
    if (text !== null && valueless)
      this.problems.push(problem(`${spelt}: takes no value, but got ${quoted(text)}`));
    else if (text !== null) this.#add(option, text, spelt);
    else if (negated) this.#add(option, negationOf(option) ?? 'no', spelt);
    else if (takesWord(option.value)) this.#addNextWord(option, spelt);
    else this.#add(option, bareText(option), spelt);
  }

  #readCluster(letters: string): void {
    if (letters.length > 1 && isLongName(letters.split('=')[0]!)) {
      this.problems.push(problem(`-${letters}: long options start with two dashes`, `Write --${letters}.`));
      return;
    }
    let rest = letters;
    while (rest !== '') rest = this.#readLetter(rest, letters);
  }

  /** Reads the first option of the rest of a cluster; returns what follows it. */
  #readLetter(rest: string, cluster: string): string {
    const digits = /^\d+/.exec(rest)?.[0];
    if (digits !== undefined) {
      this.#add(optionNamed('lines'), digits, `-${digits}`);
      return rest.slice(digits.length);
    }
    const letter = [...rest][0]!;
    const option = OPTIONS.find(row => row.short === letter);
    const attached = rest.slice(letter.length);
    if (!option) {
      this.problems.push(problem(unknownLetter(letter, cluster), habitAdvice(letter)));
      return '';
    }
    if (!takesWord(option.value)) {
      this.#add(option, bareText(option), `-${letter}`);
      return attached;
    }
    if (attached === '') this.#addNextWord(option, `-${letter}`);
    else this.#add(option, attached, `-${letter}`);
    return '';
  }

  #addNextWord(option: Option, spelt: string, adapt = (word: string): string => word): void {
    const word = this.#argv[this.#next];
    if (word === undefined) {
      this.problems.push(problem(`${spelt}: needs a value: ${spelt} ${option.placeholder ?? 'VALUE'}`));
      return;
    }
    this.#next++;
    this.#add(option, adapt(word), spelt);
  }

  #add(option: Option, text: string, spelt: string): void {
    if (option.value.kind !== 'shorthand') {
      this.flags.push({ option, text, spelt });
      return;
    }
    const { flags } = parseCommandLine('rtail', option.value.argv);
    this.flags.push(...flags.map(flag => ({ ...flag, spelt })));
  }
}

/** Returns the value of an option written without one. */
const bareText = (option: Option): string =>
  option.value.kind === 'choice' ? (option.value.bare ?? '') : 'yes';

const unknownLetter = (letter: string, letters: string): string => {
  const within = letters.length > 1 ? ` (in ${quoted(`-${letters}`)})` : '';
  return `-${letter}: no such option${within}`;
};

/** Returns the problems of options that a command does not accept. */
export const misplacedOptions = ({ command, flags }: CommandLine): Problem[] => {
  const misplaced = flags.filter(({ option }) => !(option.commands ?? ['run', 'config']).includes(command));
  const spelt = new Set(misplaced.map(flag => flag.spelt));
  return [...spelt].map(name => problem(`'${command}' does not accept ${name}`));
};
