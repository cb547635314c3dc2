/** Exit statuses of a remote script; any other is the shell's. */
export const EXIT = {
  missing: 71,
  unreadable: 72,
  directory: 73,
  special: 74,
  sudo: 75,
  failed: 76,
} as const;
