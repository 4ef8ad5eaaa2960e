using Heliograph.Broker.Access;

namespace Heliograph.Server.Listeners;

/// <summary>What holds for the clients of a listener, which can be replaced while it listens: for those that come after.</summary>
public sealed class LivePolicy(ConnectionPolicy policy)
{
    private volatile ConnectionPolicy _now = policy;

    /// <summary>What holds now.</summary>
    public ConnectionPolicy Now
    {
        get => _now;
        set => _now = value;
    }
}
