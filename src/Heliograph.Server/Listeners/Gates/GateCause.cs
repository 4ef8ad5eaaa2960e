namespace Heliograph.Server.Listeners.Gates;

/// <summary>Why a listener turned a network connection away before a byte was read.</summary>
internal enum GateCause : byte
{
    /// <summary>There are as many as it takes.</summary>
    ConnectionsMax,

    /// <summary>They came faster than it takes them.</summary>
    ConnectRate,

    /// <summary>Its address is in no network that may connect, or in one that may not.</summary>
    Network,
}
