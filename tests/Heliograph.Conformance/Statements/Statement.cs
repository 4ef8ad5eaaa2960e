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
        return
            from line in lines.Skip(1)
            let column = line.Split('\t')
            select new Statement(version, column[0], column[1], column[2], column[3]);
    }
}
