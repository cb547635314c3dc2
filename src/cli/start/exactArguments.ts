import { readFileSync } from 'node:fs';
import { decodeText, toByteString } from '../../core/bytes.ts';
import { pathFromBytes } from '../../pushdown/script/pathBytes.ts';

/**
 * Returns arguments of this process with their exact bytes: Node replaces those that are not UTF-8, and would name
 * another file. They are written as in `pathFromBytes`. Where the system does not tell them (anywhere but on Linux),
 * returns the arguments as they are.
 */
export const exactArguments = (argv: readonly string[]): readonly string[] => {
  try {
    const given = toByteString(readFileSync('/proc/self/cmdline'))
      .split('\0')
      .slice(0, -1)
      .slice(-argv.length);
    const isSame = given.length === argv.length && given.every((bytes, i) => decodeText(bytes) === argv[i]);
    return isSame ? given.map(pathFromBytes) : argv;
  } catch {
    return argv;
  }
};
