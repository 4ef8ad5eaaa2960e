using System.Threading.Channels;

namespace Heliograph.Console.Running;

/// <summary>A client of the broker, which is a program of its own. Disposing it ends it.</summary>
internal sealed class MqttClient : IDisposable
{
    private const string Package = "mosquitto-clients";
    private const string Mark = "message ";
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ChildProcess _process;

    private MqttClient(Tool tool, IEnumerable<string> arguments) => _process = new(
        tool, arguments, line => _lines.Writer.TryWrite(line), why => _lines.Writer.TryComplete(why));

    /// <summary>A script of <c>examples/python</c>, as a newcomer runs it.</summary>
    public static MqttClient Example(string script, params IEnumerable<string> arguments) =>
        new(Tool.Find("python3", "python3-paho-mqtt", Path.Combine(Checkout.Root, "examples/python", script)), arguments);

    /// <summary>A mosquitto_sub that has subscribed.</summary>
    public static async Task<MqttClient> SubscribeAsync(ConsoleBroker broker, string filter, params IEnumerable<string> more)
    {
        // Into a pipe the tool would show its lines late; stdbuf makes it show each at once.
        var subscriber = Tool.Find("stdbuf", "coreutils", "-oL", Tool.Find("mosquitto_sub", Package).Path);
        var client = new MqttClient(subscriber, [.. Connect(broker), "-d", "-t", filter, "-F", Mark + "%t %p", .. more]);
        await client.ReadUntilAsync("Subscribed (mid");
        return client;
    }

    /// <summary>Leaves a lasting session with one subscription, and goes.</summary>
    public static Task LeaveSessionAsync(ConsoleBroker broker, string clientId, string filter) =>
        RunAsync("mosquitto_sub", [.. Connect(broker), "-i", clientId, "-c", "-q", "1", "-t", filter, "-E"]);

    /// <summary>Comes back to a lasting session, takes so many messages, and goes.</summary>
    public static Task TakeAsync(ConsoleBroker broker, string clientId, string filter, int messages) =>
        RunAsync("mosquitto_sub", [.. Connect(broker), "-i", clientId, "-c", "-q", "1", "-t", filter, "-C", $"{messages}"]);

    public static Task PublishAsync(ConsoleBroker broker, string topic, string payload, params IEnumerable<string> more) =>
        RunAsync("mosquitto_pub", [.. Connect(broker), "-t", topic, "-m", payload, .. more]);

    /// <summary>Waits for the program's own end.</summary>
    public async Task EndedAsync() => Assert.True(await _process.EndedAsync() == 0, _process.Errors);

    /// <summary>Waits for a line that begins with some words.</summary>
    public async Task<string> ReadUntilAsync(string beginning)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync().AsTask().BoundedAsync();
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>The next message, as topic, space and payload.</summary>
    public async Task<string> NextMessageAsync() => (await ReadUntilAsync(Mark))[Mark.Length..];

    public void Dispose() => _process.Dispose();

    private static string[] Connect(ConsoleBroker broker) =>
        ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-u", ConsoleBroker.Admin, "-P", ConsoleBroker.Password];

    private static async Task RunAsync(string tool, IEnumerable<string> arguments)
    {
        using var client = new MqttClient(Tool.Find(tool, Package), arguments);
        await client.EndedAsync();
    }
}
