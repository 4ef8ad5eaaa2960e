export type Qos = 0 | 1 | 2;

export const qosChoices = [
  ['0', 'QoS 0'],
  ['1', 'QoS 1'],
  ['2', 'QoS 2'],
] as const;

export const readQos = (chosen: string): Qos => (chosen === '2' ? 2 : chosen === '1' ? 1 : 0);
