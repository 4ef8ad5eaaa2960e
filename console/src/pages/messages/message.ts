import type { IPublishPacket } from 'mqtt';
import type { Payload } from '../../api/types';

export interface Message {
  number: number;
  at: string;
  topic: string;
  qos: number;
  retain: boolean;
  payload: Payload;
  contentType: string | null;
  responseTopic: string | null;
  correlation: string | null;
  expirySeconds: number | null;
  userProperties: readonly (readonly [name: string, value: string])[];
}

/** More than anyone looks at; what a message has beyond it is not kept, so that five hundred of them stay small. */
export const payloadBytesMax = 32 * 1_024;

export function toMessage(number: number, packet: IPublishPacket): Message {
  const { properties } = packet;
  return {
    number,
    at: new Date().toISOString(),
    topic: packet.topic,
    qos: packet.qos,
    retain: packet.retain,
    payload: toPayload(toBytes(packet.payload)),
    contentType: properties?.contentType ?? null,
    responseTopic: properties?.responseTopic ?? null,
    correlation: properties?.correlationData ? toText(properties.correlationData) ?? toHex(properties.correlationData) : null,
    expirySeconds: properties?.messageExpiryInterval ?? null,
    userProperties: Object.entries(properties?.userProperties ?? {}).flatMap(([name, value]) =>
      [value].flat().map(one => [name, one] as const),
    ),
  };
}

const toBytes = (payload: string | Uint8Array) =>
  typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;

/** As the server tells payloads: text where it is printable UTF-8, Base64 otherwise. */
export function toPayload(bytes: Uint8Array): Payload {
  const kept = bytes.slice(0, payloadBytesMax);
  const isTruncated = kept.length < bytes.length;
  const text = toText(kept, isTruncated);
  const base64 = text === null ? toBase64(kept) : null;
  return { size: bytes.length, text, base64, isTruncated };
}

function toText(bytes: Uint8Array, isTruncated = false): string | null {
  try {
    // In a stream the decoder lets the last character be cut.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isTruncated });
    return [...text].some(isControl) ? null : text;
  } catch {
    return null; // Not UTF-8.
  }
}

const isControl = (character: string) => /[\p{Cc}]/u.test(character) && !/[\t\r\n]/.test(character);

const toHex = (bytes: Uint8Array) => [...bytes].map(octet => octet.toString(16).padStart(2, '0')).join(' ');

const toBase64 = (bytes: Uint8Array) => btoa([...bytes].map(octet => String.fromCharCode(octet)).join(''));
