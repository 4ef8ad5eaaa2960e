using Heliograph.Mqtt.Tests.Packets;

namespace Heliograph.Mqtt.Tests.Malformed;

public sealed class MalformedCorpusTests
{
    /// <summary>One row each, with its statements as traits.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var (name, row) in MalformedCorpus.Rows)
            {
                var one = new TheoryDataRow<string>(name);
                if (row.Statements.Count > 0) one.Traits.Add("MQTT 5.0", [.. row.Statements]);
                data.Add(one);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_its_reason_code(string name)
    {
        var row = MalformedCorpus.Rows[name];
        Exactly.Refuses(row.Code, row.Hex, row.Version, row.Direction);
    }
}
