using System.Text;

namespace Heliograph.Simulation.World;

/// <summary>How the checkers know a message again: by the number at the front of its payload.</summary>
public static class MessageKey
{
    /// <summary>A payload is <c>key;padding</c>; an empty one clears a retained message and is known by its topic.</summary>
    public static string Of(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return $"clear:{Encoding.UTF8.GetString(topic)}";
        var end = payload.IndexOf((byte)';');
        return Encoding.UTF8.GetString(end < 0 ? payload : payload[..end]);
    }

    public static byte[] Payload(string key, int padding) => Encoding.UTF8.GetBytes($"{key};{new string('.', padding)}");
}
