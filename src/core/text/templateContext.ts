import type { ColorDepth } from './color.ts';
import type { ZoneOffset } from './timeText.ts';

/** What a template prints from, and how. */
export interface TemplateContext {
  readonly depth: ColorDepth;
  /** The zone of `{time}` and `{received}` unless they ask for another. */
  readonly zone: ZoneOffset;
  /** Makes a value fit to show (the sanitiser, where stdout is a terminal); null leaves values byte for byte. */
  readonly clean: ((text: string) => string) | null;
}
