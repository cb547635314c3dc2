import { answeringCommands } from './answering.ts';
import type { Command } from './command.ts';
import { doingCommands } from './doing.ts';
import { findingCommands } from './finding.ts';
import { listCommands } from './lists.ts';
import { movingCommands } from './moving.ts';
import { paneCommands } from './panes.ts';
import { pickingCommands } from './picking.ts';
import { programCommands } from './program.ts';
import { readingCommands } from './reading.ts';
import { timelineCommands } from './timeline.ts';
import { typingCommands } from './typing.ts';

/** Everything that can be done, in the order of help. */
export const COMMANDS: readonly Command[] = [
  ...movingCommands,
  ...paneCommands,
  ...readingCommands,
  ...timelineCommands,
  ...findingCommands,
  ...doingCommands,
  ...programCommands,
  ...pickingCommands,
  ...listCommands,
  ...typingCommands(() => COMMANDS),
  ...answeringCommands,
];

/** Names that `keys:` in the configuration may give keys to. */
export const ACTION_NAMES: readonly string[] = COMMANDS.map(command => command.id);
