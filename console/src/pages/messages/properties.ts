import type { IClientPublishOptions } from 'mqtt';

/** The properties of MQTT 5.0 as they are typed in; what is empty is not sent. */
export interface Typed {
  contentType: string;
  responseTopic: string;
  correlation: string;
  expirySeconds: string;
  isText: boolean;
  user: readonly { name: string; value: string }[];
}

export const noProperties: Typed = {
  contentType: '',
  responseTopic: '',
  correlation: '',
  expirySeconds: '',
  isText: false,
  user: [],
};

export function toProperties(typed: Typed): IClientPublishOptions['properties'] {
  const user: Record<string, string[]> = {};
  for (const { name, value } of typed.user) if (name !== '') (user[name] ??= []).push(value);
  return {
    ...(typed.isText && { payloadFormatIndicator: true }),
    ...(typed.contentType && { contentType: typed.contentType }),
    ...(typed.responseTopic && { responseTopic: typed.responseTopic }),
    // The library writes a text as its bytes; only its type asks for them.
    ...(typed.correlation && { correlationData: typed.correlation as unknown as Buffer }),
    ...(typed.expirySeconds && { messageExpiryInterval: Number(typed.expirySeconds) }),
    ...(Object.keys(user).length > 0 && { userProperties: user }),
  };
}
