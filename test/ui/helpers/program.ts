import { runScreen } from '../../../src/ui/runScreen.ts';
import { playShop, scriptedSession } from './feed.ts';

/**
 * A program with nothing but the screen on its own terminal, for cases that the command cannot produce: on
 * SIGUSR2 something throws, either a view or, with `throw` on the command line, something outside of all
 * views.
 */
const script = scriptedSession([
  ['web-01', 'app'],
  ['db-1', 'pg'],
]);
playShop(script, 100);

process.on('SIGUSR2', () => {
  if (process.argv[2] === 'throw') throw new Error('nobody caught this');
  Object.defineProperty(script.session.held, 'view', { value: () => null });
});

await runScreen({
  session: script.session,
  lists: { hosts: [], groups: [], recent: [] },
  stdin: process.stdin,
  stdout: process.stdout,
  env: process.env,
});
