/** What GNU tail says of its whole host, for each file anew: there are no inotify instances or watches left. */
const OF_THE_HOST = /^tail: inotify (cannot be used|resources exhausted)\b/;

/** Passes on what hosts write on stderr; what concerns a host as a whole once, not for each of its logs. */
export class HostRemarks {
  readonly #said = new Set<string>();

  /** Gives the line to `notice`, so that it cannot be taken for one of our own, unless it was said of this host before. */
  pass(host: string, line: string, notice: (text: string) => void): void {
    const key = `${host}\n${line}`;
    if (this.#said.has(key)) return;
    if (OF_THE_HOST.test(line)) this.#said.add(key);
    notice(`message from the host: ${line}`);
  }
}
