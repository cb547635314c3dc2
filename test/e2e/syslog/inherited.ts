import { entry, type Running, startProgram } from '../../helpers/run.ts';
import { programPath } from './rsyslog.ts';

/** Binds a datagram socket, hands it over as descriptor 3 like systemd, and becomes the program. */
const BIND = `
use Socket; use POSIX ();
my ($path, @command) = @ARGV;
$^F = 10;
socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($socket, sockaddr_un($path)) or die "bind: $!";
POSIX::dup2(fileno($socket), 3) or die "dup2: $!";
@ENV{qw(LISTEN_FDS LISTEN_PID)} = (1, $$);
exec @command;
`;

/** Starts the built rtail with a Unix datagram socket at this path as descriptor 3. */
export const startInherited = async (
  home: string,
  path: string,
  args: readonly string[],
): Promise<Running> => {
  const command = [process.execPath, entry({}), `syslog+unix:${path}`, ...args];
  const running = startProgram(programPath('perl')!, ['-e', BIND, path, ...command], { home });
  await running.sees('listening');
  return running;
};
