/** What a resume reports to the reader of the stream. */
export type ResumeNote =
  | { readonly kind: 'rotated'; readonly how: 'renamed' | 'recreated' }
  | { readonly kind: 'truncated' }
  /** The following lines belong before others that were already delivered. */
  | { readonly kind: 'late' }
  /** The file shrank by this many bytes that were already delivered, and is otherwise the same. */
  | { readonly kind: 'shrunk'; readonly bytes: number }
  /** `bytes`: upper bound on what is missing; null if unknown. `step`: the gap is before this step. */
  | { readonly kind: 'gap'; readonly bytes: number | null; readonly why: string; readonly step: number };
