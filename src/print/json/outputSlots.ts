import { SLOT_BYTES, SLOTS, SLOTS_AT } from '../../core/kernels/places.ts';
import { workspace } from '../../core/kernels/workspace.ts';
import type { Spares } from '../byteOutput.ts';

const { memory } = workspace;

const free = Array.from({ length: SLOTS }, (_, index) => {
  const at = SLOTS_AT + index * SLOT_BYTES;
  return memory.subarray(at, at + SLOT_BYTES);
});
const slots: ReadonlySet<Buffer> = new Set(free);

/** Buffers in the workspace, which kernels fill and streams write from. */
export const outputSlots: Spares = {
  take: bytes => (bytes <= SLOT_BYTES ? free.pop() : undefined),
  giveBack(buffer) {
    if (!slots.has(buffer)) return false;
    free.push(buffer);
    return true;
  },
};

/** Returns where a slot is in the workspace; -1: the buffer is none. */
export const addressOf = (buffer: Buffer): number =>
  slots.has(buffer) ? buffer.byteOffset - memory.byteOffset : -1;
