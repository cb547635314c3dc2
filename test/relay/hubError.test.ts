import { expect, test } from 'vitest';
import { hubErrorOf, hubTrouble } from '../../src/relay/hub/hubError.ts';

test.each([
  [
    'names the only server once',
    'redis://h:1',
    'h:1: no answer within 10 s',
    'redis://h:1: no answer within 10 s',
  ],
  [
    'names the only server once beside its database',
    'redis://h:1/2',
    'h:1: refused',
    'redis://h:1/2: refused',
  ],
  ['names the one of several servers', 'redis://h:1,i:2', 'h:1: refused', 'redis://h:1,i:2: h:1: refused'],
  [
    'does not show where in a script it occurred',
    'redis://h:1',
    "OOM command not allowed when used memory > 'maxmemory'. script: b33761cb9bb7cf57b6ee54a7d7d52c50b7d1f8e2, on @user_script:11.",
    'redis://h:1: OOM Redis is full (maxmemory)',
  ],
  [
    'keeps what a script was refused',
    'redis://h:1',
    "NOPERM this user has no permissions to run the 'xadd' command script: b33761cb9bb7cf57b6ee54a7d7d52c50b7d1f8e2, on @user_script:11.",
    "redis://h:1: NOPERM this user has no permissions to run the 'xadd' command",
  ],
])('the message of a failure %s', (_title, hub, message, shown) => {
  expect(hubTrouble(hubErrorOf(new Error(message)), hub).message).toBe(shown);
});
