import type { Payload } from '../api/types';

const charactersMax = 40;

/** The beginning of a payload for a row of a table; null when it is not text. */
export function payloadLine(payload: Payload): string | null {
  if (payload.text === null) return null;
  const line = payload.text.slice(0, charactersMax + 1).replace(/\s+/g, ' ');
  return line.length > charactersMax || payload.isTruncated ? `${line.slice(0, charactersMax)}…` : line;
}
