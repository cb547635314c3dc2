import type { RowKind } from '../row.ts';
import { agentRows } from './agents.ts';
import { algorithmRows } from './algorithms.ts';
import { certificateRows } from './certificates.ts';
import { inventoryRows } from './inventory.ts';
import { jumpRows } from './jumps.ts';
import { keyRows } from './keys.ts';
import { knownHostsRows } from './knownHosts.ts';
import { matchRows } from './match.ts';
import { oddRows } from './odd.ts';
import { tokenRows } from './tokens.ts';
import { userRows } from './users.ts';

export const KINDS: readonly RowKind[] = [
  { kind: 'tokens', rows: tokenRows },
  { kind: 'match', rows: matchRows },
  { kind: 'jumps', rows: jumpRows },
  { kind: 'agents', rows: agentRows },
  { kind: 'keys', rows: keyRows },
  { kind: 'known hosts', rows: knownHostsRows },
  { kind: 'users and addresses', rows: userRows },
  { kind: 'algorithms', rows: algorithmRows },
  { kind: 'certificates', rows: certificateRows },
  { kind: 'odd options', rows: oddRows },
  { kind: 'inventory', rows: inventoryRows },
];
