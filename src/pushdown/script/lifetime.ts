/**
 * Seconds without a heartbeat line on standard input after which the remote side ends itself.
 * `RTAIL_TEST_LEASE_SECONDS` is only for tests that cut a link and cannot wait that long.
 */
export const LEASE_SECONDS = Number(process.env['RTAIL_TEST_LEASE_SECONDS']) || 90;

/** How often the client sends a heartbeat line: well inside the lease. */
export const HEARTBEAT_MS = (LEASE_SECONDS * 1000) / 3;

/**
 * Returns the start of every remote script. Standard input is the client's: its first line is the nonce (so that
 * nobody can read it with `ps`), which is printed back on stdout so that whatever an rc file printed can be discarded;
 * every later line is a heartbeat. Descriptor 4 is the stderr for tools and reports; the shell's own messages about
 * killed jobs are discarded.
 *
 * - `r WORDS`: prints a report on stderr, marked with the nonce, always on a separate line.
 * - `x NAME STATUS LEAST`: reports a tool that failed (not one killed by a signal), and passes on its status.
 * - `k`: ends everything. Under sshd the shell leads its own process group (`kill -0 -$$` shows that), and the whole
 *   group is killed; otherwise only the shell is, and its pipeline ends because it has no reader. A process that is
 *   just being forked may lose a SIGTERM because it inherits the trap, so a SIGKILL follows. It is sent by a member of
 *   the group, so the group's number cannot belong to another one.
 * - `q STATUS`: ends everything else (the watcher, a writer without a reader) and exits.
 *
 * The watcher `W` runs `k` when the client closes stdin, or when no line arrives during the lease: a connection that
 * was cut silently causes no end of file. It does not hold the channel's descriptors, so it keeps no channel open. If
 * `leaseSeconds` is null, another process keeps the lease (the host's watcher of followed logs), and `W` is a single
 * process that never forks.
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
