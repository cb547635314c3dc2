import type { ByteString } from '../../core/bytes.ts';
import { pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';

/**
 * Returns the command line that determines whether reading a path may never end: its size does not show that.
 */
export const endlessCommand = (path: string): string =>
  shellCommand(`${prologue()}
f=${pathText(path)}
if [ -p "$f" ]; then echo pipe
elif [ -c "$f" ]; then echo device
elif [ -f "$f" ] && ! [ -s "$f" ]; then echo pseudo
fi
q 0
`);

/** Returns what it is, in words; null: an ordinary file. */
export const readEndless = (output: ByteString): string | null => {
  switch (output.trim()) {
    case 'pipe':
      return 'a named pipe';
    case 'device':
      return 'a device';
    case 'pseudo':
      return 'not a file on disk';
    default:
      return null;
  }
};
