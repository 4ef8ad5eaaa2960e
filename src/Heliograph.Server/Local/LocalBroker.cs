using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Server.Local;

/// <summary>A server as the program sees it that it runs in.</summary>
internal sealed class LocalBroker(HeliographServer server, LocalRights rights) : IHeliographBroker
{
    private const int SecretBytes = 16;

    // The program's subscriptions never ping: they cannot be lost unseen as a client behind a network can. Their identifiers are long.
    private static readonly ConnectionPolicy OfSubscriptions = new() { KeepAliveSecondsMax = 0, ClientIdBytesMax = 64 };

    private readonly ConcurrentDictionary<Task, byte> _serving = [];
    private int _connections;

    public IReadOnlyList<IPEndPoint> Endpoints => server.Endpoints;

    public async ValueTask<Published> PublishAsync(LocalMessage message, CancellationToken stop = default)
    {
        CheckRunning();
        var owned = LocalMessages.Owned(message, server.Broker.Options, server.Clock.Now);
        Published published;
        Lsn needs;
        using (var batch = server.Broker.BeginBatch(server.Clock.Now)) published = server.Broker.Steering.Publish(owned, batch, out needs);
        await server.AwaitDurableAsync(needs, stop);
        return published;
    }

    public async Task<ILocalSubscription> SubscribeAsync(string filter, SubscribeOptions? options = null, CancellationToken stop = default)
    {
        CheckRunning();
        options ??= new();
        if (!TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)))
            throw new ArgumentException($"'{filter}' is no topic filter: + stands for one whole level, # for all further ones at the end", nameof(filter));
        if (options.InflightMax is 0 or > SubscribeOptions.InflightMost)
            throw new ArgumentException($"InflightMax = {options.InflightMax} is out of range: 1 to {SubscribeOptions.InflightMost}", nameof(options));
        var name = $"in-process:{Interlocked.Increment(ref _connections)}";
        // Nobody can guess it, and so take the subscription over.
        var clientId = $"{name}-{RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true)}";
        var subscription = new LocalSubscription(new(name, OfSubscriptions), clientId, filter, options, () => server.IsStopping);
        await subscription.OpenAsync(transport => Watched(server.ServeAsync(transport, rights)), stop);
        return subscription;
    }

    public Stream Connect()
    {
        CheckRunning();
        var connection = new MemoryConnection($"in-process:{Interlocked.Increment(ref _connections)}");
        _ = Watched(connection.RunAsync(server.ServeAsync));
        return connection.Client;
    }

    public IEnumerable<ClientView> Clients() => server.Broker.Inspection.Clients();

    public bool Disconnect(string clientId, string cause)
    {
        using var batch = server.Broker.BeginBatch(server.Clock.Now);
        return server.Broker.Steering.Disconnect(clientId, cause, batch);
    }

    /// <summary>Ends when all connections in memory have been served: each is bounded by what an ended connection may take.</summary>
    public Task EndedAsync() => Task.WhenAll(_serving.Keys);

    private void CheckRunning()
    {
        if (server.IsStopping) throw new InvalidOperationException("The broker has been stopped.");
    }

    private Task Watched(Task serving)
    {
        _serving.TryAdd(serving, 0);
        _ = serving.ContinueWith(static (done, all) => ((ConcurrentDictionary<Task, byte>)all!).TryRemove(done, out _), _serving,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return serving;
    }
}
