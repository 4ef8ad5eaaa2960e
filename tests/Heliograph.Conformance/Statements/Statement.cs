using Heliograph.Mqtt;

namespace Heliograph.Conformance.Statements;

/// <summary>One normative statement of a standard, in our words.</summary>
/// <param name="Version">The standard it stands in; identifiers of the two collide.</param>
/// <param name="Id">Such as <c>MQTT-3.1.2-5</c>.</param>
/// <param name="Who">Whom it binds: <c>client</c>, <c>server</c> or <c>both</c>.</param>
/// <param name="About">What it is about.</param>
/// <param name="Reason">Why no test is possible, or a remark on what the tests can show; empty for most.</param>
public sealed record Statement(ProtocolVersion Version, string Id, string Who, string About, string Reason)
{
    public static IEnumerable<Statement> ReadAll(ProtocolVersion version)
    {
        var name = version == ProtocolVersion.V5 ? "mqtt5.tsv" : "mqtt311.tsv";
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Statements", name));
        return [.. lines.Skip(1).Select(line => line.Split('\t')).Select(f => new Statement(version, f[0], f[1], f[2], f[3]))];
    }
}
