using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Malformed;

/// <summary>What no client of MQTT 3.1.1 may send once it is connected.</summary>
public sealed class BrokenPackets311Tests : CorpusTests
{
    public static IEnumerable<TheoryDataRow<string, ProtocolVersion, string, string>> Corpus => Read("after", V311);

    [Theory, MemberData(nameof(Corpus))]
    [Normative(V311, "MQTT-4.8.0-1")]
    public async Task Broken_packet_is_answered_and_forgotten(
        string name, ProtocolVersion version, string hex, string answer) =>
        await CheckAsync(name, await ConnectAsync(new Connect(version) { ClientId = "broken" }), hex, answer);
}
