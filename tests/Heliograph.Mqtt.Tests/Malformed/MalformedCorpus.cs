using System.Globalization;
using Heliograph.Fuzz.Owned;

namespace Heliograph.Mqtt.Tests.Malformed;

/// <summary>The rows of <c>tests/corpus/malformed.tsv</c>.</summary>
internal static class MalformedCorpus
{
    public static IReadOnlyDictionary<string, Row> Rows { get; } =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "corpus", "malformed.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .ToDictionary(
                field => field[0],
                field => new Row(
                    VersionOf(field[1]), field[2] == "to server" ? Direction.ToServer : Direction.ToClient, field[3],
                    (ReasonCode)byte.Parse(field[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    field.Length > 5 ? field[5].Split(' ') : []));

    private static ProtocolVersion VersionOf(string text) => text switch
    {
        "3.1" => ProtocolVersion.V31,
        "3.1.1" => ProtocolVersion.V311,
        "5.0" => ProtocolVersion.V5,
        _ => throw new FormatException($"no version of MQTT: {text}"),
    };

    internal sealed record Row(
        ProtocolVersion Version, Direction Direction, string Hex, ReasonCode Code, IReadOnlyList<string> Statements);
}
