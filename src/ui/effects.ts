import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fromByteString } from '../core/bytes.ts';
import { isRecord } from '../core/store/entry.ts';
import { markerText } from '../core/text/markerText.ts';
import { bytesText, countText } from '../core/text/quantities.ts';
import { recordLines } from '../core/text/recordLines.ts';
import type { CommandContext, Effect, SaveForm } from './commands/command.ts';
import { focusedPane } from './commands/focus.ts';
import { levelLetter, recordTime } from './log/columns.ts';
import { withoutSgr } from './log/styledText.ts';
import { MERGED } from './state/screen.ts';

/** Terminals take at most this much base64 in one clipboard request (the limit of xterm and hterm). */
const CLIPBOARD_LIMIT = 74_994;

/**
 * Returns the sequence that puts text on the clipboard (OSC 52, xterm ctlseqs "Manipulate Selection Data"); null if the
 * text is too long.
 */
export const clipboardSequence = (text: string): string | null => {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  return encoded.length > CLIPBOARD_LIMIT ? null : `\x1b]52;c;${encoded}\x07`;
};

/** Puts text on the clipboard or, if that is impossible, into a file. Returns the message to show. */
export const copyText = async (
  text: string,
  what: string,
  say: (sequence: string) => void,
): Promise<string> => {
  const sequence = clipboardSequence(text);
  if (sequence !== null) {
    say(sequence);
    return `Copied ${what} (${bytesText(Buffer.byteLength(text))}) with OSC 52; if your terminal does not support that, use :save`;
  }
  const path = join(await mkdtemp(join(tmpdir(), 'rtop-')), 'copy.log');
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  return `Too long for the clipboard: ${what} (${bytesText(Buffer.byteLength(text))}) saved to ${path} instead`;
};

/**
 * Returns what the focused pane shows, from the oldest buffered record on. `shown`: with the columns; `raw`:
 * the original bytes.
 */
export const paneBytes = (
  context: CommandContext,
  form: SaveForm,
): { readonly bytes: Buffer; readonly count: number } => {
  const focused = focusedPane(context);
  if (!focused) return { bytes: Buffer.alloc(0), count: 0 };
  const parts: Buffer[] = [];
  let count = 0;
  for (let i = 0; i < focused.view.ids.length; i++) {
    const entry = focused.view.entry(focused.view.ids.at(i));
    if (!entry) continue;
    if (isRecord(entry)) count++;
    if (form === 'raw') {
      if (isRecord(entry)) parts.push(fromByteString(`${entry.text}\n`));
      continue;
    }
    const label = focused.key === MERGED ? `${context.log.labels.get(entry.source)?.text ?? '?'} ` : '';
    const line = isRecord(entry)
      ? `${recordTime(entry, 'full', context.log.zone)} ${levelLetter(entry)} ${label}${recordLines(entry, context.state.verbatim).map(withoutSgr).join('\n')}`
      : `-- ${label}${markerText(entry.marker, true)}`;
    parts.push(Buffer.from(`${line}\n`));
  }
  return { bytes: Buffer.concat(parts), count };
};

const expandHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

/** Saves to a new file. Returns the message to show; rejects with the reason for a failure. */
export const savePane = async (context: CommandContext, path: string, form: SaveForm): Promise<string> => {
  const { bytes, count } = paneBytes(context, form);
  const target = resolve(expandHome(path));
  try {
    await writeFile(target, bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(
      code === 'EEXIST'
        ? `${target} already exists; choose another name`
        : `${target} cannot be written (${code ?? error})`,
    );
  }
  return `Saved ${countText(count)} ${count === 1 ? 'record' : 'records'} (${bytesText(bytes.length)}) to ${target}`;
};

/** Opens the focused pane's content in another program, which takes over the terminal until it exits. */
export const openPane = async (
  context: CommandContext,
  { with: program, form }: Extract<Effect, { kind: 'open' }>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  const command = program === 'pager' ? env['PAGER'] || 'less' : env['VISUAL'] || env['EDITOR'] || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'rtop-'));
  try {
    const path = join(folder, 'rtop.log');
    await writeFile(path, paneBytes(context, form).bytes, { mode: 0o600 });
    // $PAGER and $EDITOR may contain arguments, so the shell splits them, as git does.
    await new Promise<void>((done, fail) => {
      const child = spawn('sh', ['-c', `${command} "$1"`, 'sh', path], { stdio: 'inherit' });
      child.on('error', fail);
      child.on('exit', code =>
        code === 0 || code === null ? done() : fail(new Error(`${command} ended with status ${code}`)),
      );
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
