'use strict';
// One MQTT.js connection, driven through standard input and output as README.md beside this folder describes.
const mqtt = require('mqtt');
const readline = require('node:readline');

const report = (event, fields = {}) => process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');

let client;
let isV5;
let isConnected = false;

// The MQTT 5.0 properties that the command names, or undefined for the older versions.
function properties(fields, prefix = '') {
  if (!isV5) return undefined;
  const given = name => fields[prefix ? prefix + name[0].toUpperCase() + name.slice(1) : name];
  const named = {};
  if (given('contentType')) named.contentType = given('contentType');
  if (given('responseTopic')) named.responseTopic = given('responseTopic');
  if (given('correlationData')) named.correlationData = Buffer.from(given('correlationData'));
  if (given('messageExpiry')) named.messageExpiryInterval = Number(given('messageExpiry'));
  if (given('payloadFormat')) named.payloadFormatIndicator = given('payloadFormat') === '1';
  if (given('topicAlias')) named.topicAlias = Number(given('topicAlias'));
  for (const pair of given('userProperty') ?? []) {
    const [name, value] = pair.split(':');
    named.userProperties ??= {};
    named.userProperties[name] = [...(named.userProperties[name] ?? []), value];
  }
  return named;
}

function connect(fields) {
  isV5 = fields.version === '5';
  const options = {
    host: fields.host,
    port: Number(fields.port),
    protocol: 'mqtt',
    protocolId: fields.version === '3' ? 'MQIsdp' : 'MQTT',
    protocolVersion: Number(fields.version),
    clientId: fields.clientId,
    clean: fields.clean === '1',
    username: fields.user,
    password: fields.password,
    reconnectPeriod: 0,
    resubscribe: false,
  };
  if (isV5) {
    options.properties = {
      sessionExpiryInterval: Number(fields.sessionExpiry),
      topicAliasMaximum: fields.topicAliasMaximum && Number(fields.topicAliasMaximum),
    };
  }
  if (fields.willTopic) {
    options.will = {
      topic: fields.willTopic,
      payload: fields.willPayload,
      qos: Number(fields.willQos),
      retain: fields.willRetain === '1',
      properties: properties(fields, 'will'),
    };
  }
  return new Promise(resolve => {
    client = mqtt.connect(options);
    client.on('message', onMessage);
    client.on('disconnect', packet => report('disconnected', { reason: packet.reasonCode }));
    client.on('connect', connack => {
      isConnected = true;
      report('connected', { reason: connack.reasonCode ?? connack.returnCode, sessionPresent: connack.sessionPresent });
      resolve();
    });
    client.on('error', error => {
      if (isConnected || error.code === undefined) report('error', { text: String(error) });
      else report('connected', { reason: error.code, sessionPresent: false });
      resolve();
    });
  });
}

async function subscribe(fields) {
  const options = { qos: Number(fields.qos) };
  if (isV5) {
    options.nl = fields.noLocal === '1';
    options.rap = fields.retainAsPublished === '1';
    options.rh = Number(fields.retainHandling ?? 0);
    if (fields.id) options.properties = { subscriptionIdentifier: Number(fields.id) };
  }
  try {
    const granted = await client.subscribeAsync(fields.filter, options);
    report('subscribed', { reasons: granted.map(each => each.qos) });
  } catch (error) {
    // The library makes an error of a refused subscription.
    if (error.packet?.cmd !== 'suback') throw error;
    report('subscribed', { reasons: error.packet.granted });
  }
}

async function publish(fields) {
  let topic = fields.topic;
  for (let sent = 0; sent < Number(fields.repeat ?? 1); sent++) {
    await client.publishAsync(topic, fields.payload ?? '', {
      qos: Number(fields.qos),
      retain: fields.retain === '1',
      properties: properties(fields),
    });
    if (fields.topicAlias) topic = '';
  }
  report('published');
}

async function disconnect() {
  await client.endAsync();
  report('disconnected', { reason: null });
}

function onMessage(topic, payload, packet) {
  const seen = packet.properties ?? {};
  report('message', {
    topic,
    payload: payload.toString(),
    qos: packet.qos,
    retain: packet.retain,
    contentType: seen.contentType,
    responseTopic: seen.responseTopic,
    correlationData: seen.correlationData?.toString(),
    messageExpiry: seen.messageExpiryInterval,
    payloadFormat: seen.payloadFormatIndicator === undefined ? undefined : Number(seen.payloadFormatIndicator),
    subscriptionIds: [seen.subscriptionIdentifier ?? []].flat(),
    userProperties: Object.entries(seen.userProperties ?? {})
      .flatMap(([name, values]) => [values].flat().map(value => `${name}:${value}`)),
  });
}

function parse(line) {
  const [verb, ...pairs] = line.split('\t');
  const fields = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    if (name.toLowerCase().endsWith('userproperty')) fields[name] = [...(fields[name] ?? []), value];
    else fields[name] = value;
  }
  return [verb, fields];
}

const verbs = { connect, subscribe, publish, disconnect };

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, fields] = parse(line);
    try {
      await verbs[verb](fields);
    } catch (error) {
      report('error', { text: `${verb}: ${error}` });
    }
  }
  process.exit(0);
})();
