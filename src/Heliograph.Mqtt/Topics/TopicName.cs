namespace Heliograph.Mqtt.Topics;

/// <summary>Rules of topic names, section 4.7. Bytes are known to be valid UTF-8 without U+0000 already.</summary>
public static class TopicName
{
    /// <summary>At least one character and no wildcards [MQTT-4.7.3-1] [MQTT-4.7.0-1].</summary>
    public static bool IsValid(ReadOnlySpan<byte> name) => !name.IsEmpty && name.IndexOfAny((byte)'+', (byte)'#') < 0;

    /// <summary>Whether a leading wildcard must not match it [MQTT-4.7.2-1].</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) => !name.IsEmpty && name[0] == (byte)'$';
}
