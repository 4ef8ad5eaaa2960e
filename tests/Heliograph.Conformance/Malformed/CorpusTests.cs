using System.Globalization;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Malformed;

/// <summary>
/// The corpus <c>packets.tsv</c>: broken input before or after CONNECT, and the answer to each: <c>close</c>, the
/// codes allowed for the CONNACK or DISCONNECT before the close, or after <c>no MQTT:</c> how the answer to who does not speak it begins.
/// </summary>
public abstract class CorpusTests : ConformanceTests
{
    private const string ForeignAnswer = "no MQTT: ";

    /// <summary>The part of the corpus that a class of tests takes.</summary>
    protected static IEnumerable<TheoryDataRow<string, ProtocolVersion, string, string>> Read(
        string state, params ProtocolVersion[] versions) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Malformed", "packets.tsv")).Skip(1)
        let column = line.Split('\t')
        let version = column[1] == "5.0" ? V5 : V311
        where column[2] == state && versions.Contains(version)
        select new TheoryDataRow<string, ProtocolVersion, string, string>(column[0], version, column[3], column[4]);

    /// <summary>Sends the input and sees the answer, the end, and a broker that serves and has forgotten it.</summary>
    /// <param name="name">What is broken.</param>
    /// <param name="broken">The connection to send it on.</param>
    /// <param name="hex">The input.</param>
    /// <param name="answer">The answer to it.</param>
    protected async Task CheckAsync(string name, RawClient broken, string hex, string answer)
    {
        var bystander = await SubscriberAsync(V5, "#");
        if (broken.IsAccepted) await HoldAsync(broken);
        await broken.SendAsync(hex);
        if (answer.StartsWith(ForeignAnswer, StringComparison.Ordinal))
        {
            Assert.StartsWith(answer[ForeignAnswer.Length..].Replace(" ", "", StringComparison.Ordinal), await broken.ReadToEndAsync(), StringComparison.Ordinal);
        }
        else if (answer != "close")
        {
            var last = await broken.ExpectAsync(broken.IsAccepted ? PacketType.Disconnect : PacketType.ConnAck);
            Assert.Contains(last.Code, answer.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber)));
        }

        Assert.True(await broken.TryNextAsync() is null, $"{name}: the connection did not end");
        await WaitForConnectionsAsync(1);
        Assert.Equal((1, 1, 0L), (Status.Sessions, Status.Subscriptions, Status.QueuedMessages));
        await bystander.PublishAsync("a", "still here", qos: 1);
        await bystander.ReceiveAsync("still here");
        await bystander.ExpectNothingAsync();
    }

    // Something for the broker to free: subscriptions, and a message under way in each direction.
    private static async Task HoldAsync(RawClient client)
    {
        await client.SubscribeAsync([new("held/#", 2), new("$held/+", 1)]);
        await client.SendAsync(new Publish("$held/x", "held") { QoS = 2, PacketId = 500 }.Encode(client.Version));
        Packet[] two = [await client.NextAsync(), await client.NextAsync()];
        Assert.Equal([PacketType.Publish, PacketType.PubRec], two.Select(packet => packet.Type).Order());
    }
}
