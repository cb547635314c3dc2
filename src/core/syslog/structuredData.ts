import { type ByteString, decodeText } from '../bytes.ts';

/**
 * Source of a RegExp for structured data (RFC 5424 §6.3) in which values may contain anything but a bare
 * quote.
 */
export const DATA_PATTERN = '(?:\\[[^ \\]="]+(?: [^ \\]="]+="[^"\\\\]*(?:\\\\.[^"\\\\]*)*")*\\])+';

const ELEMENT = /\[([^ \]="]+)((?: [^ \]="]+="[^"\\]*(?:\\.[^"\\]*)*")*)\]/gs;
const PARAMETER = / ([^ \]="]+)="([^"\\]*(?:\\.[^"\\]*)*)"/gs;

/** Returns the elements of structured data: by id, their parameters with escapes resolved. */
export const readData = (
  text: ByteString,
): readonly (readonly [id: string, parameters: Record<string, string>])[] =>
  [...text.matchAll(ELEMENT)].map(([, id, parameters]) => [
    decodeText(id!),
    Object.fromEntries(
      [...parameters!.matchAll(PARAMETER)].map(([, name, value]) => [
        decodeText(name!),
        decodeText(value!.replace(/\\(["\\\]])/g, '$1')),
      ]),
    ),
  ]);
