import { parentPort } from 'node:worker_threads';
import { encodeText } from '../core/bytes.ts';
import { type PatternMatcher, patternMatcher } from '../core/pattern/matcher.ts';
import { parsePattern } from '../core/pattern/pattern.ts';
import { severalStatements } from './commands/asking/sqlText.ts';

/**
 * The thread that runs `--sql`, because SQLite blocks until it is done. Its table is in SQLite's own
 * temporary file, to bound memory; the query can read only that table.
 */

export type SqlValue = string | number | null;

/** Messages to the thread. */
export type SqlRequest =
  /** Checks the query; answered by `ready` or `wrong`. */
  | { readonly kind: 'open'; readonly query: string; readonly columns: readonly string[] }
  /** Records, one value per column; answered by `taken`. */
  | { readonly kind: 'rows'; readonly rows: readonly (readonly SqlValue[])[] }
  /** The end of the records; answered by `result` in parts, the last of which is `over`. */
  | { readonly kind: 'run' };

/** Messages from the thread. */
export type SqlAnswer =
  /** `fields`: columns in the query besides the built-in ones. */
  | { readonly kind: 'ready'; readonly fields: readonly string[] }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'taken' }
  | {
      readonly kind: 'result';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly SqlValue[])[];
      readonly over: boolean;
    };

/** Number of result rows to send at a time. */
const RESULT_ROWS = 1000;

/** Maximum number of columns in a query. */
const MAX_FIELDS = 200;

/** Suppresses Node 22's warning about a feature that is stable since 24. */
const emitWarning = process.emitWarning;
process.emitWarning = ((warning: string | Error, ...more: unknown[]) => {
  if (!`${warning}`.includes('SQLite')) (emitWarning as (...all: unknown[]) => void)(warning, ...more);
}) as typeof process.emitWarning;

type Database = import('node:sqlite').DatabaseSync;
type Statement = import('node:sqlite').StatementSync;

const port = parentPort!;
const answer = (message: SqlAnswer): void => port.postMessage(message);

let database: Database | null = null;
let insert: Statement | null = null;
let query = '';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const MISSING = /^no such column: (?:"(.*?)"(?= - should)|(.*?))(?: - should .*)?$/s;

/** Adds columns named by a query to the table; throws any other problem with the query. */
const addFields = (db: Database, known: readonly string[]): string[] => {
  const fields: string[] = [];
  for (;;) {
    try {
      db.prepare(query);
      return fields;
    } catch (error) {
      const missing = MISSING.exec((error as Error).message);
      const [, inQuotes, bare] = missing ?? [];
      const name = inQuotes ?? bare?.split('.').at(-1);
      if (name === undefined || fields.length >= MAX_FIELDS) throw error;
      if ([...known, ...fields].some(other => other.toLowerCase() === name.toLowerCase())) {
        throw new Error(
          `no such column: ${bare ?? name}; put a field name that contains a dot in double quotes`,
        );
      }
      db.exec(`ALTER TABLE log ADD COLUMN ${quoted(name)}`);
      fields.push(name);
    }
  }
};

const matchers = new Map<string, PatternMatcher>();

/** Implements `text REGEXP pattern`, in the dialect of `--grep`. */
const regexp = (pattern: unknown, text: unknown): number | null => {
  if (pattern === null || text === null) return null;
  let matcher = matchers.get(`${pattern}`);
  if (matcher === undefined) {
    const parsed = parsePattern(`${pattern}`, { fixed: false, ignoreCase: false });
    if (!parsed.ok)
      throw new Error(`pattern ${pattern}: ${parsed.problem.message}; ${parsed.problem.advice}`);
    matcher = patternMatcher(parsed.pattern);
    matchers.set(`${pattern}`, matcher);
  }
  return encodeText(`${text}`)
    .split('\n')
    .some(line => matcher.test(line))
    ? 1
    : 0;
};

/**
 * Restricts the query to reading, if this version of Node supports it; otherwise the start of the statement
 * was checked.
 */
const readOnly = (db: Database, constants: Readonly<Record<string, number>>): void => {
  const guarded = db as Database & { setAuthorizer?: (authorizer: (action: number) => number) => void };
  const allowed = ['SELECT', 'READ', 'FUNCTION', 'RECURSIVE'].map(name => constants[`SQLITE_${name}`]);
  guarded.setAuthorizer?.(action =>
    allowed.includes(action) ? constants['SQLITE_OK']! : constants['SQLITE_DENY']!,
  );
};

const open = async (text: string, columns: readonly string[]): Promise<void> => {
  const { DatabaseSync } = await import('node:sqlite');
  database = new DatabaseSync('');
  database.exec(
    'PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-65536',
  );
  database.exec(`CREATE TABLE log (${columns.map(quoted).join(', ')})`);
  database.function('regexp', { deterministic: true }, regexp);
  query = text;
  if (severalStatements(text) || !/^\s*(?:select|with|values)\b/i.test(text)) {
    throw new Error('expected one SELECT statement');
  }
  const fields = addFields(database, columns);
  const all = [...columns, ...fields];
  insert = database.prepare(`INSERT INTO log VALUES (${all.map(() => '?').join(', ')})`);
  database.exec('BEGIN');
  answer({ kind: 'ready', fields });
};

const run = async (): Promise<void> => {
  const { constants } = await import('node:sqlite');
  database!.exec('COMMIT');
  readOnly(database!, constants as unknown as Readonly<Record<string, number>>);
  const statement = database!.prepare(query);
  const columns = statement.columns().map(({ name }) => name);
  statement.setReadBigInts(true);
  // Two columns may have the same name.
  (statement as Statement & { setReturnArrays?: (yes: boolean) => void }).setReturnArrays?.(true);
  let rows: SqlValue[][] = [];
  for (const row of statement.iterate() as Iterable<unknown>) {
    rows.push(
      (Array.isArray(row) ? row : columns.map(name => (row as Record<string, unknown>)[name])).map(sqlValue),
    );
    if (rows.length < RESULT_ROWS) continue;
    answer({ kind: 'result', columns, rows, over: false });
    rows = [];
  }
  answer({ kind: 'result', columns, rows, over: true });
};

const sqlValue = (value: unknown): SqlValue => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value as SqlValue;
};

const handle = async (request: SqlRequest): Promise<void> => {
  switch (request.kind) {
    case 'open':
      return open(request.query, request.columns);
    case 'rows':
      for (const row of request.rows) insert!.run(...row);
      return answer({ kind: 'taken' });
    case 'run':
      return run();
  }
};

port.on('message', (request: SqlRequest) => {
  handle(request).catch((error: unknown) => answer({ kind: 'wrong', message: (error as Error).message }));
});
