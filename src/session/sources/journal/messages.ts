import type { Reading } from '../contract.ts';

/** The text after the hint that only part of the journal is visible. */
const HINT = /You are currently not seeing messages/;
const HINT_GOES_ON = /Users in groups|Pass -q to turn off/;

/**
 * Passes on the stderr of `journalctl`: shortens the hint that users see only their own entries; everything
 * else is unchanged.
 */
export const messagesOf = (
  { source, context }: Pick<Reading, 'source' | 'context'>,
  onHint: () => void = () => {},
): ((line: string) => void) => {
  let hinted = false;
  const notice = (text: string): void =>
    void context.sink.marker(source, { kind: 'notice', at: context.now(), text });
  return line => {
    if (HINT_GOES_ON.test(line)) return;
    if (!HINT.test(line)) return context.hosts.remarks.pass(source.host.name, line, notice);
    onHint();
    if (!hinted)
      notice(
        "only this user's own journal entries are visible; to see all of them, join the group systemd-journal (or adm), or use --sudo",
      );
    hinted = true;
  };
};
