import type { ByteString } from '../../core/bytes.ts';
import { pathText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';

/** The command line that finds out whether a path is something that need not end: what its size says nothing of. */
export const endlessCommand = (path: string): string =>
  shellCommand(`${prologue()}
f=${pathText(path)}
if [ -p "$f" ]; then echo pipe
elif [ -c "$f" ]; then echo device
elif [ -f "$f" ] && ! [ -s "$f" ]; then echo pseudo
fi
q 0
`);

/** What it is, in words; null: a file like any other. */
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
