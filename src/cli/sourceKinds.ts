import { type LoadKind, registerKind } from '../session/sources/kinds.ts';

/** Kinds of sources that live above `session`, by scheme. Each is loaded when one is first read. */
const KINDS: Readonly<Record<string, LoadKind>> = {};

/** Makes them known to the session. */
export const registerSourceKinds = (): void => {
  for (const [scheme, load] of Object.entries(KINDS)) registerKind(scheme, load);
};
