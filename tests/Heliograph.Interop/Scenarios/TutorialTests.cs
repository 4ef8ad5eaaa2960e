using System.Threading.Channels;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

/// <summary>The scripts of <c>examples/python</c>, as a newcomer runs them.</summary>
public sealed class TutorialTests(RunningBroker broker)
{
    [Fact]
    public async Task The_subscriber_prints_what_the_publisher_sends()
    {
        var lines = Channel.CreateUnbounded<string>();
        using var subscriber = Start(
            "subscribe.py", ["127.0.0.1", $"{broker.Port}"],
            line => lines.Writer.TryWrite(line), why => lines.Writer.TryComplete(why));
        Assert.Equal("Connected with result code 0", await NextAsync(lines));
        Assert.Equal("Waiting for messages on lettuce", await NextAsync(lines));

        using var publisher = Start(
            "publish.py", ["Crisp and green", "127.0.0.1", $"{broker.Port}"], _ => { }, _ => { });
        Assert.Equal(0, await publisher.EndedAsync());
        Assert.Equal("lettuce Crisp and green", await NextAsync(lines));
    }

    [Fact]
    public async Task Without_credentials_the_client_prints_result_code_4()
    {
        var lines = new List<string>();
        using var subscriber = Start("subscribe.py", ["127.0.0.1", $"{broker.Port}", ""], lines.Add, _ => { });
        await subscriber.EndedAsync();
        Assert.Equal(["Connected with result code 4"], lines);
    }

    private static ChildProcess Start(
        string script, string[] arguments, Action<string> onLine, Action<Exception> onEnd)
    {
        var path = Path.Combine(Checkout.Root, "examples/python", script);
        return new(Tool.Find("python3", "python3-paho-mqtt", path), arguments, onLine, onEnd);
    }

    private static Task<string> NextAsync(Channel<string> lines) =>
        lines.Reader.ReadAsync().AsTask().BoundedAsync();
}
