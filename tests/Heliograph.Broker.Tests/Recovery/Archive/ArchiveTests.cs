using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Heliograph.Broker.Recovery.Archive;

namespace Heliograph.Broker.Tests.Recovery.Archive;

/// <summary>An archive holds all of the durable state, and a broken one is refused by its line.</summary>
public sealed class ArchiveTests
{
    private static readonly string Archive = ExportRichState();

    [Fact]
    public void What_is_exported_and_imported_is_the_same_state()
    {
        var (journal, clock) = MakeRichState();
        var imported = Archives.Import(Archive, out var importedClock);
        Assert.Equal(clock, importedClock);
        Assert.Equal(Archive, Archives.Export(imported, importedClock));

        var before = WithoutNumbers(StateText.Of(Archives.Restored(journal.Survivor(journal.Last), clock)));
        var after = WithoutNumbers(StateText.Of(Archives.Restored(imported, clock)));
        Assert.Equal(before, after);
    }

    [Fact]
    public void An_archive_has_every_type_of_line_and_each_body_once()
    {
        var lines = Archive.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        Assert.Equal("heliograph-archive", (string?)lines[0]["format"]);
        var types = lines.Skip(1).Select(line => (string)line["type"]!).Distinct();
        Assert.Equal(
            ["message", "retained", "session", "subscription", "queued", "inflight", "backlog", "will", "inbound", "end"],
            types.OrderBy(type => Array.IndexOf((string[])["message", "retained", "session", "subscription", "queued", "inflight", "backlog", "will", "inbound", "end"], type)));
        var bodies = lines.Where(line => (string?)line["type"] == "message").Select(line => (string)line["topic"]! + line["payload"]);
        Assert.Distinct(bodies);
        Assert.Equal(["PUBACK", "PUBCOMP", "PUBREC"], lines.Select(line => (string?)line["awaits"]).OfType<string>().Distinct().Order());
    }

    [Fact]
    public void What_was_in_flight_goes_on_after_an_import()
    {
        var journal = Archives.Import(Archive, out var clock);
        journal.DurableUpTo = new(long.MaxValue);
        var broker = new TestBroker(RichState.Options, journal: journal);
        journal.Restore(broker.Engine, clock);
        var client = broker.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "slow" });
        Assert.True(client.Next(PacketType.ConnAck).SessionPresent);
        Assert.Equal(("a", 1), Of(client.Next(PacketType.Publish)));
        Assert.Equal(("b", 2), Of(client.Next(PacketType.Publish)));
        Assert.Equal(3, client.Next(PacketType.PubRel).PacketId);
        client.Acknowledge(PacketType.PubComp, 3);
        Assert.Equal(("d", 4), Of(client.Next(PacketType.Publish)));

        static (string, int) Of(Received packet) => (packet.Text, packet.PacketId);
    }

    [Fact]
    public void Whatever_field_is_missing_or_of_another_type_the_line_is_named_or_the_field_may_be_absent()
    {
        string[] optional =
        [
            "retain", "publisher", "expiresAt", "properties", "userName", "noLocal", "retainAsPublished", "retainHandling",
            "subscriptionId", "subscriptionIds", "program", "expirySeconds of will", "group of inflight",
        ];
        var lines = Archive.TrimEnd('\n').Split('\n');
        var seen = new HashSet<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = JsonNode.Parse(lines[i])!.AsObject();
            foreach (var (name, value) in line)
            {
                if (value!.ToString().Length > 1_000) continue; // once is enough, and slow
                var field = (string?)line["type"] is { } type ? $"{name} of {type}" : name;
                if (!seen.Add($"{field} {line["awaits"]}")) continue;
                if (!optional.Contains(name) && !optional.Contains(field)) Refuse(lines, i, line, name, without: true);
                if (name is not ("retain" or "noLocal" or "retainAsPublished")) line[name] = true;
                else line[name] = 1;
                Refuse(lines, i, line, name, without: false);
                line[name] = value.DeepClone();
            }
        }
    }

    [Theory]
    [InlineData("\"qos\":2", "\"qos\":3", "must be a number from 0 to 2")]
    [InlineData("\"topic\":\"data/1\"", "\"topic\":\"data/#\"", "is no topic name")]
    [InlineData("\"topic\":\"data/1\"", "\"topic\":\"a\\u0000\"", "has a character U+0000")]
    [InlineData("\"topic\":\"data/1\"", "\"topic\":\"\\ud800\"", "is not Unicode text")]
    [InlineData("\"id\":2", "\"id\":3", "must be 2: messages are counted up from 1")]
    [InlineData("\"payload\":\"\"", "\"payload\":\"?\"", "is not base64")]
    [InlineData("\"payload\":\"\"", "\"payload\":\"\",\"payload\":\"\"", "it is not a JSON object")]
    [InlineData("\"payload\":\"\"", "\"payload\":\"\",\"colour\":\"red\"", "\"colour\" is not known here")]
    [InlineData("\"type\":\"end\"", "\"type\":\"fin\"", "is fin, which is not known")]
    [InlineData("\"filter\":\"data/+\"", "\"filter\":\"data/a+\"", "is no topic filter")]
    [InlineData("\"filter\":\"data/+\"", "\"filter\":\"data/#\"", "is subscribed to already")]
    [InlineData("\"filter\":\"data/+\"", "\"filter\":\"$share/g/a\"", "\"group\" is missing")]
    [InlineData("\"filter\":\"$share/two/shared/#\"", "\"filter\":\"$share/one/shared/#\"", "must be one number for each shared filter")]
    [InlineData("\"filter\":\"$share/two/shared/#\"", "\"filter\":\"shared/#\"", "belongs to shared subscriptions")]
    [InlineData("\"clientId\":\"old\",\"expirySeconds\"", "\"clientId\":\"subscriber\",\"expirySeconds\"", "has a session already")]
    [InlineData("\"clientId\":\"subscriber\",\"filter\"", "\"clientId\":\"nobody\",\"filter\"", "the lines of a session stand together")]
    [InlineData("\"expirySeconds\":3600", "\"expirySeconds\":0", "must be a number from 1 to 4294967295")]
    [InlineData("\"awaits\":\"PUBACK\"", "\"awaits\":\"PUBREC\"", "does not go with \"qos\" 1")]
    [InlineData("\"packetId\":2,\"awaits\"", "\"packetId\":1,\"awaits\"", "is in use already")]
    [InlineData("\"userProperty\":[\"a\",\"1\"]", "\"userProperty\":[\"a\"]", "must be a list of two texts")]
    [InlineData("\"payloadFormatIndicator\":1", "\"payloadFormatIndicator\":2", "must be a number from 0 to 1")]
    [InlineData("\"payloadFormatIndicator\":1", "\"topicAlias\":1", "does not stay with a message")]
    [InlineData("\"payloadFormatIndicator\":1", "\"receiveMaximum\":1", "is no property of a message")]
    [InlineData("\"contentType\":\"application/json\"", "\"payloadFormatIndicator\":1", "is not valid")]
    [InlineData("\"version\":1", "\"version\":2", "has version 2, and this program knows version 1")]
    [InlineData("heliograph-archive", "tar", "it does not begin as an archive does")]
    [InlineData("\"sessions\":", "\"sessions\":1", "and there were")]
    public void What_a_line_must_not_say_is_named(string said, string instead, string problem)
    {
        Assert.Contains(said, Archive, StringComparison.Ordinal);
        var refusal = Assert.Throws<ArchiveException>(() => Archives.Import(First(Archive, said, instead), out _));
        Assert.Contains(problem, refusal.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Remedy);
    }

    [Fact]
    public void The_example_of_the_document_is_an_archive()
    {
        var document = File.ReadAllText(Path.Combine(ThisFolder(), "..", "..", "..", "..", "docs", "archive-format.md"));
        var example = document.Split("```json\n")[1].Split("```")[0];
        var journal = Archives.Import(example, out var clock);
        Assert.Equal(example.Replace("0.1.0", "1.2.3", StringComparison.Ordinal), Archives.Export(journal, clock));
    }

    [Fact]
    public void Wherever_an_archive_is_cut_off_it_is_refused()
    {
        var lines = Archive.TrimEnd('\n').Split('\n');
        for (var count = 0; count < lines.Length; count++)
        {
            var refusal = Assert.Throws<ArchiveException>(() => Archives.Import(string.Join('\n', lines.Take(count)), out _));
            Assert.Equal(count == 0 ? 1 : count, refusal.Line);
        }

        var more = Assert.Throws<ArchiveException>(() => Archives.Import(Archive + "\n{}\n", out _));
        Assert.Contains("something follows", more.Problem, StringComparison.Ordinal);
    }

    private static void Refuse(string[] lines, int at, JsonObject line, string name, bool without)
    {
        var changed = line.DeepClone().AsObject();
        if (without) changed.Remove(name);
        string[] all = [.. lines[..at], changed.ToJsonString(), .. lines[(at + 1)..]];
        var refusal = Assert.Throws<ArchiveException>(() => Archives.Import(string.Join('\n', all), out _));
        Assert.True(refusal.Line == at + 1, $"{name} in line {at + 1}: {refusal.Message}");
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static string First(string text, string said, string instead)
    {
        var at = text.IndexOf(said, StringComparison.Ordinal);
        return text[..at] + instead + text[(at + said.Length)..];
    }

    private static string ExportRichState()
    {
        var (journal, clock) = MakeRichState();
        return Archives.Export(journal, clock);
    }

    private static (RecordedJournal Journal, Instant Clock) MakeRichState()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(RichState.Options, journal: journal);
        RichState.Make(broker);
        return (journal, broker.Now);
    }

    // Messages are numbered by their place in the journal, and sessions as they came.
    private static string WithoutNumbers(string state)
    {
        var lines = state.Split('\n').Select(line => line.Split(' ')).ToArray();
        var names = lines.Where(words => words is ["session", _, "of", ..])
            .ToDictionary(words => words[1], words => string.Join(' ', words.Skip(3).TakeWhile(word => word != "user")));
        foreach (var words in lines)
        {
            if (words[0] == "session") words[1] = names[words[1]];
            if (words[0] == "retained") words[2] = "?";
            if (Array.IndexOf(words, "message") is var at and >= 0) words[at + 1] = "?";
        }

        return string.Join('\n', lines.Select(words => string.Join(' ', words)).Order(StringComparer.Ordinal));
    }
}
