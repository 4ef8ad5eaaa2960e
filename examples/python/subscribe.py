"""Prints every message that is published to `lettuce`, until Ctrl-C.

Usage: subscribe.py [HOST [PORT [USER PASSWORD]]]    an empty USER ('') connects without credentials
"""
import sys

import paho.mqtt.client as mqtt

given = sys.argv[1:]
host, port, user, password = given + ["127.0.0.1", "61613", "admin", "password"][len(given):]


def on_connect(client, userdata, flags, rc):
    print("Connected with result code", rc, flush=True)
    if rc == 0:
        client.subscribe("lettuce")
    else:
        client.disconnect()


def on_subscribe(client, userdata, mid, granted_qos):
    print("Waiting for messages on lettuce", flush=True)


def on_message(client, userdata, message):
    print(message.topic, message.payload.decode(), flush=True)


client = mqtt.Client()
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
if user:
    client.username_pw_set(user, password)

client.connect(host, int(port))
try:
    client.loop_forever(retry_first_connection=False)
except KeyboardInterrupt:
    client.disconnect()
