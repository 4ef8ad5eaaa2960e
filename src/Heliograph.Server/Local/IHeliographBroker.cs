using System.Net;
using Heliograph.Broker.Inspection;

namespace Heliograph.Server.Local;

/// <summary>The broker within this program, for the program itself. Any thread.</summary>
/// <remarks>The rules of access do not apply to it; the bounds of the broker do.</remarks>
public interface IHeliographBroker
{
    /// <summary>The IP addresses that connections are accepted at, in the order of the options; none before the start.</summary>
    IReadOnlyList<IPEndPoint> Endpoints { get; }

    /// <summary>Publishes a message; answered when it is as durable as the store promises.</summary>
    /// <param name="message">What to publish.</param>
    /// <param name="stop">Gives up waiting; the message may have been published.</param>
    /// <returns><see cref="Published.Refused"/> when a queue or the retained store that must keep it is full: nobody got it then.</returns>
    /// <exception cref="ArgumentException">The topic is no topic name, or a bound is exceeded; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The broker does not run.</exception>
    ValueTask<Published> PublishAsync(LocalMessage message, CancellationToken stop = default);

    /// <summary>Subscribes; the subscription is in force when it is given, and ends when it is disposed or the broker stops.</summary>
    /// <param name="filter">A topic filter; may be a shared one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ArgumentException">The filter or an option is out of range, or the broker refuses it; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The broker does not run.</exception>
    Task<ILocalSubscription> SubscribeAsync(string filter, SubscribeOptions? options = null, CancellationToken stop = default);

    /// <summary>Opens a connection without a port: the client's end, over which any client speaks MQTT. Dispose it to close.</summary>
    /// <remarks>It goes through authentication and access rules as any other, as a client of this machine by no listener.</remarks>
    /// <exception cref="InvalidOperationException">The broker does not run.</exception>
    Stream Connect();

    /// <summary>All clients, connected or not, in no order.</summary>
    IEnumerable<ClientView> Clients();

    /// <summary>Ends a client's connection; its session stays as after any other loss.</summary>
    /// <returns>False when it has none.</returns>
    bool Disconnect(string clientId, string cause);
}
