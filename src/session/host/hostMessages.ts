/**
 * Messages of GNU tail that concern the whole host, repeated for each file: no inotify instances or watches
 * are left.
 */
const OF_THE_HOST = /^tail: inotify (cannot be used|resources exhausted)\b/;

/**
 * Passes on what hosts write to stderr; a message about the host as a whole is passed on once, not for each
 * of its logs.
 */
export class HostRemarks {
  readonly #said = new Set<string>();

  /**
   * Passes the line to `notice`, marked so that it cannot be mistaken for our own, unless it was already
   * reported for this host.
   */
  pass(host: string, line: string, notice: (text: string) => void): void {
    const key = `${host}\n${line}`;
    if (this.#said.has(key)) return;
    if (OF_THE_HOST.test(line)) this.#said.add(key);
    notice(`message from the host: ${line}`);
  }
}
