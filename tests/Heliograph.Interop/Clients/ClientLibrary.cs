namespace Heliograph.Interop.Clients;

/// <summary>A family of real clients that every scenario is run with.</summary>
public enum ClientLibrary
{
    /// <summary>mosquitto_sub and mosquitto_pub of the Debian package mosquitto-clients.</summary>
    MosquittoTools,

    /// <summary>Eclipse Paho for Python, of the Debian package python3-paho-mqtt.</summary>
    PahoPython,

    /// <summary>Eclipse Paho for C, of the Debian package libpaho-mqtt-dev.</summary>
    PahoC,

    /// <summary>MQTT.js, the npm package mqtt.</summary>
    MqttJs,

    /// <summary>MQTTnet's client, in the test's own process.</summary>
    MqttNet,
}
