using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Server.Hooks;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Security.Flapping;
using Heliograph.Server.Store;
using Heliograph.Server.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server;

/// <summary>What a server is started with.</summary>
public sealed record ServerOptions
{
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>Where to accept connections; with any, one of them must be bound. With none there are connections within the program only.</summary>
    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    public required IAuthenticator Authenticator { get; init; }
    public required IAuthorizer Authorizer { get; init; }

    /// <summary>Asked one after the other about each PUBLISH of a client; with none it costs nothing.</summary>
    public IReadOnlyList<IPublishInterceptor> PublishInterceptors { get; init; } = [];

    /// <summary>Their bounds.</summary>
    public InterceptionOptions Interception { get; init; } = new();

    /// <summary>Null offers no Authentication Method.</summary>
    public IEnhancedAuthenticator? EnhancedAuthenticator { get; init; }

    /// <summary>Who may not connect; null bans nobody.</summary>
    internal BanList? Bans { get; init; }

    /// <summary>Turns away addresses whose logins fail; null turns none away.</summary>
    internal LoginDoor? LoginDoor { get; init; }

    /// <summary>Who connects too often is banned for a while, where there are <see cref="Bans"/>.</summary>
    public FlappingOptions Flapping { get; init; } = new();

    /// <summary>Says how many logins wait because others of their address or user failed; null where none does.</summary>
    internal Func<int>? LoginsWaiting { get; init; }

    /// <summary>Bytes that the whole process may use; 0 takes three quarters of what the machine or its container has.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>Where durable state is kept; null keeps it in memory, as long as the server runs.</summary>
    public StoreOptions? Store { get; init; }

    /// <summary>The journal of a server that has no <see cref="Store"/>.</summary>
    public IJournal Journal { get; init; } = new VolatileJournal();

    /// <summary>The folder in which the history of events outlasts the process; null forgets it.</summary>
    public string? EventsFolder { get; init; }

    /// <summary>The folder for traces; null makes none possible.</summary>
    public string? TracesFolder { get; init; }

    /// <summary>Who writes events to the log; null does it in the words of <see cref="Telemetry.EventLog"/>.</summary>
    public IEventSink? EventLog { get; init; }

    /// <summary>Who is told of connections and packets; null for nobody.</summary>
    internal IPacketWatcher? PacketWatcher { get; init; }

    /// <summary>Who is told of events besides the log.</summary>
    public IReadOnlyList<IEventSink> EventSinks { get; init; } = [];
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether nobody but <see cref="HeliographServer.Beat"/> tells the engine that time has passed.</summary>
    internal bool IsClockTurnedByHand { get; init; }
}
