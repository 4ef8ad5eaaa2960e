using System.Net;
using Heliograph.Broker;
using Heliograph.Mqtt;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>What all doors of a server work with.</summary>
internal sealed class DoorContext
{
    /// <summary>Serves a connection of MQTT.</summary>
    public required ConnectionDelegate Serve { get; init; }

    /// <summary>Whether someone is turned away before a byte is read.</summary>
    public required Func<EndPoint?, bool> IsShutTo { get; init; }

    /// <summary>Whether no login of someone at a listener would be looked at in time: turned away, too.</summary>
    public required Func<string, EndPoint?, bool> IsCrowdedOut { get; init; }

    /// <summary>How long a connection may say nothing, or be in a handshake of TLS.</summary>
    public required Func<TimeSpan> TimeMax { get; init; }

    /// <summary>Counts a connection that was turned away before anything was made for it, and tells of it: address, code and cause.</summary>
    public required Action<string, ReasonCode, string> OnRefused { get; init; }

    /// <summary>Takes note of a certificate that expires or has expired, in words.</summary>
    public required Action<string> OnExpiring { get; init; }

    /// <summary>The instant, by the engine's clock.</summary>
    public required Func<Instant> Now { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required TimeProvider Time { get; init; }
}
