import { runScreen } from '../../../src/ui/runScreen.ts';
import { playShop, scriptedSession } from './feed.ts';

/**
 * A program with nothing but the screen on its own terminal, for what only a process of its own can show. It ends as the
 * command does: 128 + n on a signal. `break` on the command line: half a second later a view throws; `throw`: something else.
 */
const script = scriptedSession([
  ['web-01', 'app'],
  ['db-1', 'pg'],
]);
playShop(script, 100);
const numbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;

if (process.argv[2] === 'throw') {
  setTimeout(() => {
    throw new Error('nobody caught this');
  }, 500);
}
if (process.argv[2] === 'break') {
  const { held } = script.session;
  setTimeout(() => Object.defineProperty(held, 'view', { value: () => null }), 500);
}

const end = await runScreen({
  session: script.session,
  lists: { hosts: [], groups: [], recent: [] },
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
});
process.exit(end.kind === 'signal' ? 128 + numbers[end.signal] : 0);
