using Heliograph.Broker;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Checks;

/// <summary>One connection as the checkers see it: from the bytes that went in and came out.</summary>
public sealed class ConnectionView
{
    /// <summary>The CONNECT that the engine took; null before.</summary>
    public ConnectFields? Connect { get; set; }

    /// <summary>The model's session since the engine accepted the client.</summary>
    public ModelSession? Session { get; set; }

    public Instant OpenedAt { get; set; }

    public Instant AcceptedAt { get; set; }

    public Instant LastPacketAt { get; set; }

    /// <summary>When its input last waited.</summary>
    public Instant HeldAt { get; set; }

    /// <summary>The session has lost this connection, as far as engine and model are concerned.</summary>
    public bool HasEnded { get; set; }

    public bool ExpectedSessionPresent { get; set; }

    /// <summary>Whether the session began with this connection.</summary>
    public bool IsFirst { get; set; }

    /// <summary>The record that CONNACK depends on.</summary>
    public long ConnAckNeeds { get; set; }

    public bool HasConnAck { get; set; }

    /// <summary>Output that has left the engine and is not yet a whole packet.</summary>
    public ByteQueue Output { get; } = new();

    /// <summary>QoS 1 and 2 publishes that left on this connection and that the engine has seen no answer to.</summary>
    public HashSet<ushort> Unanswered { get; } = [];

    /// <summary>Bytes at the front of the input whose answers were heard while a publish before them was held.</summary>
    public long BytesAhead { get; set; }

    /// <summary>Topic aliases set by the engine.</summary>
    public Dictionary<uint, byte[]> AliasesOut { get; } = [];

    /// <summary>Topic aliases set by the client, as the engine has read them.</summary>
    public Dictionary<uint, byte[]> AliasesIn { get; } = [];

    /// <summary>The latest acceptance per publisher, topic and QoS that was sent here: order never goes back.</summary>
    public Dictionary<(string Publisher, string Topic, int QoS), long> LastSent { get; } = [];

    /// <summary>What the PUBLISH packets in transit to the client deliver, in order.</summary>
    public Queue<Delivery> InTransit { get; } = [];

    /// <summary>Records that the answers to the client's packets depend on, by kind of answer and packet id.</summary>
    public Dictionary<(string Answer, ushort PacketId), long> AnswerNeeds { get; } = [];

    /// <summary>Its session has gone on to another connection: what still leaves here may have left there too.</summary>
    public bool IsStale => Session?.Latest is { } latest && latest.View != this;

    public bool IsLive => Session is not null && !HasEnded;
}
