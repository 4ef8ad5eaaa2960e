"""One paho connection, driven through standard input and output as README.md beside this folder describes."""
import json
import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

VERSIONS = {"3": mqtt.MQTTv31, "4": mqtt.MQTTv311, "5": mqtt.MQTTv5}
ANSWER_SECONDS_MAX = 20


class Driver:
    def __init__(self):
        self.client = None
        self.version = None
        self.answers = {}
        self.answered = threading.Condition()
        self.printing = threading.Lock()

    def report(self, event, **fields):
        with self.printing:
            print(json.dumps({"event": event, **fields}), flush=True)

    def answer(self, key, value):
        with self.answered:
            self.answers[key] = value
            self.answered.notify_all()

    def wait_for(self, key):
        with self.answered:
            if not self.answered.wait_for(lambda: key in self.answers, ANSWER_SECONDS_MAX):
                raise TimeoutError(f"no answer to {key}")
            return self.answers.pop(key)

    def connect(self, fields):
        self.version = VERSIONS[fields["version"]]
        clean = fields["clean"] == "1"
        is_v5 = self.version == mqtt.MQTTv5
        self.client = mqtt.Client(fields["clientId"], None if is_v5 else clean, protocol=self.version)
        self.client.on_message = self.on_message
        self.client.on_subscribe = self.on_subscribe
        self.client.on_publish = lambda client, userdata, mid: self.answer(("published", mid), True)
        self.client.on_disconnect = self.on_disconnect
        self.client.on_connect = self.on_connect
        if "user" in fields:
            self.client.username_pw_set(fields["user"], fields["password"])
        if "willTopic" in fields:
            properties = self.properties(PacketTypes.WILLMESSAGE, fields, "will")
            self.client.will_set(
                fields["willTopic"], fields["willPayload"], int(fields["willQos"]), fields["willRetain"] == "1",
                properties)
        if is_v5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = int(fields["sessionExpiry"])
            self.client.connect(fields["host"], int(fields["port"]), clean_start=clean, properties=properties)
        else:
            self.client.connect(fields["host"], int(fields["port"]))
        self.client.loop_start()
        reason, session_present = self.wait_for("connected")
        self.report("connected", reason=reason, sessionPresent=session_present)

    def subscribe(self, fields):
        if self.version == mqtt.MQTTv5:
            options = SubscribeOptions(
                int(fields["qos"]), fields.get("noLocal") == "1", fields.get("retainAsPublished") == "1",
                int(fields.get("retainHandling", "0")))
            properties = None
            if "id" in fields:
                properties = Properties(PacketTypes.SUBSCRIBE)
                properties.SubscriptionIdentifier = int(fields["id"])
            _, mid = self.client.subscribe(fields["filter"], options=options, properties=properties)
        else:
            _, mid = self.client.subscribe(fields["filter"], int(fields["qos"]))
        self.report("subscribed", reasons=self.wait_for(("subscribed", mid)))

    def publish(self, fields):
        topic = fields["topic"]
        for _ in range(int(fields.get("repeat", "1"))):
            properties = self.properties(PacketTypes.PUBLISH, fields)
            sent = self.client.publish(
                topic, fields.get("payload", ""), int(fields["qos"]), fields.get("retain") == "1", properties)
            self.wait_for(("published", sent.mid))
            if "topicAlias" in fields:
                topic = ""
        self.report("published")

    def disconnect(self, fields):
        self.client.disconnect()

    def properties(self, packet, fields, prefix=""):
        """The MQTT 5.0 properties that the command names, or None for the older versions."""
        def given(name):
            return fields.get(prefix + name[0].upper() + name[1:] if prefix else name)

        if self.version != mqtt.MQTTv5:
            return None
        properties = Properties(packet)
        if given("contentType"):
            properties.ContentType = given("contentType")
        if given("responseTopic"):
            properties.ResponseTopic = given("responseTopic")
        if given("correlationData"):
            properties.CorrelationData = given("correlationData").encode()
        if given("messageExpiry"):
            properties.MessageExpiryInterval = int(given("messageExpiry"))
        if given("payloadFormat"):
            properties.PayloadFormatIndicator = int(given("payloadFormat"))
        if given("topicAlias"):
            properties.TopicAlias = int(given("topicAlias"))
        for pair in given("userProperty") or []:
            properties.UserProperty = tuple(pair.split(":", 1))
        return properties

    def on_connect(self, client, userdata, flags, reason, properties=None):
        self.answer("connected", (code(reason), bool(flags["session present"])))

    def on_subscribe(self, client, userdata, mid, granted, properties=None):
        self.answer(("subscribed", mid), [code(each) for each in granted])

    def on_disconnect(self, client, userdata, reason, properties=None):
        # Without a DISCONNECT packet the library reports its own small error numbers.
        has_packet = self.version == mqtt.MQTTv5 and isinstance(reason, mqtt.ReasonCodes)
        self.report("disconnected", reason=code(reason) if has_packet else None)
        client.disconnect()

    def on_message(self, client, userdata, message):
        seen = getattr(message, "properties", None)
        fields = {}
        if seen is not None:
            fields = {
                "contentType": getattr(seen, "ContentType", None),
                "responseTopic": getattr(seen, "ResponseTopic", None),
                "messageExpiry": getattr(seen, "MessageExpiryInterval", None),
                "payloadFormat": getattr(seen, "PayloadFormatIndicator", None),
                "subscriptionIds": getattr(seen, "SubscriptionIdentifier", []),
                "userProperties": [f"{name}:{value}" for name, value in getattr(seen, "UserProperty", [])],
            }
            if hasattr(seen, "CorrelationData"):
                fields["correlationData"] = seen.CorrelationData.decode()
        self.report(
            "message", topic=message.topic, payload=message.payload.decode(), qos=message.qos,
            retain=bool(message.retain), **fields)


def code(reason):
    return reason if isinstance(reason, int) else reason.value


def parse(line):
    verb, *pairs = line.rstrip("\n").split("\t")
    fields = {}
    for pair in pairs:
        name, value = pair.split("=", 1)
        if name.lower().endswith("userproperty"):
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    return verb, fields


driver = Driver()
for line in sys.stdin:
    verb, fields = parse(line)
    try:
        getattr(driver, verb)(fields)
    except Exception as error:  # whatever it is, the test that sent the command must see it
        driver.report("error", text=f"{verb}: {error!r}")
