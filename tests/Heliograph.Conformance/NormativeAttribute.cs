using Heliograph.Mqtt;
using Xunit.v3;

namespace Heliograph.Conformance;

/// <summary>Names the normative statements of one version that a test covers.</summary>
/// <remarks>Tests can be filtered by it: <c>-trait "MQTT 5.0=MQTT-3.1.2-24"</c>.</remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class NormativeAttribute(ProtocolVersion version, params string[] ids) : Attribute, ITraitAttribute
{
    public ProtocolVersion Version { get; } = version;

    public IReadOnlyList<string> Ids { get; } = ids;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. Ids.Select(id => KeyValuePair.Create(Version == ProtocolVersion.V5 ? "MQTT 5.0" : "MQTT 3.1.1", id))];
}
