import type { IPublishPacket, MqttClient, IClientPublishOptions } from 'mqtt';
import { session } from '../../api/session';
import { Store } from '../../browser/store';
import { toMessage, type Message } from './message';

const messagesMax = 500;
export const subscriptionsMax = 50;
const beatMilliseconds = 100;
const patienceMilliseconds = 10_000;

export type Connection =
  /** Not yet opened, left by hand, or lost: then with the words of whoever knows why. */
  | { is: 'closed'; why: 'new' | 'left' | 'lost'; words: string }
  | { is: 'connecting' }
  | { is: 'open'; clientId: string };

export interface LiveSubscription {
  filter: string;
  qos: number;
}

const notYet: Connection = { is: 'closed', why: 'new', words: '' };

/** What came, newest first, and how many came in all. */
export interface Inbox {
  messages: readonly Message[];
  received: number;
}

/**
 * A client of the broker within the browser, over the console's own address, as the user who is logged in. It outlives the page,
 * so that one can look at another and come back; it ends with the login.
 */
export class MqttSession {
  readonly connection = new Store<Connection>(notYet);
  readonly subscriptions = new Store<readonly LiveSubscription[]>([]);
  readonly inbox = new Store<Inbox>({ messages: [], received: 0 });

  #client: MqttClient | null = null;
  #received = 0;
  #arrived: Message[] = [];
  #beat: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    session.watch(() => {
      if (session.get().is !== 'open') this.#clear();
    });
  }

  async connect(): Promise<void> {
    if (this.connection.get().is !== 'closed') return;
    this.connection.set({ is: 'connecting' });
    try {
      const { default: mqtt } = await import('mqtt');
      this.#begin(mqtt.connect(addressOf(window.location), optionsOf(newClientId())));
    } catch (failure) {
      this.#end('lost', wordsOf(failure));
    }
  }

  disconnect(): void {
    this.#end('left');
  }

  async subscribe(filter: string, qos: 0 | 1 | 2): Promise<void> {
    const granted = await this.#open().subscribeAsync(filter, { qos });
    const given = granted[0]?.qos ?? qos;
    const others = this.subscriptions.get().filter(one => one.filter !== filter);
    this.subscriptions.set([...others, { filter, qos: given }]);
  }

  async unsubscribe(filter: string): Promise<void> {
    await this.#open().unsubscribeAsync(filter);
    this.subscriptions.set(this.subscriptions.get().filter(one => one.filter !== filter));
  }

  async publish(topic: string, payload: string, options: IClientPublishOptions): Promise<void> {
    await this.#open().publishAsync(topic, payload, options);
  }

  forget(): void {
    this.#arrived = [];
    this.#received = 0;
    this.inbox.set({ messages: [], received: 0 });
  }

  #open(): MqttClient {
    if (!this.#client) throw new Error('not connected');
    return this.#client;
  }

  #begin(client: MqttClient): void {
    this.#client = client;
    client.on('connect', () => this.connection.set({ is: 'open', clientId: client.options.clientId ?? '' }));
    client.on('message', (_topic, _payload, packet) => this.#take(packet));
    client.on('disconnect', ({ reasonCode = 0, properties }) =>
      this.#end('lost', properties?.reasonString ?? `0x${reasonCode.toString(16)}`),
    );
    client.on('error', failure => this.#end('lost', wordsOf(failure)));
    client.on('close', () => {
      if (this.#client === client) this.#end('lost');
    });
  }

  // Messages may come by the thousand a second: the page hears of them ten times a second.
  #take(packet: IPublishPacket): void {
    this.#received++;
    this.#arrived.push(toMessage(this.#received, packet));
    if (this.#arrived.length > messagesMax) this.#arrived.shift();
    this.#beat ??= setTimeout(() => {
      this.#beat = undefined;
      const messages = [...this.#arrived.reverse(), ...this.inbox.get().messages].slice(0, messagesMax);
      this.#arrived = [];
      this.inbox.set({ messages, received: this.#received });
    }, beatMilliseconds);
  }

  #end(why: 'left' | 'lost', words = ''): void {
    const client = this.#client;
    this.#client = null;
    client?.end(true);
    this.subscriptions.set([]);
    this.connection.set({ is: 'closed', why, words });
  }

  #clear(): void {
    this.#end('left');
    this.connection.set(notYet);
    this.forget();
  }
}

const addressOf = ({ protocol, host }: Location) => `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/mqtt`;

const newClientId = () => `console-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16).padStart(8, '0')}`;

// The login's cookie says who this is. The native timer, because the other one is a worker out of a blob, which the
// Content-Security-Policy forbids. What was lost is connected by whoever looks, not in the background.
const optionsOf = (clientId: string) =>
  ({
    clientId,
    protocolVersion: 5,
    clean: true,
    keepalive: 60,
    reconnectPeriod: 0,
    connectTimeout: patienceMilliseconds,
    timerVariant: 'native',
    forceNativeWebSocket: true,
  }) as const;

const wordsOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

export const mqttSession = new MqttSession();
