using System.Text.RegularExpressions;

namespace Heliograph.Interop.Clients;

/// <summary>
/// mosquitto_sub for what is received; one mosquitto_pub, with a connection of its own, for what is published.
/// </summary>
internal sealed partial class MosquittoToolsConnection : IClientConnection
{
    private const string Package = "mosquitto-clients";
    private readonly Arrivals _arrivals = new();
    private readonly TaskCompletionSource<int> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int[]> _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectRequest? _request;
    private ChildProcess? _subscriber;

    public async Task<ConnectAnswer> ConnectAsync(
        ConnectRequest request, params IReadOnlyList<Subscription> subscriptions)
    {
        _request = request;
        if (subscriptions.Count == 0) return new(0, null, []);

        // Into a pipe the tool would show its lines late; stdbuf makes it show each at once.
        var subscriber = Tool.Find("mosquitto_sub", Package);
        var unbuffered = Tool.Find("stdbuf", "coreutils", "-oL", subscriber.Path);
        _subscriber = new(unbuffered, MosquittoArguments.Subscribe(request, subscriptions), OnLine, OnEnd);
        var reason = await _connected.Task.BoundedAsync();
        int[] granted = reason == 0 ? await _subscribed.Task.BoundedAsync() : [];
        return new(reason, null, granted);
    }

    public async Task PublishAsync(Publication publication)
    {
        var arguments = MosquittoArguments.Publish(_request!, publication);
        using var publisher = new ChildProcess(Tool.Find("mosquitto_pub", Package), arguments, _ => { }, _ => { });
        await publisher.WriteAsync(publication.Payload);
        publisher.CloseInput();
        var exitCode = await publisher.EndedAsync();
        Assert.True(exitCode == 0, $"mosquitto_pub ended with {exitCode}: {publisher.Errors}");
    }

    public Task<ReceivedMessage> NextMessageAsync() => _arrivals.NextMessageAsync();

    public Task<int?> DisconnectedAsync() => _arrivals.DisconnectedAsync();

    public async Task DisconnectAsync()
    {
        if (_subscriber is null) return;
        _subscriber.Terminate();
        await _subscriber.EndedAsync();
    }

    public void Drop() => _subscriber?.Kill();

    public ValueTask DisposeAsync()
    {
        _subscriber?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void OnLine(string line)
    {
        if (line.StartsWith("{\"tst\"", StringComparison.Ordinal))
            _arrivals.Add(MosquittoMessage.Parse(line));
        else if (Connack.Match(line) is { Success: true } connack)
            _connected.TrySetResult(int.Parse(connack.Groups[1].Value));
        else if (Suback.Match(line) is { Success: true } suback)
            _subscribed.TrySetResult([.. suback.Groups[1].Value.Split(", ").Select(int.Parse)]);
        else if (Disconnect.Match(line) is { Success: true } disconnect)
            _arrivals.AddDisconnect(int.Parse(disconnect.Groups[1].Value));
    }

    private void OnEnd(Exception why)
    {
        _connected.TrySetException(why);
        _subscribed.TrySetException(why);
        _arrivals.End(why);
    }

    [GeneratedRegex(@"received CONNACK \((\d+)\)")]
    private static partial Regex Connack { get; }

    [GeneratedRegex(@"^Subscribed \(mid: \d+\): ([\d, ]+)$")]
    private static partial Regex Suback { get; }

    [GeneratedRegex(@"[Rr]eceived DISCONNECT \((\d+)\)")]
    private static partial Regex Disconnect { get; }
}
