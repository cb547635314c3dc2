import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long to keep the file for the browser, in milliseconds. */
const READ_MS = 20_000;

/**
 * Opens an address in the user's browser. The token must not appear in the process list, so the browser gets
 * a redirecting file that only the user can read. Returns a function that removes it.
 */
export const openBrowser = (url: string, failed: (why: string) => void): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-open-'));
  const file = join(folder, 'rtail.html');
  const address = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  writeFileSync(
    file,
    `<!doctype html><meta http-equiv="refresh" content="0;url=${address}"><title>rtail</title>\n`,
    { mode: 0o600 },
  );
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [file], { stdio: 'ignore', detached: true });
  child.on('error', () => failed(`${program} could not be started: open the link yourself`));
  child.unref();
  const timer = setTimeout(remove, READ_MS).unref();
  return () => {
    clearTimeout(timer);
    remove();
  };
};
