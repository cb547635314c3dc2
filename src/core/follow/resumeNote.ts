/** What a resume tells the reader of the stream. */
export type ResumeNote =
  | { readonly kind: 'rotated'; readonly how: 'renamed' | 'recreated' }
  | { readonly kind: 'truncated' }
  /** The lines that follow belong before others that were taken already. */
  | { readonly kind: 'late' }
  /** The file got shorter by this many bytes that were taken already, and is the same otherwise. */
  | { readonly kind: 'shrunk'; readonly bytes: number }
  /** `bytes`: at most so many of the log are missing; null if nobody can tell. `step`: what is missing lies before this step. */
  | { readonly kind: 'gap'; readonly bytes: number | null; readonly why: string; readonly step: number };
