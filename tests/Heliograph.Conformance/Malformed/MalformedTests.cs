using System.Globalization;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Malformed;

/// <summary>
/// The corpus <c>packets.tsv</c>: broken input before or after CONNECT, and the answer to each: <c>close</c>, or the
/// codes allowed for the CONNACK or DISCONNECT before the close.
/// </summary>
public sealed class MalformedTests : ConformanceTests
{
    public static IEnumerable<TheoryDataRow<string, ProtocolVersion, string, string, string>> Corpus =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Malformed", "packets.tsv")).Skip(1)
        let column = line.Split('\t')
        let version = column[1] == "5.0" ? V5 : V311
        select new TheoryDataRow<string, ProtocolVersion, string, string, string>(
            column[0], version, column[2], column[3], column[4]);

    [Theory, MemberData(nameof(Corpus))]
    [Normative(V311, "MQTT-3.1.4-1", "MQTT-4.8.0-1"), Normative(V5, "MQTT-3.1.4-1", "MQTT-4.13.1-1")]
    public async Task Broken_input_is_answered_and_forgotten(
        string name, ProtocolVersion version, string state, string hex, string answer)
    {
        var bystander = await SubscriberAsync(V5, "#");
        var broken = state == "before"
            ? await OpenAsync(version)
            : await ConnectAsync(new Connect(version) { ClientId = "broken" });
        await broken.SendAsync(hex);
        if (answer != "close") await ExpectAsync(broken, state, answer);
        Assert.True(await broken.TryNextAsync() is null, $"{name}: the connection did not end");

        await WaitForConnectionsAsync(1);
        await bystander.PublishAsync("a", "still here", qos: 1);
        await bystander.ReceiveAsync("still here");
        await bystander.ExpectNothingAsync();
    }

    private static async Task ExpectAsync(RawClient broken, string state, string answer)
    {
        var last = await broken.ExpectAsync(state == "before" ? PacketType.ConnAck : PacketType.Disconnect);
        Assert.Contains(last.Code, answer.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber)));
    }
}
