/** A host's tools and their features, probed once per host by `pushdown/probe`. */
export interface HostFacts {
  /** `uname -s`, e.g. `Linux`. */
  readonly system: string;
  readonly tail: 'gnu' | 'busybox' | 'bsd' | 'none';
  readonly grep: 'gnu' | 'busybox' | 'bsd' | 'none';
  readonly awk: 'gawk' | 'mawk' | 'busybox' | 'bwk' | 'none';
  /** `grep --line-buffered` works. */
  readonly grepLineBuffered: boolean;
  readonly tac: boolean;
  readonly gzip: boolean;
  readonly sudo: boolean;
  readonly stdbuf: boolean;
  /** The host's clock minus ours in milliseconds, or null if unknown. */
  readonly clockSkewMs: number | null;
}

/** Nothing is known, or there are no tools. */
export const NO_TOOLS: HostFacts = {
  system: '',
  tail: 'none',
  grep: 'none',
  awk: 'none',
  grepLineBuffered: false,
  tac: false,
  gzip: false,
  sudo: false,
  stdbuf: false,
  clockSkewMs: null,
};
