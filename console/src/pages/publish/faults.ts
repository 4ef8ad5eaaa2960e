import type { Dictionary } from '../../i18n/en';

export type Fault = keyof Dictionary['publish']['faults'];

const topicBytesMax = 65_535;

/** What MQTT forbids in a topic name; null when nothing is wrong [MQTT-3.3.2-2, MQTT-4.7.3]. */
export function faultOfTopic(topic: string): Fault | null {
  if (topic === '') return 'empty';
  if (/[+#]/.test(topic)) return 'wildcard';
  if (topic.includes('\u0000')) return 'nul';
  return new TextEncoder().encode(topic).length > topicBytesMax ? 'long' : null;
}

export function faultOfPayload(payload: string, encoding: 'text' | 'base64'): Fault | null {
  if (encoding === 'text') return null;
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(payload) ? null : 'base64';
}
