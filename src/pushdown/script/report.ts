import { type ByteString, decodeText } from '../../core/bytes.ts';
import type { Trouble } from '../../core/trouble.ts';

/** Failures that no retry can fix. */
const FINAL: ReadonlySet<Trouble['kind']> = new Set(['unreadable', 'directory', 'special', 'tool']);

/** A remote script's report about itself on stderr, on a line that starts with the run's nonce. */
export type Report =
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  /** `waits`: the log does not exist yet, and the script waits for it. */
  | { readonly kind: 'notice'; readonly text: string; readonly waits?: true }
  /** Bytes of the log that were read on the host. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** Bytes of the log that have been read so far, and its size from where reading started. */
  | { readonly kind: 'at'; readonly bytes: number; readonly size: number }
  /** The log's command exited with this status; above 128: a signal killed it. */
  | { readonly kind: 'ended'; readonly status: number }
  /** The host lacks a tool for exact following. */
  | { readonly kind: 'unfit' };

/** The host and log that a report is about. */
export interface ReportSubject {
  readonly nonce: string;
  /** Inventory name. */
  readonly host: string;
  /** The requested path or command, for display. */
  readonly log: string;
}

export interface ReportReader {
  /** Takes stderr as it arrives; returns the reports in it. */
  push(chunk: ByteString): Report[];
  /** Returns what the tools wrote to stderr since the last call, as whole lines without terminators. */
  takeMessages(): string[];
  /** Call at the end of stderr: returns the last report, if its line was not terminated. */
  end(): Report[];
}

/** A longer line is passed on in pieces; no message is that long. */
const LONGEST = 64 * 1024;

/** Separates a script's reports from what its tools write to stderr. Nobody else knows the nonce. */
export const reportReader = (subject: ReportSubject): ReportReader => {
  let rest = '';
  let blank = false;
  /** A line that ends with a space, which no finished message does, such as `tail: `. */
  let begun = '';
  let interrupted = false;
  let messages: string[] = [];

  const takeBegun = (): ByteString => {
    const taken = begun;
    begun = '';
    interrupted = false;
    return taken;
  };

  const sayBegun = (): string[] => (begun === '' ? [] : [decodeText(takeBegun())]);

  const line = (given: ByteString): Report[] => {
    let text = given;
    const marked = text.startsWith(`${subject.nonce} `);
    // The newline before a mark terminates another tool's unfinished line; usually there is none.
    if (blank && !marked) messages.push(...sayBegun(), '');
    blank = text === '';
    if (marked) {
      interrupted = begun !== '';
      return readReport(text.slice(subject.nonce.length + 1), subject);
    }
    if (blank && interrupted) return [];
    if (interrupted) text = takeBegun() + text;
    else messages.push(...sayBegun());
    if (text.endsWith(' ') && text.length < LONGEST) begun = text;
    else if (!blank) messages.push(decodeText(text));
    return [];
  };

  return {
    push(chunk) {
      // Only the chunk is searched: a line that arrives byte by byte must not be searched again each time.
      const lines = chunk.split('\n');
      lines[0] = rest + (lines[0] ?? '');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST) {
        lines.push(rest);
        rest = '';
      }
      return lines.flatMap(line);
    },
    takeMessages() {
      const taken = messages;
      messages = [];
      return taken;
    },
    end() {
      const last = rest;
      rest = '';
      const reports = last === '' ? [] : line(last);
      messages.push(...sayBegun());
      return reports;
    },
  };
};

const readReport = (text: ByteString, subject: ReportSubject): Report[] => {
  const [word = '', ...words] = text.split(' ');
  const trouble = (kind: Trouble['kind'], message: string, advice: string): Report[] => [
    {
      kind: 'trouble',
      trouble: { kind, host: subject.host, log: subject.log, message, advice, final: FINAL.has(kind) },
    },
  ];
  switch (word) {
    case 'read':
      return /^\d+$/.test(words[0] ?? '') ? [{ kind: 'read', bytes: Number(words[0]) }] : [];
    case 'at': {
      const [bytes, size] = words.map(Number);
      return bytes! >= 0 && size! >= 0 ? [{ kind: 'at', bytes: bytes!, size: size! }] : [];
    }
    case 'waiting':
      return [{ kind: 'notice', text: `${subject.log} does not exist yet; waiting for it`, waits: true }];
    case 'truncated':
      return [{ kind: 'notice', text: truncatedText(subject.log) }];
    case 'missing':
      return trouble('missing', `${subject.log} does not exist`, 'check the path, or use -F to wait for it');
    case 'unreadable':
      return trouble(
        'unreadable',
        `permission denied: ${subject.log}`,
        'log in as a user with access, or try --sudo',
      );
    case 'directory':
      return trouble(
        'directory',
        `${subject.log} is a directory`,
        `name a file in it, or all of them: '${subject.log.replace(/\/+$/, '')}/*'`,
      );
    case 'special':
      return trouble(
        'special',
        specialText(subject.log, words[0] ?? ''),
        SPECIAL_ADVICE[words[1] ?? ''] ?? '',
      );
    case 'sudo':
      return trouble(
        'unreadable',
        `sudo did not allow reading ${subject.log}: ${decodeText(words.join(' '))}`,
        'allow the command for this user without a password (NOPASSWD)',
      );
    case 'ended': {
      const status = Number(words[0]);
      if (!Number.isInteger(status)) return [];
      const killed = status > 128 ? trouble('remote', endText(subject.log, status), HOW_TO_SEE) : [];
      return [{ kind: 'ended', status }, ...killed];
    }
    case 'failed':
      return failed(words[0] ?? '', words[1] ?? '', subject, trouble);
    case 'unfit':
      return [{ kind: 'unfit' }];
    default:
      return [];
  }
};

/** Returns the notice about a log that became shorter than what had been read of it. */
export const truncatedText = (log: string): string =>
  `${log} was truncated while it was read: lines may be missing; read it again`;

const SPECIAL: Readonly<Record<string, string>> = {
  socket: 'a socket',
  pipe: 'a named pipe',
  device: 'a device',
  pseudo: 'not a file on disk: its size is always 0, as in /proc and /sys',
};

const specialText = (log: string, what: string): string =>
  `${log} is ${SPECIAL[what] ?? 'not a regular file'}`;

const SPECIAL_ADVICE: Readonly<Record<string, string>> = {
  read: 'name the file that the program behind it writes, or its journal',
  follow:
    "it can be read once, without -f, or followed as the output of 'command: cat FILE' in the inventory",
};

const failed = (
  tool: string,
  status: string,
  subject: ReportSubject,
  trouble: (kind: Trouble['kind'], message: string, advice: string) => Report[],
): Report[] => {
  if (tool === 'command') {
    return status === '127' || status === '126'
      ? trouble(
          'tool',
          `the command of ${subject.log} cannot be run on the host`,
          'install it on the host, or correct the inventory',
        )
      : trouble('remote', `the command of ${subject.log} failed with status ${status}`, HOW_TO_SEE);
  }
  if (status === '127' || status === '126') {
    return trouble(
      'tool',
      `${tool} cannot be run on the host`,
      `install ${tool} on the host, or use --no-pushdown`,
    );
  }
  return trouble(
    'remote',
    `${tool} failed with status ${status} on ${subject.log}`,
    'see what it wrote above; try --no-pushdown',
  );
};

const HOW_TO_SEE = 'run it on the host to see why';

/** Signals that have the same number everywhere. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  6: 'ABRT',
  9: 'KILL',
  11: 'SEGV',
  15: 'TERM',
};

/** Describes how a log's command ended, from the status that a shell reports. */
export const endText = (log: string, status: number): string => {
  if (status <= 128) return `the command of ${log} ended with status ${status}`;
  const name = SIGNALS[status - 128];
  return `the command of ${log} was killed by signal ${name === undefined ? status - 128 : `SIG${name}`}`;
};
