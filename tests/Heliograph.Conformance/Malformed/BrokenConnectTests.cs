using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Malformed;

/// <summary>What must not come first.</summary>
public sealed class BrokenConnectTests : CorpusTests
{
    public static IEnumerable<TheoryDataRow<string, ProtocolVersion, string, string>> Corpus =>
        Read("before", V311, V5);

    [Theory, MemberData(nameof(Corpus))]
    [Normative(V311, "MQTT-3.1.4-1"), Normative(V5, "MQTT-3.1.4-1", "MQTT-3.14.0-1")]
    public async Task Broken_connect_is_answered_and_forgotten(
        string name, ProtocolVersion version, string hex, string answer) =>
        await CheckAsync(name, await OpenAsync(version), hex, answer);
}
