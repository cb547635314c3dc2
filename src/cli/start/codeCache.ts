import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Code that V8 has compiled from a script, and in how many runs that was added to. */
export interface KeptCode {
  readonly data: Buffer;
  readonly runs: number;
}

/** A script by its name, and by the end of its text, which tells texts of one name apart. */
export interface ScriptKey {
  readonly name: string;
  readonly id: string;
}

/** The length of an `id`. */
export const ID_LENGTH = 16;

/**
 * A file is this header, as 32-bit numbers: a mark, the number of runs, the length of the code and its sum; and the script's
 * id. Then the code.
 */
const HEADER = 16 + ID_LENGTH;
const MARK = 0x72746332;

const DAY_MS = 86_400_000;
/** Other builds' files that are older than this are removed. */
const KEPT_DAYS = 7;

/**
 * Compiled code in files. V8 itself refuses code of another version of V8, or of a script of another length, but trusts
 * the code otherwise: files are replaced as a whole, and one that is incomplete or of another text counts as missing.
 */
export class CodeCache {
  readonly #folder: string;

  /** `folder`: where caches are; other users must not be able to write to it. */
  constructor(folder: string) {
    this.#folder = join(folder, `scripts-${process.version}-${process.arch}`);
  }

  /** Returns what was kept for a script; null: nothing that can be used. */
  read({ name, id }: ScriptKey): KeptCode | null {
    try {
      const file = readFileSync(this.#fileOf(name));
      const data = file.subarray(HEADER);
      const isWhole =
        file.readUInt32LE(0) === MARK &&
        file.toString('latin1', 16, HEADER) === id &&
        file.readUInt32LE(8) === data.length &&
        file.readUInt32LE(12) === sumOf(data);
      return isWhole ? { data, runs: file.readUInt32LE(4) } : null;
    } catch {
      return null;
    }
  }

  /** Keeps a script's code; if that is not possible, nothing is kept. */
  write({ name, id }: ScriptKey, { data, runs }: KeptCode): void {
    const file = this.#fileOf(name);
    const beside = `${file}.${process.pid}`;
    const header = Buffer.alloc(HEADER);
    for (const [index, value] of [MARK, runs, data.length, sumOf(data)].entries())
      header.writeUInt32LE(value, index * 4);
    header.write(id, 16, 'latin1');
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(beside, Buffer.concat([header, data]), { mode: 0o600, flag: 'wx' });
      renameSync(beside, file);
      this.#removeOld();
    } catch {
      this.#remove(beside);
    }
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.code`);
  }

  #removeOld(): void {
    const since = Date.now() - KEPT_DAYS * DAY_MS;
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      if (statSync(file).mtimeMs < since) this.#remove(file);
    }
  }

  #remove(file: string): void {
    try {
      rmSync(file, { force: true });
    } catch {
      // It only takes up space.
    }
  }
}

/** Words between those that are added up: at least one of each 256 bytes, so of each block of a file system. */
const STEP = 64;

const sumOf = (data: Buffer): number => {
  // Node aligns buffers to eight bytes.
  const words = new Int32Array(data.buffer, data.byteOffset, data.length >>> 2);
  let sum = data.length;
  for (let at = 0; at < words.length; at += STEP) sum = (Math.imul(sum, 31) + words[at]!) >>> 0;
  return sum;
};
