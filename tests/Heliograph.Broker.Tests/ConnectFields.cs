namespace Heliograph.Broker.Tests;

/// <summary>What a test's CONNECT says.</summary>
internal sealed record ConnectFields
{
    public ProtocolVersion Version { get; init; } = ProtocolVersion.V5;
    public string ClientId { get; init; } = "";
    public bool CleanStart { get; init; } = true;
    public ushort KeepAlive { get; init; }
    public string? UserName { get; init; }
    public (PropertyId, object)[] Properties { get; init; } = [];
    public WillToSend? Will { get; init; }

    /// <summary>A 5.0 client whose session outlives its connection by an hour.</summary>
    public static ConnectFields Persistent { get; } = new()
    {
        CleanStart = false,
        Properties = [(PropertyId.SessionExpiryInterval, 3_600u)],
    };

    public static ConnectFields V311Persistent { get; } = new() { Version = ProtocolVersion.V311, CleanStart = false };

    public ConnectFields With(params (PropertyId, object)[] more) => this with { Properties = [.. Properties, .. more] };
}

internal sealed record WillToSend(string Topic, string Payload, QoS QoS = QoS.AtMostOnce, bool Retain = false)
{
    public (PropertyId, object)[] Properties { get; init; } = [];
}
