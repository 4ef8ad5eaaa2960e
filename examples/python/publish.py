"""Publishes one message to `lettuce`.

Usage: publish.py [TEXT [HOST [PORT [USER PASSWORD]]]]    an empty USER ('') connects without credentials
"""
import sys

import paho.mqtt.publish as publish

given = sys.argv[1:]
text, host, port, user, password = given + ["Hello, lettuce!", "127.0.0.1", "61613", "admin", "password"][len(given):]

publish.single(
    "lettuce",
    text,
    hostname=host,
    port=int(port),
    auth={"username": user, "password": password} if user else None,
)
