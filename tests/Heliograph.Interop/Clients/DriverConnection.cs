using System.Text.Json;
using System.Threading.Channels;

namespace Heliograph.Interop.Clients;

/// <summary>
/// A connection of a library in another language, behind a driver that reads commands and writes events.
/// </summary>
internal sealed class DriverConnection : IClientConnection
{
    private readonly Arrivals _arrivals = new();
    private readonly Channel<JsonElement> _answers = Channel.CreateUnbounded<JsonElement>();
    private readonly ChildProcess _process;

    private DriverConnection(Tool driver) => _process = new(driver, [], OnLine, OnEnd);

    public static async Task<DriverConnection> StartAsync(ClientLibrary library) =>
        new(await Drivers.GetAsync(library));

    public async Task<ConnectAnswer> ConnectAsync(
        ConnectRequest request, params IReadOnlyList<Subscription> subscriptions)
    {
        var connected = await AskAsync("connected", DriverCommand.Connect(request));
        var reason = connected.GetProperty("reason").GetInt32();
        var granted = new List<int>();
        if (reason == 0)
            foreach (var subscription in subscriptions)
            {
                var subscribed = await AskAsync("subscribed", DriverCommand.Subscribe(subscription));
                granted.AddRange(subscribed.GetProperty("reasons").EnumerateArray().Select(each => each.GetInt32()));
            }
        return new(reason, connected.GetProperty("sessionPresent").Deserialize<bool?>(), granted);
    }

    public Task PublishAsync(Publication publication) => AskAsync("published", DriverCommand.Publish(publication));

    public Task<ReceivedMessage> NextMessageAsync() => _arrivals.NextMessageAsync();

    public Task<int?> DisconnectedAsync() => _arrivals.DisconnectedAsync();

    public async Task DisconnectAsync()
    {
        await _process.WriteAsync("disconnect\n");
        await _arrivals.DisconnectedAsync();
    }

    public void Drop() => _process.Kill();

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> AskAsync(string awaited, string command)
    {
        await _process.WriteAsync(command);
        var answer = await _answers.Reader.ReadAsync().AsTask().BoundedAsync();
        var given = answer.GetProperty("event").GetString();
        Assert.Equal(awaited, given == "error" ? answer.GetProperty("text").GetString() : given);
        return answer;
    }

    private void OnLine(string line)
    {
        var message = JsonElement.Parse(line);
        switch (message.GetProperty("event").GetString())
        {
            case "message":
                _arrivals.Add(message.Deserialize<ReceivedMessage>(JsonSerializerOptions.Web)!);
                break;
            case "disconnected":
                _arrivals.AddDisconnect(message.GetProperty("reason").Deserialize<int?>());
                break;
            default:
                _answers.Writer.TryWrite(message);
                break;
        }
    }

    private void OnEnd(Exception why)
    {
        _answers.Writer.TryComplete(why);
        _arrivals.End(why);
    }
}
