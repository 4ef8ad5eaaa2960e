using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Gates;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners;

/// <summary>The listeners of a server: each is started, stopped and started again by its name, and fails alone.</summary>
internal sealed class ListenerSet(IReadOnlyList<ListenerOptions> options, DoorContext context) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Transports _transports = new();
    private readonly Place[] _places = [.. options.Select(listener => new Place(listener))];
    private bool _isDisposed;

    /// <summary>The places that connections are accepted at, in the order of the options.</summary>
    public IReadOnlyList<EndPoint> Endpoints => [.. _places.Select(place => place.Listener?.EndPoint).OfType<EndPoint>()];

    /// <summary>All of them as they are now.</summary>
    public IReadOnlyList<ListenerView> All => [.. _places.Select(place => place.View())];

    /// <summary>Starts all of them. One that need not be there and cannot be bound is told.</summary>
    /// <exception cref="OperatorException">One that is required cannot be bound, or none can.</exception>
    public async Task StartAllAsync(Action<string> onNotBound, CancellationToken stop)
    {
        if (Array.Find(_places, place => UnixSocketFile.IsTooLong(place.Options.UnixSocket)) is { Options.UnixSocket: var path })
            throw new OperatorException($"unix_socket = \"{path}\" is longer than {UnixSocketFile.PathBytesMax} bytes", "Take a shorter path, such as one under /run");
        foreach (var place in _places)
        {
            if (await TryStartAsync(place, stop) is not { } failure) continue;
            if (place.Options.Required) throw failure;
            onNotBound(failure.Problem);
        }

        if (Endpoints.Count == 0)
            throw new OperatorException("no listener could be bound", "Free one of the ports, or change [[listener]] in etc/heliograph.toml");
        // Nobody is served before every port is open: who has an answer at one may go on to the next.
        foreach (var place in _places) place.Listener?.Begin();
    }

    /// <summary>Starts one that is stopped or could not be bound; one that listens goes on.</summary>
    /// <returns>False when there is none of this name.</returns>
    /// <exception cref="OperatorException">It cannot be bound.</exception>
    public async Task<bool> StartAsync(string name, CancellationToken stop)
    {
        if (Find(name) is not { } place) return false;
        await _turn.WaitAsync(stop);
        try
        {
            if (place.Listener is not null || _isDisposed) return true;
            if (await TryStartAsync(place, stop) is { } failure) throw failure;
            place.Listener?.Begin();
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops one: it accepts nobody, and the connections that came in there are cut.</summary>
    /// <returns>False when there is none of this name.</returns>
    public async Task<bool> StopAsync(string name)
    {
        if (Find(name) is not { } place) return false;
        await _turn.WaitAsync();
        try
        {
            await StopAsync(place);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _isDisposed = true;
            await Task.WhenAll(_places.Select(StopAsync));
            _transports.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private Place? Find(string name) => Array.Find(_places, place => place.Options.Name == name);

    private async Task<OperatorException?> TryStartAsync(Place place, CancellationToken stop)
    {
        try
        {
            place.Listener = await Listener.StartAsync(place.Options, place.Counts, context, _transports, stop);
            place.Problem = null;
            return null;
        }
        catch (Exception failure) when (failure is IOException or AddressInUseException or SocketException or UnauthorizedAccessException)
        {
            place.Problem = Cause(place.Options, failure.Message.TrimEnd('.'));
            return new(place.Problem, Remedy(place.Options, failure), failure);
        }
        catch (OperatorException failure)
        {
            place.Problem = failure.Problem;
            return failure;
        }
    }

    private static async Task StopAsync(Place place)
    {
        if (place.Listener is not { } listener) return;
        await listener.DisposeAsync();
        (place.Listener, place.Problem) = (null, null);
    }

    private static string Cause(ListenerOptions options, string failure)
    {
        if (options.UnixSocket.Length > 0) return $"the Unix socket {options.UnixSocket} cannot be bound: {failure}";
        return $"port {options.Port} on {options.Address} cannot be bound: {(PortHolder.Describe(options.Port) is { } holder ? $"{holder} listens on it" : failure)}";
    }

    private static string Remedy(ListenerOptions options, Exception failure) => options.UnixSocket.Length > 0
        ? "Stop the program that holds it, make its folder one that the broker may write to, or change [[listener]] unix_socket in etc/heliograph.toml"
        : (failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => "Give the program the right to bind ports below 1024, or change [[listener]] port in etc/heliograph.toml",
            SocketError.AddressNotAvailable => "Change [[listener]] address in etc/heliograph.toml to one of this machine",
            _ => "Stop the program that holds it, or change [[listener]] port in etc/heliograph.toml",
        };

    private sealed class Place(ListenerOptions options)
    {
        private volatile Listener? _listener;

        public ListenerOptions Options => options;

        public Listener? Listener { get => _listener; set => _listener = value; }

        public string? Problem { get; set; }

        public GateCounts Counts { get; } = new();

        public ListenerView View() => Listener is { } listener
            ? new(options, listener.EndPoint, ListenerState.Listening, null, listener.ConnectionCount, listener.HandshakesWaiting, Counts)
            : new(options, options.Place, Problem is null ? ListenerState.Stopped : ListenerState.Failed,
                Problem, 0, 0, Counts);
    }
}
