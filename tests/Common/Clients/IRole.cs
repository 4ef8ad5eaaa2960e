using System.Buffers;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Tests.Common.Clients;

/// <summary>What a client is there for. Called by its client alone, one call at a time.</summary>
internal interface IRole
{
    /// <summary>Nothing is under way that the end of a chapter would cut in two. Any thread may ask.</summary>
    bool IsSettled { get; }

    /// <summary>CONNACK has come: sends again what is pending.</summary>
    void OnConnected(IBufferWriter<byte> output);

    /// <summary>The broker does not know the session: what belonged to it is void.</summary>
    void Forget();

    /// <summary>Takes one packet behind CONNACK.</summary>
    void OnPacket(IBufferWriter<byte> output, FixedHeader header, ReadOnlySpan<byte> body);

    /// <summary>Answers what has come, and goes on with its work.</summary>
    void Work(IBufferWriter<byte> output);
}
