import {
  type Generation,
  type Place,
  type Position,
  type Sum,
  TAIL_LENGTH,
  type Unread,
} from './position.ts';

/** Converts a position to JSON, with as much of the last output as identifies the place. */
export const savePosition = (position: Position): unknown => ({
  ...position,
  ...savePlace(position),
  ahead: position.ahead && { generation: position.ahead.generation, ...savePlace(position.ahead) },
});

const savePlace = ({ base, delivered, recent }: Place) => ({
  base,
  delivered,
  recent: recent.subarray(-TAIL_LENGTH).toString('base64'),
});

/** Parses a saved position; null if it is not one. */
export const loadPosition = (saved: unknown): Position | null => {
  const place = loadPlace(saved);
  const generation = isRecord(saved) ? loadGeneration(saved['generation']) : null;
  if (!isRecord(saved) || place === null || generation === null || !Array.isArray(saved['known']))
    return null;
  const known = saved['known'].map(loadGeneration);
  if (known.includes(null)) return null;
  const ahead = loadPlace(saved['ahead']);
  const aheadGeneration = isRecord(saved['ahead']) ? loadGeneration(saved['ahead']['generation']) : null;
  return {
    generation,
    ...place,
    known: known as Generation[],
    finished: saved['finished'] === true,
    hidden: saved['hidden'] === true,
    crossed: isCount(saved['crossed']) ? saved['crossed'] : 0,
    successor: loadGeneration(saved['successor']),
    extent: isCount(saved['extent']) ? saved['extent'] : null,
    since: isCount(saved['since']) ? saved['since'] : 0,
    next: Array.isArray(saved['next']) ? saved['next'].flatMap(loadUnread) : [],
    ahead: ahead && aheadGeneration && { generation: aheadGeneration, ...ahead },
  };
};

const loadPlace = (saved: unknown): Place | null => {
  if (!isRecord(saved)) return null;
  const { base, delivered, recent } = saved;
  if (!isCount(base) || !isCount(delivered) || typeof recent !== 'string') return null;
  return { base, delivered, recent: Buffer.from(recent, 'base64') };
};

/** An inode becomes part of a script, so it is validated. */
const loadGeneration = (saved: unknown): Generation | null => {
  if (!isRecord(saved) || typeof saved['inode'] !== 'string' || !/^\d+$/.test(saved['inode'])) return null;
  const head = loadSum(saved['head']);
  return head && { inode: saved['inode'], head };
};

const loadUnread = (saved: unknown): Unread[] => {
  if (!isRecord(saved)) return [];
  const generation = loadGeneration(saved['generation']);
  return generation ? [{ generation, size: isCount(saved['size']) ? saved['size'] : null }] : [];
};

const loadSum = (saved: unknown): Sum | null => {
  if (!isRecord(saved) || !isCount(saved['length']) || !isCount(saved['crc'])) return null;
  return { length: saved['length'], crc: saved['crc'] };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
