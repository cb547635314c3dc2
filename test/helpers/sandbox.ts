import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test, removed at the end of the `using` scope. */
export interface Sandbox extends Disposable {
  readonly dir: string;
  /** An empty home folder inside it. */
  readonly home: string;
  /** Writes a file, creating folders as needed, and returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** Creates an empty sandbox in the system's temporary folder, or in another. */
export function createSandbox(parent = tmpdir()): Sandbox {
  const dir = mkdtempSync(join(parent, 'rtail-test-'));
  const home = join(dir, 'home');
  mkdirSync(home);
  return {
    dir,
    home,
    write(name, content) {
      const path = join(dir, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    [Symbol.dispose]() {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
