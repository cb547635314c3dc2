/**
 * Seconds without a heartbeat line on standard input after which the remote side ends itself.
 * `RTAIL_TEST_LEASE_SECONDS` is only for tests that cut a link and cannot wait that long.
 */
export const LEASE_SECONDS = Number(process.env['RTAIL_TEST_LEASE_SECONDS']) || 90;

/** How often the client sends a heartbeat line: well inside the lease. */
export const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 3;

/**
 * The start of every remote script. Standard input is the client's: its first line is the nonce (by this way nobody can
 * read it with `ps`), which is printed back on stdout so that whatever an rc file printed can be discarded, and every
 * later line is a heartbeat. Descriptor 4 is the stderr of the tools and of reports; the shell's own chatter about
 * killed jobs goes nowhere.
 *
 * - `r WORDS`: a report line on stderr, marked with the nonce, on a line of its own whatever else is being written;
 * - `x NAME STATUS LEAST`: reports a failed tool (a signal is no failure), passes its status on;
 * - `k`: ends everything. The shell is the leader of a group of its own under sshd (`kill -0 -$$` tells), and the whole
 *   group goes; if it is not, only the shell does, and its pipeline follows for want of a reader. A process that is just being
 *   forked may lose a SIGTERM with the trap it is born with, so a SIGKILL follows, from one of the group: so its number is nobody else's;
 * - `q STATUS`: ends the rest (the watcher, a writer that has nobody to write to) and exits.
 *
 * The watcher `W` runs `k` when the client's end of stdin closes, or when no line came for the lease: a link that was cut
 * silently brings no end of file. Its descriptors are elsewhere, so that it keeps no channel open. With `leaseSeconds` null
 * someone else keeps the lease (the host's watcher of followed logs), and `W` is a single process that never forks.
 */
export const prologue = (leaseSeconds: number | null = LEASE_SECONDS): string => `
exec 3<&0 4>&2 </dev/null 2>/dev/null
IFS= read -r N <&3 || exit 70
echo "$N"
G=
kill -0 -$$ && G=1 && trap 'exit 0' TERM
r() { printf '\\n%s %s\\n' "$N" "$*" >&4; }
x() { [ "$2" -lt "$3" ] || [ "$2" -gt 127 ] || r failed "$1" "$2"; return "$2"; }
k() {
[ "$G" ] || { kill -TERM $$; return; }
trap '' TERM
{ sleep .1 || sleep 1; kill -KILL -$$; } >/dev/null 4>&- &
kill -TERM -$$
}
q() { trap '' TERM; if [ "$G" ]; then kill -TERM -$$; else kill -TERM $W; fi; exit "$1"; }
{
trap - TERM
${leaseSeconds === null ? 'while read -r L; do :; done' : leasedReader(leaseSeconds)}
k
} <&3 3<&- 4>&- >/dev/null &
W=$!
exec 3<&-
`;

const leasedReader = (seconds: number): string => `P=
while :; do
if [ "$G" ]; then { sleep ${seconds} & trap "kill $!; exit" TERM; wait $! && k; } & P=$!; fi
read -r L || break
if [ "$P" ]; then kill -TERM $P; wait $P; fi
done`;
