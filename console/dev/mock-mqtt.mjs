// A broker of the smallest size, for the page that is a client: every message goes to everyone who is subscribed.
import mqtt from 'mqtt-packet';
import { WebSocketServer } from 'ws';
import { like } from './mock-lists.mjs';

const version = { protocolVersion: 5 };

export function serveMqtt(server, isLoggedIn) {
  const clients = new Set();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'mqtt' });

  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/mqtt' || !isLoggedIn()) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, accept);
  });

  function accept(socket) {
    const client = { filters: new Set(), send: packet => socket.send(mqtt.generate(packet, version)) };
    const parser = mqtt.parser(version);
    parser.on('packet', packet => take(client, packet));
    socket.on('message', bytes => parser.parse(bytes));
    socket.on('close', () => clients.delete(client));
    clients.add(client);
  }

  function take(client, packet) {
    const { cmd, messageId } = packet;
    if (cmd === 'connect') client.send({ cmd: 'connack', reasonCode: 0, sessionPresent: false });
    if (cmd === 'pingreq') client.send({ cmd: 'pingresp' });
    if (cmd === 'pubrel') client.send({ cmd: 'pubcomp', messageId, reasonCode: 0 });
    if (cmd === 'subscribe') subscribe(client, packet);
    if (cmd === 'unsubscribe') {
      for (const filter of packet.unsubscriptions) client.filters.delete(filter);
      client.send({ cmd: 'unsuback', messageId, granted: packet.unsubscriptions.map(() => 0) });
    }
    if (cmd !== 'publish') return;
    spread(packet);
    if (packet.qos === 1) client.send({ cmd: 'puback', messageId, reasonCode: packet.topic.startsWith('denied') ? 0x87 : 0 });
    if (packet.qos === 2) client.send({ cmd: 'pubrec', messageId, reasonCode: 0 });
  }

  function subscribe(client, { messageId, subscriptions }) {
    const granted = subscriptions.map(({ topic, qos }) => (topic.startsWith('denied') ? 0x87 : qos));
    subscriptions.forEach(({ topic }, at) => granted[at] < 0x80 && client.filters.add(topic));
    client.send({ cmd: 'suback', messageId, granted });
  }

  function spread({ topic, payload, properties }) {
    for (const client of clients) {
      if ([...client.filters].some(filter => like(filter)(topic)))
        client.send({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false, properties });
    }
  }

  // Something comes without anyone's doing.
  const samples = ['21.5', '{"celsius": 21.5, "at": "12:00", "ok": true}', Buffer.from([0, 1, 2, 253, 254, 255]), '温度过高'];
  let round = 0;
  setInterval(() => {
    round++;
    const properties = round % 3 ? undefined : { contentType: 'application/json', userProperties: { unit: 'C' } };
    spread({ topic: `site/${round % 7}/sensor/${round % 40}/temperature`, payload: samples[round % samples.length], properties });
  }, 400).unref();
}
