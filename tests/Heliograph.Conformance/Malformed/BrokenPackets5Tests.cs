using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Malformed;

/// <summary>What no client of MQTT 5.0 may send once it is connected.</summary>
public sealed class BrokenPackets5Tests : CorpusTests
{
    public static IEnumerable<TheoryDataRow<string, ProtocolVersion, string, string>> Corpus => Read("after", V5);

    [Theory, MemberData(nameof(Corpus))]
    [Normative(V5, "MQTT-4.13.1-1", "MQTT-4.13.2-1")]
    public async Task Broken_packet_is_answered_and_forgotten(
        string name, ProtocolVersion version, string hex, string answer) =>
        await CheckAsync(name, await ConnectAsync(new Connect(version) { ClientId = "broken" }), hex, answer);
}
