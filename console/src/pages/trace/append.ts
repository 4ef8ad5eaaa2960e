import type { TracedPacket } from '../../api/watchTypes';

/** More than anyone reads here; the download has all of them. */
export const packetsMax = 1_000;

/** The packets, oldest first, with those that came, each once and the latest only. */
export function append(before: readonly TracedPacket[], came: readonly TracedPacket[]): readonly TracedPacket[] {
  const known = new Set(before.map(packet => packet.number));
  const fresh = came.filter(packet => !known.has(packet.number));
  if (fresh.length === 0) return before;
  return [...before, ...fresh].sort((one, other) => one.number - other.number).slice(-packetsMax);
}
