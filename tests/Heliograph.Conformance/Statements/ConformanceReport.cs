using System.Reflection;
using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Conformance.Statements;

/// <summary>Brings statements and tests together, and writes docs/conformance.md from both.</summary>
public sealed class ConformanceReport
{
    private static readonly ProtocolVersion[] _versions = [ProtocolVersion.V311, ProtocolVersion.V5];

    private readonly ILookup<(ProtocolVersion Version, string Id), MethodInfo> _tests = (
        from type in typeof(ConformanceReport).Assembly.GetTypes()
        from method in type.GetMethods()
        from normative in method.GetCustomAttributes<NormativeAttribute>()
        from id in normative.Ids
        orderby type.FullName, method.Name
        select (Key: (normative.Version, id), Test: method)).ToLookup(pair => pair.Key, pair => pair.Test);

    public IReadOnlyList<Statement> Statements { get; } = [.. _versions.SelectMany(Statement.ReadAll)];

    /// <summary>Statements with neither a test nor a reason.</summary>
    public IEnumerable<Statement> Uncovered => Statements.Where(s => s.Reason.Length == 0 && !TestsOf(s).Any());

    /// <summary>Identifiers that tests name and no standard has.</summary>
    public IEnumerable<(ProtocolVersion Version, string Id)> Unknown =>
        _tests.Select(group => group.Key).Except(Statements.Select(s => (s.Version, s.Id)));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("""
            # Conformance

            Every normative statement of MQTT 3.1.1 and 5.0, in our words, with the tests that show it over real sockets
            (`tests/Heliograph.Conformance`), or the reason why none can. This file is generated: after a change run the
            tests once with `HELIOGRAPH_WRITE_DOCS=1`.
            """);
        foreach (var version in _versions) AppendVersion(text, version);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private void AppendVersion(StringBuilder text, ProtocolVersion version)
    {
        var statements = Statements.Where(s => s.Version == version).ToList();
        var tested = statements.Count(s => TestsOf(s).Any());
        text.AppendLine().AppendLine(version == ProtocolVersion.V5 ? "## MQTT 5.0" : "## MQTT 3.1.1").AppendLine();
        var reasoned = statements.Count - tested;
        text.AppendLine($"{statements.Count} statements, {tested} with tests, {reasoned} with a reason.");
        text.AppendLine();
        text.AppendLine("| statement | binds | about | tests, or why there is none |").AppendLine("|---|---|---|---|");
        foreach (var statement in statements)
            text.AppendLine($"| {statement.Id} | {statement.Who} | {statement.About} | {Evidence(statement)} |");
    }

    private string Evidence(Statement statement)
    {
        var tests = TestsOf(statement).Select(test => $"`{test.DeclaringType!.Name}.{test.Name}`").Distinct();
        string[] remark = statement.Reason.Length > 0 ? [statement.Reason] : [];
        return string.Join("<br>", tests.Concat(remark));
    }

    private IEnumerable<MethodInfo> TestsOf(Statement statement) => _tests[(statement.Version, statement.Id)];
}
