import type { Readable } from 'node:stream';
import { type ByteString, decodeText, toByteString } from '../../core/bytes.ts';
import { sanitiseText } from '../../core/text/sanitise.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { frameReader, type Piece } from '../../pushdown/script/frames.ts';
import { HEARTBEAT_MS } from '../../pushdown/script/lifetime.ts';
import { type NonceGate, newNonce, nonceGate } from '../../pushdown/script/nonceGate.ts';
import { type Report, reportReader } from '../../pushdown/script/report.ts';
import type { ChannelEnd, Connection } from '../../transport/transport.ts';
import { MessageLimit } from './messageLimit.ts';
import { readAll } from './readAll.ts';
import { waitForTurn } from './startLimit.ts';

/** What to run on a host, and who receives its output. */
export interface ScriptRun {
  /** From pushdown: `remoteCommand`, `probeCommand`, `listCommand`… */
  readonly command: string;
  /** The log that reports are about, by its name for the user. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** Receives output as it arrives; no more is read until a returned promise settles. */
  readonly output: (chunk: Buffer) => void | Promise<void>;
  /** Receives the frames in the script's output; set only for scripts that print frames. */
  readonly frame?: (words: readonly ByteString[]) => void | Promise<void>;
  /**
   * Called after each chunk of a script that prints frames, with the number of its last bytes that may be output or the
   * start of a frame.
   */
  readonly undecided?: (bytes: number) => void;
  readonly report?: (report: Report) => void;
  /** No more reports will come. */
  readonly reported?: () => void;
  /** A whole line that a tool wrote to stderr, decoded. */
  readonly message?: (line: string) => void;
  /** It ends soon, so until then it counts as starting. */
  readonly isShort?: true;
}

export interface ScriptEnd extends ChannelEnd {
  /** The script's first reported failure, or what broke the channel; null on success. */
  readonly trouble: Trouble | null;
  /**
   * What the host printed before the script started, to append to a message: ` (it printed: …)`; empty if
   * nothing.
   */
  readonly printed: string;
  /** False if the script never started, because something else ran on the host instead. */
  readonly began: boolean;
}

/**
 * Runs a remote script to its end: sends its nonce, keeps its lease, discards the output of rc files, and
 * separates reports from messages. Aborting the signal closes the channel, which ends the script on the host.
 * Rejects with a TroubleError if no channel can be opened.
 */
export const runScript = async (connection: Connection, run: ScriptRun): Promise<ScriptEnd> => {
  const started = await waitForTurn(connection, run.signal);
  try {
    return await runStarting(connection, run, started);
  } finally {
    started();
  }
};

/** Calls `started` when the script's first output or report shows that it has started. */
const runStarting = async (
  connection: Connection,
  run: ScriptRun,
  started: () => void,
): Promise<ScriptEnd> => {
  const nonce = newNonce();
  const channel = await connection.exec(run.command, {
    signal: run.signal,
    heartbeatMs: HEARTBEAT_MS,
    input: `${nonce}\n`,
  });
  const close = (): void => channel.close();
  run.signal.addEventListener('abort', close, { once: true });
  if (run.signal.aborted) close();

  const { host } = connection;
  const gate = nonceGate(nonce, host.name);
  const reader = reportReader({ nonce, host: host.name, log: run.log });
  let trouble: Trouble | null = null;
  const stderr: string[] = [];
  const limit = new MessageLimit(performance.now());
  const tell = (reports: readonly Report[]): void => {
    if (reports.length > 0) started();
    for (const report of reports) {
      if (report.kind === 'trouble') trouble ??= report.trouble;
      run.report?.(report);
    }
    for (const line of reader.takeMessages()) {
      if (!gate.open && stderr.length < MAX_PRINTED) stderr.push(line);
      const shown = limit.pass(line, performance.now());
      // The shell's messages about tools that we kill are not worth reporting.
      if (shown !== null && !run.signal.aborted) run.message?.(shown);
    }
  };

  try {
    const errors = readAll(channel.stderr, chunk => tell(reader.push(toByteString(chunk)))).then(() => {
      tell(reader.end());
      const rest = limit.rest();
      if (rest !== null) run.message?.(rest);
      run.reported?.();
    });
    await readOutput(channel.stdout, { gate, nonce, run, started });
    await errors;
    const end = await channel.end;
    const printed = gate.open ? '' : printedText(gate.before, stderr);
    return {
      ...end,
      trouble: trouble ?? end.lost ?? unexplained(end, gate.open, printed, host.name, run),
      printed,
      began: gate.open,
    };
  } finally {
    run.signal.removeEventListener('abort', close);
    channel.close();
  }
};

/** Maximum output of a short script in bytes: enough for a listing of a hundred thousand files. */
const MAX_ANSWER = 32 << 20;

/**
 * Returns the whole output of a script with little output. Failures are data, see ScriptEnd; rejects with a
 * TroubleError if a host never stops sending.
 */
export const runShortScript = async (
  connection: Connection,
  run: Omit<ScriptRun, 'output'>,
): Promise<ShortOutput> =>
  wholeOutput(connection.host.name, output => runScript(connection, { ...run, output, isShort: true }));

/** What a script with little output printed. */
export interface ShortOutput {
  readonly output: ByteString;
  readonly end: ScriptEnd;
}

/** Collects a script's output. Rejects with a TroubleError if there is no end to it. */
export const wholeOutput = async (
  host: string,
  run: (output: (chunk: Buffer) => void) => Promise<ScriptEnd>,
): Promise<ShortOutput> => {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = await run(chunk => {
    size += chunk.length;
    if (size > MAX_ANSWER) throw tooLong(host);
    chunks.push(chunk);
  });
  return { output: toByteString(Buffer.concat(chunks)), end };
};

/** The failure of a host that answers a short request without end. */
export const tooLong = (host: string): TroubleError =>
  new TroubleError({
    kind: 'protocol',
    host,
    log: null,
    message: `it answered a short request with more than ${MAX_ANSWER >> 20} MB`,
    advice: 'check what it prints: run a simple command on it with ssh',
    final: true,
  });

const readOutput = async (
  stdout: Readable,
  { gate, nonce, run, started }: { gate: NonceGate; nonce: string; run: ScriptRun; started: () => void },
): Promise<void> => {
  const { output, frame } = run;
  const frames = frame && frameReader(nonce);
  const give = async (pieces: readonly Piece[]): Promise<void> => {
    for (const piece of pieces) await (piece.kind === 'bytes' ? output(piece.bytes) : frame?.(piece.words));
  };
  await readAll(stdout, chunk => {
    const bytes = gate.push(chunk);
    if (bytes.length === 0) return undefined;
    if (!run.isShort) started();
    return frames ? give(frames.push(bytes)).then(() => run.undecided?.(frames.undecided)) : output(bytes);
  });
  if (frames) await give(frames.end());
};

/** Maximum number of lines and characters passed on from what a login shell printed. */
const MAX_PRINTED = 5;
const MAX_PRINTED_CHARS = 300;

/**
 * Returns what a host printed instead of running the script, such as `This account is currently not
 * available.`
 */
const printedText = (stdout: Buffer, stderr: readonly string[]): string => {
  const lines = [...decodeText(toByteString(stdout)).split(/\r?\n/), ...stderr].map(line => line.trim());
  const text = lines
    .filter(line => line !== '')
    .slice(0, MAX_PRINTED)
    .join(' / ');
  if (text === '') return '';
  const cut = text.length > MAX_PRINTED_CHARS ? `${text.slice(0, MAX_PRINTED_CHARS)}…` : text;
  return ` (it printed: ${sanitiseText(cut, { color: false, tabStop: 1 })})`;
};

/** The exit status of ssh itself after a connection broke; none of our commands uses it. */
const SSH_FAILED = 255;

/** Returns the error for an exit status that no report explains; null if there was no failure. */
const unexplained = (
  end: ChannelEnd,
  began: boolean,
  printed: string,
  host: string,
  { log, signal }: ScriptRun,
): Trouble | null => {
  if (signal.aborted || (began && (end.code === 0 || end.signal === 'TERM'))) return null;
  const how = end.signal === null ? `status ${end.code ?? 'unknown'}` : `signal ${end.signal}`;
  return {
    kind: 'remote',
    host,
    log,
    message: unexplainedMessage(end, began, how, printed),
    advice: 'run a simple command on it with ssh',
    // If a shell was killed or a connection broke, a retry may help; if a shell refuses, it will keep
    // refusing.
    final: !began && end.signal === null && end.code !== null && end.code !== SSH_FAILED,
  };
};

const unexplainedMessage = ({ code }: ChannelEnd, began: boolean, how: string, printed: string): string => {
  if (began) return `the remote command ended with ${how}`;
  if (code === SSH_FAILED)
    return `the connection or the login shell ended with ${how} before the command ran${printed}`;
  return `the login shell did not run the command, ${how}${printed}: check that it has a POSIX sh and that this user may run commands`;
};
