const TABLE =
  'the records are in the table log (time, level, host, log, seq, text, fields, and any field of a record by its name)';

/** An error in an SQL query, or in this version of Node. */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(message: string) {
    const isOld = /node:sqlite|builtin module/.test(message);
    super(
      isOld
        ? `--sql: this Node (${process.version}) has no SQLite\n  Use Node 22.18 or newer, or print records with -o json for another program.`
        : `--sql: ${message}${/^no such table/.test(message) ? `; ${TABLE}` : ''}`,
    );
  }
}
