import type { Command } from './command.ts';
import { doingCommands } from './copySave.ts';
import { findingCommands } from './find.ts';
import { remembering } from './going/back.ts';
import { listCommands } from './lists.ts';
import { movingCommands } from './move.ts';
import { paneCommands } from './panes.ts';
import { pickingCommands } from './picker.ts';
import { programCommands } from './program.ts';
import { answeringCommands } from './questions.ts';
import { readingCommands } from './read.ts';
import { timelineCommands } from './timeline.ts';
import { typingCommands } from './typing.ts';
import { valueCommands } from './values.ts';

const all: readonly Command[] = [
  ...movingCommands,
  ...paneCommands,
  ...readingCommands,
  ...timelineCommands,
  ...findingCommands,
  ...doingCommands,
  ...programCommands,
  ...pickingCommands,
  ...listCommands,
  ...valueCommands,
  ...typingCommands(() => COMMANDS),
  ...answeringCommands,
];

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = all.map(remembering);

/** Command names that `keys:` in the configuration can bind keys to. */
export const ACTION_NAMES: readonly string[] = COMMANDS.map(command => command.id);
