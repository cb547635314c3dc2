/** What GNU tail says of its whole host, for each file anew: there are no inotify instances or watches left. */
const OF_THE_HOST = /^tail: inotify (cannot be used|resources exhausted)\b/;

/** What hosts write on stderr, ready to be passed on; what concerns a host as a whole once, not for each of its logs. */
export class HostRemarks {
  readonly #said = new Set<string>();

  /** The line, so that it cannot be taken for one of our own notices; null where it was said of this host before. */
  pass(host: string, line: string): string | null {
    if (OF_THE_HOST.test(line)) {
      const key = `${host}\n${line}`;
      if (this.#said.has(key)) return null;
      this.#said.add(key);
    }
    return `the host says: ${line}`;
  }
}
