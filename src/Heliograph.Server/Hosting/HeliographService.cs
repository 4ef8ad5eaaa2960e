using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Broker.Inspection;
using Heliograph.Server.Hooks;
using Heliograph.Server.Local;
using Heliograph.Server.Security.Chain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Heliograph.Server.Hosting;

/// <summary>Starts the broker with the host and stops it with the host; between the two it is the program's <see cref="IHeliographBroker"/>.</summary>
internal sealed partial class HeliographService : IHostedService, IHeliographBroker, IAsyncDisposable
{
    private readonly HeliographOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private EmbeddedServer? _running;

    public HeliographService(
        IOptions<HeliographOptions> options, IEnumerable<IAuthenticationLink> authentication, IEnumerable<IAuthorizationLink> authorization,
        IEnumerable<IPublishInterceptor> interceptors, ILoggerFactory loggers, IHostApplicationLifetime lifetime, TimeProvider? time = null)
    {
        (_options, _loggers, _lifetime, _time) = (options.Value, loggers, lifetime, time ?? TimeProvider.System);
        _log = loggers.CreateLogger("heliograph");
        foreach (var link in authentication) _options.Authentication.Add(link);
        foreach (var link in authorization) _options.Authorization.Add(link);
        foreach (var interceptor in interceptors) _options.PublishInterceptors.Add(interceptor);
    }

    /// <summary>The server; null before the start and after the stop.</summary>
    public HeliographServer? Server => Volatile.Read(ref _running)?.Server;

    public IReadOnlyList<IPEndPoint> Endpoints => Server?.Endpoints ?? [];

    private IHeliographBroker Running => Server?.Local ?? throw new InvalidOperationException("The broker does not run: it starts and stops with the host.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var running = await EmbeddedServer.StartAsync(_options, _loggers, _time, stop: cancellationToken);
        Volatile.Write(ref _running, running);
        foreach (var address in running.Server.Addresses) LogListening(address);
        _ = StopWhenFailedAsync(running.Server.Failed);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, null) is { } running) await running.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    public ValueTask<Published> PublishAsync(LocalMessage message, CancellationToken stop = default) => Running.PublishAsync(message, stop);

    public Task<ILocalSubscription> SubscribeAsync(string filter, SubscribeOptions? options = null, CancellationToken stop = default) =>
        Running.SubscribeAsync(filter, options, stop);

    public Stream Connect() => Running.Connect();

    public IEnumerable<ClientView> Clients() => Running.Clients();

    public bool Disconnect(string clientId, string cause) => Running.Disconnect(clientId, cause);

    // What can keep its promises no longer does not go on as if nothing had happened.
    private async Task StopWhenFailedAsync(Task<OperatorException> failed)
    {
        LogFailed(await failed);
        _lifetime.StopApplication();
    }

    [LoggerMessage(EventId = 20, EventName = "Listening", Level = LogLevel.Information, Message = "Accepting connections at: {Address}")]
    private partial void LogListening(string address);

    [LoggerMessage(EventId = 21, EventName = "Failed", Level = LogLevel.Critical, Message = "the broker can keep its promises no longer and stops the program")]
    private partial void LogFailed(Exception failure);
}
